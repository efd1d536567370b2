"""Which source pays which share of a fund, and the splitting of amounts by it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl
from django.db.models import QuerySet

from minzheng.kernel.accounts import queries as accounts_
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from ..declarations import WHOLE
from ..models import ShareRule

Shares = Sequence[tuple[str, int]]
# Where nobody set a rule the county pays all.
DEFAULT: Final[tuple[tuple[str, int], ...]] = (("county", WHOLE),)


def shares_of(fund: str, division: str, on: date) -> tuple[tuple[str, int], ...]:
    """Return source and parts of ten thousand of a fund at a place on a day, the nearest ancestor's rule."""
    lineage = divisions.lineage(division)
    rows = ShareRule.objects.filter(fund=fund, division__in=lineage, since__lte=on)
    nearest = min(
        rows, key=lambda row: (lineage.index(row.division_id), -row.since.toordinal()), default=None
    )
    if nearest is None:
        return DEFAULT
    return tuple((str(source), int(parts)) for source, parts in nearest.shares)


def rules(viewer: Mandate) -> QuerySet[ShareRule]:
    """Return the rules of the viewer's places and of those above him."""
    rows = ShareRule.objects.select_related("division", "by__user")
    above = rows.filter(division__in=divisions.lineage(viewer.division_id))
    return (accounts_.visible(rows, viewer) | above).distinct()


def split(amount: int, shares: Shares) -> dict[str, int]:
    """Split an amount (fen) by shares; what is left over goes to the largest remainders, so it sums exactly.

    Equal remainders are served in the order of the shares; a negative amount is split as its opposite.
    """
    sign = -1 if amount < 0 else 1
    products = [abs(amount) * parts for _, parts in shares]
    whole = [product // WHOLE for product in products]
    left = abs(amount) - sum(whole)
    order = sorted(range(len(shares)), key=lambda i: (-(products[i] % WHOLE), i))
    for i in order[:left]:
        whole[i] += 1
    return {source: sign * part for (source, _), part in zip(shares, whole, strict=True)}


def split_many(amounts: Sequence[int] | pl.Series, shares: Shares) -> pl.DataFrame:
    """Split many amounts at once: one column per source, the very numbers `split` gives."""
    column = pl.Series("amount", amounts, dtype=pl.Int64)
    products = [pl.col("amount").abs() * parts for _, parts in shares]
    rests = [product % WHOLE for product in products]
    whole = [product // WHOLE for product in products]
    left = pl.col("amount").abs() - pl.sum_horizontal(whole)

    def before(i: int) -> pl.Expr:
        """How many shares are served before the i-th."""
        ahead = [rest >= rests[i] if j < i else rest > rests[i] for j, rest in enumerate(rests)]
        return pl.sum_horizontal(
            [one.cast(pl.Int64) for j, one in enumerate(ahead) if j != i] or [pl.lit(0)]
        )

    parts = [
        ((whole[i] + (before(i) < left).cast(pl.Int64)) * pl.col("amount").sign()).alias(source)
        for i, (source, _) in enumerate(shares)
    ]
    return column.to_frame().select(parts)
