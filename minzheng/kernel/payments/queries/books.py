"""The books beside the lines: what runs and returns move between accounts, and whether both agree."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Count, Q, Sum

from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.ledger.choices import Kind
from minzheng.kernel.ledger.declarations import Entry
from minzheng.kernel.ledger.models import PostingLine

from ..choices import FROZEN_LINES, LineState
from ..models import PaymentLine, PaymentRun

# The kinds of postings that runs and returns make, and what undoes them.
SENT, RETURNED = "payments.run.sent", "payments.return"
COUNTED = pl.Schema({"division": pl.String, "amount": pl.Int64, "lines": pl.Int64})
# Division of the lines, fen of one, how many such lines.
Counted = Iterable[tuple[str, int, int]]
Shares = Sequence[tuple[str, int]]


def moves(counted: Counted, shares: Shares, on: date) -> dict[tuple[str, str], int]:
    """Return what lines cost by source and township (fen): each line split by itself, then added up.

    Townships are those of the day `on`, when the lines were sent: a village that changes its township
    later leaves its old costs behind.
    """
    rows = pl.DataFrame(list(counted), schema=COUNTED, orient="row")
    if rows.is_empty():
        return {}
    single = rows.select(pl.col("amount").unique().sort())
    parts = pl.concat([single, ledger.split_many(single["amount"], shares)], how="horizontal")
    sources = [source for source, _ in shares]
    towns = townships(rows["division"].unique().to_list(), on)
    sums = (
        rows.with_columns(pl.col("division").replace_strict(towns))
        .join(parts, on="amount")
        .group_by("division")
        .agg((pl.col(source) * pl.col("lines")).sum() for source in sources)
    )
    return {
        (source, row["division"]): row[source]
        for row in sums.iter_rows(named=True)
        for source in sources
        if row[source]
    }


def townships(codes: Collection[str], on: date) -> dict[str, str]:
    """Return the township of each division on a day, or itself where it lies above or beside one."""
    lineages = divisions.lineages(on)
    lines = {code: lineages.get(code, (code,)) for code in codes}
    above = {step for line in lines.values() for step in line}
    towns = set(
        Division.objects.filter(pk__in=above, level=Level.TOWN).values_list("pk", flat=True)
    )
    return {
        code: next((step for step in line if step in towns), code) for code, line in lines.items()
    }


def sent_on(run: PaymentRun) -> date:
    """Return the day a run went to the bank; its lines belong to the townships of that day."""
    if run.sent_at is None:
        raise ValueError(f"{run} 尚未送银行")
    return day_of(run.sent_at)


def entries(
    run: PaymentRun, sums: dict[tuple[str, str], int], debit: Kind, credit: Kind
) -> list[Entry]:
    """Return the entries that move sums of a run's benefit from one kind of account to another."""
    fund = benefits.benefit(run.benefit).fund
    return [
        Entry(kind.value, source, fund, town, sign * amount, benefit=run.benefit)
        for (source, town), amount in sorted(sums.items())
        for kind, sign in ((debit, 1), (credit, -1))
    ]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An account on which books and lines differ (fen): kind, source, benefit, township."""

    kind: str
    source: str
    benefit: str
    division: str
    lines: int
    books: int


def disagreements(division: str = "") -> list[Disagreement]:
    """Return where the postings of runs and returns are not what the lines say, to the fen: nowhere.

    `division` looks at the accounts of a place and all below it. Runs older than the ledger have no
    shares and are in neither.
    """
    told = _by_lines(division)
    booked = _by_books(division)
    return [
        Disagreement(*pot, lines=told[pot], books=booked[pot])
        for pot in sorted(told.keys() | booked.keys())
        if told[pot] != booked[pot]
    ]


Pots = Counter[tuple[str, str, str, str]]


def _by_lines(division: str) -> Pots:
    """Return what the lines say should stand on the accounts."""
    rows = PaymentLine.objects.filter(state__in=FROZEN_LINES).exclude(run__shares=[])
    if division:
        rows = divisions.within(rows, division)
    groups: dict[tuple[str, tuple[tuple[str, int], ...], date], list[int]] = {}
    for run in PaymentRun.objects.exclude(shares=[]):
        shares = tuple((source, parts) for source, parts in run.shares)
        groups.setdefault((run.benefit, shares, sent_on(run)), []).append(run.pk)
    pots: Pots = Counter()
    for (benefit, shares, on), keys in groups.items():
        for state, kind in ((LineState.SENT, Kind.IN_TRANSIT), (LineState.PAID, Kind.PAID)):
            own = rows.filter(run__in=keys, state=state.value).order_by()
            counted = own.values_list("division_id", "amount").annotate(Count("pk"))
            for (source, town), amount in moves(counted.iterator(), shares, on).items():
                pots[kind.value, source, benefit, town] += amount
                pots[Kind.AVAILABLE.value, source, benefit, town] -= amount
    return Counter({pot: amount for pot, amount in pots.items() if amount})


def _by_books(division: str) -> Pots:
    rows = PostingLine.objects.filter(
        Q(posting__kind__in=(SENT, RETURNED)), ~Q(account__benefit="")
    ).order_by()
    if division:
        rows = divisions.within(rows, division, "account__division")
    sums = rows.values_list(
        "account__kind", "account__source", "account__benefit", "account__division_id"
    ).annotate(Sum("amount"))
    return Counter({row[:-1]: row[-1] for row in sums if row[-1]})
