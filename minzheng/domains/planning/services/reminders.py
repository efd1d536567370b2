"""The daily look at deadlines: who is told beforehand, what is supervised once it is missed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, OFFICER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.messages import services as messages

from ..choices import (
    LATE,
    ON_THE_BOARD,
    SOON,
    SUPERVISION_LEVELS,
)
from ..models import DueReminder, RectificationItem
from ..queries import dues as queries
from ..queries import rectification as ledger
from ..queries.dues import Due

PLAIN = "messages.plain"


@transaction.atomic
def remind(*, by: Mandate, at: datetime) -> dict[str, int]:
    """Tell who answers for what is due soon or was missed; supervise what was missed.

    Each deadline is told once beforehand and once after; run again the same day it does nothing.
    Messages leave after the commit. Returns how many were told of each.
    """
    on = accounts.day_of(at)
    told = {SOON: 0, LATE: 0}
    inside = [due for rows in queries.open_rows() for due in queries.within(rows, by, on)]
    for due in inside:
        kind = LATE if due.is_late else SOON
        if (kind == SOON and not queries.due_soon(due, on)) or not _first_time(due, kind, at):
            continue
        for receiver in _answering(due, kind, on):
            messages.send(PLAIN, receiver, {"text": _words(due, kind)}, at=at, subject=due.row)
        told[kind] += 1
    raised = supervise(by=by, at=at)
    if any(told.values()) or raised:
        audit.record(
            "planning.dues.told", subject=None, subject_key="planning.duereminder", by=by, at=at,
            soon=told[SOON], late=told[LATE], supervised=raised,
        )  # fmt: skip
    return {"soon": told[SOON], "late": told[LATE], "supervised": raised}


@transaction.atomic
def supervise(*, by: Mandate, at: datetime) -> int:
    """Raise the supervision of every item whose deadline was missed: one step for each missed deadline.

    The first miss puts an item under supervision, a second one (after a new deadline) on the board.
    Returns how many were raised.
    """
    on = accounts.day_of(at)
    rows = accounts.visible(RectificationItem.objects.filter(ledger.overdue(on)), by)
    raised = 0
    for row in rows.select_for_update(of=("self",)):
        if row.missed_on == row.due_on:
            continue
        row.missed_on = row.due_on
        row.supervision = min(row.supervision + 1, ON_THE_BOARD)
        row.save(update_fields=["missed_on", "supervision"])
        audit.record(
            "planning.rectification.supervised", subject=row, by=by, at=at,
            level=SUPERVISION_LEVELS[row.supervision],
        )  # fmt: skip
        raised += 1
    return raised


def _first_time(due: Due, kind: str, at: datetime) -> bool:
    _row, is_new = DueReminder.objects.get_or_create(
        subject_key=due.row._meta.label_lower, subject_id=due.row.pk, kind=kind, due_on=due.due_on,
        defaults={"at": at},
    )  # fmt: skip
    return is_new


def _answering(due: Due, kind: str, on: date) -> Iterable[Mandate]:
    """Return who is told: the owner, else the clerks or officers of the place; the county too once it is late."""
    role = CLERK if due.row.division.level >= Level.TOWN.value else OFFICER
    place = cases.place_for(role, due.row.division_id)
    near = [due.owner] if due.owner is not None else list(accounts.holders(role.key, place, on))
    if kind == SOON:
        return near
    county = cases.place_for(OFFICER, due.row.division_id)
    above = [one for one in accounts.holders(OFFICER.key, county, on) if one not in near]
    return [*near, *above]


def _words(due: Due, kind: str) -> str:
    if kind == LATE:
        return f"{due.label}已逾期：{due.title}，期限 {due.due_on}，请立即办理并说明原因。"
    return f"{due.label}即将到期：{due.title}，期限 {due.due_on}。"
