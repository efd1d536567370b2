"""How an old person comes to an allowance or subsidy: one row each."""

from minzheng.kernel.enrolment.declarations import BY_RULE, Enrolment
from minzheng.kernel.enrolment.workflows import workflows_of

OLD_AGE, SERVICE, NURSING = "elderly.old_age", "elderly.service", "elderly.nursing"
VOUCHER = "elderly.voucher"
LAW = "老年人权益保障法 第三十条；国家基本养老服务清单（2023年）"

workflows = workflows_of(
    Enrolment(
        OLD_AGE,
        "高龄津贴",
        "老年人权益保障法 第三十三条；国家基本养老服务清单（2023年）",
        starts=BY_RULE,
        applied_fact="allowance_applied_on",
        posted=True,
    ),
    Enrolment(SERVICE, "经济困难高龄老年人养老服务补贴", LAW, posted=True),
    Enrolment(NURSING, "经济困难失能老年人护理补贴", LAW, posted=True),
    Enrolment(VOUCHER, "养老服务消费补贴", "民政部 财政部 养老服务消费补贴项目通知（2025年）"),
)
