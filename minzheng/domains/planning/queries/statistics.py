"""Reads of statistical forms: values of lines, checks, deadlines, the sum by area, snapshots compared."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as law
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators.choices import COMPUTED, FLOW
from minzheng.kernel.indicators.models import Observation, item_of

from ..choices import CONFIRMED, FROM_INDICATOR, FROM_REPORT, SIGNED
from ..declarations.forms import EQUAL, Check, Form, Line, Reference, form_of
from ..models import FormApproval, StatisticsCell, StatisticsReturn, StatisticsSnapshot

RULES = "planning.statistics"
WHOLE = 100


def approvals(viewer: Mandate) -> QuerySet[FormApproval]:
    """Approvals of forms in the viewer's divisions and of those above."""
    rows = FormApproval.objects.select_related("division", "entered_by__user", "decided_by__user")
    above = rows.filter(division__in=list(divisions.lineage(viewer.division_id)))
    return (accounts.visible(rows, viewer) | above).distinct()


def approval_for(form: str, division: str, on: date) -> FormApproval | None:
    """Return the confirmed approval valid on a day, of the nearest place above; None: none."""
    lineage = list(divisions.lineage(division))
    rows = FormApproval.objects.filter(
        form=form, state=CONFIRMED, division__in=lineage, valid_from__lte=on, valid_to__gte=on
    )
    return min(
        rows,
        key=lambda row: (lineage.index(row.division_id), -row.valid_from.toordinal()),
        default=None,
    )


def returns(viewer: Mandate) -> QuerySet[StatisticsReturn]:
    """Filled forms of the viewer's divisions."""
    rows = StatisticsReturn.objects.select_related(
        "division", "approval", "filler__user", "head__user", "opened_by__user", "sent_by__user"
    )
    return accounts.visible(rows, viewer)


def rule(name: str, division: str, on: date) -> int | None:
    """Return a number of the rules of statistics in force at a place; None where nobody set one."""
    row = law.value_in_force(RULES, name, division, on)
    return None if row is None else int(row.value)


def due_on(form: Form, division: Division, period: str) -> date | None:
    """Return until when a form of a period is to be sent; None where no rule is in force.

    Months and quarters so many days after the period (townships earlier), years so many months.
    """
    end = months.period_end(period)
    if form.every == months.YEAR:
        count = rule("year_months", division.code, end)
        return None if count is None else months.add_months(end, count)
    name = "report_days_town" if division.level >= Level.TOWN else "report_days"
    days = rule(name, division.code, end)
    return None if days is None else end + timedelta(days=days)


# -- values -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator says for a line: the value as printed, the observation, its origin."""

    value: Decimal | None
    observation: Observation | None = None
    origin: str = FROM_INDICATOR


def value_of(line: Line, division: str, period: str) -> Value:
    """Return the figure of a line for a place and period; None where nothing is known.

    A monthly stock serves the quarter whose last month it is; a flow only its own period. A group
    without a row in a period that was computed is nought, as nobody belongs to it.
    """
    rows = Observation.objects.filter(indicator=line.indicator, division=division)
    found = _of_period(rows, line, period)
    whole = found.filter(dimension="").first()
    if whole is None:
        return Value(None)
    group = found.filter(dimension=line.dimension, category=line.category).first()
    if group is None:
        is_count = whole.denominator is None
        return Value(Decimal(0) if is_count else None, whole, _origin(whole))
    value = group.value
    return Value(None if value is None else line.rounded(value), group, _origin(group))


def _of_period(rows: QuerySet[Observation], line: Line, period: str) -> QuerySet[Observation]:
    exact = rows.filter(period=period)
    item = item_of(line.indicator)
    if item is None or item.kind == FLOW or exact.exists():
        return exact
    end = months.period_end(period)
    # The last month of a quarter says what the quarter's end was, the last quarter what the year's.
    same = [months.period_of(end, every) for every in (months.MONTH, months.QUARTER, months.HALF)]
    known = set(rows.filter(period__in=same).values_list("period", flat=True))
    return rows.filter(period=next((p for p in same if p in known), period))


def _origin(row: Observation) -> str:
    return FROM_INDICATOR if row.origin == COMPUTED else FROM_REPORT


def values(report: StatisticsReturn) -> dict[str, Decimal | None]:
    """Return the values of a filled form by line."""
    return dict(report.cells.values_list("line", "value"))


# -- checks -------------------------------------------------------------------------------------

ERROR, SWING, MISSING = "error", "swing", "missing"
PROBLEMS = {ERROR: "审核不通过", SWING: "变动较大", MISSING: "没有数据"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a check found: its kind, the line, what it says, whether words explain it."""

    kind: str
    line: str
    text: str
    is_explained: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the form cannot be finished with it."""
        return self.kind == ERROR or not self.is_explained


def problems(report: StatisticsReturn) -> list[Problem]:
    """Check a form: nothing missing, nothing below nought, its sums, other tables, the last period."""
    form = form_of(report.form)
    cells = {cell.line: cell for cell in report.cells.all()}
    found = [problem for line in form.lines for problem in _alone(line, cells.get(line.code))]
    for check in form.checks:
        found += _checked(report, form, check, cells)
    return found + _swings(report, form, cells)


def _alone(line: Line, cell: StatisticsCell | None) -> list[Problem]:
    if cell is None or cell.value is None:
        said = bool(cell and cell.explanation)
        # What a person should fill in is no matter of explanation.
        kind = ERROR if line.is_typed else MISSING
        return [Problem(kind, line.code, f"{line.code} {line.label.strip()}没有数据。", said)]
    if cell.value < 0:
        return [Problem(ERROR, line.code, f"{line.code} {line.label.strip()}不能小于 0。")]
    return []


def _checked(
    report: StatisticsReturn, form: Form, check: Check, cells: Mapping[str, StatisticsCell]
) -> list[Problem]:
    left = _sum(report, check.left, cells)
    right = _sum(report, check.right, cells)
    code = check.left[0].code
    if left is None or right is None:
        # A form of another table that is not there yet cannot be compared; a missing line is told.
        return []
    holds = left == right if check.sign == EQUAL else left >= right
    shown = f"{check.text}：{_worded(left)} 与 {_worded(right)}。"
    return [] if holds else [Problem(ERROR, code, shown)]


def _sum(
    report: StatisticsReturn, references: Sequence[Reference], cells: Mapping[str, StatisticsCell]
) -> Decimal | None:
    total = Decimal(0)
    for reference in references:
        own = cells.get(reference.code)
        value = (
            (own.value if own else None) if not reference.form else _elsewhere(report, reference)
        )
        if value is None:
            return None
        total += value
    return total


def _elsewhere(report: StatisticsReturn, reference: Reference) -> Decimal | None:
    """Return a line of another form of the same place whose period ends on the same day."""
    every = form_of(reference.form).every
    period = months.period_of(months.period_end(report.period), every)
    other = StatisticsReturn.objects.filter(
        form=reference.form, division=report.division_id, period=period
    ).first()
    return None if other is None else values(other).get(reference.code)


def _swings(
    report: StatisticsReturn, form: Form, cells: Mapping[str, StatisticsCell]
) -> list[Problem]:
    limit = rule("swing_percent", report.division_id, months.period_end(report.period))
    before = StatisticsReturn.objects.filter(
        form=report.form, division=report.division_id, period=months.previous_period(report.period)
    ).first()
    if limit is None or before is None:
        return []
    old = values(before)
    found = []
    for line in form.lines:
        cell, was = cells.get(line.code), old.get(line.code)
        if cell is None or cell.value is None or was is None:
            continue
        if abs(cell.value - was) * WHOLE > limit * was:
            text = f"{line.code} {line.label.strip()}由上期 {_worded(was)} 变为 {_worded(cell.value)}，超过 ±{limit}%。"
            found.append(Problem(SWING, line.code, text, bool(cell.explanation)))
    return found


def _worded(value: Decimal) -> str:
    return f"{value.normalize():,f}"


# -- the sum by area ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One line of a summary: the place's own value, those below, their sum where it may be made.

    ``total`` is None where people must not be added, or where a place below has no value.
    """

    line: Line
    own: Decimal | None
    below: dict[str, Decimal | None]
    total: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """The place's own value less the sum of those below."""
        return None if self.own is None or self.total is None else self.own - self.total


def summary(
    viewer: Mandate, form: Form, division: Division, period: str
) -> tuple[list[Division], list[AreaLine]]:
    """Return the divisions right below a place and every line over them, within the viewer's reach."""
    places = list(divisions.children(division.code, months.period_end(period)).order_by("code"))
    codes = [place.code for place in places]
    rows = returns(viewer).filter(
        form=form.key, period=period, division__in=[division.code, *codes]
    )
    filled = {row.division_id: values(row) for row in rows.prefetch_related("cells")}
    lines = []
    for line in form.lines:
        below = {code: filled.get(code, {}).get(line.code) for code in codes}
        known = [value for value in below.values() if value is not None]
        total = sum(known, Decimal(0)) if line.adds and len(known) == len(codes) > 0 else None
        lines.append(AreaLine(line, filled.get(division.code, {}).get(line.code), below, total))
    return places, lines


def total_below(report: StatisticsReturn, line: Line) -> Decimal | None:
    """Return the sum of a typed line over the signed forms right below; None unless all are there."""
    places = divisions.children(report.division_id, months.period_end(report.period))
    codes = set(places.values_list("code", flat=True))
    rows = StatisticsCell.objects.filter(
        report__form=report.form, report__period=report.period, report__division__in=codes,
        report__state__in=(SIGNED, "sent"), line=line.code, value__isnull=False,
    )  # fmt: skip
    pairs = rows.values_list("report__division_id", "value")
    found = {code: value for code, value in pairs if value is not None}
    return sum(found.values(), Decimal(0)) if line.adds and codes and set(found) == codes else None


# -- snapshots ----------------------------------------------------------------------------------


def frozen(snapshot: StatisticsSnapshot) -> dict[str, Any]:
    """Return what a snapshot says."""
    said: dict[str, Any] = json.loads(snapshot.content)
    return said


def is_intact(snapshot: StatisticsSnapshot) -> bool:
    """Say whether a snapshot still says, bit for bit, what was signed."""
    return hashlib.sha256(snapshot.content.encode()).hexdigest() == snapshot.digest


@dataclass(frozen=True, slots=True)
class Changed:
    """One line in two snapshots."""

    line: str
    label: str
    before: str | None
    after: str | None

    @property
    def is_changed(self) -> bool:
        """Whether the two say different things."""
        return self.before != self.after


def compared(first: StatisticsSnapshot, second: StatisticsSnapshot) -> list[Changed]:
    """Return every line of two snapshots side by side."""
    was = {cell["line"]: cell for cell in frozen(first)["cells"]}
    now = {cell["line"]: cell for cell in frozen(second)["cells"]}
    return [
        Changed(
            code, (now.get(code) or was[code])["label"], was.get(code, {}).get("value"),
            now.get(code, {}).get("value"),
        )
        for code in sorted(was.keys() | now.keys())
    ]  # fmt: skip
