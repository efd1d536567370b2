"""States of the room's own procedures, with their Chinese labels."""

from minzheng.kernel.cases.declarations import States

ADULTHOOD = "children.orphan.adulthood"


class Adulthood(States):
    """States of the plan for an orphan who grows up."""

    OPENED = "opened", "待制定计划"
    PLANNED = "planned", "已制定计划"
    REFERRED = "referred", "已转相关部门"
    CLOSED = "closed", "已落实"


# What an orphan may need on growing up, and which department gives it (国办发〔2010〕54号).
NEEDS = {
    "education": ("继续就学和助学", "县教育局"),
    "medical": ("医疗保障", "县医保局"),
    "job": ("就业帮扶", "县人力资源和社会保障局"),
    "housing": ("城镇住房保障轮候登记", "县住房和城乡建设局"),
}
