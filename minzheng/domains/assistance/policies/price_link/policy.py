"""价格补贴联动: a price supplement per person and index month once consumer prices rise enough."""

import narwhals as nw

from minzheng.policy import COUNTY, PREFECTURE, PROVINCE, STATE, Policy

from ..dibao.household import DECIDES, LAW, SCALE
from ..dibao.policy import policy as dibao
from ..tekun.policy import policy as tekun

policy = Policy(
    "assistance.price_link",
    "价格补贴",
    of="person",
    basis="社会救助法 第三十二条；发改价格〔2021〕1553号",
)

ARTICLE = "社会救助法 第三十二条"
NOTICE = "发改价格〔2021〕1553号"
NOT_USED = "当地未采用的方式不需要"
GROUPS = {
    "dibao": ("低保对象", "dibao_family", "standard"),
    "tekun": ("特困人员", "tekun_recipient", "tekun_basic"),
    "orphan": ("孤儿", "orphan_recipient", "price_base_orphan"),
    "unsupported": ("事实无人抚养儿童", "unsupported_recipient", "price_base_unsupported"),
    "veteran": ("领取定期抚恤补助的优抚对象", "veteran_recipient", "standard"),
    "unemployment": ("领取失业保险金人员", "unemployment_recipient", "standard"),
    "edge": ("低保边缘家庭成员", "edge_family", "standard"),
    "unemployment_aid": ("领取失业补助金人员", "unemployment_aid_recipient", "standard"),
}

policy.include(dibao, "standard")
policy.include(tekun, "tekun_basic")
policy.parameter(
    "cpi_index", "居民消费价格指数（上年同月=100）", unit="%", set_by=COUNTY, basis=NOTICE
)
policy.parameter(
    "food_index", "食品价格指数（上年同月=100）", unit="%", set_by=COUNTY, basis=NOTICE
)
policy.parameter(
    "scpi_index",
    "低收入居民基本生活费用价格指数（上年同月=100）",
    unit="%",
    set_by=COUNTY,
    basis=NOTICE,
)
policy.parameter(
    "cpi_threshold", "居民消费价格同比涨幅启动条件", unit="%", set_by=PREFECTURE, basis=NOTICE
)
policy.parameter(
    "food_threshold", "食品价格同比涨幅启动条件", unit="%", set_by=PREFECTURE, basis=NOTICE
)
policy.parameter(
    "linked_groups",
    "联动保障对象",
    unit="选项",
    set_by=PROVINCE,
    basis=NOTICE,
    many=True,
    choices={group: label for group, (label, _, _) in GROUPS.items()},
)
policy.parameter(
    "price_method",
    "补贴计算方式",
    unit="选项",
    set_by=PREFECTURE,
    basis=NOTICE,
    choices={
        "scpi": "标准乘低收入居民价格指数涨幅",
        "trigger": "标准乘达到启动条件的指数涨幅（取高）",
        "step": "标准的几分之一，按涨幅分档",
    },
)
policy.parameter(
    "step_first_divisor",
    "第一档为标准的几分之一",
    unit="分之一",
    set_by=PREFECTURE,
    basis="地方规定",
)
policy.parameter(
    "step_second_divisor",
    "第二档为标准的几分之一",
    unit="分之一",
    set_by=PREFECTURE,
    basis="地方规定",
)
policy.parameter(
    "step_second_from", "第二档自居民消费价格涨幅", unit="%", set_by=PREFECTURE, basis="地方规定"
)
policy.parameter(
    "price_rounding",
    "价格补贴取整方式",
    unit="选项",
    set_by=PREFECTURE,
    basis="取整规则",
    choices={"fen": "四舍五入到分", "yuan": "四舍五入到元", "yuan_up": "见分进元"},
)
policy.parameter(
    "price_floor", "每人每月最低补贴", unit="元/人·月", set_by=PROVINCE, basis="地方规定"
)
policy.parameter(
    "price_one_per_person", "一人每月只发一份（取高）", unit="是否", set_by=PROVINCE, basis=NOTICE
)
policy.parameter(
    "price_base_orphan",
    "孤儿基本生活最低养育标准（补贴基数）",
    unit="元/人·月",
    set_by=PROVINCE,
    basis=NOTICE,
)
policy.parameter(
    "price_base_unsupported",
    "事实无人抚养儿童基本生活标准（补贴基数）",
    unit="元/人·月",
    set_by=PROVINCE,
    basis=NOTICE,
)
policy.parameter(
    "pay_within_days", "指数发布后发放时限（工作日）", unit="天", set_by=STATE, basis=NOTICE
)

# -- prices ---------------------------------------------------------------------------------


def rise(index):
    """The index less one hundred."""
    return index - SCALE


for _name, _label in (
    ("cpi", "居民消费价格同比涨幅"),
    ("food", "食品价格同比涨幅"),
    ("scpi", "低收入居民基本生活费用价格同比涨幅"),
):
    policy.variable(
        _label, unit="%", basis=NOTICE, name=f"{_name}_rise", reads=(f"{_name}_index",)
    )(rise)


@policy.condition(
    "价格涨幅达到启动条件",
    basis=NOTICE,
    absence=DECIDES,
    optional=("cpi_rise", "food_rise"),
)
def triggered(cpi_rise, cpi_threshold, food_rise, food_threshold):
    """Either is enough; the threshold itself counts."""
    return (cpi_rise >= cpi_threshold) | (food_rise >= food_threshold)


# -- who ------------------------------------------------------------------------------------


def linked(group):
    """Make the rule whether a person was in payment of a group the place links."""

    def in_payment(linked_groups, receives):
        """In the index month: who joined later waits, who left later is still paid."""
        return linked_groups.str.contains(f" {group} ", literal=True) & receives

    return in_payment


for _group, (_label, _receives, _) in GROUPS.items():
    policy.variable(
        f"联动的{_label}",
        unit="是否",
        basis=NOTICE,
        name=f"linked_{_group}",
        reads=("linked_groups", _receives),
        optional=(_receives,),
        absence="当地不联动的群体不需要",
    )(linked(_group))


def any_group(*groups):
    """One group is enough."""
    return nw.any_horizontal(*groups, ignore_nulls=False)


in_linked_group = policy.condition(
    "指数月份属于联动保障对象",
    basis=NOTICE,
    name="in_linked_group",
    reads=tuple(f"linked_{group}" for group in GROUPS),
    optional=tuple(f"linked_{group}" for group in GROUPS),
    absence=DECIDES,
)(any_group)

# -- how much -------------------------------------------------------------------------------


@policy.variable("达到启动条件的涨幅（取高）", unit="%", basis=NOTICE)
def trigger_rise(cpi_rise, cpi_threshold, food_rise, food_threshold):
    """The index that triggered; the higher if both did."""
    cpi = nw.when(cpi_rise >= cpi_threshold).then(cpi_rise).otherwise(0)
    food = nw.when(food_rise >= food_threshold).then(food_rise).otherwise(0)
    return nw.max_horizontal(cpi, food)


@policy.variable("分档的分母", unit="分之一", basis="地方规定")
def step_divisor(cpi_rise, step_second_from, step_first_divisor, step_second_divisor):
    """A greater rise, a greater part."""
    return (
        nw.when(cpi_rise >= step_second_from)
        .then(step_second_divisor)
        .otherwise(step_first_divisor)
    )


@policy.variable(
    "补贴比例的分子",
    unit="数",
    basis=NOTICE,
    absence=NOT_USED,
    optional=("scpi_rise", "trigger_rise"),
)
def share_upper(price_method, scpi_rise, trigger_rise):
    """A rise in hundredths of a percent, or one part; falling prices pay nothing."""
    rises = nw.when(price_method == "scpi").then(scpi_rise).otherwise(trigger_rise)
    kept = nw.when(rises < 0).then(0).otherwise(rises)
    return nw.when(price_method == "step").then(1).otherwise(kept)


@policy.variable(
    "补贴比例的分母", unit="数", basis=NOTICE, absence=NOT_USED, optional=("step_divisor",)
)
def share_lower(price_method, step_divisor):
    """Ten thousand for a percentage, else the divisor of the step."""
    return nw.when(price_method == "step").then(step_divisor).otherwise(SCALE)


def supplement(belongs, base, share_upper, share_lower, price_rounding, price_floor):
    """Base × share, multiplied first, rounded once; the floor comes after rounding."""
    unit = nw.when(price_rounding == "fen").then(1).otherwise(100)
    exact, whole = base * share_upper, share_lower * unit
    paid = (
        nw.when(price_rounding == "yuan_up")
        .then((exact + whole - 1) // whole)
        .otherwise((2 * exact + whole) // (2 * whole))
    ) * unit
    due = nw.when(paid < price_floor).then(price_floor).otherwise(paid)
    return nw.when(belongs).then(due).otherwise(0)


for _group, (_label, _, _base) in GROUPS.items():
    policy.variable(
        f"{_label}价格补贴",
        unit="元",
        basis=NOTICE,
        name=f"price_of_{_group}",
        reads=(
            f"linked_{_group}",
            _base,
            "share_upper",
            "share_lower",
            "price_rounding",
            "price_floor",
        ),
        optional=(_base,),
        absence="不属于的群体不需要其标准",
    )(supplement)


def one_or_all(price_one_per_person, *supplements):
    """The highest, or where the place pays each of them, their sum."""
    total = supplements[0]
    for one in supplements[1:]:
        total = total + one
    return nw.when(price_one_per_person).then(nw.max_horizontal(*supplements)).otherwise(total)


policy.variable(
    "按群体计算的价格补贴",
    unit="元",
    basis=NOTICE,
    name="due_supplement",
    reads=("price_one_per_person", *(f"price_of_{group}" for group in GROUPS)),
)(one_or_all)


@policy.variable("发放时限（指数发布后工作日）", unit="天", basis=NOTICE)
def days_to_pay(pay_within_days):
    """Counted from the publication of the index."""
    return pay_within_days


@policy.amount("指数月份的价格补贴", unit="元", basis=NOTICE)
def price_supplement(due_supplement):
    """One payment for the index month."""
    return due_supplement


for _rule in (triggered, in_linked_group, price_supplement):
    _rule.rebased(LAW, basis=ARTICLE)
