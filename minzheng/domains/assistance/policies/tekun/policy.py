"""特困人员救助供养: no ability to work, no means, nobody able to support; basic living and care."""

from minzheng.policy import PROVINCE

from ..dibao.household import DECIDES, LAW
from . import care
from .person import ARTICLE, METHOD, OLD_ARTICLE, SCALE, policy

__all__ = ["care", "policy"]

policy.parameter(
    "tekun_asset_months",
    "特困人员金融资产限额折合低保标准月数",
    unit="月",
    set_by=PROVINCE,
    basis="社会救助法 第二十三条",
)


@policy.condition(
    "无劳动能力",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("age", "disabled_from_work", "keeps_as_minor"),
)
def no_labour_ability(age, tekun_old_age, tk_minor_age_max, disabled_from_work, keeps_as_minor):
    """Old, a minor, disabled from work, or supported since childhood: one ground is enough."""
    return (age >= tekun_old_age) | (age < tk_minor_age_max) | disabled_from_work | keeps_as_minor


@policy.condition(
    "本人收入低于当地低保标准",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("income_without_insurance",),
)
def income_below_standard(own_income, income_without_insurance, standard):
    """Equal is not below; benefits of social insurance are asked for only where they decide."""
    line = standard * SCALE
    return (own_income < line) | (income_without_insurance < line)


@policy.variable("特困人员金融资产限额", unit="元", basis=OLD_ARTICLE)
def tekun_financial_limit(standard, tekun_asset_months):
    """Standard × months."""
    return standard * tekun_asset_months


@policy.condition("金融资产不超过特困人员限额", basis=OLD_ARTICLE)
def deposits_within_limit(deposits, tekun_financial_limit):
    """The limit itself is within."""
    return deposits <= tekun_financial_limit


@policy.condition(
    "其他财产符合规定",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("cars", "shops", "homes", "registered_capital"),
)
def assets_within_limits(
    cars,
    cars_limit,
    shops,
    shops_limit,
    homes,
    homes_limit,
    registered_capital,
    registered_capital_limit,
):
    """Vehicles, properties and businesses are limited as for dibao."""
    return (
        (cars <= cars_limit)
        & (shops <= shops_limit)
        & (homes <= homes_limit)
        & (registered_capital <= registered_capital_limit)
    )


@policy.condition("无法定义务人，或法定义务人均无履行义务能力", basis=OLD_ARTICLE)
def nobody_able_to_support(obligor_capacity):
    """The recorded finding on the obligors; unproven is unknown, never an automatic yes or no."""
    return (obligor_capacity == "none") | (obligor_capacity == "incapable")


@policy.condition(
    "未选择孤儿或事实无人抚养儿童保障",
    basis=f"{METHOD} 第九条",
    absence=DECIDES,
    optional=("age", "child_scheme_chosen"),
)
def not_in_child_scheme(age, minor_until_age, child_scheme_chosen):
    """A child has one of the two; a grown-up is not asked."""
    return (age >= minor_until_age) | ~child_scheme_chosen


@policy.condition(
    "未死亡（死亡当月照发）",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("is_dead", "died_on"),
)
def alive_this_month(is_dead, died_on, at):
    """The month of death is paid in full."""
    this_month = at.dt.year() * 12 + at.dt.month()
    return ~is_dead | (died_on.dt.year() * 12 + died_on.dt.month() >= this_month)


@policy.condition(
    "未在服刑，未被宣告失踪",
    basis=f"{METHOD}（终止救助供养）",
    absence=DECIDES,
    optional=("in_custody", "declared_missing"),
)
def present(in_custody, declared_missing):
    """Prison and a declaration of absence end the support."""
    return ~in_custody & ~declared_missing


for _condition in (
    no_labour_ability,
    income_below_standard,
    tekun_financial_limit,
    deposits_within_limit,
    assets_within_limits,
    nobody_able_to_support,
    alive_this_month,
):
    _condition.rebased(LAW, basis=ARTICLE)
