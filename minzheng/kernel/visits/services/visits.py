"""Record a visit once, with two investigators where the law wants two, and what was found."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from minzheng.core.events import announce
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.services import close_tasks
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Household, Membership, Person

from .. import choices
from ..declarations import (
    FOLLOW_UPS,
    NEEDS,
    NOTHING,
    URGENT,
    VisitRule,
    visit_rule,
    visit_rules,
)
from ..events import NeedFound
from ..models import ServiceWorker, Visit, VisitDuty, VisitFact
from .proof import TakenPhoto, degrees, doubts, keep_photos, learn_home

# Over this a position says nothing; phones report kilometres when they see no satellite (metres).
WORST_ACCURACY = 5000


class VisitRefused(ValueError):
    """A visit cannot be recorded like this; the text is Chinese, ``reasons`` one for each fault."""

    def __init__(self, *reasons: str) -> None:
        """Take the sentences that say what is wrong."""
        super().__init__("；".join(reasons))
        self.reasons = list(reasons)


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
    photos: Iterable[Document | TakenPhoto] = (),
    receipt_id: str | None = None,
    is_emergency: bool = False,
    is_remote: bool = False,
    rule: str = "",
    form_answers: Mapping[str, Any] | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    accuracy: float | None = None,
    written_at: datetime | None = None,
    worker: ServiceWorker | None = None,
) -> Visit:
    """Record one visit with its findings.

    ``facts`` are rows of column, value (money in fen) and optionally person; columns must be in
    the fact tables. ``receipt_id`` is made on the phone: the same receipt twice is one visit.
    ``rule`` names the visit rule it answers, ``form_answers`` what that rule's form asks. The place
    is in degrees (WGS 84), ``accuracy`` in metres; ``written_at`` is when the phone wrote it down,
    ``worker`` who served there without being staff. What does not fit is kept as suspicions.
    VisitRefused (Chinese): a survey without a second investigator outside emergencies, remote
    means outside emergencies (低保57号 16), a visit in the future, a stranger, a faulty answer.
    """
    if receipt_id:
        known = Visit.objects.filter(receipt_id=receipt_id).first()
        if known is not None:
            return _same_receipt(known, household, by)
    answered = _answered(rule, kind, form_answers)
    _check_worker(worker, household)
    _check(
        household, kind=kind, by=by, second=second_visitor, case=case, future=visited_at > at,
        is_emergency=is_emergency, is_remote=is_remote,
    )  # fmt: skip
    visit = Visit.objects.create(
        kind=kind, household=household, person=person, case=case, division=household.division,
        purpose=purpose, visited_at=visited_at, recorded_at=at, by=by, second_visitor=second_visitor,
        is_emergency=is_emergency, is_remote=is_remote, place=place, findings=dict(findings or {}),
        conclusion=conclusion, receipt_id=receipt_id or None, rule=rule, answers=answered,
        worker=worker, written_at=written_at, **_place(latitude, longitude, accuracy),
    )  # fmt: skip
    _keep_facts(visit, facts)
    _prove(visit, photos)
    _settle_duties(visit, by=by, at=at)
    audit.record("visits.recorded", subject=visit, by=by, at=at, kind=kind, household=household.pk)
    _tell_needs(visit, by=by, at=at)
    return visit


def _tell_needs(visit: Visit, *, by: Mandate, at: datetime) -> None:
    """Announce what a visit found that somebody must see to."""
    follow_up = visit.answers.get("follow_up", NOTHING)
    if follow_up == NOTHING:
        return
    words, whither = dict(NEEDS), dict(FOLLOW_UPS)
    needs = "、".join(words[key] for key in visit.answers.get("needs", []) if key in words)
    found = [f"走访发现{needs}" if needs else "走访发现需要跟进", visit.answers.get("note", "")]
    text = f"{whither.get(follow_up, '')}：{'；'.join(filter(None, found))}（{visit.purpose}）"
    announce(NeedFound(visit, text, follow_up == URGENT, by, at))


def _answered(rule: str, kind: str, said: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the answers of a rule's form as they are kept, money in fen."""
    if not rule:
        return dict(said or {})
    if rule not in {known.key for known in visit_rules()}:
        raise VisitRefused("没有这条走访规则，请更新后再填")
    declared: VisitRule = visit_rule(rule)
    if declared.kind != kind:
        raise VisitRefused(f"“{declared.label}”应记为{choices.KINDS[declared.kind]}")
    if said is None:
        return {}
    kept, wrong = declared.form.cleaned(said)
    if wrong:
        raise VisitRefused(*wrong.values())
    return kept


def _place(
    latitude: float | None, longitude: float | None, accuracy: float | None
) -> dict[str, Any]:
    """Return the fields of a place; none where the phone did not know it."""
    if latitude is None or longitude is None or (accuracy or 0) > WORST_ACCURACY:
        return {}
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise VisitRefused("走访位置的经纬度有误")
    return {
        "latitude": degrees(latitude),
        "longitude": degrees(longitude),
        "accuracy": None if accuracy is None else max(0, round(accuracy)),
    }


def _check_worker(worker: ServiceWorker | None, household: Household) -> None:
    """Refuse a worker who does not serve where the family lives."""
    if worker is not None and not divisions.lies_within(household.division_id, worker.division_id):
        raise VisitRefused(f"{worker.name}不在该户所在地服务")


def _prove(visit: Visit, photos: Iterable[Document | TakenPhoto]) -> None:
    """Keep what proves the visit and what speaks against it; a sound one shows where the family lives."""
    taken = [one if isinstance(one, TakenPhoto) else TakenPhoto(one) for one in photos]
    visit.photos.set([one.document for one in taken])
    visit.suspicions = doubts(visit, keep_photos(visit, taken))
    if visit.suspicions:
        visit.standing = choices.SUSPICIOUS
        visit.save(update_fields=["suspicions", "standing"])
    else:
        learn_home(visit, source=choices.FROM_VISIT)


def _settle_duties(visit: Visit, *, by: Mandate, at: datetime) -> None:
    """Take what was chased about this family off the lists; the next day's job looks again."""
    if visit.kind not in choices.PLANNED_KINDS:
        return
    rows = VisitDuty.objects.filter(household=visit.household, ended_on=None)
    if visit.person_id is not None:
        rows = rows.filter(Q(person=visit.person_id) | Q(person=None))
    for duty in rows.filter(chased_at__isnull=False):
        close_tasks(duty, by=by, at=at)
        duty.chased_at, duty.escalated_at = None, None
        duty.save(update_fields=["chased_at", "escalated_at"])


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
