"""What must be true of a dibao case before a step may be taken."""

from datetime import datetime
from math import ceil

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.declarations import condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.determinations.models import Determination

from .choices import APPLICATION, DIBAO


def determination_of(case: Case) -> Determination | None:
    """Return the determination the case rests on, or None before the assessment."""
    number = case.data.get("determination")
    return Determination.objects.filter(pk=number).first() if number else None


@condition("认定结论为符合条件")
def determined_eligible(case: Case, at: datetime) -> tuple[bool, str]:
    """A notice and a confirmation need an eligible determination (社会救助法 art. 18)."""
    found = determination_of(case)
    if found is None:
        return False, "尚未作出认定"
    return found.outcome == "eligible", "认定结论不是“符合条件”，不能公示或确认"


@condition("认定结论为不符合条件")
def determined_not_eligible(case: Case, at: datetime) -> tuple[bool, str]:
    """A sure no: the officer's list shows the case for refusal."""
    found = determination_of(case)
    return found is not None and found.outcome == "not_eligible", "认定结论不是“不符合条件”"


@condition("认定结论明确")
def determined_surely(case: Case, at: datetime) -> tuple[bool, str]:
    """Unknown never becomes a refusal: an undetermined case waits for its missing facts."""
    found = determination_of(case)
    if found is None:
        return False, "尚未作出认定"
    missing = (
        "、".join(found.snapshot.get("missing", [])) if found.outcome == "undetermined" else ""
    )
    return found.outcome != "undetermined", f"认定所需事实不全：{missing or '见认定说明'}"


@condition("未在享受低保")
def not_receiving(case: Case, at: datetime) -> tuple[bool, str]:
    """Nobody receives the same benefit twice."""
    if case.household is None:
        return False, "办件没有关联家庭"
    receiving = benefits.current(case.household, localdate(at), benefit=DIBAO).exists()
    return not receiving, "该户已在享受低保"


def cut_is_intended(case: Case) -> bool:
    """Whether the change reduces or stops the benefit."""
    change = case.data.get("change", {})
    return change.get("kind") in {"reduce", "stop"}


@condition("拟减发或停发，尚未听取意见")
def opinion_is_due(case: Case, at: datetime) -> tuple[bool, str]:
    """The clerk's list shows a cut until the recipient has been heard."""
    heard, _reason = opinion_heard(case, at)
    return not heard, "无需听取意见"


@condition("减发停发前已听取意见")
def opinion_heard(case: Case, at: datetime) -> tuple[bool, str]:
    """From 2026-07-01 no reduction or stop without the recipient's opinion (社会救助法 art. 48)."""
    if not cut_is_intended(case) or _only_the_dead_lose(case, at):
        return True, ""
    return cases.opinion_heard(case, at)


def _only_the_dead_lose(case: Case, at: datetime) -> bool:
    """A cut that only takes the share of a dead member needs no hearing where the parameter says so."""
    cause = case.data.get("change", {}).get("cause")
    if cause != "death":
        return False
    if not case.data["change"].get("living_members"):
        return True
    row = parameters.value_in_force(
        "assistance", "opinion_on_death", case.division_id, localdate(at)
    )
    return row is None or row.value != "是"


@condition("已作出变更测算")
def change_computed(case: Case, at: datetime) -> tuple[bool, str]:
    """A change is decided on a determination, never by hand."""
    change = case.data.get("change")
    if not change:
        return False, "尚未重新认定"
    return change["kind"] != "unknown", "重新认定所需事实不全，暂不能决定"


def sample_falls_short(case: Case, at: datetime, percent: int) -> bool:
    """Say whether the month's sample would fall below `percent` if this case were not drawn (SA-68).

    The random draw of `cases.draw_sample` cannot be foreseen but may by chance fall short; this
    keeps the sample of a month at ceil(percent × reported cases) at every moment.
    """
    month = months.month_of(localdate(at))
    reported = Case.objects.filter(workflow=APPLICATION, data__reported_in=month).exclude(
        pk=case.pk
    )
    drawn = reported.filter(sampled=True).count()
    return drawn < ceil(percent * (reported.count() + 1) / 100)
