"""What a dibao household may own."""

import narwhals as nw

from minzheng.policy import PROVINCE

from .household import METHOD, policy

ASSETS = f"{METHOD} 第十四条"
policy.parameter(
    "financial_asset_months",
    "金融资产限额折合低保标准月数",
    unit="月",
    set_by=PROVINCE,
    basis=ASSETS,
)
policy.parameter(
    "financial_limit_inclusive",
    "金融资产恰等于限额视为符合",
    unit="是否",
    set_by=PROVINCE,
    basis=ASSETS,
)
policy.parameter("cars_limit", "机动车限量", unit="辆", set_by=PROVINCE, basis=ASSETS)
policy.parameter("shops_limit", "非居住类房产限量", unit="处", set_by=PROVINCE, basis=ASSETS)
policy.parameter("homes_limit", "住房限量", unit="套", set_by=PROVINCE, basis=ASSETS)
policy.parameter(
    "registered_capital_limit", "市场主体注册资本限额", unit="元", set_by=PROVINCE, basis=ASSETS
)


def owned(members, possession, counted_member):
    """What the counted members own together."""
    return members.sum(possession, where=counted_member)


for _name, _label, _unit, _fact in (
    ("financial_assets", "家庭金融资产", "元", "deposits"),
    ("cars_owned", "家庭机动车", "辆", "cars"),
    ("shops_owned", "家庭非居住类房产", "处", "shops"),
    ("homes_owned", "家庭住房", "套", "homes"),
    ("capital_owned", "家庭在营市场主体注册资本", "元", "registered_capital"),
):
    policy.variable(
        _label, unit=_unit, basis=ASSETS, name=_name, reads=("members", _fact, "counted_member")
    )(owned)


@policy.variable("家庭金融资产限额", unit="元", basis=ASSETS)
def financial_limit(standard, financial_asset_months, size, financial_limit_inclusive):
    """Standard × months × members; one fen less where the limit itself is already too much."""
    return standard * financial_asset_months * size - nw.when(financial_limit_inclusive).then(
        0
    ).otherwise(1)
