"""经济困难失能老年人护理补贴: by the assessed degree of disability, the higher of its kind."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import birthday, day_number, greater

from ..service.policy import LAW
from ..service.policy import policy as service

OVERLAP = "国发〔2015〕52号 二（三）"
LEVELS = {1: "轻度失能", 2: "中度失能", 3: "重度失能", 4: "完全失能"}

policy = Policy("elderly.nursing", "经济困难失能老年人护理补贴", of="person", basis=LAW)

policy.include(service, "is_poor", "here_and_alive", "paid_from")
policy.adopt("is_poor", "here_and_alive")
policy.parameter(
    "elder_age", "老年人的起始年龄", unit="岁", set_by=PROVINCE, basis="老年人权益保障法 第二条"
)
policy.parameter(
    "nursing_min_level", "护理补贴的最低失能等级", unit="级", set_by=PROVINCE, basis=LAW
)
for _level, _label in LEVELS.items():
    policy.parameter(
        f"nursing_level_{_level}",
        f"{_label}老年人护理补贴标准",
        unit="元/月",
        set_by=COUNTY,
        basis=LAW,
    )


@policy.condition("年满六十周岁", basis="老年人权益保障法 第二条")
def is_elder(birth_on, elder_age, at):
    """The age is completed on the birthday itself."""
    return day_number(at) >= birthday(birth_on, elder_age)


@policy.condition("能力评估达到护理补贴的失能等级", basis=LAW)
def disabled_enough(ability_level, nursing_min_level):
    """The one assessment by the national standard serves all schemes."""
    return ability_level >= nursing_min_level


def figure_of(wanted):
    """The figure of one level, asked for at that level only."""

    def taken(ability_level, figure):
        return nw.when(ability_level == wanted).then(figure).otherwise(0)

    return taken


for _level, _label in LEVELS.items():
    policy.variable(
        f"{_label}的护理补贴",
        unit="元/月",
        basis=LAW,
        name=f"of_level_{_level}",
        reads=("ability_level", f"nursing_level_{_level}"),
        optional=(f"nursing_level_{_level}",),
        absence="其他等级的标准不需要",
    )(figure_of(_level))


@policy.variable("按失能等级的护理补贴", unit="元/月", basis=LAW)
def by_level(of_level_1, of_level_2, of_level_3, of_level_4):
    """A person has one level only."""
    return of_level_1 + of_level_2 + of_level_3 + of_level_4


@policy.variable("与重度残疾人护理补贴择高后的金额", unit="元/月", basis=OVERLAP)
def kept_nursing_money(by_level, disability_nursing_money):
    """The higher of the kind."""
    return greater(by_level, disability_nursing_money)


@policy.condition("高于重度残疾人护理补贴", basis=OVERLAP)
def higher_than_disability_nursing(by_level, disability_nursing_money):
    """Equal: the subsidy for the disabled is kept."""
    return by_level > disability_nursing_money


@policy.amount("每月失能老年人护理补贴", basis=LAW)
def monthly_amount(by_level):
    """May be spent as service where the place buys it."""
    return by_level + 0
