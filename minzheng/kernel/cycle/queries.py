"""Reads: the months that were run and how far each stage has come."""

from dataclasses import dataclass

from django.db.models import QuerySet

from minzheng.kernel.accounts.models import Mandate

from .choices import FIGURES, STAGE_LABELS, RunState
from .models import CycleRun, StageRun


def runs(viewer: Mandate) -> QuerySet[CycleRun]:
    """The months that were run, newest first; nothing for a role that may not see the cycle."""
    rows = CycleRun.objects.prefetch_related("stages").order_by("-month")
    return rows if viewer.may("cycle.see") else rows.none()


@dataclass(frozen=True, slots=True)
class StageLine:
    """One line of the cycle page."""

    key: str
    label: str
    state: str
    state_label: str
    percent: int
    seconds: float | None
    figures: tuple[tuple[str, int], ...]
    problem: str


def stages(viewer: Mandate, month: str) -> list[StageLine]:
    """Every stage of a month in order, run or not, for the page that shows it live."""
    if not viewer.may("cycle.see"):
        return []
    rows = {row.key: row for row in StageRun.objects.filter(cycle__month=month)}
    return [_line(key, label, rows.get(key)) for key, label in STAGE_LABELS.items()]


def _line(key: str, label: str, row: StageRun | None) -> StageLine:
    if row is None:
        return StageLine(
            key, label, RunState.WAITING.value, RunState.WAITING.label, 0, None, (), ""
        )
    percent = 100 * row.done // row.total if row.total else 0
    figures = tuple(
        (FIGURES[k], v) for k, v in row.summary.items() if k in FIGURES and isinstance(v, int)
    )
    state = RunState(row.state)
    return StageLine(
        key, label, state.value, state.label, percent, row.seconds, figures, row.problem
    )


def latest_month(viewer: Mandate) -> str:
    """The last month whose cycle finished, or an empty text."""
    row = runs(viewer).filter(state=RunState.FINISHED.value).first()
    return row.month if row else ""
