"""What must be true of a dibao case before a step may be taken."""

from datetime import date, datetime
from math import ceil
from typing import Any

from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.declarations import condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.credit import queries as credit
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.documents.choices import MINUTES
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification.queries import (
    authorised,
    living_members,
    verification_returned,
)
from minzheng.kernel.visits.choices import SURVEY_KINDS
from minzheng.kernel.visits.queries import visit_recorded

from .choices import DIBAO, DIBAO_EDGE, RIGID, TEKUN
from .models import SelfCareAssessment


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
    reported = Case.objects.filter(workflow=case.workflow, data__reported_in=month).exclude(
        pk=case.pk
    )
    drawn = reported.filter(sampled=True).count()
    return drawn < ceil(percent * (reported.count() + 1) / 100)


# -- temporary relief -------------------------------------------------------------------------


def route_of(case: Case) -> dict[str, Any]:
    """Return the route a case of temporary relief takes, empty before it was accepted."""
    return dict(case.data.get("route") or {})


@condition("已写明急难情形")
def hardship_told(case: Case, at: datetime) -> tuple[bool, str]:
    """Kind, cause and sum are the least an application says (先行救助 needs no more)."""
    wanted = {"relief_type": "救助类型", "hardship_cause": "困难原因"}
    missing = [label for key, label in wanted.items() if not case.data.get(key)]
    sums = ("requested_amount", "assessed_amount", "necessary_spending")
    if not any(case.data.get(key) for key in sums):
        missing.append("申请金额或必需支出")
    return not missing, f"请填写{'、'.join(missing)}"


@condition("需要核对的已签授权书")
def authorised_where_due(case: Case, at: datetime) -> tuple[bool, str]:
    """Quick help asks for no check; a recognised family is not checked again."""
    urgent = case.data.get("relief_type") == "emergency" and case.data.get("is_urgent")
    if urgent or _is_recognised(case, at):
        return True, ""
    return authorised(case, at)


def _is_recognised(case: Case, at: datetime) -> bool:
    held = benefits.current(case.household, localdate(at)) if case.household else None
    groups = (DIBAO, DIBAO_EDGE, TEKUN, RIGID)
    return held is not None and held.filter(benefit__in=groups).exists()


@condition("需要核对的已出具核对报告")
def checked_where_due(case: Case, at: datetime) -> tuple[bool, str]:
    """A valid report where the route asks for one."""
    if not route_of(case).get("needs_check"):
        return True, ""
    return verification_returned(case, at)


@condition("属于须立即救助的急难情形")
def help_comes_first(case: Case, at: datetime) -> tuple[bool, str]:
    """社会救助法 art. 50: urgent, small, immediate."""
    return bool(route_of(case).get("help_first")), "不属于须先行救助的急难情形"


@condition("按一般程序办理")
def takes_ordinary_route(case: Case, at: datetime) -> tuple[bool, str]:
    """Everything but quick help."""
    return not route_of(case).get("help_first"), "急难情形应先行救助"


@condition("在乡镇（街道）审批额度内")
def within_township_limit(case: Case, at: datetime) -> tuple[bool, str]:
    """The sum lies within the dated limit of the place and the township has the power (art. 44)."""
    within = bool(route_of(case).get("township"))
    return within, "救助金额超出乡镇（街道）审批额度或没有委托依据，应由县级确认"


@condition("超出乡镇（街道）审批额度")
def above_township_limit(case: Case, at: datetime) -> tuple[bool, str]:
    """The county decides."""
    return not route_of(case).get("township"), "在乡镇（街道）审批额度内，由乡镇（街道）确认"


@condition("公示期满")
def notice_over_where_due(case: Case, at: datetime) -> tuple[bool, str]:
    """Expenditure relief and ordinary emergencies are posted before the grant (临救2026)."""
    if not route_of(case).get("needs_publicity", True):
        return True, ""
    return cases.notice_elapsed(case, at)


@condition("对同一事由跟进救助")
def follows_earlier_relief(case: Case, at: datetime) -> tuple[bool, str]:
    """A case taken up again carries the number of the one it follows."""
    return "follows" in case.data, "不是跟进救助的办件，须先提交申请"


@condition("已附会议纪要")
def minutes_attached(case: Case, at: datetime) -> tuple[bool, str]:
    """No decision of the coordination meeting without its minutes in the file (一事一议)."""
    there = Document.objects.filter(
        subject_key="cases.case", subject_id=case.pk, kind=MINUTES, disposed_at=None
    ).exists()
    return there, "尚未附县级协调机制会议纪要"


@condition("已入户调查或按规定简化")
def surveyed_where_due(case: Case, at: datetime) -> tuple[bool, str]:
    """A survey; where the place simplifies, an earlier one serves while nothing changed (SA-78)."""
    holds, reason = visit_recorded(case, at)
    if holds or not case.data.get("unchanged") or case.household is None:
        return holds, reason
    on = localdate(at)
    if not cases.flag(case.workflow, "survey_once", case.division_id, on):
        return False, f"{reason}（本地未规定情况没有变化的可以免予再次入户）"
    valid = cases.parameter(case.workflow, "survey_valid_months", case.division_id, on)
    since = months.add_months(on, -int(valid.value))
    rows = case.household.visits.filter(
        kind__in=SURVEY_KINDS, visited_at__date__gte=since, visited_at__lte=at
    )
    return rows.exists(), f"{valid.value}个月内没有入户调查记录，不能简化"


@condition("失信申请人已加一次核查")
def credit_checked(case: Case, at: datetime) -> tuple[bool, str]:
    """A standing bad record asks for one more look, written down; it never refuses (社会救助法 art. 73)."""
    if case.household is None:
        return True, ""
    on = localdate(at)
    persons = [case.person] if case.person else []
    persons += living_members(case.household, on)
    left = credit.unchecked(persons, on, field="assistance", subject=case)
    names = "、".join(sorted({row.who for row in left}))
    return not left, f"{names}有社会救助失信记录，请先登记加核情况（不得仅因失信记录不予救助）"


# -- 特困 support -------------------------------------------------------------------------------

ADULT = 18


def is_minor(person: Person, on: date) -> bool:
    """Say whether somebody is under eighteen; an unknown age counts as adult."""
    return person.birth_on is not None and months.completed_age(person.birth_on, on) < ADULT


@condition("未享受特困人员救助供养")
def not_supported(case: Case, at: datetime) -> tuple[bool, str]:
    """Nobody is supported twice, and the application is on a person."""
    if case.person is None or case.household is None:
        return False, "特困人员救助供养按个人办理，请写明人员"
    held = benefits.current(case.household, localdate(at), benefit=TEKUN)
    return not held.filter(person=case.person).exists(), "该人员已在享受特困人员救助供养"


@condition("尚未选择供养形式")
def mode_open(case: Case, at: datetime) -> tuple[bool, str]:
    """The step of choosing stands on the list until a choice was made."""
    return not (case.data.get("care_mode") and case.data.get("chosen_by")), "已选择供养形式"


@condition("本人已选择供养形式")
def mode_chosen(case: Case, at: datetime) -> tuple[bool, str]:
    """Centralised or scattered, chosen by the person or the guardian (社会救助法 art. 16)."""
    chosen = bool(case.data.get("care_mode")) and bool(case.data.get("chosen_by"))
    return chosen, "请由本人（监护人）选择集中供养或者分散供养"


@condition("生活自理能力已评估")
def self_care_assessed(case: Case, at: datetime) -> tuple[bool, str]:
    """The hired body's assessment is there and not overdue (特困43号)."""
    row = SelfCareAssessment.objects.filter(person=case.person).first()
    if row is None:
        return False, "尚未评估生活自理能力"
    return row.due_on > localdate(at), f"生活自理能力评估已于 {row.due_on} 到期"


@condition("须公示")
def posted_where_due(case: Case, at: datetime) -> tuple[bool, str]:
    """Everybody but minors."""
    minor = case.person is not None and is_minor(case.person, localdate(at))
    return not minor, "未成年人不公示"


@condition("公示期满或依法不公示")
def notice_over_unless_minor(case: Case, at: datetime) -> tuple[bool, str]:
    """A minor goes on without a notice (未成年人保护法 art. 103)."""
    if case.person is not None and is_minor(case.person, localdate(at)):
        return True, ""
    return cases.notice_elapsed(case, at)


@condition("义务人能力未能证明")
def obligor_unproven(case: Case, at: datetime) -> tuple[bool, str]:
    """An obligor refuses the check: the county decides by hand (社会救助法 art. 41)."""
    return case.data.get("obligor_capacity") == "unproven", "义务人履行义务能力已有结论"
