"""The periodic re-check of everybody who receives dibao (社会救助法 art. 46, 低保57号 art. 31)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import choices
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Task
from minzheng.kernel.monitoring.queries import township_of_each
from minzheng.kernel.visits.models import Visit

from ..choices import CHANGE, DIBAO
from . import settings

NEEDED = ("division", "recheck_on", "confirmed_on", "valid_from", "household", "household__head")


def due_on(row: Entitlement, from_: date) -> date:
    """Return the day by which a family is re-checked next.

    The recorded day; where none was recorded, the first day from `from_` on that lies a whole
    number of intervals after the confirmation.
    """
    if row.recheck_on is not None:
        return row.recheck_on
    start = row.confirmed_on or row.valid_from
    step = settings.recheck_interval(row.division_id, from_)
    count = 1
    while (day := months.add_months(start, step * count)) < from_:
        count += 1
    return day


def open_rechecks(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Open a task at the township for every family whose re-check falls due by the end of next month.

    A family whose task is still open gets no second one; run again it adds nothing.
    """
    today = localdate(at)
    horizon = months.last_day(months.shift_month(month, 1))
    townships = township_of_each()
    # Names only: nothing sealed is opened for a list of thousands.
    payable = accounts.visible(entitlements.payable(DIBAO, months.month_of(today)), by)
    payable = payable.select_related("household__head")
    named = payable.only(*NEEDED, "household__number", "household__head__name")
    rows = [(row, due_on(row, months.first_day(month))) for row in named]
    waiting = [
        {
            "subject_key": "benefits.entitlement",
            "subject_id": row.pk,
            "kind": choices.RECHECK_TASK,
            "title": f"低保复核：{row.household.head.name if row.household.head else row.household.number}",
            "role": CLERK.key,
            "division": townships.get(row.division_id, row.division_id),
            "due_on": day,
            "source": "recheck",
        }
        for row, day in rows
        if day <= horizon
    ]
    return {"due": len(waiting), "opened": cases.open_tasks(waiting, at=at)}


def record(row: Entitlement, *, by: Mandate, at: datetime, irregular: bool = False) -> Entitlement:
    """Note that a family was re-checked: its task is done, the next day is set."""
    row.recheck_on = settings.recheck_on(row.division_id, localdate(at), irregular=irregular)
    row.save(update_fields=["recheck_on"])
    cases.close_tasks(row, by=by, at=at)
    return row


@transaction.atomic
def record_recheck(
    task: Task, *, visit: Visit, is_changed: bool, by: Mandate, at: datetime
) -> Case | None:
    """Close a re-check with the visit that made it; a changed family goes on as a change case.

    StepRefused (Chinese): somebody else's task, one that is done, a visit of another family or
    from before the task.
    """
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if by.role != locked.role or not accounts.covers(by, locked.division_id):
        raise StepRefused("您的岗位或辖区不能办理这项复核")
    if locked.done_at is not None:
        raise StepRefused("这项复核已办结")
    row = Entitlement.objects.select_related("household").filter(pk=locked.subject_id or 0).get()
    if visit.household_id != row.household_id or visit.visited_at < locked.created_at:
        raise StepRefused("请选择本次复核的走访记录")
    record(row, by=by, at=at)
    audit.record(
        "assistance.dibao.rechecked", subject=row, by=by, at=at, visit=visit.pk, changed=is_changed
    )
    if not is_changed:
        return None
    return cases.open_case(CHANGE, household=row.household, by=by, at=at, data={"cause": "review"})
