"""Booking a time at the window: the first link of the chain 预约 → 申请 → … → 发放."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from minzheng.core.working_days import calendar
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.declarations import COUNTER, StepRefused, workflow
from minzheng.kernel.cases.models import Appointment, Case
from minzheng.kernel.cases.queries.parameters import parameter
from minzheng.kernel.cases.services.procedure import open_case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household

SLOTS = ("09:00", "10:00", "11:00", "14:30", "15:30", "16:30")


def free_slots(division: Division, on: date) -> list[str]:
    """Return the times of a working day that still have room at a township's window."""
    if not calendar().is_working_day(on):
        return []
    room = int(parameter("cases", "slot_room", division.code, on).value)
    taken = list(
        Appointment.objects.filter(division=division, on=on, cancelled_at=None).values_list(
            "slot", flat=True
        )
    )
    return [slot for slot in SLOTS if taken.count(slot) < room]


@transaction.atomic
def book(
    workflow_key: str,
    household: Household,
    *,
    division: Division,
    on: date,
    slot: str,
    by: Mandate,
    at: datetime,
    channel: str = COUNTER,
) -> Appointment:
    """Book a slot for a matter; StepRefused (Chinese) on a rest day, a full slot, a past day, a stranger.

    The same family, matter and day booked again is the booking there is: a double click books once.
    """
    workflow(workflow_key)
    if not accounts.covers(by, division.code) or not accounts.covers(by, household.division_id):
        raise StepRefused("该家庭或窗口不属于您的辖区")
    if on < localdate(at):
        raise StepRefused("预约日期不能早于今天")
    Division.objects.select_for_update().get(pk=division.pk)
    known = Appointment.objects.filter(
        workflow=workflow_key, household=household, on=on, cancelled_at=None
    ).first()
    if known is not None:
        return known
    if slot not in free_slots(division, on):
        raise StepRefused(f"{on} {slot} 已约满或者不是办公时间，请另选时间")
    try:
        row = Appointment.objects.create(
            workflow=workflow_key, household=household, division=division, on=on, slot=slot, channel=channel,
            booked_by=by, booked_at=at,
        )  # fmt: skip
    except IntegrityError as clash:
        raise StepRefused("这个时间刚刚被预约，请另选时间") from clash
    audit.record("cases.appointment.booked", subject=row, by=by, at=at, on=str(on), slot=slot)
    return row


@transaction.atomic
def cancel(appointment: Appointment, *, by: Mandate, at: datetime) -> Appointment:
    """Give a slot back."""
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if not accounts.covers(by, row.division_id):
        raise StepRefused("该预约不属于您的辖区")
    if row.case_id is not None:
        raise StepRefused("该预约已办理申请，不能取消")
    if row.cancelled_at is None:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        audit.record("cases.appointment.cancelled", subject=row, by=by, at=at)
    return row


@transaction.atomic
def arrive(
    appointment: Appointment, *, by: Mandate, at: datetime, data: dict[str, Any] | None = None
) -> Case:
    """The family is at the window: the booked application is opened, in the channel it was booked."""
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.cancelled_at is not None:
        raise StepRefused("该预约已取消")
    if row.case is not None:
        return row.case
    row.case = open_case(
        row.workflow,
        household=row.household,
        person=row.household.head,
        by=by,
        at=at,
        data=data or {},
        channel=row.channel,
    )
    row.save(update_fields=["case"])
    return row.case
