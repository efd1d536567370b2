"""The books beside the lines: what runs and returns move between accounts, and whether both agree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


def moves(counted: Counted, shares: Shares, towns: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """Return what lines cost by source and township (fen): each line split by itself, then added up.

    `towns` are the townships of the day the lines were sent: a village that changes its township
    later leaves its old costs behind.
    """
    sums: Counter[tuple[str, int]] = Counter()
    for division, amount, lines in counted:
        sums[towns.get(division, division), amount] += lines
    if not sums:
        return {}
    rows = pl.DataFrame(
        [(*key, lines) for key, lines in sums.items()], schema=COUNTED, orient="row"
    )
    parts = ledger.split_many(rows["amount"], shares)
    costs = rows.select("division", (parts * rows["lines"]).to_struct("parts")).unnest("parts")
    return {
        (source, row["division"]): row[source]
        for row in costs.group_by("division").sum().iter_rows(named=True)
        for source, _ in shares
        if row[source]
    }


def townships(on: date) -> dict[str, str]:
    """Return the township of each division below one on a day."""
    towns = set(Division.objects.filter(level=Level.TOWN).values_list("pk", flat=True))
    return {
        code: town
        for code, line in divisions.lineages(on).items()
        if (town := next((step for step in line if step in towns), ""))
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
    towns = {on: townships(on) for _, _, on in groups}
    pots: Pots = Counter()
    for (benefit, shares, on), keys in groups.items():
        for state, kind in ((LineState.SENT, Kind.IN_TRANSIT), (LineState.PAID, Kind.PAID)):
            own = rows.filter(run__in=keys, state=state.value).order_by()
            counted = own.values_list("division_id", "amount").annotate(Count("pk"))
            for (source, town), amount in moves(counted.iterator(), shares, towns[on]).items():
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
