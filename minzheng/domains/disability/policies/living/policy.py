"""困难残疾人生活补贴: disabled members of poor families; also what both subsidies have in common."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import day_number, first_day, greater, month_of, not_below_zero

PAPER = "国发〔2015〕52号"
WHO = f"{PAPER} 二（一）"
OVERLAPS = f"{PAPER} 二（三）"
PROCEDURE = f"{PAPER} 三"
DECIDES = "一项确定即可判断，其余未知不影响"

policy = Policy("disability.living", "困难残疾人生活补贴", of="person", basis=PAPER)

policy.parameter(
    "living_guide", "困难残疾人生活补贴省级指导标准", unit="元/月", set_by=PROVINCE, basis=WHO
)
policy.parameter(
    "living_standard",
    "困难残疾人生活补贴标准",
    unit="元/月",
    set_by=COUNTY,
    basis=WHO,
    floor="living_guide",
)
policy.parameter(
    "living_groups",
    "困难残疾人生活补贴的家庭范围",
    unit="选项",
    set_by=PROVINCE,
    basis=WHO,
    many=True,
    choices={
        "dibao": "最低生活保障家庭",
        "edge": "低保边缘家庭",
        "rigid": "刚性支出困难家庭",
    },
)
policy.parameter(
    "unattended_draws_living",
    "事实无人抚养儿童可享受生活补贴",
    unit="是否",
    set_by=PROVINCE,
    basis=OVERLAPS,
)
policy.parameter("custody_stops", "服刑期间停发", unit="是否", set_by=PROVINCE, basis=PROCEDURE)
policy.parameter(
    "cert_grace_months",
    "残疾人证到期后换证可补发的期限",
    unit="月",
    set_by=PROVINCE,
    basis=PROCEDURE,
)
policy.parameter(
    "move_pays_old_month", "迁移当月由迁出地发放", unit="是否", set_by=PROVINCE, basis=PROCEDURE
)

# -- common to both subsidies ----------------------------------------------------------------


@policy.condition(
    "持有效残疾人证", basis=WHO, optional=("disability_grade", "certificate_until"), absence=DECIDES
)
def holds_certificate(disability_grade, certificate_until, at):
    """Any grade; the day of expiry still counts."""
    graded = (disability_grade >= 1) & (disability_grade <= 4)
    return graded & (day_number(at) <= day_number(certificate_until))


@policy.condition("户籍在本地", basis=PROCEDURE)
def is_registered_here(registered_here):
    """The place of household registration pays."""
    return registered_here & True


@policy.condition(
    "在世且未因服刑停发", basis=PROCEDURE, optional=("is_dead", "in_custody"), absence=DECIDES
)
def alive_and_free(is_dead, in_custody, custody_stops):
    """Death and, where the place says so, prison end the money from the next month."""
    return ~is_dead & ~(custody_stops & in_custody)


@policy.condition("未纳入特困人员供养", basis=OVERLAPS)
def not_supported_as_tekun(tekun_recipient):
    """Support covers both kinds of need."""
    return ~tekun_recipient


@policy.condition("未领取工伤保险生活护理费", basis=OVERLAPS)
def no_work_injury_care(work_injury_care):
    """Work-injury insurance pays for the same care."""
    return ~work_injury_care


@policy.variable(
    "发放起始月（从该日所在月起）",
    unit="日期",
    basis=PROCEDURE,
    optional=("moved_in_on",),
    absence="没有迁入记录的自申请当月起",
)
def paid_from(subsidy_applied_on, moved_in_on, move_pays_old_month):
    """The month of application; after a move not before the old county has paid its last month."""
    applied = month_of(subsidy_applied_on)
    moved = month_of(moved_in_on) + nw.when(move_pays_old_month).then(1).otherwise(0)
    return first_day(
        nw.when(moved_in_on.is_null()).then(applied).otherwise(greater(applied, moved))
    )


@policy.variable("自发放起始月至本月的月数", unit="月", basis=PROCEDURE)
def months_due(paid_from, at):
    """What a first payment in this month covers."""
    return not_below_zero(month_of(at) - month_of(paid_from) + 1)


@policy.variable("残疾人证到期停发月（从该日所在月起）", unit="日期", basis=PROCEDURE)
def certificate_stops_from(certificate_until):
    """The month after expiry."""
    return first_day(month_of(certificate_until) + 1)


@policy.variable("换证在补发期限内", unit="是否", basis=PROCEDURE)
def renewed_in_time(certificate_issued_on, former_certificate_until, cert_grace_months):
    """The last day of the period still counts."""
    return day_number(certificate_issued_on) <= day_number(
        former_certificate_until, cert_grace_months
    )


@policy.variable("换证后恢复发放月（从该日所在月起）", unit="日期", basis=PROCEDURE)
def resumes_from(renewed_in_time, certificate_issued_on, former_certificate_until):
    """Renewed in time: without a gap; later: from the month of the new certificate."""
    return first_day(
        nw.when(renewed_in_time)
        .then(month_of(former_certificate_until) + 1)
        .otherwise(month_of(certificate_issued_on))
    )


@policy.variable("换证期间应补发的月数", unit="月", basis=PROCEDURE)
def gap_months(renewed_in_time, certificate_issued_on, former_certificate_until):
    """Whole months between expiry and the new certificate's month."""
    months = not_below_zero(
        month_of(certificate_issued_on) - month_of(former_certificate_until) - 1
    )
    return nw.when(renewed_in_time).then(months).otherwise(0)


# -- the living subsidy ----------------------------------------------------------------------

FAMILIES = ("dibao_recipient", "edge_family", "rigid_family")


@policy.condition("属于补贴范围内的困难家庭", basis=WHO, optional=FAMILIES, absence=DECIDES)
def in_scope_family(dibao_recipient, edge_family, rigid_family, living_groups):
    """Dibao everywhere; further groups where the province names them."""
    return (
        (dibao_recipient & living_groups.str.contains(" dibao ", literal=True))
        | (edge_family & living_groups.str.contains(" edge ", literal=True))
        | (rigid_family & living_groups.str.contains(" rigid ", literal=True))
    )


@policy.condition(
    "未享受孤儿、事实无人抚养儿童保障",
    basis=OVERLAPS,
    optional=("orphan_recipient", "unsupported_recipient"),
    absence=DECIDES,
)
def outside_child_schemes(orphan_recipient, unsupported_recipient, unattended_draws_living):
    """Orphans never; de facto unattended children as the province says."""
    return ~orphan_recipient & ~(unsupported_recipient & ~unattended_draws_living)


@policy.variable("同类生活补贴择高后的金额", unit="元/月", basis=OVERLAPS)
def kept_living_money(living_standard, other_living_money):
    """The higher of the kind."""
    return greater(living_standard, other_living_money)


@policy.condition("没有更高的同类生活补贴", basis=OVERLAPS)
def no_higher_living_money(living_standard, other_living_money):
    """Equal: this subsidy is kept."""
    return living_standard >= other_living_money


@policy.amount("每月困难残疾人生活补贴", basis=WHO)
def monthly_amount(living_standard):
    """The same for every grade."""
    return living_standard + 0


@policy.variable("首次发放（含自申请月起补发）", unit="元", basis=PROCEDURE)
def first_payment(living_standard, months_due):
    """All months from the month of application to this one."""
    return living_standard * months_due


@policy.variable("换证期间补发", unit="元", basis=PROCEDURE)
def gap_payment(living_standard, gap_months):
    """The months between two certificates."""
    return living_standard * gap_months
