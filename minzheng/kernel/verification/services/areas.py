"""Checks between areas: another county asks us, or we ask another one (联网统一核对).

Whoever is asked first looks at the family's letter: signed, still valid, naming the person. Only then
is anything answered, and only what our own departments know.
"""

import json
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.resident_id import parse
from minzheng.core.sealing import blind_index, digest_sm3
from minzheng.core.working_days import WORKING_DAYS, calendar
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.models import Document
from minzheng.kernel.exchange.declarations import data_sets, partner
from minzheng.kernel.exchange.facts import evidence
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import AreaRequest, Verification
from minzheng.kernel.verification.queries import latest_month, standing_authorisations
from minzheng.kernel.verification.services.requests import refused

# 政务数据共享条例 21: data shared under conditions is answered within ten working days.
ANSWER_DAYS = 10


@transaction.atomic
def receive_request(
    *,
    area_code: str,
    area_name: str,
    reference: str,
    name: str,
    id_number: str,
    purpose: str,
    signed_on: date,
    letter_valid_to: date,
    letter: Document,
    division: Division,
    by: Mandate,
    at: datetime,
) -> AreaRequest:
    """Enter a request of another area with the scan of the letter; the same one twice is one.

    ValueError (Chinese) for a number that is none; PermissionDenied outside one's right.
    """
    need(by, division.pk)
    if not all(text.strip() for text in (area_code, area_name, reference, name, purpose)):
        raise ValueError("请填写来函单位、编号、被核对人和事由")
    number = parse(id_number, on=localdate(at), allow_demo=settings.DEMO).number
    pid = blind_index(number)
    row, is_new = AreaRequest.objects.get_or_create(
        direction=choices.INCOMING,
        area_code=area_code,
        reference=reference,
        defaults={
            "area_name": area_name,
            "division": division,
            "name": name,
            "pid": pid,
            "person": Person.objects.filter(pid=pid).first(),
            "purpose": purpose,
            "signed_on": signed_on,
            "letter_valid_to": letter_valid_to,
            "letter": letter,
            "due_on": calendar().due_on(localdate(at), ANSWER_DAYS, WORKING_DAYS),
            "received_at": at,
            "received_by": by,
        },
    )
    if is_new:
        audit.record("verification.area_received", subject=row, by=by, at=at, area=area_code)
    return row


def answer_request(
    row: AreaRequest, *, letter_seen: bool, by: Mandate, at: datetime
) -> AreaRequest:
    """Answer another area with what our deliveries say, once the scan of the letter was looked at.

    QueryRefused, on record, when the letter was not looked at, is not yet valid or has run out.
    """
    need(by, row.division_id)
    on = localdate(at)
    if not letter_seen:
        raise refused("未核验授权书扫描件，不得答复", subject=row, by=by, at=at)
    if not row.signed_on <= on < row.letter_valid_to:
        raise refused("授权书不在有效期内，不得答复", subject=row, by=by, at=at)
    with transaction.atomic():
        row = AreaRequest.objects.select_for_update().get(pk=row.pk)
        if row.state != choices.WAITING:
            return row
        month = latest_month(on)
        row.answer = [
            {
                "source": f"{partner(source.partner).label}·{source.label}",
                "month": month,
                "summary": line["summary"],
                "delivery": line["delivery"],
                "line": line["line"],
            }
            for source in data_sets()
            for line in evidence(source.key, month, [row.pid]).to_dicts()
        ]
        content = json.dumps(row.answer, ensure_ascii=False, sort_keys=True).encode()
        row.digest = digest_sm3(content)
        row.state, row.settled_at, row.settled_by = choices.ANSWERED, at, by
        row.save()
        audit.record(
            "verification.area_answered", subject=row, by=by, at=at, digest=row.digest,
            lines=len(row.answer),
        )  # fmt: skip
    return row


@transaction.atomic
def send_back(row: AreaRequest, *, reason: str, by: Mandate, at: datetime) -> AreaRequest:
    """Return a request of another area unanswered, with the reason."""
    need(by, row.division_id)
    if not reason.strip():
        raise ValueError("请写明退回理由")
    row = AreaRequest.objects.select_for_update().get(pk=row.pk)
    if row.state == choices.WAITING:
        row.state, row.reason = choices.REFUSED, reason.strip()
        row.settled_at, row.settled_by = at, by
        row.save()
        audit.record("verification.area_refused", subject=row, by=by, at=at, reason=reason)
    return row


def ask_area(
    verification: Verification,
    person: Person,
    *,
    area_code: str,
    area_name: str,
    by: Mandate,
    at: datetime,
) -> AreaRequest:
    """Ask another area about a member of the family under check, with his letter.

    QueryRefused, on record, without a letter that holds and its scan.
    """
    need(by, verification.division_id)
    if not area_code.strip() or not area_name.strip():
        raise ValueError("请填写对方区划代码和单位")
    letters = standing_authorisations(verification.household, localdate(at))
    letter = letters.filter(person=person, document__isnull=False).first()
    if letter is None or letter.document is None:
        raise refused(f"{person.name}没有附扫描件的有效授权书", subject=verification, by=by, at=at)
    with transaction.atomic():
        row, is_new = AreaRequest.objects.get_or_create(
            direction=choices.OUTGOING,
            area_code=area_code,
            reference=f"{verification.number}-{person.pk}",
            defaults={
                "area_name": area_name,
                "division": verification.division,
                "name": person.name,
                "pid": person.pid or "",
                "person": person,
                "purpose": verification.case.definition.label,
                "signed_on": letter.signed_on,
                "letter_valid_to": letter.valid_to,
                "letter": letter.document,
                "verification": verification,
                "due_on": calendar().due_on(localdate(at), ANSWER_DAYS, WORKING_DAYS),
                "received_at": at,
                "received_by": by,
            },
        )
        if is_new:
            audit.record("verification.area_asked", subject=row, by=by, at=at, area=area_code)
    return row


@transaction.atomic
def enter_answer(row: AreaRequest, *, lines: list[str], by: Mandate, at: datetime) -> AreaRequest:
    """Write down what the other area answered; an empty answer is an answer."""
    need(by, row.division_id)
    row = AreaRequest.objects.select_for_update().get(pk=row.pk)
    if row.direction != choices.OUTGOING or row.state != choices.WAITING:
        return row
    row.answer = [
        {"source": row.area_name, "summary": line.strip()} for line in lines if line.strip()
    ]
    row.digest = digest_sm3(json.dumps(row.answer, ensure_ascii=False).encode())
    row.state, row.settled_at, row.settled_by = choices.ANSWERED, at, by
    row.save()
    audit.record("verification.area_told", subject=row, by=by, at=at, digest=row.digest)
    return row


def need(by: Mandate, division: str) -> None:
    """Refuse who may not deal with checks between areas at a division."""
    if not by.may("verification.request") or not accounts.covers(by, division):
        raise PermissionDenied("您的岗位或辖区不能办理跨地区核对")
