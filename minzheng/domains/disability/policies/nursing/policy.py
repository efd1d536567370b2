"""重度残疾人护理补贴: grade 1-2 (further grades where the place says so) in need of long-term care."""

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import greater

from ..living.policy import DECIDES, OVERLAPS, PAPER, PROCEDURE
from ..living.policy import policy as living

WHO = f"{PAPER} 二（二）"

policy = Policy("disability.nursing", "重度残疾人护理补贴", of="person", basis=PAPER)

policy.include(
    living,
    "holds_certificate",
    "is_registered_here",
    "alive_and_free",
    "not_supported_as_tekun",
    "no_work_injury_care",
    "paid_from",
    "months_due",
    "certificate_stops_from",
    "resumes_from",
    "gap_months",
)
policy.adopt(
    "holds_certificate",
    "is_registered_here",
    "alive_and_free",
    "not_supported_as_tekun",
    "no_work_injury_care",
)
policy.parameter(
    "nursing_guide", "重度残疾人护理补贴省级指导标准", unit="元/月", set_by=PROVINCE, basis=WHO
)
policy.parameter(
    "nursing_standard",
    "重度残疾人护理补贴标准",
    unit="元/月",
    set_by=COUNTY,
    basis=WHO,
    floor="nursing_guide",
)
policy.parameter(
    "nursing_grades",
    "护理补贴的残疾等级范围",
    unit="选项",
    set_by=PROVINCE,
    basis=WHO,
    choices={
        "any_1_2": "一级、二级",
        "any_1_2_mind_3": "一级、二级和三级智力、精神",
        "any_1_2_mind_3_4": "一级、二级和三级、四级智力、精神",
    },
)
policy.parameter("care_months", "需要长期照护的最短时间", unit="月", set_by=PROVINCE, basis=WHO)
policy.parameter(
    "care_insurance_excludes",
    "享受长期护理保险待遇的不发护理补贴",
    unit="是否",
    set_by=PROVINCE,
    basis="长期护理保险衔接规定",
)


@policy.condition(
    "残疾等级在护理补贴范围内",
    basis=WHO,
    optional=("disability_kind", "disability_grade"),
    absence=DECIDES,
)
def severe_enough(disability_kind, disability_grade, nursing_grades):
    """Grade 1-2 of any kind; the mind's grades 3 and 4 where the place has extended it."""
    of_mind = (disability_kind == "intellectual") | (disability_kind == "mental")
    third = nursing_grades != "any_1_2"
    fourth = nursing_grades == "any_1_2_mind_3_4"
    extended = of_mind & ((third & (disability_grade == 3)) | (fourth & (disability_grade == 4)))
    return (disability_grade >= 1) & ((disability_grade <= 2) | extended)


@policy.condition("需要长期照护", basis=WHO)
def needs_long_care(care_needed_months, care_months):
    """Special care goods and services for the months named or longer."""
    return care_needed_months >= care_months


@policy.condition(
    "未因长期护理保险停发",
    basis="长期护理保险衔接规定",
    optional=("care_insurance_paid",),
    absence="当地不作限制的不需要",
)
def not_paid_by_care_insurance(care_insurance_paid, care_insurance_excludes):
    """Only where the place says so."""
    return ~(care_insurance_excludes & care_insurance_paid)


@policy.variable("同类护理补贴择高后的金额", unit="元/月", basis=OVERLAPS)
def kept_nursing_money(nursing_standard, other_nursing_money):
    """The higher of the kind."""
    return greater(nursing_standard, other_nursing_money)


@policy.condition("没有更高的同类护理补贴", basis=OVERLAPS)
def no_higher_nursing_money(nursing_standard, other_nursing_money):
    """Equal: this subsidy is kept."""
    return nursing_standard >= other_nursing_money


@policy.amount("每月重度残疾人护理补贴", basis=WHO)
def monthly_amount(nursing_standard):
    """The same for every grade in scope."""
    return nursing_standard + 0


@policy.variable("首次发放（含自申请月起补发）", unit="元", basis=PROCEDURE)
def first_payment(nursing_standard, months_due):
    """All months from the month of application to this one."""
    return nursing_standard * months_due


@policy.variable("换证期间补发", unit="元", basis=PROCEDURE)
def gap_payment(nursing_standard, gap_months):
    """The months between two certificates."""
    return nursing_standard * gap_months
