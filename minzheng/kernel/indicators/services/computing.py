"""Computing a month: every declared indicator for all divisions, idempotently."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division

from .. import facts
from ..choices import COMPUTED, FLOW, MONTH
from ..computing import Figure, compute_all
from ..declarations import Indicator, computed
from ..models import Observation, Restatement
from ..publication import Tree, suppressed

Key = tuple[str, str, str]
AT_ONCE = 900
# A month has a hundred thousand rows: plain tuples go in ten times as fast as model instances.
INSERT = """INSERT INTO indicators_observation (indicator, period, division_id, dimension, category, numerator,
    denominator, version, is_suppressed, origin, computed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


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


@transaction.atomic
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
    rows = Observation.objects.filter(indicator=item.key, period=period)
    stored: dict[Key, list[Any]] = {(place, dimension, category): said for place, dimension, category, *said in rows.values_list(
        "division_id", "dimension", "category", "pk", "numerator", "denominator", "version", "is_suppressed", "origin"
    )}  # fmt: skip
    version, moment = item.version, connection.ops.adapt_datetimefield_value(at)
    fresh, altered = [], {}
    for figure in figures:
        key = figure.key
        told = [figure.numerator, figure.denominator, version, key in hidden, COMPUTED]
        said = stored.pop(key, None)
        if said is None:
            fresh.append((item.key, period, *key, *told, moment))
        elif said[1:] != told:
            altered[said[0]] = told
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, fresh)
    gone = [said[0] for said in stored.values() if said[-1] == COMPUTED]
    _restate(item, altered, gone, at, reason)


def _restate(
    item: Indicator, altered: Mapping[int, list[Any]], gone: list[int], at: datetime, reason: str
) -> None:
    """Change rows that say something else now, and keep what they said."""
    restated, changed = [], []
    for start in range(0, len(altered), AT_ONCE):
        pks = list(altered)[start : start + AT_ONCE]
        for row in Observation.objects.filter(pk__in=pks):
            told = altered[row.pk]
            meant = row.version or item.version
            if [row.numerator, row.denominator, meant, row.origin] != [*told[:3], told[4]]:
                restated.append(restatement(row, at, reason or _why(row, item.version)))
            row.numerator, row.denominator, row.version, row.is_suppressed, row.origin = told
            row.computed_at = at
            changed.append(row)
    for start in range(0, len(gone), AT_ONCE):
        rows = Observation.objects.filter(pk__in=gone[start : start + AT_ONCE])
        restated += [restatement(row, at, reason or _why(row, item.version)) for row in rows]
        rows.delete()
    fields = ["numerator", "denominator", "version", "is_suppressed", "computed_at", "origin"]
    Observation.objects.bulk_update(changed, fields, batch_size=500)
    Restatement.objects.bulk_create(restated, batch_size=AT_ONCE)


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
