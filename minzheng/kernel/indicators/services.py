"""Writes of indicators: compute a month, idempotently."""

from datetime import datetime

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division

from . import facts
from .computing import Figure, compute
from .declarations import Indicator, computed
from .models import Observation
from .publication import suppressed


def compute_month(month: str, *, by: Mandate, at: datetime) -> int:
    """Compute every declared indicator of a month for all divisions; return the number of figures.

    Run again it restates the month in place: the same facts give the same rows.
    """
    names = {name for item in computed() for name in item.tables}
    tables = {name: facts.source(name)(month) for name in sorted(names)}
    lineages = divisions.lineages()
    parents = dict(Division.objects.values_list("code", "parent_id"))
    total = 0
    with transaction.atomic():
        for item in computed():
            # Groups come in no order; what is suppressed must not depend on which comes first.
            figures = sorted(
                (f for f in compute(item, tables, lineages) if f.division in parents),
                key=lambda f: (f.division, f.dimension, f.category),
            )
            hidden = (
                suppressed(figures, parents, item.suppress_below) if item.unit != "元" else set()
            )
            total += _store(item, month, figures, hidden, at)
        audit.record(
            "indicators.month.computed",
            subject_key="indicators.month",
            subject=None,
            by=by,
            at=at,
            month=month,
        )
    return total


def _store(
    item: Indicator,
    month: str,
    figures: list[Figure],
    hidden: set[tuple[str, str, str]],
    at: datetime,
) -> int:
    """Make the stored rows equal to the figures, touching only what changed."""
    stored = {
        (o.division_id, o.dimension, o.category): o
        for o in Observation.objects.filter(indicator=item.key, period=month)
    }
    fresh, changed, seen = [], [], set()
    for figure in figures:
        key = (figure.division, figure.dimension, figure.category)
        seen.add(key)
        value = (figure.numerator, figure.denominator, key in hidden)
        row = stored.get(key)
        if row is None:
            row = Observation(
                indicator=item.key,
                division_id=key[0],
                period=month,
                dimension=key[1],
                category=key[2],
            )
            fresh.append(row)
        elif (row.numerator, row.denominator, row.is_suppressed) != value:
            changed.append(row)
        else:
            continue
        row.numerator, row.denominator, row.is_suppressed = value
        row.computed_at = at
    Observation.objects.bulk_create(fresh, batch_size=1000)
    Observation.objects.bulk_update(
        changed, ["numerator", "denominator", "is_suppressed", "computed_at"], batch_size=500
    )
    gone = [row.pk for key, row in stored.items() if key not in seen]
    Observation.objects.filter(pk__in=gone).delete()
    return len(figures)
