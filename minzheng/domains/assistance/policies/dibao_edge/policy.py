"""低保边缘家庭: income below the edge standard and assets within its own limit, yet no dibao."""

from minzheng.policy import PROVINCE, Policy

from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.policy import policy as dibao

policy = Policy(
    "assistance.dibao_edge", "低保边缘家庭", of="household", basis="社会救助法 第二十一条"
)

ARTICLE = "社会救助法 第二十一条"
OLD_ARTICLE = "最低生活保障审核确认办法 第八条"

policy.include(dibao)
policy.parameter(
    "edge_standard",
    "低保边缘家庭标准",
    unit="元/人·月",
    set_by=PROVINCE,
    by="residence",
    basis=ARTICLE,
)
policy.parameter(
    "edge_asset_months",
    "低保边缘家庭金融资产限额折合低保标准月数",
    unit="月",
    set_by=PROVINCE,
    basis="社会救助法 第二十三条",
)

policy.outcome_of(dibao, name="eligible_for_dibao", label="符合低保条件", basis=dibao.basis)
policy.adopt("has_counted_member")


@policy.condition("不符合低保条件", basis=OLD_ARTICLE)
def not_eligible_for_dibao(eligible_for_dibao):
    """Dibao comes first."""
    return ~eligible_for_dibao


@policy.condition("家庭人均收入不低于低保标准", basis=OLD_ARTICLE)
def at_or_above_standard(countable_income, standard, size):
    """The lower bound of the old test; the law of 2026 knows none."""
    return countable_income >= standard * size * SCALE


@policy.condition("家庭人均收入低于低保边缘家庭标准", basis=OLD_ARTICLE)
def below_edge_standard(countable_income, edge_standard, size):
    """Compared as whole sums; equal is not below."""
    return countable_income < edge_standard * size * SCALE


@policy.variable("低保边缘家庭金融资产限额", unit="元", basis=OLD_ARTICLE)
def edge_financial_limit(standard, edge_asset_months, size):
    """Standard × months × members."""
    return standard * edge_asset_months * size


@policy.condition("家庭金融资产不超过低保边缘家庭限额", basis=OLD_ARTICLE)
def within_edge_financial_limit(financial_assets, edge_financial_limit):
    """The edge limit is wider than that of dibao."""
    return financial_assets <= edge_financial_limit


@policy.condition(
    "其他财产符合规定",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=(
        "within_cars_limit",
        "within_shops_limit",
        "within_homes_limit",
        "within_capital_limit",
    ),
)
def other_assets_within_limits(
    within_cars_limit, within_shops_limit, within_homes_limit, within_capital_limit
):
    """Vehicles, properties and businesses are limited as for dibao."""
    return within_cars_limit & within_shops_limit & within_homes_limit & within_capital_limit


at_or_above_standard.repealed(LAW, basis=ARTICLE)
for _rule in (
    not_eligible_for_dibao,
    below_edge_standard,
    edge_financial_limit,
    within_edge_financial_limit,
    other_assets_within_limits,
):
    _rule.rebased(LAW, basis=ARTICLE)
