"""Checks between areas over the network: ours sent and their answers fetched, theirs taken in.

Both sides speak the same: ``POST /areas/requests?area=<who is asked>`` with the letter, then ``GET`` of
the reference until it is answered; who asks is the signed sender. The connection is that of the partner `PARTNER` (`sharing.Connection`); without
one everything goes by hand as before. A request is known by area and reference: sent again, it is one.
"""

import base64
import binascii
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.db import transaction

from minzheng.core.sealing import digest_sm3
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import choices as paper_kinds
from minzheng.kernel.documents import services as papers
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.exchange.partners.replies import Unanswered
from minzheng.kernel.exchange.partners.wire import Wire
from minzheng.kernel.sharing import services as sharing
from minzheng.kernel.sharing import transport
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import AreaRequest
from minzheng.kernel.verification.services.areas import need, receive_request

PARTNER, PATH = "check_network", "/areas/requests"
WORDS = ("area_name", "reference", "name", "purpose")


@dataclass(frozen=True)
class AreasSent:
    """What a run did: sent for the first time, answered (or sent back), not reached."""

    sent: int = 0
    settled: int = 0
    failed: int = 0


def send_areas(
    *, by: Mandate, at: datetime, row: AreaRequest | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> AreasSent:  # fmt: skip
    """Send what is to be asked of other areas and fetch what they answered; all that is open, or one.

    Rows of a division without a connection stay for the hand. What fails keeps its reason on the row
    and goes again with the next run, under the same reference.
    """
    rows = AreaRequest.objects.filter(direction=choices.OUTGOING, state=choices.WAITING)
    rows = rows.select_related("division", "letter", "person").order_by("pk")
    told = AreasSent()
    for one in rows.filter(pk=row.pk) if row else list(rows):
        need(by, one.division_id)
        try:
            wire = sharing.door(PARTNER, one.division_id, pause)
        except sharing.SharingRefused:
            continue
        told = _carried(one, wire, told, by=by, at=at)
    return told


def is_networked(division: str) -> bool:
    """Say whether requests of a division go over the network by themselves."""
    try:
        sharing.door(PARTNER, division)
    except sharing.SharingRefused:
        return False
    return True


def _carried(
    row: AreaRequest, wire: Wire, told: AreasSent, *, by: Mandate, at: datetime
) -> AreasSent:
    asked = f"?area={row.area_code}"
    try:
        if row.sent_at is None:
            transport.post(wire, f"{PATH}{asked}", _document(row))
            row.sent_at, row.problem = at, ""
            with transaction.atomic():
                row.save(update_fields=["sent_at", "problem"])
                audit.record(
                    "verification.area_sent", subject=row, by=by, at=at, area=row.area_code
                )
            told = replace(told, sent=told.sent + 1)
        path = f"{PATH}/{quote(row.reference, safe='')}{asked}"
        answer = transport.get(wire, path, {}).content
    except Unanswered as problem:
        row.problem = str(problem)[:300]
        row.save(update_fields=["problem"])
        return replace(told, failed=told.failed + 1)
    is_settled = _settled(row, answer, by=by, at=at)
    return replace(told, settled=told.settled + is_settled)


def _document(row: AreaRequest) -> dict[str, Any]:
    """Return a request as the other area reads it, its letter as it was scanned."""
    person = row.person
    assert person is not None
    content = content_of(row.letter)
    return {
        "area": row.division_id, "area_name": row.division.name, "reference": row.reference,
        "name": row.name, "id_no": person.id_number,
        "purpose": row.purpose, "signed_on": row.signed_on.isoformat(),
        "letter_valid_to": row.letter_valid_to.isoformat(), "letter_name": row.letter.file_name,
        "letter": base64.b64encode(content).decode(),
        "letter_sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def _settled(row: AreaRequest, answer: Mapping[str, Any], *, by: Mandate, at: datetime) -> bool:
    """Write down what the other area answered, once; say whether it has."""
    state, lines = answer.get("state"), answer.get("lines")
    if state not in {choices.ANSWERED, choices.REFUSED}:
        return False
    with transaction.atomic():
        row = AreaRequest.objects.select_for_update().get(pk=row.pk)
        if row.state != choices.WAITING:
            return False
        row.answer = [
            {name: str(line.get(name, "")) for name in ("source", "month", "summary")}
            for line in (lines if isinstance(lines, list) else [])
            if isinstance(line, dict)
        ]
        content = json.dumps(row.answer, ensure_ascii=False, sort_keys=True).encode()
        row.digest = digest_sm3(content) if state == choices.ANSWERED else ""
        row.state, row.reason = state, str(answer.get("reason", ""))[:300]
        row.settled_at, row.settled_by, row.problem = at, by, ""
        row.save()
        audit.record(
            "verification.area_told", subject=row, by=by, at=at, digest=row.digest, state=state
        )
    return True


def take_area(
    document: Mapping[str, Any], *, division: Division, by: Mandate, at: datetime
) -> AreaRequest:
    """Enter a request that another area sent over the network; the same one twice is one.

    ValueError (Chinese) for what is missing, a number or a day that is none, a letter that is not
    what was sent or not of the allowed kinds.
    """
    need(by, division.pk)
    words = {name: str(document.get(name, "")).strip() for name in WORDS}
    area = str(document.get("area", ""))
    if not (area.isdecimal() and 6 <= len(area) <= 12) or not all(words.values()):
        raise ValueError("请求缺少来函地、编号、被核对人或事由")
    standing = AreaRequest.objects.filter(
        direction=choices.INCOMING, area_code=area, reference=words["reference"]
    ).first()
    if standing is not None:
        return standing
    try:
        signed_on, valid_to = (
            date.fromisoformat(str(document.get(name, "")))
            for name in ("signed_on", "letter_valid_to")
        )
        content = base64.b64decode(str(document.get("letter", "")), validate=True)
    except (ValueError, binascii.Error) as problem:
        raise ValueError("授权书或其日期无法读取") from problem
    if hashlib.sha256(content).hexdigest() != document.get("letter_sha256"):
        raise ValueError("授权书扫描件与摘要不符")
    file_name = str(document.get("letter_name", ""))[-100:] or "letter"
    with transaction.atomic():
        letter = papers.keep(
            content, file_name, content_type=papers.inspect(content, file_name),
            kind=paper_kinds.OTHER, title=f"外地来函授权书 {words['reference']}",
            division=division.pk, by=by, at=at,
        )  # fmt: skip
        return receive_request(
            area_code=area, id_number=str(document.get("id_no", "")), signed_on=signed_on,
            letter_valid_to=valid_to, letter=letter, division=division, by=by, at=at, **words,
        )  # fmt: skip


def tell_area(division: str, area: str, reference: str, *, at: datetime) -> dict[str, Any] | None:
    """Return what the area that asked is told of its request, and note that it was; None: no such one."""
    row = AreaRequest.objects.filter(
        direction=choices.INCOMING, division_id=division, area_code=area, reference=reference
    ).first()
    if row is None:
        return None
    if row.state != choices.ANSWERED:
        return {"state": row.state, "reason": row.reason}
    audit.record("verification.area_fetched", subject=row, by=None, at=at, digest=row.digest)
    lines = [{name: line.get(name, "") for name in ("source", "month", "summary")} for line in row.answer]  # fmt: skip
    return {"state": row.state, "lines": lines, "digest": row.digest}
