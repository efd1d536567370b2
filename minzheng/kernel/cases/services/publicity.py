"""Post a notice in a village, look after it, take it down; nothing unmasked ever leaves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.core.months import completed_age
from minzheng.core.text import mask_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, NoticeLog, PublicNotice
from minzheng.kernel.cases.queries.parameters import parameter
from minzheng.kernel.cases.queries.publicity import publication_problems
from minzheng.kernel.cases.services.deadlines import deadline_for
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Person

_LENGTHS = {choices.PRE_DECISION: "publicity_days", choices.ANNOUNCEMENT: "announcement_days"}


class NoticeBlocked(StepRefused):
    """A notice would show what must never be shown; ``reasons`` name every place."""


def notice_rows(
    case: Case, *, benefit: str, members: int, amount: int | None, at: datetime, once: bool = False
) -> list[dict[str, Any]]:
    """Return the one line of a notice about ``case``: masked name, village, size, fen as yuan.

    ``amount`` is paid every month, or one time only (``once``): the head of the list says which.
    """
    person = case.person or (case.household.head if case.household else None)
    row = {
        "applicant": _public_name(person, at),
        "village": case.division.name,
        "members": members,
        "benefit": benefit,
    }
    head = "sum" if once else "amount"
    return [row if amount is None else {**row, head: format_yuan(amount)}]


@transaction.atomic
def post_notice(
    case: Case,
    *,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    by: Mandate,
    at: datetime,
    place: str = "",
    title: str = "",
) -> PublicNotice:
    """Post a notice: before the decision (``pre_decision``) or announcing it (``announcement``).

    The period comes from the parameters, its last day rolls as the citizen's own limits do.
    NoticeBlocked lists everything that may not be shown. A standing notice of the kind is
    returned as it is: a second click posts nothing.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if by.division_id not in divisions.lineage(case.division_id):
        raise NoticeBlocked("该办件不属于您的辖区")
    standing = case.notices.filter(kind=kind, withdrawn_at=None).first()
    if standing is not None:
        return standing
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if problems := (publication_problems(columns, rows) if rows else ["公示内容为空"]):
        raise NoticeBlocked(*problems)
    on = localdate(at)
    found = deadline_for(
        case.workflow, _LENGTHS[kind], division=case.division_id, start=on, citizen=True
    )
    notice = PublicNotice.objects.create(
        case=case,
        kind=kind,
        division=case.division,
        posted_on=on,
        until_on=found["due_on"],
        posted_at=at,
        posted_by=by,
        place=place or f"{case.division.name}公示栏",
        content={
            "title": title or f"{case.definition.label}{choices.NOTICE_KINDS[kind]}",
            "rows": [dict(row) for row in rows],
            "complaint_phone": parameter(
                case.workflow, "complaint_phone", case.division_id, on
            ).value,
            "basis": found["basis"],
        },
    )
    notice.document = _paper(notice, by=by, at=at)
    notice.save(update_fields=["document"])
    _log(notice, choices.POSTED, by=by, at=at)
    audit.record("cases.notice_posted", subject=case, by=by, at=at, kind=kind, notice=notice.pk)
    return notice


@transaction.atomic
def check_notice(
    notice: PublicNotice,
    *,
    by: Mandate,
    at: datetime,
    note: str = "",
    photo: Document | None = None,
) -> NoticeLog:
    """Record that somebody saw the notice hanging, with a photo if there is one."""
    if by.division_id not in divisions.lineage(notice.division_id):
        raise StepRefused("该公示不属于您的辖区")
    return _log(notice, choices.CHECKED, by=by, at=at, note=note, photo=photo)


@transaction.atomic
def withdraw_notice(
    notice: PublicNotice, *, reason: str, by: Mandate, at: datetime
) -> PublicNotice:
    """Take a notice down before its time, with the reason; the period then does not count."""
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if by.division_id not in divisions.lineage(notice.division_id):
        raise StepRefused("该公示不属于您的辖区")
    if not reason.strip():
        raise StepRefused("请填写撤下公示的原因")
    if notice.withdrawn_at is None:
        notice.withdrawn_at = at
        notice.save(update_fields=["withdrawn_at"])
        _log(notice, choices.WITHDRAWN, by=by, at=at, note=reason)
        audit.record("cases.notice_withdrawn", subject=notice.case, by=by, at=at)
    return notice


@transaction.atomic
def expire_notices(*, by: Mandate, at: datetime) -> int:
    """Take down every notice whose period is over; returns how many (runs every day)."""
    over = PublicNotice.objects.select_for_update().filter(
        withdrawn_at=None, until_on__lt=localdate(at)
    )
    count = 0
    for notice in over:
        notice.withdrawn_at = at
        notice.save(update_fields=["withdrawn_at"])
        _log(notice, choices.EXPIRED, by=by, at=at)
        count += 1
    return count


def _paper(notice: PublicNotice, *, by: Mandate, at: datetime) -> Document:
    """Make the A4 sheet that is pinned up."""
    blank = dict.fromkeys(("applicant", "village", "members", "benefit", "amount"), "")
    return documents.generate(
        "public_list",
        {
            "issuer": _issuer(notice.division),
            "title": notice.content["title"],
            "place": notice.place,
            "posted_on": notice.posted_on,
            "until_on": notice.until_on,
            "rows": [{**blank, **row} for row in notice.content["rows"]],
            "complaint_phone": notice.content["complaint_phone"],
        },
        division=notice.division_id,
        subject=notice,
        title=notice.content["title"],
        by=by,
        at=at,
    )


def _issuer(division: Division) -> str:
    """Return the township government in whose name a village list is posted."""
    town = division.parent if division.level > 4 and division.parent else division
    return town.name if town.name.endswith(("街道", "办事处")) else f"{town.name}人民政府"


def _public_name(person: Person | None, at: datetime) -> str:
    """Return the masked name; a minor is never named at all (未成年人保护法 103)."""
    if person is None:
        return ""
    if person.birth_on is not None and completed_age(person.birth_on, localdate(at)) < 18:
        return "未成年人"
    return mask_name(person.name)


def _log(
    notice: PublicNotice,
    act: str,
    *,
    by: Mandate,
    at: datetime,
    note: str = "",
    photo: Document | None = None,
) -> NoticeLog:
    """Write one line of the posting log."""
    return NoticeLog.objects.create(notice=notice, act=act, at=at, by=by, note=note, photo=photo)
