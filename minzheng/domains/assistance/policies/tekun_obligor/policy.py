"""法定义务人无履行义务能力: one obligor of a 特困 applicant, judged on his own ground."""

import narwhals as nw

from minzheng.policy import PROVINCE, Policy

from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.policy import policy as dibao
from ..dibao_edge.policy import policy as dibao_edge
from ..rigid.policy import policy as rigid

policy = Policy(
    "assistance.tekun_obligor",
    "法定义务人无履行义务能力",
    of="person",
    basis="特困人员认定办法 第八条；社会救助法 第十六条",
)

ARTICLE = "社会救助法 第十六条"
METHOD = "特困人员认定办法 第八条"

policy.include(dibao, "person_income", "severely_disabled", "standard")
policy.include(dibao_edge, "edge_asset_months")
policy.include(rigid, "disposable_income_last_year")
policy.parameter(
    "obligor_dibao_age", "低保对象视为无履行能力的年龄", unit="岁", set_by=PROVINCE, basis=METHOD
)
policy.parameter("obligor_old_age", "老年义务人年龄", unit="岁", set_by=PROVINCE, basis=METHOD)
policy.parameter(
    "obligor_additions",
    "省级规定的其他情形",
    unit="选项",
    set_by=PROVINCE,
    basis=METHOD,
    many=True,
    choices={
        "none": "无",
        "dibao_any": "各年龄低保对象",
        "edge_60": "60 周岁以上低保边缘家庭成员",
    },
)

# -- means of the obligor -------------------------------------------------------------------


@policy.variable("义务人本人收入", unit="元/月", basis=METHOD, scale=SCALE)
def obligor_income(person_income):
    """By the shared list of items."""
    return nw.when(person_income < 0).then(0).otherwise(person_income)


@policy.variable("本人收入低于上年度当地人均可支配收入", unit="是否", basis=METHOD)
def below_average_income(obligor_income, disposable_income_last_year):
    """Twelve months of his income against the average of the year."""
    return obligor_income * 12 < disposable_income_last_year * SCALE


@policy.variable("财产符合低收入家庭规定", unit="是否", basis=METHOD)
def assets_of_low_income(deposits, standard, edge_asset_months):
    """The limit of the edge families, for one person."""
    return deposits <= standard * edge_asset_months


@policy.variable(
    "收入和财产均在低收入范围",
    unit="是否",
    basis=METHOD,
    absence=DECIDES,
    optional=("below_average_income", "assets_of_low_income"),
)
def of_small_means(below_average_income, assets_of_low_income):
    """Both tests; one sure no decides."""
    return below_average_income & assets_of_low_income


# -- grounds --------------------------------------------------------------------------------


@policy.variable(
    "六十周岁以上低保对象",
    unit="是否",
    basis=METHOD,
    absence=DECIDES,
    optional=("dibao_family", "age"),
)
def old_dibao_recipient(dibao_family, age, obligor_dibao_age):
    """The recorded decision on his own family."""
    return dibao_family & (age >= obligor_dibao_age)


@policy.variable(
    "七十周岁以上且收入、财产在低收入范围",
    unit="是否",
    basis=METHOD,
    absence=DECIDES,
    optional=("age", "of_small_means"),
)
def old_of_small_means(age, obligor_old_age, of_small_means):
    """Age and means."""
    return (age >= obligor_old_age) & of_small_means


@policy.variable(
    "重度残疾且收入、财产在低收入范围",
    unit="是否",
    basis=METHOD,
    absence=DECIDES,
    optional=("severely_disabled", "of_small_means"),
)
def disabled_of_small_means(severely_disabled, of_small_means):
    """Grade 1-2, or grade 3 of the mind."""
    return severely_disabled & of_small_means


@policy.variable(
    "无民事行为能力、被宣告失踪或服刑，且财产在低收入范围",
    unit="是否",
    basis=METHOD,
    absence=DECIDES,
    optional=("lacks_civil_capacity", "declared_missing", "in_custody", "assets_of_low_income"),
)
def out_of_reach(lacks_civil_capacity, declared_missing, in_custody, assets_of_low_income):
    """Income is not asked of those who cannot act; assets are."""
    return (lacks_civil_capacity | declared_missing | in_custody) & assets_of_low_income


@policy.variable(
    "省级规定的其他情形成立",
    unit="是否",
    basis=METHOD,
    absence=DECIDES,
    optional=("dibao_family", "edge_family", "age"),
)
def listed_by_province(obligor_additions, dibao_family, edge_family, age, obligor_dibao_age):
    """Only what the province lists."""
    dibao_any = obligor_additions.str.contains(" dibao_any ", literal=True) & dibao_family
    edge_60 = (
        obligor_additions.str.contains(" edge_60 ", literal=True)
        & edge_family
        & (age >= obligor_dibao_age)
    )
    return dibao_any | edge_60


@policy.condition(
    "有无履行义务能力的法定情形",
    basis=METHOD,
    absence=DECIDES,
    optional=(
        "tekun_recipient",
        "old_dibao_recipient",
        "old_of_small_means",
        "disabled_of_small_means",
        "out_of_reach",
        "listed_by_province",
    ),
)
def has_ground(
    tekun_recipient,
    old_dibao_recipient,
    old_of_small_means,
    disabled_of_small_means,
    out_of_reach,
    listed_by_province,
):
    """One sure ground is enough; without consent to a check the means stay unknown, and so may the answer."""
    return (
        tekun_recipient
        | old_dibao_recipient
        | old_of_small_means
        | disabled_of_small_means
        | out_of_reach
        | listed_by_province
    )


has_ground.rebased(LAW, basis=ARTICLE)
