"""Reads of the inspections of townships: how many a quarter asks for, which were held, which are late."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from ..choices import INSPECTED, TRACKING
from ..models import Inspection
from .judging import kept

PER_QUARTER = "inspections_per_quarter"


def inspections(viewer: Mandate) -> QuerySet[Inspection]:
    """Inspections planned or held in the viewer's divisions."""
    if not viewer.may("plans.see"):
        return Inspection.objects.none()
    rows = Inspection.objects.select_related("division", "inspector__user", "companion__user")
    return accounts.visible(rows, viewer)


def towns_of(division: str, on: date) -> list[Division]:
    """Return the townships in force at a division on a day, in the order of the tree."""
    rows = divisions.subtree(division).filter(level=Level.TOWN.value, valid_from__lte=on)
    return [row for row in rows.order_by("path") if row.valid_to is None or row.valid_to > on]


def wanted(division: str, on: date) -> dict[str, int | None]:
    """Return how many inspections a quarter that holds the day asks of each township; None: nothing is set."""
    found = {}
    for town in towns_of(division, on):
        value = parameters.value_in_force(TRACKING, PER_QUARTER, town.code, on)
        found[town.code] = int(value.value) if value is not None else None
    return found


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a township stands in one quarter: inspections asked for and held; ``is_over``: the quarter has ended."""

    code: str
    name: str
    quarter: str
    wanted: int | None
    held: int
    is_over: bool

    @property
    def outcome(self) -> str:
        """Return ``met``, ``late`` (the quarter is over), ``due`` or ``unknown`` (no number is set)."""
        return kept(self.wanted, self.held, is_over=self.is_over, missed="late")


def coverage(viewer: Mandate, quarter: str, on: date) -> list[Coverage]:
    """Return how each township of the viewer stands in a quarter, seen on a day.

    An inspection counts in the quarter it was planned for when it was held within it.
    """
    asked = wanted(viewer.division_id, months.period_start(quarter))
    held: defaultdict[str, int] = defaultdict(int)
    end = months.period_end(quarter)
    rows = inspections(viewer).filter(quarter=quarter, state=INSPECTED, held_on__lte=min(end, on))
    for code in rows.values_list("division", flat=True):
        held[code] += 1
    names = dict(Division.objects.filter(code__in=asked).values_list("code", "name"))
    return [
        Coverage(code, names[code], quarter, times, held[code], on > end)
        for code, times in asked.items()
    ]


@dataclass(frozen=True, slots=True)
class QuarterFigure:
    """The figure of a quarter: townships with enough inspections, over those that need one."""

    quarter: str
    covered: int
    townships: int
    unknown: int

    @property
    def share(self) -> float | None:
        """The share covered; None where no township needs an inspection or none is known."""
        return self.covered / self.townships if self.townships else None


def figure(rows: list[Coverage]) -> QuarterFigure:
    """Return the figure of one quarter's coverage; townships without a number are told apart, not counted."""
    known = [row for row in rows if row.wanted]
    covered = sum(row.outcome == "met" for row in known)
    unknown = sum(row.wanted is None for row in rows)
    return QuarterFigure(rows[0].quarter if rows else "", covered, len(known), unknown)
