"""困境儿童: which kinds of difficulty a child is in, and the highest grant the place has set for them."""

import narwhals as nw

from minzheng.policy import PROVINCE, Policy
from minzheng.policy.months import greater

from ..orphan.policy import DECIDES
from ..orphan.policy import policy as orphan
from ..unattended.policy import policy as unattended

PAPER = "国发〔2016〕36号 第一条"
NEW = "国务院办公厅关于进一步加强困境儿童福利保障工作的意见（2025年）"
PRECEDENCE = "民发〔2019〕62号 第一条"

policy = Policy("children.hardship", "困境儿童分类保障", of="person", basis="国发〔2016〕36号")

policy.include(orphan, "parents_gone", "minor", "is_registered_here", "not_adopted_and_alive")
policy.include(unattended, "nobody_brings_up")
KINDS = (
    ("poverty", "家庭贫困"),
    ("own", "自身残疾或患重病"),
    ("guardianship", "监护缺失或监护不当"),
    ("attention", "留守、流动或有心理健康问题"),
    ("rehabilitation", "困难家庭残疾儿童康复期间"),
)
for _kind, _label in KINDS:
    policy.parameter(
        f"grant_{_kind}",
        f"{_label}儿童基本生活补贴",
        unit="元/月",
        set_by=PROVINCE,
        basis=PAPER,
    )

POOR = ("dibao_family", "edge_family", "rigid_family")


@policy.variable("家庭贫困", unit="是否", basis=PAPER, optional=POOR, absence=DECIDES)
def poor_family(dibao_family, edge_family, rigid_family):
    """The family holds a recorded recognition."""
    return dibao_family | edge_family | rigid_family


@policy.variable(
    "自身残疾或患重病",
    unit="是否",
    basis=PAPER,
    optional=("disability_grade", "has_major_disease"),
    absence=DECIDES,
)
def own_condition(disability_grade, has_major_disease):
    """A certificate of any grade, or a serious illness."""
    return (disability_grade >= 1) | has_major_disease


@policy.variable(
    "监护缺失或监护不当",
    unit="是否",
    basis=PAPER,
    optional=("guardianship_level", "harmed_or_wandering"),
    absence=DECIDES,
)
def guardianship_fails(guardianship_level, harmed_or_wandering):
    """Found missing or improper at the assessment, or the child came to harm or wanders."""
    assessed = (guardianship_level == "missing") | (guardianship_level == "improper")
    return assessed | harmed_or_wandering


@policy.variable("需要特别关注", unit="是否", basis=NEW)
def needs_attention(left_behind):
    """Left behind, migrant, or with trouble of the mind: the groups of 2025."""
    return left_behind & True


@policy.variable(
    "困难家庭残疾儿童正在康复",
    unit="是否",
    basis=PAPER,
    optional=("poor_family", "disability_grade", "in_rehabilitation"),
    absence=DECIDES,
)
def rehabilitating(poor_family, disability_grade, in_rehabilitation):
    """A disabled child of a poor family while it is being rehabilitated."""
    return poor_family & (disability_grade >= 1) & in_rehabilitation


@policy.condition(
    "属于困境儿童的一类或几类",
    basis=PAPER,
    optional=("poor_family", "own_condition", "guardianship_fails", "needs_attention"),
    absence=DECIDES,
)
def in_difficulty(poor_family, own_condition, guardianship_fails, needs_attention):
    """One kind is enough."""
    return poor_family | own_condition | guardianship_fails | needs_attention


policy.adopt("is_registered_here", "not_adopted_and_alive")


@policy.condition("未满十八周岁", basis="民法典 第十七条")
def is_minor(minor):
    """Children only."""
    return minor & True


@policy.condition(
    "不属于孤儿、事实无人抚养儿童",
    basis=PRECEDENCE,
    optional=("parents_gone", "nobody_brings_up"),
    absence=DECIDES,
)
def outside_other_schemes(parents_gone, nobody_brings_up):
    """Their own schemes come first."""
    return ~parents_gone & ~nobody_brings_up


def granted(holds, grant):
    """The grant of a kind for a child of that kind; a kind without a grant asks nothing."""
    return nw.when(grant == 0).then(0).otherwise(holds.cast(nw.Int64) * grant)


for (_kind, _label), _holds in zip(
    KINDS,
    ("poor_family", "own_condition", "guardianship_fails", "needs_attention", "rehabilitating"),
    strict=True,
):
    policy.variable(
        f"{_label}类补贴",
        unit="元/月",
        basis=PAPER,
        name=f"for_{_kind}",
        reads=(_holds, f"grant_{_kind}"),
        optional=(_holds,),
        absence="未设补贴的类别不需要",
    )(granted)


@policy.amount("每月困境儿童基本生活补贴", basis=PAPER)
def monthly_amount(for_poverty, for_own, for_guardianship, for_attention, for_rehabilitation):
    """The highest of the kinds the child is of; they do not add up."""
    first = greater(for_poverty, for_own)
    second = greater(for_guardianship, for_attention)
    return greater(greater(first, second), for_rehabilitation)
