"""养老服务消费补贴: a share of the month's bill for the moderately or worse disabled, up to a cap."""

import narwhals as nw

from minzheng.policy import PROVINCE, STATE, Policy, half_up
from minzheng.policy.months import birthday, day_number, first_day, month_of, not_below_zero

PAPER = "民政部 财政部 养老服务消费补贴项目通知（2025年）"
LOCAL = "养老服务消费补贴省级实施办法"
SCALE = 10_000  # a percentage is held in hundredths of a percent
DECIDES = "一项确定即可判断，其余未知不影响"

policy = Policy("elderly.voucher", "养老服务消费补贴", of="person", basis=PAPER)

policy.parameter("programme_from", "实施起始日", unit="日期", set_by=PROVINCE, basis=PAPER)
policy.parameter("programme_until", "实施终止日（不含）", unit="日期", set_by=PROVINCE, basis=PAPER)
policy.parameter(
    "elder_age", "老年人的起始年龄", unit="岁", set_by=STATE, basis="老年人权益保障法 第二条"
)
policy.parameter("voucher_min_level", "最低失能等级", unit="级", set_by=STATE, basis=PAPER)
policy.parameter("voucher_cap", "每月补贴上限", unit="元/月", set_by=STATE, basis=PAPER)
KINDS = (("home", "居家上门服务"), ("day_care", "日间照料"), ("institution", "机构服务"))
for _kind, _label in KINDS:
    policy.parameter(f"{_kind}_rate", f"{_label}抵扣比例", unit="%", set_by=PROVINCE, basis=LOCAL)
policy.parameter(
    "insurance_deducted", "只计长护险报销后的自付部分", unit="是否", set_by=PROVINCE, basis=LOCAL
)
policy.parameter(
    "excluded_groups",
    "不发消费补贴的人员",
    unit="选项",
    set_by=PROVINCE,
    basis=LOCAL,
    many=True,
    choices={
        "none": "无",
        "tekun": "特困人员",
        "central_care": "经济困难失能老年人集中照护对象",
        "home_project": "居家和社区基本养老服务提升行动对象",
    },
)


@policy.condition("在实施期间", basis=PAPER)
def programme_runs(programme_from, programme_until, at):
    """Twelve natural months in each region."""
    return (at >= programme_from) & (at < programme_until)


@policy.condition("年满六十周岁", basis="老年人权益保障法 第二条")
def is_elder(birth_on, elder_age, at):
    """The age is completed on the birthday itself."""
    return day_number(at) >= birthday(birth_on, elder_age)


@policy.condition("能力评估为中度以上失能", basis=PAPER)
def disabled_enough(ability_level, voucher_min_level):
    """Level 2, 3 or 4 of the unified assessment."""
    return ability_level >= voucher_min_level


@policy.condition(
    "不属于不发消费补贴的人员",
    basis=LOCAL,
    optional=("tekun_recipient", "in_central_care", "in_home_care_project"),
    absence="未列明的人员不需要核实",
)
def not_excluded(tekun_recipient, in_central_care, in_home_care_project, excluded_groups):
    """Each group only where the province names it."""
    return ~(
        (tekun_recipient & excluded_groups.str.contains(" tekun ", literal=True))
        | (in_central_care & excluded_groups.str.contains(" central_care ", literal=True))
        | (in_home_care_project & excluded_groups.str.contains(" home_project ", literal=True))
    )


@policy.condition("在世", basis=PAPER)
def is_alive(is_dead):
    """Loss of a condition ends the vouchers from the next month."""
    return ~is_dead


def own_part(bill, insured, insurance_deducted):
    """The bill, less what care insurance pays where the place says so."""
    return not_below_zero(bill - nw.when(insurance_deducted).then(insured).otherwise(0))


def share(own, rate):
    """The place's share of the bill, still exact."""
    return own * rate


for _kind, _label in KINDS:
    policy.variable(
        f"{_label}计补费用",
        unit="元/月",
        basis=LOCAL,
        name=f"{_kind}_base",
        reads=(f"{_kind}_bill", f"{_kind}_insured", "insurance_deducted"),
        optional=(f"{_kind}_insured",),
        absence="不扣除长护险支付的地方不需要",
    )(own_part)
    policy.variable(
        f"{_label}可抵扣金额",
        unit="元/月",
        basis=LOCAL,
        name=f"{_kind}_share",
        scale=SCALE,
        reads=(f"{_kind}_base", f"{_kind}_rate"),
    )(share)


@policy.variable("可抵扣金额合计", unit="元/月", basis=PAPER)
def shares_together(home_share, day_care_share, institution_share):
    """Added exactly, rounded once."""
    return half_up(home_share + day_care_share + institution_share, SCALE)


@policy.amount("当月消费补贴", basis=PAPER)
def monthly_amount(shares_together, voucher_cap):
    """The cap comes after rounding and holds for all services together."""
    return nw.when(shares_together > voucher_cap).then(voucher_cap).otherwise(shares_together)


@policy.variable("本人实付", unit="元/月", basis=PAPER)
def self_paid(home_base, day_care_base, institution_base, monthly_amount):
    """What is left of the bills."""
    return home_base + day_care_base + institution_base - monthly_amount


@policy.variable("消费券到期日", unit="日期", basis=PAPER)
def voucher_expires(voucher_issued_on):
    """The last day of the month in which it was issued, whatever month it was approved in."""
    return first_day(month_of(voucher_issued_on) + 1).dt.offset_by("-1d")


@policy.variable("下一张消费券发放日", unit="日期", basis=PAPER)
def next_voucher_on(voucher_issued_on):
    """The first day of each later month."""
    return first_day(month_of(voucher_issued_on) + 1)


@policy.variable("条件消失的停发月（从该日所在月起）", unit="日期", basis=PAPER)
def stops_from(at):
    """The month after the condition was found lost."""
    return first_day(month_of(at) + 1)
