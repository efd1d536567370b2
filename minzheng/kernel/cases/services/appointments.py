"""Booking a time at the window: the first link of the chain 预约 → 申请 → … → 发放."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.models import once
from minzheng.core.working_days import calendar
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.declarations import (
    COUNTER,
    LEVELS_OF_WINDOWS,
    StepRefused,
    bookable,
    workflow,
)
from minzheng.kernel.cases.models import Appointment, Case
from minzheng.kernel.cases.queries.parameters import parameter
from minzheng.kernel.cases.services.procedure import open_case
from minzheng.kernel.cases.services.tidings import applicant_of
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.citizens import services as readers
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.queries import household_of

SLOTS = ("09:00", "10:00", "11:00", "14:30", "15:30", "16:30")
# How far ahead a time may be booked.
FURTHEST = timedelta(days=30)


def free_slots(division: Division, on: date) -> list[str]:
    """Return the times of a working day that still have room at a window."""
    if not calendar().is_working_day(on):
        return []
    room = int(parameter("cases", "slot_room", division.code, on).value)
    taken = list(
        Appointment.objects.filter(division=division, on=on, cancelled_at=None).values_list(
            "slot", flat=True
        )
    )
    return [slot for slot in SLOTS if taken.count(slot) < room]


def window_of(workflow_key: str, division: str) -> Division:
    """Return at whose window a matter is dealt with for somebody who lives at ``division``."""
    level = LEVELS_OF_WINDOWS[bookable(workflow_key).level]
    found = Division.objects.filter(code__in=divisions.lineage(division), level=level).first()
    if found is None:
        raise StepRefused("没有找到办理窗口，请拨打咨询电话预约")
    return found


@transaction.atomic
def book(
    workflow_key: str,
    household: Household | None,
    *,
    division: Division,
    on: date,
    slot: str,
    by: Mandate,
    at: datetime,
    channel: str = COUNTER,
    person: Person | None = None,
) -> Appointment:
    """Book a slot for a matter; StepRefused (Chinese) on a rest day, a full slot, a past day, a stranger.

    ``person`` comes for himself where no family file is needed (registering a marriage). The same
    family or person, matter and day booked again is the booking there is: a double click books once.
    """
    bookable(workflow_key)
    _refuse_strangers(by, division.code, household, person, localdate(at))
    if on < localdate(at):
        raise StepRefused("预约日期不能早于今天")
    if on > localdate(at) + FURTHEST:
        raise StepRefused(f"只能预约 {FURTHEST.days} 天以内的日期")
    Division.objects.select_for_update().get(pk=division.pk)
    same = Appointment.objects.filter(workflow=workflow_key, on=on, cancelled_at=None)
    who = (
        {"household": household} if household is not None else {"household": None, "person": person}
    )
    known = same.filter(**who).first()
    if known is not None:
        return known
    if slot not in free_slots(division, on):
        raise StepRefused(f"{on} {slot} 已约满或者不是办公时间，请另选时间")
    with once(StepRefused("这个时间刚刚被预约，请另选时间")):
        row = Appointment.objects.create(
            workflow=workflow_key, household=household, person=person, division=division, on=on,
            slot=slot, channel=channel, booked_by=by, booked_at=at,
        )  # fmt: skip
    audit.record("cases.appointment.booked", subject=row, by=by, at=at, on=str(on), slot=slot)
    return row


@transaction.atomic
def cancel(appointment: Appointment, *, by: Mandate, at: datetime) -> Appointment:
    """Give a slot back."""
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if not accounts.covers(by, row.division_id) or not citizens.may_act(
        by, localdate(at), household=row.household, person=row.person
    ):
        raise StepRefused("该预约不属于您的辖区")
    if row.case_id is not None or row.arrived_at is not None:
        raise StepRefused("该预约已办理申请，不能取消")
    if row.cancelled_at is None:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        audit.record("cases.appointment.cancelled", subject=row, by=by, at=at)
    return row


@transaction.atomic
def arrive(
    appointment: Appointment, *, by: Mandate, at: datetime, data: dict[str, Any] | None = None
) -> Case | None:
    """Somebody is at the window: the booked application is opened, in the channel it was booked.

    ``data`` are answers already given. None for a matter without a procedure here: only the arrival
    is kept, and it is over with it.
    """
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if not accounts.covers(by, row.division_id) or by.role == APPLICANT:
        raise StepRefused("该预约不属于您的辖区")
    if row.cancelled_at is not None:
        raise StepRefused("该预约已取消")
    if row.arrived_at is not None:
        return row.case
    row.arrived_at = at
    if bookable(row.workflow).is_case:
        row.case = _open(row, data or {}, by=by, at=at)
    row.save(update_fields=["case", "arrived_at"])
    audit.record("cases.appointment.arrived", subject=row, by=by, at=at)
    return row.case


def remind_appointments(*, by: Mandate, at: datetime) -> int:
    """Remind everybody who booked the next working day, once; returns how many were reminded."""
    tomorrow = calendar().next_working_day(localdate(at) + timedelta(days=1))
    rows = Appointment.objects.filter(
        on__gt=localdate(at), on__lte=tomorrow, cancelled_at=None, reminded_at=None
    )
    count = 0
    for row in rows.select_related("person", "household__head", "division"):
        with transaction.atomic():
            _remind(row, at=at)
            audit.record("cases.appointment.reminded", subject=row, by=by, at=at)
        count += 1
    return count


def _remind(row: Appointment, *, at: datetime) -> None:
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    to = applicant_of(row)
    if to is None:
        return
    matter = bookable(row.workflow)
    told = {
        "applicant": to.name, "on": f"{row.on}", "slot": row.slot, "place": row.division.name,
        "matter": matter.label, "papers": "、".join(matter.papers) or "居民身份证",
    }  # fmt: skip
    readers.tell("cases.appointment", to, told, at=at, subject=row)


def _open(row: Appointment, data: dict[str, Any], *, by: Mandate, at: datetime) -> Case:
    """Open the booked procedure; an application that already runs is the one they come about."""
    own = workflow(row.workflow).of == "person"
    person = applicant_of(row)
    home = row.household or (household_of(person.pk, row.on) if person is not None else None)
    running = Case.objects.filter(workflow=row.workflow, closed_at=None, appointment=None)
    mine = running.filter(person=person) if own else running.filter(household=home)
    known = mine.first()
    if known is not None:
        return known
    return open_case(
        row.workflow, household=home, person=person, by=by, at=at, data=data,
        channel=row.channel,
    )  # fmt: skip


def _refuse_strangers(
    by: Mandate, window: str, household: Household | None, person: Person | None, on: date
) -> None:
    """Refuse a window or a family outside one's power; an applicant books for his own."""
    if household is None and person is None:
        raise StepRefused("请选择为谁预约")
    if by.role == APPLICANT:
        homes = household is None or citizens.may_act(by, on, household=household)
        own = person is None or citizens.may_act(by, on, person=person)
        if not (homes and own and accounts.covers(by, window)):
            raise StepRefused("只能为自己、家人或者委托您的人预约")
        return
    place = household.division_id if household is not None else window
    if not accounts.covers(by, window) or not accounts.covers(by, place):
        raise StepRefused("该家庭或窗口不属于您的辖区")
