"""Budgets beside what was granted, spent and is to be expected; earmarks; transfers; support of providers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet, Sum

from minzheng.kernel.accounts import queries as accounts_
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.choices import EntitlementState
from minzheng.kernel.benefits.declarations import MONTHLY, benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions.choices import LEVELS, STATE_CODE, Level
from minzheng.kernel.divisions.models import Division

from ..choices import Kind
from ..declarations import EARMARKS, Earmark
from ..models import Budget, ClosedYear, PostingLine, ProviderSupport, Transfer
from .shares import shares_of, split

MONTHS: Final = 12
SPENT: Final = (Kind.PAID.value, Kind.IN_TRANSIT.value)


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One budget line of a place and year beside its money; fen. `budget` None: nobody entered one.

    `forecast` is what the year will have cost: spent, and the live register's month for each month left.
    """

    fund: str
    purpose: str
    source: str
    division: str
    budget: int | None
    granted: int
    paid: int
    in_transit: int
    forecast: int

    @property
    def spent(self) -> int:
        """Fen paid or on the way."""
        return self.paid + self.in_transit

    @property
    def left(self) -> int | None:
        """Fen of the budget not spent yet."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def exceeds(self) -> bool:
        """Whether the year is expected to cost more than its budget (FN-03)."""
        return self.budget is not None and self.forecast > self.budget


@dataclass(frozen=True, slots=True)
class EarmarkRow:
    """How a place keeps an earmark in a year; fen. `needed` None: no figure is in force there."""

    earmark: Earmark
    division: str
    level: str
    base: int
    spent: int
    percent: int | None
    needed: int | None

    @property
    def missing(self) -> int | None:
        """Fen still to be spent on the purpose."""
        return None if self.needed is None else max(0, self.needed - self.spent)


# fund, purpose, source, division
_Key = tuple[str, str, str, str]


class _Places:
    """To which place of budgets money of a division counts: the nearest with a budget of the fund, else its county."""

    def __init__(self, holders: Iterable[tuple[str, str]], codes: Iterable[str]) -> None:
        self.holders = set(holders)
        self.lines = {
            code: [*reversed(path.split("/")[:-1]), STATE_CODE]
            for code, path in Division.objects.filter(pk__in=set(codes)).values_list("pk", "path")
        }

    def of(self, fund: str, code: str) -> str:
        line = self.lines[code]
        held = next((one for one in line if (fund, one) in self.holders), None)
        return held or (line[-1 - Level.COUNTY] if len(line) > Level.COUNTY else code)


def budget_state(viewer: Mandate, year: int, on: date) -> list[BudgetRow]:
    """Return every budget line of the viewer's places in a year as it stands on a day, by fund and source."""
    set_ = _current(viewer, year)
    costs = monthly_costs(viewer, on) if on.year <= year else {}
    sums = _sums(viewer, year)
    places = _Places(
        {(key[0], key[3]) for key in set_},
        [*(key[3] for key, _ in sums), *(code for _, code in costs)],
    )
    purposes = {(key[0], key[1]) for key in set_}
    moved: Counter[tuple[_Key, str]] = Counter()
    for (key, kind), amount in sums.items():
        fund, purpose, source, division = key
        use = purpose if (fund, purpose) in purposes else ""
        moved[((fund, use, source, places.of(fund, division)), kind)] += amount
    to_come: Counter[_Key] = Counter()
    for (fund, code), cost in costs.items():
        to_come.update(_by_source(fund, places.of(fund, code), cost, on))
    left = _months_left(viewer, year, on)
    keys = {*set_, *(key for key, _ in moved), *to_come}
    return [
        BudgetRow(
            *key, budget=set_.get(key), granted=-moved[key, Kind.GRANTED.value], paid=moved[key, Kind.PAID.value],
            in_transit=moved[key, Kind.IN_TRANSIT.value],
            forecast=sum(moved[key, kind] for kind in SPENT) + to_come[key] * left.get(key[0], _ahead(year, on)),
        )
        for key in sorted(keys)
    ]  # fmt: skip


def _current(viewer: Mandate, year: int) -> dict[_Key, int]:
    rows = budgets(viewer).filter(year=year).order_by("version")
    return {(row.fund, row.purpose, row.source, row.division_id): row.amount for row in rows}


def _sums(viewer: Mandate, year: int) -> dict[tuple[_Key, str], int]:
    rows = accounts_.visible(
        PostingLine.objects.filter(
            account__year=year, account__kind__in=(*SPENT, Kind.GRANTED.value)
        ),
        viewer,
        "account__division",
    )
    fields = ("account__fund", "purpose", "account__source", "account__division_id", "account__kind")  # fmt: skip
    grouped = rows.order_by().values_list(*fields).annotate(Sum("amount"))
    return {
        ((fund, use, source, division), kind): amount
        for fund, use, source, division, kind, amount in grouped
    }


def _by_source(fund: str, division: str, cost: int, on: date) -> dict[_Key, int]:
    parts = split(cost, shares_of(fund, division, on))
    return {(fund, "", source, division): part for source, part in parts.items()}


def monthly_costs(viewer: Mandate, on: date) -> dict[tuple[str, str], int]:
    """Return what the live register costs in a month (fen), by fund and division of the entitlement."""
    funds = {one.key: one.fund for one in benefits() if one.paid == MONTHLY}
    rows = accounts_.visible(Entitlement.objects.all(), viewer).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        benefit__in=funds, state=EntitlementState.ACTIVE.value, valid_from__lte=on,
    )  # fmt: skip
    costs: Counter[tuple[str, str]] = Counter()
    grouped = rows.order_by().values_list("benefit", "division_id").annotate(Sum("amount"))
    for benefit, division, amount in grouped:
        costs[funds[benefit], division] += amount
    return dict(costs)


def _ahead(year: int, on: date) -> int:
    """Return how many months of a year are still to be paid on a day, the running one among them."""
    return MONTHS - on.month + 1 if on.year == year else MONTHS * (on.year < year)


def _months_left(viewer: Mandate, year: int, on: date) -> Mapping[str, int]:
    """Return the months still to be paid of the funds that were paid from in the running month already."""
    rows = accounts_.visible(
        PostingLine.objects.filter(
            account__year=year, account__kind=Kind.IN_TRANSIT.value, amount__gt=0,
            posting__on__gte=on.replace(day=1), posting__on__lte=on,
        ),
        viewer,
        "account__division",
    )  # fmt: skip
    paid = rows.order_by().values_list("account__fund", flat=True).distinct()
    return dict.fromkeys(paid, _ahead(year, on) - 1)


def budgets(viewer: Mandate) -> QuerySet[Budget]:
    """Return the budgets of the viewer's places, every version."""
    return accounts_.visible(Budget.objects.select_related("division", "by__user"), viewer)


def transfers(viewer: Mandate) -> QuerySet[Transfer]:
    """Return the transfers out of or into the viewer's places."""
    rows = Transfer.objects.select_related(
        "division", "to_division", "asked_by__user", "decided_by__user"
    )
    given = accounts_.visible(rows, viewer)
    return (given | accounts_.visible(rows, viewer, "to_division")).distinct()


def supports(viewer: Mandate) -> QuerySet[ProviderSupport]:
    """Return what providers of the viewer's places were spared or given."""
    rows = ProviderSupport.objects.select_related("body", "division", "by__user")
    return accounts_.visible(rows, viewer)


def closed_years(viewer: Mandate) -> QuerySet[ClosedYear]:
    """Return the closed years of the viewer's places."""
    rows = ClosedYear.objects.select_related("division", "by__user", "posting")
    return accounts_.visible(rows, viewer)


def earmarks(viewer: Mandate, year: int) -> list[EarmarkRow]:
    """Return how each place that was granted money keeps the earmarks of a year.

    The share is of what was granted: money left lying does not make it smaller. What is spent below
    a place counts to the nearest place that was granted money (FN-08, LO-04).
    """
    return [row for earmark in EARMARKS for row in _earmarked(viewer, earmark, year)]


def _earmarked(viewer: Mandate, earmark: Earmark, year: int) -> list[EarmarkRow]:
    granted: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for ((_fund, use, source, division), kind), amount in _sums(viewer, year).items():
        if source != earmark.source:
            continue
        if kind == Kind.GRANTED.value:
            granted[division] -= amount
        elif use == earmark.purpose:
            spent[division] += amount
    places = _Places({("", code) for code in granted}, [*granted, *spent])
    used: Counter[str] = Counter()
    for division, amount in spent.items():
        used[places.of("", division)] += amount
    names = dict(Division.objects.filter(pk__in={*granted, *used}).values_list("pk", "level"))
    rows = []
    for division in sorted({*granted, *used}):
        row = parameters.value_in_force("ledger", earmark.parameter, division, date(year, 12, 31))
        percent = int(row.value) if row is not None else None
        base = granted[division]
        needed = None if percent is None else -(-base * percent // 100)
        level = LEVELS[Level(names[division])]
        rows.append(EarmarkRow(earmark, division, level, base, used[division], percent, needed))
    return rows
