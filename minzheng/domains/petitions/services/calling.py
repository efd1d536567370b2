"""A call is written down while it lasts: what it became, who rang, what was said (SA-07, CH-03, CH-04)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division

from .. import choices as c
from ..declarations import LINES
from ..models import Call, Grievance
from ..permissions import may_work
from ..queries import assignment_of, index_of
from . import history
from .answering import answer as answer_now
from .limits import PetitionError
from .receiving import receive
from .urgent import report_as_need


@transaction.atomic
def record_call(
    *,
    line: str,
    division: Division,
    started_at: datetime,
    note: str,
    by: Mandate,
    at: datetime,
    kind: str = "",
    matter: str = "",
    phone: str = "",
    answer: str = "",
    grievance: Grievance | None = None,
    case: Case | None = None,
    **told: Any,
) -> Call:
    """Write down a call and what it becomes.

    A word to a voice or a case that already runs (``grievance``, ``case``) joins its history;
    anything else is a voice of its own. An enquiry the seat answers at once (``answer``) is
    answered in the same moment; a cry for help becomes a lead where the seat handles such.
    PetitionError (Chinese) as in ``receive``.
    """
    if line not in LINES:
        raise PetitionError("请选择热线。")
    if started_at > at or not note.strip():
        raise PetitionError("请填写通话记录；接听时间不能晚于现在。")
    receipt = told.get("receipt_id")
    known = Call.objects.filter(grievance__receipt_id=receipt).first() if receipt else None
    if known is not None:
        return known
    if grievance is not None:
        row = history.running(grievance, *c.RUNNING, c.HUNG)
        history.write(row, c.ADDED, note, by=by, at=at, public=True)
    elif case is None:
        grievance = receive(
            kind=kind, matter=matter, channel=c.HOTLINE, line=line, division=division, text=note, phone=phone,
            by=by, at=at, **told,
        )  # fmt: skip
        _go_on(grievance, answer, by=by, at=at)
        grievance.refresh_from_db()
    elif case.closed_at is not None or not case.division.path.startswith(by.division.path):
        raise PetitionError("请选择本辖区正在办理的办件。")
    call = Call.objects.create(
        line=line, division=division, phone=phone.strip() or None, phone_index=index_of(phone),
        started_at=started_at, ended_at=at, note=note.strip(), grievance=grievance, case=case, by=by,
    )  # fmt: skip
    audit.record("petitions.call.recorded", subject=call, by=by, at=at, line=line)
    return call


def _go_on(grievance: Grievance, answer: str, *, by: Mandate, at: datetime) -> None:
    """Do at once what can be done at once."""
    if grievance.state == c.JOINED or not may_work(assignment_of(grievance), by):
        return
    if answer.strip() and grievance.kind == c.ENQUIRY:
        answer_now(grievance, text=answer, by=by, at=at)
    elif grievance.kind == c.HELP:
        report_as_need(grievance, by=by, at=at)
