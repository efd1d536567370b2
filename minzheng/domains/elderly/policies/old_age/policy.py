"""高龄津贴: an allowance by age band from the local starting age, with its first month, arrears and end."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import (
    age_month,
    day_number,
    first_day,
    greater,
    month_of,
    not_below_zero,
)

LAW = "老年人权益保障法 第三十三条"
LIST = "国家基本养老服务清单（2023年）"
LOCAL = "高龄津贴地方规定"
DECIDES = "一项确定即可判断，其余未知不影响"
BANDS = (1, 2, 3)

policy = Policy("elderly.old_age", "高龄津贴", of="person", basis=f"{LAW}；{LIST}")

for _n in BANDS:
    policy.parameter(f"band_{_n}_age", f"第{_n}档起始年龄", unit="岁", set_by=PROVINCE, basis=LIST)
    policy.parameter(
        f"band_{_n}_floor", f"第{_n}档省级最低标准", unit="元/月", set_by=PROVINCE, basis=LAW
    )
    policy.parameter(
        f"band_{_n}_allowance",
        f"第{_n}档高龄津贴标准",
        unit="元/月",
        set_by=COUNTY,
        basis=LAW,
        floor=f"band_{_n}_floor",
    )
policy.parameter(
    "age_month_rule",
    "达到年龄的起发月份",
    unit="选项",
    set_by=COUNTY,
    basis=LOCAL,
    choices={"birthday_month": "生日当月", "next_month": "生日次月（一日生日为当月）"},
)
policy.parameter(
    "december_grace_months",
    "十二月满龄次年申请仍补发十二月的期限",
    unit="月",
    set_by=COUNTY,
    basis=LOCAL,
)
policy.parameter("low_income_only", "只发给低收入家庭", unit="是否", set_by=COUNTY, basis=LAW)
policy.parameter("life_check_required", "须通过生存认证", unit="是否", set_by=COUNTY, basis=LOCAL)
policy.parameter(
    "report_in_time_days", "死亡报告的及时期限", unit="日", set_by=COUNTY, basis="多发待遇追回规则"
)

# -- which month belongs to which band -------------------------------------------------------


def months_since(birth_on, age, age_month_rule, at):
    """Whole months since the band began; 0 in its first month, negative before."""
    return month_of(at) - age_month(birth_on, age, age_month_rule)


for _n in BANDS:
    policy.variable(
        f"自第{_n}档起发月起已过的月数",
        unit="月",
        basis=LOCAL,
        name=f"band_{_n}_since",
        reads=("birth_on", f"band_{_n}_age", "age_month_rule", "at"),
    )(months_since)

LIFE = (
    "at",
    *(f"band_{_n}_since" for _n in BANDS),
    *(f"band_{_n}_allowance" for _n in BANDS),
)


def allowance_in(month, at, first, second, third, low, middle, high):
    """The allowance of one month: the highest band begun."""
    back = month_of(at) - month
    upper = nw.when(third >= back).then(high).otherwise(middle)
    lower = nw.when(second >= back).then(upper).otherwise(low)
    return nw.when(first >= back).then(lower).otherwise(0)


def sum_of_months(since, until, at, first, second, third, low, middle, high):
    """All months from `since` to `until`, both counted, each at its band."""

    def months_from(band_since):
        return not_below_zero(until + 1 - greater(since, month_of(at) - band_since))

    return (
        months_from(first) * low
        + months_from(second) * (middle - low)
        + months_from(third) * (high - middle)
    )


@policy.condition("达到当地起始年龄的月份", basis=LIST)
def old_enough(band_1_since):
    """By months, so that band and first payment follow one rule."""
    return band_1_since >= 0


@policy.condition("户籍在本地", basis=LOCAL)
def is_registered_here(registered_here):
    """The place of household registration pays."""
    return registered_here & True


@policy.condition(
    "在世（死亡当月照发）", basis=LOCAL, optional=("is_dead", "died_on"), absence=DECIDES
)
def alive_this_month(is_dead, died_on, at):
    """The month of death is still paid."""
    return ~is_dead | (month_of(died_on) >= month_of(at))


@policy.condition(
    "属于发放的收入范围",
    basis=LAW,
    optional=("dibao_family", "edge_family", "rigid_family"),
    absence="不限收入的地方不需要",
)
def within_income_scope(dibao_family, edge_family, rigid_family, low_income_only):
    """The law speaks of low incomes, the list of all; the place decides."""
    return ~low_income_only | dibao_family | edge_family | rigid_family


@policy.condition(
    "生存认证有效",
    basis=LOCAL,
    optional=("life_confirmed",),
    absence="不要求生存认证的地方不需要",
)
def life_is_confirmed(life_confirmed, life_check_required):
    """A missed check holds the money back; the months are paid after the check."""
    return ~life_check_required | life_confirmed


@policy.variable("本月档次的津贴", unit="元/月", basis=LAW)
def band_allowance(
    band_2_since, band_3_since, band_1_allowance, band_2_allowance, band_3_allowance
):
    """The highest band begun."""
    upper = nw.when(band_3_since >= 0).then(band_3_allowance).otherwise(band_2_allowance)
    return nw.when(band_2_since >= 0).then(upper).otherwise(band_1_allowance)


@policy.amount("每月高龄津贴", basis=LAW)
def monthly_amount(band_allowance):
    """The band changes by itself with the month of the birthday."""
    return band_allowance + 0


# -- first payment and arrears ---------------------------------------------------------------


@policy.variable("补发起始月（从该日所在月起）", unit="日期", basis=LOCAL)
def arrears_from(
    birth_on, band_1_age, band_1_since, allowance_applied_on, december_grace_months, at
):
    """Not before January of the year of application; December before it, if the age was reached then and the application came soon."""
    january = allowance_applied_on.dt.year().cast(nw.Int64) * 12
    begins = month_of(at) - band_1_since
    last_day = day_number(birth_on, band_1_age * 12 + december_grace_months)
    december = (begins == january - 1) & (day_number(allowance_applied_on) <= last_day)
    return first_day(greater(begins, january) - nw.when(december).then(1).otherwise(0))


@policy.variable("应补发月数", unit="月", basis=LOCAL)
def arrears_months(arrears_from, allowance_applied_on):
    """Up to and with the month of application."""
    return not_below_zero(month_of(allowance_applied_on) - month_of(arrears_from) + 1)


def owed(arrears_from, allowance_applied_on, *life):
    """Every month at its own band."""
    return sum_of_months(month_of(arrears_from), month_of(allowance_applied_on), *life)


policy.variable(
    "补发金额",
    unit="元",
    basis=LOCAL,
    name="arrears",
    reads=("arrears_from", "allowance_applied_on", *LIFE),
)(owed)


@policy.variable("起发月（从该日所在月起）", unit="日期", basis=LOCAL)
def paid_from(band_1_since, allowance_applied_on, at):
    """The month after application, not before the age."""
    return first_day(greater(month_of(allowance_applied_on) + 1, month_of(at) - band_1_since))


def with_first_month(arrears, paid_from, *life):
    """Arrears and the allowance of the first month."""
    return arrears + allowance_in(month_of(paid_from), *life)


policy.variable(
    "首次发放合计",
    unit="元",
    basis=LOCAL,
    name="first_payment",
    reads=("arrears", "paid_from", *LIFE),
)(with_first_month)


# -- the end ---------------------------------------------------------------------------------


@policy.variable("死亡停发月（从该日所在月起）", unit="日期", basis=LOCAL)
def stops_from(died_on):
    """The month after death."""
    return first_day(month_of(died_on) + 1)


def overpaid(died_on, allowance_paid_through, *life):
    """The months after the month of death that were paid, each at its band."""
    return sum_of_months(month_of(died_on) + 1, month_of(allowance_paid_through), *life)


policy.variable(
    "死亡后多发的津贴",
    unit="元",
    basis=LOCAL,
    name="paid_after_death",
    reads=("died_on", "allowance_paid_through", *LIFE),
)(overpaid)


@policy.variable("及时报告死亡", unit="是否", basis="多发待遇追回规则")
def death_reported_in_time(died_on, death_reported_on, report_in_time_days):
    """Calendar days after the day of death."""
    return (death_reported_on - died_on).dt.total_minutes() <= report_in_time_days * 1440


@policy.variable("应追回金额", unit="元", basis="多发待遇追回规则")
def recoverable(paid_after_death, death_reported_in_time):
    """Reported in time: nothing is taken back."""
    return nw.when(death_reported_in_time).then(0).otherwise(paid_after_death)
