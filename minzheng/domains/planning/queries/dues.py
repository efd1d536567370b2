"""Everything due on one page: tasks, rectifications, measures and inspections, the latest first (督办)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters

from ..choices import (
    DUE_INSPECTION,
    DUE_KINDS,
    DUE_MEASURE,
    DUE_RECTIFICATION,
    DUE_TASK,
    MENDING,
    OPEN,
    OPEN_STAGES,
    PLANNED_INSPECTION,
    TRACKING,
)
from ..models import Inspection, Measure, RectificationItem, Task

AHEAD = "remind_days"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing somebody must do by a day; ``days`` is what is left, below nought once it is past."""

    kind: str
    row: Any
    title: str
    place: str
    unit: str
    owner: Mandate | None
    due_on: date
    days: int
    supervision: str = ""

    @property
    def label(self) -> str:
        """Return the kind in words."""
        return DUE_KINDS[self.kind]

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.days < 0


def dues(viewer: Mandate, on: date) -> list[Due]:
    """Return what is open with a deadline in the viewer's divisions, the longest overdue first."""
    if not viewer.may("plans.see"):
        return []
    found = [due for rows in open_rows() for due in within(rows, viewer, on)]
    return sorted(found, key=lambda due: (due.due_on, due.kind, due.row.pk))


def open_rows() -> tuple[QuerySet[Any], ...]:
    """Return the open rows with a deadline, one query for each kind."""
    joined = ("division__parent", "owner__user")
    return (
        Task.objects.filter(state=OPEN, due_on__isnull=False).select_related(*joined),
        RectificationItem.objects.filter(state=MENDING).select_related(*joined),
        Measure.objects.filter(stage__in=OPEN_STAGES, due_on__isnull=False).select_related(
            "division__parent"
        ),
        Inspection.objects.filter(state=PLANNED_INSPECTION).select_related("division__parent"),
    )


def within(rows: QuerySet[Any], viewer: Mandate, on: date) -> Iterator[Due]:
    """Yield the open rows of a viewer's divisions as things due."""
    for row in accounts.visible(rows, viewer):
        due_on: date = row.due_on
        days = (due_on - on).days
        if isinstance(row, Task):
            yield Due(DUE_TASK, row, row.title, row.division.name, row.unit, row.owner, due_on, days)  # fmt: skip
        elif isinstance(row, RectificationItem):
            yield Due(
                DUE_RECTIFICATION, row, row.issue, row.division.name, row.unit, row.owner, due_on, days,
                row.get_supervision_display() if row.supervision else "",
            )  # fmt: skip
        elif isinstance(row, Measure):
            yield Due(DUE_MEASURE, row, row.title, row.division.name, row.owner, None, due_on, days)  # fmt: skip
        else:
            yield Due(DUE_INSPECTION, row, f"{row.division.name} {row.quarter}", row.division.name, "", None, due_on, days)  # fmt: skip


def days_ahead(division: str, on: date) -> int | None:
    """Return how many days before a deadline people are told; None where no number is set."""
    value = parameters.value_in_force(TRACKING, AHEAD, division, on)
    return int(value.value) if value is not None else None


def due_soon(due: Due, on: date) -> bool:
    """Say whether a deadline lies within the days in which its place is told of it."""
    ahead = days_ahead(due.row.division_id, on)
    return ahead is not None and on <= due.due_on <= on + timedelta(days=ahead)
