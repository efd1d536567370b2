"""Reads: visits, plans by rule, how far they are done, what looks wrong, who serves in the villages."""

from .coverage import (
    Coverage,
    WorkerMonth,
    coverage,
    coverage_lines,
    villages_with_gaps,
    work_done,
)
from .findings import recorded
from .plans import PlanLine, duties, plan_for, plan_lines
from .registers import (
    activities,
    assessments,
    assistants,
    charges,
    service_workers,
    work_tasks,
)
from .terms import Terms, Window, limits
from .visits import county_visited, forms, home_place, suspicious, visit_recorded, visits

__all__ = [
    "Coverage",
    "PlanLine",
    "Terms",
    "Window",
    "WorkerMonth",
    "activities",
    "assessments",
    "assistants",
    "charges",
    "county_visited",
    "coverage",
    "coverage_lines",
    "duties",
    "forms",
    "home_place",
    "limits",
    "plan_for",
    "plan_lines",
    "recorded",
    "service_workers",
    "suspicious",
    "villages_with_gaps",
    "visit_recorded",
    "visits",
    "work_done",
    "work_tasks",
]
