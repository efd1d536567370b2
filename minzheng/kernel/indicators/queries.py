"""Reads of indicators within the viewer's divisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions.choices import Level

from .choices import APPROVED, OWNER, REJECTED, STOCK, WITHDRAWN
from .declarations import Indicator, registry
from .models import Definition, Observation, Release, ReportedValue, Restatement, item_of


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure as it stands: its value in the unit of its indicator, and where it comes from."""

    value: Decimal
    unit: str
    period: str
    origin: str
    observation_id: int
    indicator: str
    division: str


def find(key: str) -> Indicator | None:
    """Return the indicator of a key, declared in code or defined on screen; None when there is none."""
    return item_of(key)


def known() -> list[Indicator]:
    """Return every indicator: those declared, then those defined, each by key."""
    defined = Definition.objects.order_by("key")
    return [*registry.all(), *(row.as_indicator() for row in defined if row.key not in registry)]


def readings(key: str, division_code: str, viewer: Mandate | None = None) -> list[Reading]:
    """Return the figures of a division over the periods, oldest first; unknown ones are left out.

    With a ``viewer`` nothing of a division beyond theirs is told.
    """
    item = find(key)
    if item is None or (viewer is not None and not accounts.covers(viewer, division_code)):
        return []
    rows = Observation.objects.filter(indicator=key, division=division_code, dimension="")
    found = [reading for row in rows if (reading := _reading(item, row)) is not None]
    return sorted(found, key=lambda r: (months.period_end(r.period), -len(r.period)))


def reading(
    key: str, division_code: str, on: date, viewer: Mandate | None = None
) -> Reading | None:
    """Return the last figure whose period ended on the day or before; None where nothing is known."""
    past = [r for r in readings(key, division_code, viewer) if months.period_end(r.period) <= on]
    return past[-1] if past else None


def yearly(
    key: str, division_code: str, year: int, viewer: Mandate | None = None
) -> Reading | None:
    """Return the figure of a year: the year's own, or of a stock the one that ends with it."""
    of_year = {r.period: r for r in readings(key, division_code, viewer)}
    item = find(key)
    closing = [f"{year}", f"{year}-H2", f"{year}-Q4", f"{year}-12"]
    asked = closing if item is not None and item.kind == STOCK else closing[:1]
    return next((of_year[period] for period in asked if period in of_year), None)


def latest(division_code: str) -> dict[str, Observation]:
    """Return the last figure of every indicator of a division, by key."""
    rows = Observation.objects.filter(division=division_code, dimension="")
    return {row.indicator: row for row in sorted(rows, key=lambda r: months.period_end(r.period))}


def _reading(item: Indicator, row: Observation) -> Reading | None:
    value = item.value(row.numerator, row.denominator)
    if value is None:
        return None
    return Reading(value, item.unit, row.period, row.origin, row.pk, row.indicator, row.division_id)


@dataclass(frozen=True, slots=True)
class Due:
    """A reported figure a place owes for a period; ``value`` is what was last reported for it."""

    item: Indicator
    period: str
    due_on: date | None
    value: ReportedValue | None
    last: Reading | None
    is_asked: bool

    @property
    def is_open(self) -> bool:
        """Whether there is still something to report."""
        return self.is_asked and (self.value is None or self.value.state in (REJECTED, WITHDRAWN))


def due_reports(division_code: str, level: int, on: date) -> list[Due]:
    """Return the reported indicators of a place with the last period that has ended, soonest due first.

    A county is asked for all of them, another place for those it has reported before. Until when is
    the place's parameter (旧民政事业统计制度, yearly notice of the ministry).
    """
    limits = parameters.values_in_force(OWNER, division_code, on)
    told: dict[str, dict[str, ReportedValue]] = {}
    for row in ReportedValue.objects.filter(division=division_code).order_by("pk"):
        told.setdefault(row.indicator, {})[row.period] = row
    items = {item.key: item for item in known() if item.is_reported}
    stands: dict[str, list[Reading]] = {}
    for seen in Observation.objects.filter(
        division=division_code, dimension="", indicator__in=items
    ):
        if (found := _reading(items[seen.indicator], seen)) is not None:
            stands.setdefault(seen.indicator, []).append(found)
    rows = []
    for key, item in items.items():
        period = months.previous_period(months.period_of(on, item.every))
        past = sorted(stands.get(key, ()), key=lambda r: months.period_end(r.period))
        last = next((r for r in reversed(past) if r.period != period), None)
        is_asked = level == Level.COUNTY or key in told
        rows.append(Due(item, period, due_day(period, limits), told.get(key, {}).get(period), last, is_asked))  # fmt: skip
    return sorted(rows, key=lambda due: (not due.is_open, due.due_on or date.max, due.item.key))


def due_day(period: str, limits: Mapping[str, str]) -> date | None:
    """Return the day by which a period is to be reported; None where the place has no limit in force.

    ``limits``: days after a month, quarter or half; for a year the months to the end of one.
    """
    is_year = months.frequency_of(period) == months.YEAR
    limit = limits.get("figure_year_months" if is_year else "figure_report_days")
    if limit is None:
        return None
    end = months.period_end(period)
    if is_year:
        return months.last_day(months.shift_month(months.month_of(end), int(limit)))
    return end + timedelta(days=int(limit))


def observations(viewer: Mandate, *, month: str = "", indicator: str = "") -> QuerySet[Observation]:
    """Figures of the viewer's divisions; ``month`` is any period."""
    rows = accounts.visible(Observation.objects.select_related("division"), viewer)
    if month:
        rows = rows.filter(period=month)
    return rows.filter(indicator=indicator) if indicator else rows


def restatements(
    viewer: Mandate, indicator: str, division_code: str, periods: Iterable[str] = ()
) -> QuerySet[Restatement]:
    """What the figures of a division said before, the latest change first."""
    rows = Restatement.objects.filter(indicator=indicator, division=division_code, dimension="")
    if periods:
        rows = rows.filter(period__in=periods)
    return accounts.visible(rows, viewer).order_by("-replaced_at", "-pk")


def reported_values(viewer: Mandate) -> QuerySet[ReportedValue]:
    """Figures reported for the viewer's divisions, in whatever state."""
    rows = ReportedValue.objects.select_related("division", "by__user", "checked_by__user", "evidence")  # fmt: skip
    return accounts.visible(rows, viewer)


@dataclass(frozen=True, slots=True)
class Released:
    """A figure the public may read; ``value`` is in the unit of its indicator."""

    indicator: Indicator
    division: str
    period: str
    dimension: str
    category: str
    value: Decimal
    observation_id: int


def released(division_code: str = "", period: str = "") -> list[Released]:
    """Return what was approved for the public, of one place or period where it is named.

    Small cells, and what would give them away, are not among it.
    """
    rows = Release.objects.filter(state=APPROVED)
    rows = rows.filter(division=division_code) if division_code else rows
    rows = rows.filter(period=period) if period else rows
    items = {item.key: item for item in known()}
    found = []
    for row in rows.order_by("period", "division"):
        for key, place, dimension, category, numerator, denominator, pk in row.cells:
            item = items.get(key)
            value = None if item is None else item.value(numerator, denominator)
            if item is not None and value is not None:
                found.append(Released(item, place, row.period, dimension, category, value, pk))
    return found


def releases(viewer: Mandate) -> QuerySet[Release]:
    """Return the drafts and releases of the viewer's divisions."""
    rows = Release.objects.select_related("division", "by__user", "approved_by__user")
    return accounts.visible(rows, viewer)
