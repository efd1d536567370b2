"""单人户低保: a severely disabled or seriously ill person who applies alone."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE, Policy, half_up

from ..dibao.grant import rounded
from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.policy import policy as dibao

policy = Policy(
    "assistance.dibao_single", "最低生活保障（单人户）", of="person", basis="社会救助法 第二十一条"
)

ARTICLE = "社会救助法 第二十一条"
OLD_ARTICLE = "最低生活保障审核确认办法 第八条"
SAFETY_NET = "民发〔2022〕83号"

policy.include(
    dibao,
    "person_income",
    "excluded_member",
    "severely_disabled",
    "person_extra",
    "standard",
    "financial_asset_months",
    "financial_limit_inclusive",
    "cars_limit",
    "shops_limit",
    "homes_limit",
    "registered_capital_limit",
    "rounding",
    "min_grant",
)
policy.parameter(
    "single_severe_grades",
    "单独申请的重度残疾范围",
    unit="选项",
    set_by=PROVINCE,
    basis=SAFETY_NET,
    choices={"any_1_2_mind_3": "一、二级及三级智力、精神", "any_1_2": "仅一、二级"},
)
policy.parameter(
    "special_groups",
    "其他特殊困难人员名单",
    unit="选项",
    set_by=COUNTY,
    basis=ARTICLE,
    many=True,
    choices={
        "none": "无",
        "grade_3": "各类三级残疾人",
        "grade_4": "各类四级残疾人",
        "aged_80": "80 周岁以上老年人",
    },
)
policy.parameter(
    "single_method",
    "单人户低保金计发方式",
    unit="选项",
    set_by=COUNTY,
    basis=OLD_ARTICLE,
    choices={
        "difference": "按差额",
        "floor": "按差额且不低于标准的一定比例",
        "flat": "按标准的一定比例",
    },
)
policy.parameter(
    "single_percent", "单人户低保金占标准比例", unit="%", set_by=COUNTY, basis=OLD_ARTICLE
)

# -- who may apply alone -------------------------------------------------------------------


@policy.variable(
    "低保边缘家庭中的重度残疾人",
    unit="是否",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("edge_family", "severely_disabled"),
)
def disabled_in_edge_family(edge_family, severely_disabled):
    """S1: the edge family is the recorded decision, not a re-computation."""
    return edge_family & severely_disabled


@policy.variable(
    "低保边缘家庭中的重病患者",
    unit="是否",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("edge_family", "has_major_disease"),
)
def ill_in_edge_family(edge_family, has_major_disease):
    """S2."""
    return edge_family & has_major_disease


@policy.variable(
    "低保边缘家庭中列入名单的特殊困难人员",
    unit="是否",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("edge_family", "disability_grade", "age"),
)
def listed_in_edge_family(edge_family, special_groups, disability_grade, age):
    """S4: only whom the province or county lists."""
    of_grade_3 = special_groups.str.contains(" grade_3 ", literal=True) & (disability_grade == 3)
    of_grade_4 = special_groups.str.contains(" grade_4 ", literal=True) & (disability_grade == 4)
    aged = special_groups.str.contains(" aged_80 ", literal=True) & (age >= 80)
    return edge_family & (of_grade_3 | of_grade_4 | aged)


@policy.variable(
    "成年无业重度残疾人",
    unit="是否",
    basis=SAFETY_NET,
    absence=DECIDES,
    optional=(
        "age",
        "wages",
        "business_income",
        "active_businesses",
        "disability_grade",
        "severely_disabled",
    ),
)
def unemployed_disabled_adult(
    age,
    adult_age,
    wages,
    business_income,
    active_businesses,
    disability_grade,
    severely_disabled,
    single_severe_grades,
):
    """S5: open outside an edge family too."""
    idle = (wages == 0) & (business_income == 0) & (active_businesses == 0)
    severe = severely_disabled & (
        (single_severe_grades == "any_1_2_mind_3") | (disability_grade <= 2)
    )
    return (age >= adult_age) & idle & severe


@policy.condition(
    "属于可以单独提出申请的人员",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=(
        "disabled_in_edge_family",
        "ill_in_edge_family",
        "listed_in_edge_family",
        "unemployed_disabled_adult",
    ),
)
def may_apply_alone(
    disabled_in_edge_family, ill_in_edge_family, listed_in_edge_family, unemployed_disabled_adult
):
    """One ground is enough."""
    return (
        disabled_in_edge_family
        | ill_in_edge_family
        | listed_in_edge_family
        | unemployed_disabled_adult
    )


@policy.condition("不属于不予计入的人员", basis="最低生活保障审核确认办法 第七条")
def not_excluded(excluded_member):
    """The dead, prisoners and the missing cannot draw dibao."""
    return ~excluded_member


# -- only own income and assets ------------------------------------------------------------


@policy.variable("本人月收入", unit="元/月", basis=OLD_ARTICLE, scale=SCALE)
def own_income(person_income):
    """Deductions may empty the income, not turn it around."""
    return nw.when(person_income < 0).then(0).otherwise(person_income)


@policy.condition("本人收入低于当地低保标准", basis=OLD_ARTICLE)
def own_income_below_standard(own_income, standard):
    """Equal is not below."""
    return own_income < standard * SCALE


@policy.variable("本人金融资产限额", unit="元", basis=OLD_ARTICLE)
def own_financial_limit(standard, financial_asset_months, financial_limit_inclusive):
    """The household limit for one person."""
    return standard * financial_asset_months - nw.when(financial_limit_inclusive).then(0).otherwise(
        1
    )


@policy.condition("本人金融资产不超过限额", basis=OLD_ARTICLE)
def own_deposits_within_limit(deposits, own_financial_limit):
    """Own deposits and the like."""
    return deposits <= own_financial_limit


@policy.condition(
    "本人其他财产符合规定",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("cars", "shops", "homes", "registered_capital"),
)
def own_assets_within_limits(
    cars,
    cars_limit,
    shops,
    shops_limit,
    homes,
    homes_limit,
    registered_capital,
    registered_capital_limit,
):
    """Vehicles, properties and businesses as for a household."""
    return (
        (cars <= cars_limit)
        & (shops <= shops_limit)
        & (homes <= homes_limit)
        & (registered_capital <= registered_capital_limit)
    )


# -- what is paid --------------------------------------------------------------------------


@policy.variable("本人收入与标准的差额", unit="元/月", basis=OLD_ARTICLE, scale=SCALE)
def own_shortfall(standard, own_income):
    """Standard less own income."""
    return standard * SCALE - own_income


@policy.variable("按比例计发的金额", unit="元/月", basis=OLD_ARTICLE)
def flat_grant(standard, single_percent):
    """A share of the standard."""
    return half_up(standard * single_percent, SCALE)


@policy.variable("单人户基本低保金", unit="元/月", basis=OLD_ARTICLE)
def own_grant(single_method, own_shortfall, flat_grant, rounding, min_grant):
    """By difference, by difference with a floor, or flat; floors come after rounding."""
    difference = rounded(own_shortfall, rounding)
    floored = nw.when(difference < flat_grant).then(flat_grant).otherwise(difference)
    chosen = (
        nw.when(single_method == "flat")
        .then(flat_grant)
        .otherwise(nw.when(single_method == "floor").then(floored).otherwise(difference))
    )
    return nw.when(chosen < min_grant).then(min_grant).otherwise(chosen)


@policy.amount("每月低保金", basis=OLD_ARTICLE)
def monthly_amount(own_grant, person_extra):
    """Basic grant plus extra help."""
    return own_grant + person_extra


for _rule in policy.rules.values():
    if (
        _rule.policy is policy
        and _rule is not unemployed_disabled_adult
        and _rule is not not_excluded
    ):
        _rule.rebased(LAW, basis=ARTICLE)
