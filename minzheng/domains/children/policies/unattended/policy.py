"""事实无人抚养儿童: both parents unable, dead or missing, yet no orphan; paid up to the orphan standard."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE
from minzheng.policy.months import not_below_zero

from ..orphan.policy import DECIDES, either, in_named_stage, stop_month
from ..orphan.policy import policy as orphan
from .parents import PAPER, SUPPLEMENT, policy

__all__ = ["policy"]

MONEY = "民发〔2019〕62号 第三条"

policy.include(
    orphan,
    "parents_gone",
    "minor",
    "is_registered_here",
    "not_adopted_and_alive",
    "standard",
    "provincial_floor",
    "not_drawn_to_tekun",
    "paid_from",
)
policy.parameter(
    "kept_schooling",
    "成年后继续保障的在读学段",
    unit="选项",
    set_by=PROVINCE,
    basis=MONEY,
    many=True,
    choices=orphan.parameters["kept_schooling"].choices,
)
policy.parameter(
    "topup_excludes_extra",
    "补差时不扣除分类施保金",
    unit="是否",
    set_by=COUNTY,
    basis=MONEY,
)

EITHER = ("father_unable", "father_deported", "mother_unable", "mother_deported")


@policy.variable(
    "父母双方均有不能履行责任的情形",
    unit="是否",
    basis=SUPPLEMENT,
    optional=EITHER,
    absence=DECIDES,
)
def both_unable(
    father_unable, father_deported, mother_unable, mother_deported, deportation_counts_for_both
):
    """Both in the list; one province keeps deportation out of this pair."""
    father = father_unable | (deportation_counts_for_both & father_deported)
    mother = mother_unable | (deportation_counts_for_both & mother_deported)
    return father & mother


@policy.variable(
    "一方死亡或失踪，另一方有不能履行责任的情形",
    unit="是否",
    basis=PAPER,
    optional=(*EITHER, "father_dead_or_missing", "mother_dead_or_missing"),
    absence=DECIDES,
)
def one_gone_other_unable(
    father_unable,
    father_deported,
    mother_unable,
    mother_deported,
    father_dead_or_missing,
    mother_dead_or_missing,
):
    """Whichever of the two it is."""
    return (father_dead_or_missing & (mother_unable | mother_deported)) | (
        mother_dead_or_missing & (father_unable | father_deported)
    )


@policy.variable(
    "父母双方死亡或失踪",
    unit="是否",
    basis=PAPER,
    optional=("father_dead_or_missing", "mother_dead_or_missing"),
    absence=DECIDES,
)
def both_gone(father_dead_or_missing, mother_dead_or_missing):
    """Of weight only where the province does not take such a child as an orphan."""
    return father_dead_or_missing & mother_dead_or_missing


@policy.condition(
    "父母均不能履行抚养和监护责任",
    basis=PAPER,
    optional=("both_unable", "one_gone_other_unable", "both_gone"),
    absence=DECIDES,
)
def nobody_brings_up(both_unable, one_gone_other_unable, both_gone):
    """One capable parent is enough to say no."""
    return both_unable | one_gone_other_unable | both_gone


@policy.condition("不属于孤儿", basis=PAPER)
def not_an_orphan(parents_gone):
    """The orphan scheme comes first."""
    return ~parents_gone


policy.variable(
    "在规定学段就读",
    unit="是否",
    basis=MONEY,
    name="kept_by_school",
    reads=("schooling", "kept_schooling"),
    optional=("schooling",),
    absence=DECIDES,
)(in_named_stage)
policy.condition(
    "未成年，或在规定学段就读",
    basis=PAPER,
    name="young_enough",
    reads=("minor", "kept_by_school"),
    optional=("minor", "kept_by_school"),
    absence=DECIDES,
)(either)
policy.variable(
    "停发月（从该日所在月起）",
    unit="日期",
    basis=MONEY,
    name="stops_from",
    reads=("birth_on", "adult_age", "kept_by_school", "school_ends_on"),
    optional=("school_ends_on",),
    absence="不继续保障的不需要学业结束日期",
)(stop_month)
policy.adopt("is_registered_here", "not_adopted_and_alive", "not_drawn_to_tekun")


@policy.variable(
    "补贴金额（已享受低保的补差）",
    unit="元/月",
    basis=MONEY,
    optional=("dibao_own_extra",),
    absence="分类施保金不扣除的地方不需要",
)
def topped_up(
    standard, dibao_family_grant, dibao_family_heads, dibao_own_extra, topup_excludes_extra
):
    """The orphan standard less the child's exact share of the household's grant, rounded once."""
    heads = nw.when(dibao_family_heads >= 1).then(dibao_family_heads).otherwise(1)
    extra = nw.when(topup_excludes_extra).then(0).otherwise(dibao_own_extra)
    exact = (standard - extra) * heads - dibao_family_grant
    return not_below_zero((exact + heads // 2) // heads)


@policy.amount("每月事实无人抚养儿童基本生活补贴", basis=MONEY)
def monthly_amount(topped_up):
    """In full, or the difference for a child whose family draws dibao."""
    return topped_up + 0
