"""What waits for a viewer: tasks in bands, and referrals on their way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.models import Appointment, Referral, Task

NEW_FOR = timedelta(days=1)


@dataclass(frozen=True)
class TaskBands:
    """The tasks of a viewer: late, due today, new since yesterday, and the rest."""

    overdue: list[Task]
    today: list[Task]
    new: list[Task]
    coming: list[Task]

    @property
    def total(self) -> int:
        """Return how many tasks wait in all."""
        return sum(map(len, (self.overdue, self.today, self.new, self.coming)))


def open_tasks(viewer: Mandate) -> QuerySet[Task]:
    """Return the undone tasks of the viewer's role in the viewer's division, soonest first."""
    rows = accounts.visible(Task.objects.filter(done_at=None, role=viewer.role), viewer)
    if viewer.programme:
        rows = rows.filter(Q(case=None) | Q(case__workflow__startswith=f"{viewer.programme}."))
    rows = rows.filter(Q(assignee=None) | Q(assignee=viewer.pk))
    return rows.select_related("case", "division").order_by(
        F("due_on").asc(nulls_last=True), "created_at"
    )


def tasks(viewer: Mandate, at: datetime) -> TaskBands:
    """Return the viewer's tasks in bands; every task stands in exactly one."""
    today = localdate(at)
    bands = TaskBands([], [], [], [])
    for task in open_tasks(viewer):
        if task.due_on is not None and task.due_on < today:
            bands.overdue.append(task)
        elif task.due_on == today:
            bands.today.append(task)
        elif task.created_at > at - NEW_FOR:
            bands.new.append(task)
        else:
            bands.coming.append(task)
    return bands


def referrals(viewer: Mandate, *, state: str = "") -> QuerySet[Referral]:
    """Return the referrals of the viewer's division, the soonest answer first."""
    rows = accounts.visible(Referral.objects.all(), viewer)
    rows = rows.filter(state=state) if state else rows
    return rows.select_related("household__head", "division").order_by("due_on", "pk")


def appointments(viewer: Mandate, on: date | None = None) -> QuerySet[Appointment]:
    """Return the standing appointments at the windows of the viewer's division, of one day if named."""
    rows = accounts.visible(Appointment.objects.filter(cancelled_at=None), viewer)
    rows = rows.filter(on=on) if on is not None else rows
    return rows.select_related("household__head", "person", "division", "case")
