"""States of the room's own procedures, with their Chinese labels."""

from minzheng.kernel.cases.declarations import States

ADULTHOOD = "children.orphan.adulthood"
DISABLED_HELP = "children.disabled_help"


class Adulthood(States):
    """States of the plan for an orphan who grows up."""

    OPENED = "opened", "待制定计划"
    PLANNED = "planned", "已制定计划"
    REFERRED = "referred", "已转相关部门"
    CLOSED = "closed", "已落实"


class DisabledHelp(States):
    """States of an application for help: those of any benefit, and the way to temporary relief."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理（查验核实）"
    ASSESSED = "assessed", "已提出审核意见"
    REPORTED = "reported", "已上报"
    CONFIRMED = "confirmed", "已确认"
    RELIEVED = "relieved", "已转临时救助"
    REFUSED = "refused", "不予确认"
    WITHDRAWN = "withdrawn", "已撤回"


# What an orphan may need on growing up, and which department gives it (国办发〔2010〕54号).
NEEDS = {
    "education": ("继续就学和助学", "县教育局"),
    "medical": ("医疗保障", "县医保局"),
    "job": ("就业帮扶", "县人力资源和社会保障局"),
    "housing": ("城镇住房保障轮候登记", "县住房和城乡建设局"),
}
