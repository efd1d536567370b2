"""Record a visit once, with two investigators where the law wants two, and what was found."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.visits import choices
from minzheng.kernel.visits.models import Visit, VisitFact


class VisitRefused(ValueError):
    """A visit cannot be recorded like this; the text is Chinese."""


@transaction.atomic
def record_visit(
    household: Household,
    *,
    kind: str,
    purpose: str,
    visited_at: datetime,
    by: Mandate,
    at: datetime,
    second_visitor: Mandate | None = None,
    case: Case | None = None,
    person: Person | None = None,
    place: str = "",
    findings: Mapping[str, Any] | None = None,
    conclusion: str = "",
    facts: Iterable[Mapping[str, Any]] = (),
    photos: Iterable[Document] = (),
    receipt_id: str | None = None,
    is_emergency: bool = False,
    is_remote: bool = False,
) -> Visit:
    """Record one visit with its findings.

    ``facts`` are rows of column, value (money in fen) and optionally person; columns must be in
    the fact tables. ``receipt_id`` is made on the phone: the same receipt twice is one visit.
    VisitRefused (Chinese): a survey without a second investigator outside emergencies, remote
    means outside emergencies (低保57号 16), a visit in the future, a stranger.
    """
    if receipt_id:
        known = Visit.objects.filter(receipt_id=receipt_id).first()
        if known is not None:
            return _same_receipt(known, household, by)
    _check(
        household,
        kind=kind,
        by=by,
        second=second_visitor,
        case=case,
        future=visited_at > at,
        is_emergency=is_emergency,
        is_remote=is_remote,
    )
    visit = Visit.objects.create(
        kind=kind,
        household=household,
        person=person,
        case=case,
        division=household.division,
        purpose=purpose,
        visited_at=visited_at,
        recorded_at=at,
        by=by,
        second_visitor=second_visitor,
        is_emergency=is_emergency,
        is_remote=is_remote,
        place=place,
        findings=dict(findings or {}),
        conclusion=conclusion,
        receipt_id=receipt_id or None,
    )
    visit.photos.set(photos)
    _keep_facts(visit, facts)
    audit.record("visits.recorded", subject=visit, by=by, at=at, kind=kind, household=household.pk)
    return visit


def _same_receipt(visit: Visit, household: Household, by: Mandate) -> Visit:
    """Return the visit of a receipt that came twice; refuse a number taken by another family."""
    if visit.household_id != household.pk or visit.by.user_id != by.user_id:
        raise VisitRefused("离线回执号已被其他走访使用")
    return visit


def _check(
    household: Household,
    *,
    kind: str,
    by: Mandate,
    second: Mandate | None,
    case: Case | None,
    future: bool,
    is_emergency: bool,
    is_remote: bool,
) -> None:
    """Refuse a visit the law or the division would not let stand."""
    if kind not in choices.KINDS:
        raise VisitRefused("走访类型填写有误")
    if not by.may("visits.record") or not accounts.covers(by, household.division_id):
        raise VisitRefused("您的岗位或辖区不能记录该户走访")
    if future:
        raise VisitRefused("走访时间不能晚于当前时间")
    if case is not None and case.household_id != household.pk:
        raise VisitRefused("办件与走访的家庭不一致")
    if is_remote and not is_emergency:
        raise VisitRefused("仅紧急情况下可采用视频等远程方式调查")
    if kind in choices.SURVEY_KINDS and not is_emergency and second is None:
        raise VisitRefused("调查须有两名以上调查人员，请填写另一名调查人员")
    if second is not None and second.user_id == by.user_id:
        raise VisitRefused("两名调查人员不能是同一人")


def _keep_facts(visit: Visit, facts: Iterable[Mapping[str, Any]]) -> None:
    """Keep what the visit found, each figure under a known column and for a member only."""
    members = set(
        Membership.objects.in_force(localdate(visit.visited_at))
        .filter(household=visit.household)
        .values_list("person_id", flat=True)
    )
    since = localdate(visit.visited_at)
    if visit.case is not None:
        # The law of a case is that of its application: what is found for it holds from then.
        since = min(since, visit.case.applied_on)
    for fact in facts:
        column = COLUMNS.get(str(fact["column"]))
        if column is None:
            raise VisitRefused(f"没有名为“{fact['column']}”的事实项目")
        person = fact.get("person")
        if (column.grain == "person") != (person is not None) or (
            person is not None and person not in members
        ):
            raise VisitRefused(f"“{column.label}”须填写在家庭现有成员名下")
        value = fact["value"]
        VisitFact.objects.create(
            visit=visit,
            household=visit.household,
            person_id=person,
            column=fact["column"],
            number=int(value) if column.kind != "text" else None,
            text=str(value) if column.kind == "text" else "",
            valid_from=since,
        )
