"""刚性支出困难家庭: necessary spending eats up more than the set share of the year's income."""

import narwhals as nw

from minzheng.policy import COUNTY, PREFECTURE, PROVINCE, STATE, Policy, half_up

from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.policy import policy as dibao

policy = Policy(
    "assistance.rigid",
    "刚性支出困难家庭",
    of="household",
    basis="社会救助法 第二十二条；刚性支出困难家庭认定办法",
)

ARTICLE = "社会救助法 第二十二条"
METHOD = "刚性支出困难家庭认定办法"
NOT_TAKEN = "不计入的支出，数额未知不影响结果"

policy.include(
    dibao,
    "size",
    "countable_income",
    "standard",
    "financial_assets",
    "within_shops_limit",
    "within_homes_limit",
    "within_capital_limit",
)
policy.parameter(
    "disposable_income_last_year",
    "上年度当地居民人均可支配收入",
    unit="元/人·年",
    set_by=COUNTY,
    by="residence",
    basis=ARTICLE,
)
policy.parameter(
    "rigid_ratio", "必需支出占家庭总收入的比例", unit="%", set_by=PREFECTURE, basis=ARTICLE
)
policy.parameter(
    "ratio_inclusive", "恰等于比例视为符合", unit="是否", set_by=PREFECTURE, basis=METHOD
)
policy.parameter(
    "rigid_living_percent",
    "基本生活支出占低保标准比例",
    unit="%",
    set_by=PROVINCE,
    basis=METHOD,
)
policy.parameter(
    "rigid_asset_months",
    "刚性支出困难家庭金融资产限额折合低保标准月数",
    unit="月",
    set_by=PROVINCE,
    basis="社会救助法 第二十三条",
)
policy.parameter(
    "rigid_car_value",
    "刚性支出困难家庭机动车价值须低于",
    unit="元",
    set_by=PROVINCE,
    basis="社会救助法 第二十三条",
)
policy.parameter("rigid_valid_months", "认定有效期", unit="月", set_by=STATE, basis=METHOD)
policy.parameter(
    "rigid_pays_gap",
    "按月补足支出后低于标准的差额（地方自定）",
    unit="是否",
    set_by=PROVINCE,
    basis="地方规定",
)

# -- income of the year ---------------------------------------------------------------------


@policy.variable(
    "家庭年总收入",
    unit="元/年",
    basis=METHOD,
    scale=SCALE,
    optional=("yearly_income", "countable_income"),
    absence="有核定的年总收入的用之，没有的按月收入乘十二",
)
def income_of_year(yearly_income, countable_income):
    """The verified sum of twelve months; else twelve times the month by the shared list of items."""
    return (
        nw.when(~yearly_income.is_null())
        .then(yearly_income * SCALE)
        .otherwise(countable_income * 12)
    )


# -- spending of the year -------------------------------------------------------------------


def rest(spending, relief):
    """Spending less the relief received for it, never below nothing."""
    return nw.when(spending > relief).then(spending - relief).otherwise(0)


SPENDING = {
    "medical": ("医疗", "medical_spending", "medical_relief"),
    "education": ("教育", "education_spending", "education_relief"),
    "rehab": ("残疾康复", "rehab_spending", "rehab_relief"),
}
for _kind, (_label, _spent, _relief) in SPENDING.items():
    policy.parameter(
        f"rigid_takes_{_kind}", f"{_label}支出计入", unit="是否", set_by=PREFECTURE, basis=METHOD
    )
    policy.variable(
        f"个人自负{_label}支出",
        unit="元/年",
        of="person",
        basis=METHOD,
        name=f"own_{_kind}_spending",
        reads=(_spent, _relief),
    )(rest)


def taken_of_counted(members, spending, counted_member):
    """What the counted members spent together."""
    return members.sum(spending, where=counted_member)


for _kind, (_label, _spent, _relief) in SPENDING.items():
    policy.variable(
        f"家庭自负{_label}支出",
        unit="元/年",
        basis=METHOD,
        name=f"family_{_kind}_spending",
        reads=("members", f"own_{_kind}_spending", "counted_member"),
    )(taken_of_counted)
policy.parameter(
    "rigid_takes_other", "其他刚性支出计入", unit="是否", set_by=PREFECTURE, basis=METHOD
)
policy.variable(
    "家庭其他刚性支出",
    unit="元/年",
    basis=METHOD,
    name="family_other_spending",
    reads=("members", "other_rigid_spending", "counted_member"),
)(taken_of_counted)


@policy.variable("基本生活支出", unit="元/年", basis=METHOD)
def living_spending(standard, rigid_living_percent, size):
    """At most the dibao standard per head, twelve months."""
    return half_up(standard * rigid_living_percent * size * 12, SCALE)


def if_taken(spending, switch):
    """The kind of spending where the place takes it."""
    return nw.when(switch).then(spending).otherwise(0)


for _kind, _label in (
    ("medical", "医疗"),
    ("education", "教育"),
    ("rehab", "残疾康复"),
    ("other", "其他"),
):
    policy.variable(
        f"计入的{_label}支出",
        unit="元/年",
        basis=METHOD,
        name=f"taken_{_kind}_spending",
        reads=(f"family_{_kind}_spending", f"rigid_takes_{_kind}"),
        optional=(f"family_{_kind}_spending",),
        absence=NOT_TAKEN,
    )(if_taken)


@policy.variable("生活以外的必需支出", unit="元/年", basis=METHOD)
def hard_spending(
    taken_medical_spending, taken_education_spending, taken_rehab_spending, taken_other_spending
):
    """Medical, education, rehabilitation and other."""
    return (
        taken_medical_spending
        + taken_education_spending
        + taken_rehab_spending
        + taken_other_spending
    )


@policy.variable("必需支出合计", unit="元/年", basis=METHOD)
def necessary_spending_of_year(living_spending, hard_spending):
    """Living and all other necessary spending of the last twelve months."""
    return living_spending + hard_spending


# -- conditions -----------------------------------------------------------------------------


@policy.condition("有共同生活的家庭成员", basis=METHOD)
def has_members(size):
    """Somebody is there to be helped."""
    return size > 0


@policy.condition(
    "不是低保、特困供养、低保边缘家庭",
    basis=METHOD,
    absence=DECIDES,
    optional=("dibao_family", "tekun_family", "edge_family"),
)
def not_recognised_otherwise(dibao_family, tekun_family, edge_family):
    """The other groups come first; what counts is the recorded decision."""
    return ~(dibao_family | tekun_family | edge_family)


@policy.condition("家庭人均收入低于上年度当地人均可支配收入", basis=METHOD)
def below_disposable_income(income_of_year, disposable_income_last_year, size):
    """Compared as whole sums of the year."""
    return income_of_year < disposable_income_last_year * size * SCALE


@policy.variable("刚性支出困难家庭金融资产限额", unit="元", basis=METHOD)
def rigid_financial_limit(standard, rigid_asset_months, size):
    """Standard × months × members."""
    return standard * rigid_asset_months * size


@policy.condition("家庭金融资产不超过刚性支出困难家庭限额", basis=METHOD)
def within_rigid_financial_limit(financial_assets, rigid_financial_limit):
    """The limit itself is within."""
    return financial_assets <= rigid_financial_limit


@policy.variable("家庭最贵机动车价值", unit="元", basis=METHOD)
def dearest_car(members, car_value, counted_member):
    """Of the counted members; no car is nothing."""
    return members.max(nw.when(counted_member).then(car_value).otherwise(0))


@policy.condition("家庭机动车价值低于限额", basis=METHOD)
def car_below_limit(dearest_car, rigid_car_value):
    """A car of the limit's value is too much."""
    return dearest_car < rigid_car_value


@policy.condition(
    "其他财产符合规定",
    basis=METHOD,
    absence=DECIDES,
    optional=("within_shops_limit", "within_homes_limit", "within_capital_limit"),
)
def other_assets_within_limits(within_shops_limit, within_homes_limit, within_capital_limit):
    """Properties and businesses are limited as for dibao."""
    return within_shops_limit & within_homes_limit & within_capital_limit


@policy.condition("必需支出占家庭总收入超过规定比例", basis=METHOD)
def spending_above_ratio(necessary_spending_of_year, income_of_year, rigid_ratio, ratio_inclusive):
    """More than the ratio; equal only where the place's text says "not below"."""
    spent = necessary_spending_of_year * SCALE * SCALE
    line = income_of_year * rigid_ratio
    return (spent > line) | (ratio_inclusive & (spent == line))


# -- validity and local money ---------------------------------------------------------------


@policy.variable("已有的认定仍在有效期内", unit="是否", basis=METHOD)
def recognition_in_force(rigid_recognised_on, rigid_valid_months, at):
    """Through the same day after the months of validity: no second finance check until then."""
    gone = (at.dt.year() - rigid_recognised_on.dt.year()) * 12 + (
        at.dt.month() - rigid_recognised_on.dt.month()
    )
    return (gone < rigid_valid_months) | (
        (gone == rigid_valid_months) & (at.dt.day() <= rigid_recognised_on.dt.day())
    )


@policy.amount("每月补足的差额（仅地方规定）", basis="地方规定")
def monthly_gap(rigid_pays_gap, standard, size, income_of_year, hard_spending):
    """What the family lacks to the standard once necessary spending is paid."""
    left = income_of_year - hard_spending * SCALE
    gap = standard * size * 12 * SCALE - nw.when(left < 0).then(0).otherwise(left)
    paid = nw.when(gap > 0).then(half_up(gap, SCALE * 12)).otherwise(0)
    return nw.when(rigid_pays_gap).then(paid).otherwise(0)


for _rule in (
    not_recognised_otherwise,
    below_disposable_income,
    rigid_financial_limit,
    within_rigid_financial_limit,
    car_below_limit,
    other_assets_within_limits,
    spending_above_ratio,
):
    _rule.rebased(LAW, basis=ARTICLE)
