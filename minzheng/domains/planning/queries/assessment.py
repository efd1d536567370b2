"""Reads of assessments: schemes, sheets within the viewer's divisions, sums, ranking, years side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators import queries as indicators

from ..choices import COMMEND, PUBLISHED
from ..declarations import scoring
from ..declarations.scoring import Given, Outcome, ScoreItem
from ..models import Consequence, Honour, Objection, Scheme, Score, ScoreSheet


def schemes(viewer: Mandate) -> QuerySet[Scheme]:
    """Schemes by which the viewer's divisions are assessed or assess others."""
    rows = Scheme.objects.select_related("division", "entered_by__user", "decided_by__user")
    above = rows.filter(division__in=list(divisions.lineage(viewer.division_id)))
    return (accounts.visible(rows, viewer) | above).distinct()


def sheets(viewer: Mandate) -> QuerySet[ScoreSheet]:
    """Sheets of the viewer's divisions; nobody opens the sheet of a neighbour."""
    rows = ScoreSheet.objects.select_related("scheme__division", "division", "submitted_by__user")
    return accounts.visible(rows, viewer)


def ranking(viewer: Mandate, scheme: Scheme) -> QuerySet[ScoreSheet]:
    """Sheets of a scheme by rank: all once published (the result is public), else the viewer's own."""
    rows = ScoreSheet.objects.filter(scheme=scheme).select_related("division", "scheme")
    own = Q(division__in=divisions.subtree(viewer.division_id).values("code"))
    return rows.filter(own | Q(state=PUBLISHED)).order_by("rank", "position")


def objections(viewer: Mandate) -> QuerySet[Objection]:
    """Objections of the viewer's divisions."""
    rows = Objection.objects.select_related("sheet__division", "sheet__scheme", "by__user")
    return accounts.visible(rows, viewer, "sheet__division")


def consequences(viewer: Mandate) -> QuerySet[Consequence]:
    """What published results of the viewer's divisions were used for."""
    rows = Consequence.objects.select_related("sheet__division", "sheet__scheme", "task")
    return accounts.visible(rows, viewer, "sheet__division")


def honour_of(row: Consequence) -> Honour | None:
    """Return the registered honour that stands for a commendation: same place, same document."""
    if row.kind != COMMEND or not row.document:
        return None
    known = Honour.objects.filter(document_number=row.document, revoked_on=None)
    return known.filter(division=row.sheet.division_id).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Figured:
    """The figure a computed item rests on, and the points it brings (hundredths)."""

    value: Decimal
    period: str
    observation_id: int
    points: int


def figured(item: ScoreItem, division: str, on: date) -> Figured | None:
    """Return the latest figure of an item whose period ended by a day; None where there is none.

    The same facts give the same points however often this is asked.
    """
    if not item.is_computed:
        return None
    found = indicators.reading(item.indicator, division, on)
    if found is None:
        return None
    exact = found.value.quantize(Decimal("0.0001"))
    return Figured(exact, found.period, found.observation_id, scoring.points_for(item, exact))


def outcome(sheet: ScoreSheet, scores: Sequence[Score] | None = None, *, own: bool = False) -> Outcome:  # fmt: skip
    """Return the sum of a sheet: of its reviewed points, or of its ``own`` self-scores."""
    rows = list(sheet.scores.all()) if scores is None else scores
    items = sheet.scheme.scored
    given = {
        row.number: Given(
            row.self_points if own and not items[row.number - 1].is_computed else row.points,
            row.is_excused and not own,
        )
        for row in rows
    }
    return scoring.total(items, given, sheet.scheme.bonus_cap)


def recomputed(sheet: ScoreSheet) -> list[tuple[int, int | None, int | None]]:
    """Return the computed items whose points would differ today: number, points kept, points now.

    Empty when the figures still say what they said.
    """
    found = []
    for number, item in enumerate(sheet.scheme.scored, start=1):
        row = sheet.scores.filter(number=number).first()
        if row is None or row.is_excused or row.figure is None:
            continue
        now = figured(item, sheet.division_id, sheet.scheme.counted_to)
        points = None if now is None else now.points
        if points != scoring.points_for(item, row.figure):
            found.append((number, row.points, points))
    return found


@dataclass(frozen=True, slots=True)
class Year:
    """One assessed place in one year: points (hundredths) and rank among so many."""

    year: int
    sheet: ScoreSheet
    total: int
    rank: int
    of: int


def years(viewer: Mandate, kind: str, division: str) -> list[Year]:
    """Return the published results of a place over the years, oldest first."""
    rows = sheets(viewer).filter(scheme__kind=kind, division=division, state=PUBLISHED)
    found = []
    for row in rows.order_by("scheme__year", "scheme__version"):
        count = ScoreSheet.objects.filter(scheme=row.scheme, state=PUBLISHED).count()
        found.append(Year(row.scheme.year, row, row.total or 0, row.rank or 0, count))
    return found


def weakest(sheet: ScoreSheet, count: int = 3) -> list[tuple[int, ScoreItem, int]]:
    """Return the items that lost most: number, item, hundredths of a point lost (PL-13)."""
    items = sheet.scheme.scored
    lost = []
    for row in sheet.scores.all():
        item = items[row.number - 1]
        if row.is_excused or row.points is None or item.way == scoring.BONUS:
            continue
        gap = item.most - row.points if item.way in scoring.WEIGHED else row.points
        if item.way != scoring.VETO and gap > 0:
            lost.append((row.number, item, gap))
    return sorted(lost, key=lambda one: (-one[2], one[0]))[:count]
