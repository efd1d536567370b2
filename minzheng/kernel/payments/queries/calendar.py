"""When a month is paid: its pay day, which runs are late, whether it is closed, how far it differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from minzheng.core import months
from minzheng.core.working_days import calendar as working_days
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions.models import Division

from ..choices import LineKind, LineState, RunKind, RunState
from ..models import MonthClosing, PaymentRun
from .runs import runs

OWNER, PAY_DAY, DRIFT = "payments", "pay_day", "total_drift"
WHOLE = 100
OUT = (RunState.SENT.value, RunState.RETURNED.value, RunState.CLOSED.value)


def pay_day(month: str, division: str) -> date | None:
    """Return the day a month is to be paid in a place; None where nobody has set one.

    A day of rest moves to the working day before: families have their money when offices close.
    """
    row = determinations.value_in_force(OWNER, PAY_DAY, division, months.first_day(month))
    if row is None:
        return None
    last = months.last_day(month)
    day = last.replace(day=max(1, min(int(row.value), last.day)))
    return working_days().previous_working_day(day)


@dataclass(frozen=True, slots=True)
class Due:
    """One benefit of a month: its regular run if there is one, when it is due, whether it is late."""

    benefit: str
    run: PaymentRun | None
    due_on: date | None
    is_late: bool


def calendar(viewer: Mandate, month: str, on: date) -> list[Due]:
    """Return what is to be paid in a month, as it stands on a day: benefits with a run or with takers."""
    due_on = pay_day(month, viewer.division_id)
    made = runs(viewer).filter(month=month, kind=RunKind.REGULAR.value)
    by_benefit = {run.benefit: run for run in made}
    return [
        Due(key, run, due_on, bool(due_on and on > due_on and not (run and run.state in OUT)))
        for key in _paid_benefits()
        if (run := by_benefit.get(key)) or entitlements.payable(key, month).exists()
    ]


def _paid_benefits() -> Iterable[str]:
    return (row.key for row in benefits.benefits() if row.paid != benefits.RECOGNITION)


def is_closed(month: str, division: Division) -> bool:
    """Say whether a month of payments is closed for a division or one that holds it."""
    above = [division.pk, *(code for code in division.path.split("/") if code)]
    return MonthClosing.objects.filter(month=month, division__in=above).exists()


def closings(viewer: Mandate) -> dict[str, MonthClosing]:
    """Return the closed months of the viewer's own division, by month."""
    rows = MonthClosing.objects.filter(division=viewer.division_id).select_related("by__user")
    return {row.month: row for row in rows}


@dataclass(frozen=True, slots=True)
class Drift:
    """What a run pays beside last month's (fen), and the percent from which the checker is told."""

    before: int
    now: int
    percent: int

    @property
    def is_wide(self) -> bool:
        """Say whether the difference is worth a second look."""
        return abs(self.now - self.before) * WHOLE > self.before * self.percent


def drift(run: PaymentRun) -> Drift | None:
    """Compare the month's own lines of a regular run with last month's; None without one or a limit."""
    day = months.first_day(run.month)
    limit = determinations.value_in_force(OWNER, DRIFT, run.division_id, day)
    before = PaymentRun.objects.filter(
        benefit=run.benefit, division=run.division, kind=RunKind.REGULAR.value,
        month=months.shift_month(run.month, -1),
    ).first()  # fmt: skip
    if limit is None or before is None or run.kind != RunKind.REGULAR.value:
        return None
    return Drift(_total(before), _total(run), int(limit.value))


def _total(run: PaymentRun) -> int:
    rows = run.lines.filter(kind=LineKind.REGULAR.value, month=run.month)
    paying = rows.exclude(state=LineState.BLOCKED.value)
    return int(paying.aggregate(all=Sum("amount"))["all"] or 0)
