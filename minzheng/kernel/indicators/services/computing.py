"""Computing a month: every declared indicator for all divisions, idempotently."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division

from .. import facts
from ..choices import COMPUTED, FLOW, MONTH, REPORTED
from ..computing import Figure, compute_all
from ..declarations import Indicator, computed
from ..models import Observation, Restatement
from ..publication import Tree, suppressed

Key = tuple[str, str, str]
AT_ONCE = 2000


def compute_month(month: str, *, by: Mandate, at: datetime, reason: str = "") -> int:
    """Compute a month, and the quarter, half-year and year it closes; return the number of figures.

    Run again it states the month in place: the same facts give the same rows, and a figure that
    has changed leaves what it said behind (``Restatement``), for the ``reason`` where one is given.
    """
    closed = [months.period_of(months.last_day(month), every) for every in ("month", "quarter", "half", "year")]  # fmt: skip
    end = months.last_day(month)
    with transaction.atomic():
        total = sum(
            compute_period(period, at=at, reason=reason)
            for period in closed
            if months.period_end(period) == end
        )
        audit.record("indicators.month.computed", subject_key="indicators.month", subject=None,
                     by=by, at=at, month=month)  # fmt: skip
    return total


def due(period: str) -> list[Indicator]:
    """Return the indicators counted for a period: those of its length, and flows of shorter ones.

    The stock at the end of a longer period is the figure of its last month.
    """
    every = months.frequency_of(period)
    length = len(months.period_months(period))
    return [
        item
        for item in computed()
        if item.every == every
        or (item.kind == FLOW and months.LENGTH[item.every] < length and every != MONTH)
    ]


def compute_period(period: str, *, at: datetime, reason: str = "") -> int:
    """Compute and store the figures of one period; part of ``compute_month``."""
    items = due(period)
    names = {name for item in items for name in item.tables}
    tables = {name: facts.over(name, period) for name in sorted(names)}
    lineages = known_lineages(months.period_end(period))
    tree = Tree(lineages)
    total = 0
    for item, figures in compute_all(items, tables, lineages):
        hidden = suppressed(figures, tree, item.suppress_below)
        total += len(figures)
        # A nought that must not be told from what is hidden beside it is kept and hidden.
        silent = hidden - {figure.key for figure in figures}
        of = 0 if figures and figures[0].denominator is not None else None
        noughts = [Figure(*cell, 0, of) for cell in sorted(silent)]
        _store(item, period, [*figures, *noughts], hidden, at, reason)
    return total


def known_lineages(on: date) -> Mapping[str, Sequence[str]]:
    """Return the lineages as the tree stood on a day, of divisions that are in the tables."""
    known = set(Division.objects.values_list("code", flat=True))
    found = divisions.lineages(on)
    return {code: [c for c in line if c in known] for code, line in found.items() if code in known}


def _store(
    item: Indicator,
    period: str,
    figures: Iterable[Figure],
    hidden: set[Key],
    at: datetime,
    reason: str,
) -> None:
    """Make the stored rows equal to the figures, touching only what changed."""
    stored = {
        (o.division_id, o.dimension, o.category): o
        for o in Observation.objects.filter(indicator=item.key, period=period)
    }
    fresh, changed, restated = [], [], []
    version = item.version
    for figure in figures:
        key = figure.key
        row = stored.pop(key, None)
        if row is None:
            fresh.append(Observation(
                indicator=item.key, division_id=key[0], period=period, dimension=key[1], category=key[2],
                numerator=figure.numerator, denominator=figure.denominator, version=version,
                is_suppressed=key in hidden, computed_at=at,
            ))  # fmt: skip
            continue
        said = (row.numerator, row.denominator)
        meant = row.version or version
        is_restated = said != (figure.numerator, figure.denominator) or meant != version
        if is_restated or row.origin == REPORTED:
            restated.append(restatement(row, at, reason or _why(row, version)))
        elif row.is_suppressed == (key in hidden) and row.version == version:
            continue
        row.numerator, row.denominator, row.version = figure.numerator, figure.denominator, version
        row.is_suppressed, row.computed_at, row.origin = key in hidden, at, COMPUTED
        changed.append(row)
    gone = [row for row in stored.values() if row.origin == COMPUTED]
    restated += [restatement(row, at, reason or _why(row, version)) for row in gone]
    Observation.objects.bulk_create(fresh, batch_size=AT_ONCE)
    fields = ["numerator", "denominator", "version", "is_suppressed", "computed_at", "origin"]
    Observation.objects.bulk_update(changed, fields, batch_size=500)
    Restatement.objects.bulk_create(restated, batch_size=AT_ONCE)
    Observation.objects.filter(pk__in=[row.pk for row in gone]).delete()


def restatement(row: Observation, at: datetime, reason: str) -> Restatement:
    """Return what a figure says, to be kept before it is replaced."""
    return Restatement(
        indicator=row.indicator, division_id=row.division_id, period=row.period, dimension=row.dimension,
        category=row.category, numerator=row.numerator, denominator=row.denominator, origin=row.origin,
        version=row.version, computed_at=row.computed_at, replaced_at=at, reason=reason,
    )  # fmt: skip


def _why(row: Observation, version: str) -> str:
    if row.origin != COMPUTED:
        return "改由平台计算"
    if row.version and row.version != version:
        return "口径变更后重新计算"
    return "数据变化后重新计算"
