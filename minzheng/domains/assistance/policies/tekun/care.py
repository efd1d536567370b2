"""What a 特困 person is paid: the basic living standard and the care standard of his tier."""

import narwhals as nw

from minzheng.policy import PREFECTURE, PROVINCE, half_up

from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.income import taken
from .person import policy

STANDARDS = "国发〔2016〕14号"
ARTICLE = "社会救助法 第十七条"
ASSESSED = "特困人员认定办法（生活自理能力评估）"
TIERS = {"self": "全自理", "half": "半护理", "full": "全护理"}

policy.parameter(
    "tekun_basic",
    "特困人员基本生活标准",
    unit="元/人·月",
    set_by=PREFECTURE,
    by="residence",
    basis=ARTICLE,
)
policy.parameter(
    "tekun_basic_min_percent",
    "特困人员基本生活标准不低于低保标准的比例",
    unit="%",
    set_by=PROVINCE,
    basis=STANDARDS,
)
policy.parameter(
    "tekun_basic_consumption_percent",
    "特困人员基本生活标准不低于上年度人均消费支出的比例",
    unit="%",
    set_by=PREFECTURE,
    basis="地方规定",
)
policy.parameter(
    "consumption_last_year",
    "上年度当地居民人均消费支出",
    unit="元/人·年",
    set_by=PREFECTURE,
    by="residence",
    basis="地方规定",
)
policy.parameter(
    "min_wage", "月最低工资标准（一月一日执行的）", unit="元/月", set_by=PROVINCE, basis=STANDARDS
)
policy.parameter(
    "care_method",
    "照料护理标准计算方式",
    unit="选项",
    set_by=PREFECTURE,
    basis=STANDARDS,
    choices={
        "percent": "最低工资的百分比",
        "divisor": "最低工资的几分之一",
        "amount": "固定金额",
    },
)
policy.parameter(
    "half_care_max_items", "半护理最多不能自主的项数", unit="项", set_by=PROVINCE, basis=ASSESSED
)
for _tier, _label in TIERS.items():
    policy.parameter(
        f"care_{_tier}_percent",
        f"{_label}照料护理标准占最低工资比例",
        unit="%",
        set_by=PREFECTURE,
        by="care_mode",
        basis=STANDARDS,
    )
    policy.parameter(
        f"care_{_tier}_divisor",
        f"{_label}照料护理标准为最低工资的几分之一",
        unit="分之一",
        set_by=PREFECTURE,
        basis=STANDARDS,
    )
    policy.parameter(
        f"care_{_tier}_amount",
        f"{_label}照料护理标准",
        unit="元/人·月",
        set_by=PREFECTURE,
        by="care_mode",
        basis=STANDARDS,
    )
    policy.parameter(
        f"care_{_tier}_min_percent",
        f"{_label}照料护理标准不低于最低工资的比例",
        unit="%",
        set_by=PROVINCE,
        basis=STANDARDS,
    )
policy.parameter(
    "care_plus_percent",
    "集中供养、精神或传染性疾病的护理标准上浮比例",
    unit="%",
    set_by=PREFECTURE,
    basis=STANDARDS,
)
policy.parameter(
    "care_plus_cumulative", "护理标准上浮可以累加", unit="是否", set_by=PREFECTURE, basis=STANDARDS
)


# -- self-care ------------------------------------------------------------------------------


@policy.variable("不能自主完成的项数", unit="项", basis=ASSESSED)
def failed_items(can_eat, can_dress, can_get_up, can_toilet, can_walk, can_bathe):
    """Eat, dress, get in and out of bed, use the toilet, walk indoors, bathe."""
    failed = (~can_eat).cast(nw.Int64)
    for able in (can_dress, can_get_up, can_toilet, can_walk, can_bathe):
        failed = failed + (~able).cast(nw.Int64)
    return failed


@policy.variable("照料护理档次", unit="文本", basis=ASSESSED)
def care_tier(failed_items, half_care_max_items):
    """None failed, up to three, four and more."""
    return (
        nw.when(failed_items == 0)
        .then(nw.lit("全自理"))
        .otherwise(
            nw.when(failed_items <= half_care_max_items)
            .then(nw.lit("半护理"))
            .otherwise(nw.lit("全护理"))
        )
    )


@policy.variable("优先安排集中供养", unit="是否", basis=STANDARDS)
def admission_priority(failed_items):
    """Whoever cannot care for himself goes first; the choice of the form stays his."""
    return failed_items > 0


def of_tier(care_tier, own, half, full):
    """The value of the tier."""
    return (
        nw.when(care_tier == "全自理")
        .then(own)
        .otherwise(nw.when(care_tier == "半护理").then(half).otherwise(full))
    )


# -- care standard --------------------------------------------------------------------------


@policy.variable(
    "护理标准上浮",
    unit="%",
    basis=STANDARDS,
    absence="不上浮的地方不需要",
    optional=("care_mode", "disability_kind", "has_infectious_disease"),
)
def care_plus(
    care_plus_percent, care_plus_cumulative, care_mode, disability_kind, has_infectious_disease
):
    """Taken on the tier amount, once unless the place lets the reasons add up."""
    centralised = care_mode == "centralised"
    ill = (disability_kind == "mental") | has_infectious_disease
    reasons = (
        nw.when(care_plus_cumulative)
        .then(centralised.cast(nw.Int64) + ill.cast(nw.Int64))
        .otherwise((centralised | ill).cast(nw.Int64))
    )
    return nw.when(care_plus_percent == 0).then(0).otherwise(care_plus_percent * reasons)


@policy.variable("按最低工资百分比计算的护理标准", unit="元/月", basis=STANDARDS)
def care_by_percent(
    care_tier, min_wage, care_self_percent, care_half_percent, care_full_percent, care_plus
):
    """Everything multiplied first, rounded once."""
    percent = of_tier(care_tier, care_self_percent, care_half_percent, care_full_percent)
    return half_up(min_wage * percent * (SCALE + care_plus), SCALE * SCALE)


@policy.variable("按最低工资几分之一计算的护理标准", unit="元/月", basis=STANDARDS)
def care_by_divisor(
    care_tier, min_wage, care_self_divisor, care_half_divisor, care_full_divisor, care_plus
):
    """Everything multiplied first, divided and rounded once."""
    parts = of_tier(care_tier, care_self_divisor, care_half_divisor, care_full_divisor) * SCALE
    return (2 * min_wage * (SCALE + care_plus) + parts) // (2 * parts)


@policy.variable("固定金额的护理标准", unit="元/月", basis=STANDARDS)
def care_by_amount(care_tier, care_self_amount, care_half_amount, care_full_amount, care_plus):
    """The amount of the tier and form."""
    amount = of_tier(care_tier, care_self_amount, care_half_amount, care_full_amount)
    return half_up(amount * (SCALE + care_plus), SCALE)


NOT_USED = "当地未采用的方式不需要"


@policy.variable(
    "按百分比计发的护理标准",
    unit="元/月",
    basis=STANDARDS,
    optional=("care_by_percent",),
    absence=NOT_USED,
)
def care_percent_part(care_method, care_by_percent):
    """Where the place takes a percentage of the minimum wage."""
    return taken(care_by_percent, care_method == "percent")


@policy.variable(
    "按几分之一计发的护理标准",
    unit="元/月",
    basis=STANDARDS,
    optional=("care_by_divisor",),
    absence=NOT_USED,
)
def care_divisor_part(care_method, care_by_divisor):
    """Where the place takes a third, a sixth, a tenth."""
    return taken(care_by_divisor, care_method == "divisor")


@policy.variable(
    "按固定金额计发的护理标准",
    unit="元/月",
    basis=STANDARDS,
    optional=("care_by_amount",),
    absence=NOT_USED,
)
def care_amount_part(care_method, care_by_amount):
    """Where the place publishes amounts."""
    return taken(care_by_amount, care_method == "amount")


@policy.variable("照料护理标准", unit="元/月", basis=STANDARDS)
def care_standard(care_percent_part, care_divisor_part, care_amount_part):
    """By the method of the place."""
    return care_percent_part + care_divisor_part + care_amount_part


@policy.amount("每月救助供养金（基本生活与照料护理）", basis=STANDARDS)
def monthly_amount(tekun_basic, care_standard):
    """Basic living and care."""
    return tekun_basic + care_standard


# -- is the published standard lawful? ------------------------------------------------------


@policy.variable("基本生活标准不低于低保标准的规定倍数", unit="是否", basis=STANDARDS)
def basic_standard_lawful(tekun_basic, standard, tekun_basic_min_percent):
    """Shown to the officer, not held against the person."""
    return tekun_basic * SCALE >= standard * tekun_basic_min_percent


@policy.variable(
    "基本生活标准不低于上年度人均消费支出的规定比例",
    unit="是否",
    basis="地方规定",
    absence="没有此项规定的地方不需要",
    optional=("consumption_last_year",),
)
def basic_standard_follows_consumption(
    tekun_basic, consumption_last_year, tekun_basic_consumption_percent
):
    """Twelve months of the standard against the year's spending; no share, no floor."""
    return (tekun_basic_consumption_percent == 0) | (
        tekun_basic * 12 * SCALE >= consumption_last_year * tekun_basic_consumption_percent
    )


@policy.variable(
    "照料护理标准不低于最低工资的规定比例",
    unit="是否",
    basis=STANDARDS,
    absence=DECIDES,
    optional=("min_wage",),
)
def care_standard_lawful(
    care_standard,
    care_tier,
    min_wage,
    care_self_min_percent,
    care_half_min_percent,
    care_full_min_percent,
):
    """Each tier has its own share of the minimum wage as a floor; no share, no floor."""
    percent = of_tier(
        care_tier, care_self_min_percent, care_half_min_percent, care_full_min_percent
    )
    return (percent == 0) | (care_standard * SCALE >= min_wage * percent)


for _rule in (
    "care_plus",
    "care_by_percent",
    "care_by_divisor",
    "care_by_amount",
    "care_percent_part",
    "care_divisor_part",
    "care_amount_part",
    "care_standard",
    "monthly_amount",
    "basic_standard_lawful",
    "care_standard_lawful",
):
    policy.rules[_rule].rebased(LAW, basis=ARTICLE)
