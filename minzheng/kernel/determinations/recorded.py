"""What our own people found, as facts in force on a day; and which columns they may record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.db.models import F, Q, QuerySet

from minzheng.facts import COLUMNS, SENSITIVE, TABLES
from minzheng.facts.schema import DTYPES, Column
from minzheng.policy import Policy

from .declarations import GATHERED, asked_facts
from .models import RecordedFact

# The register, the departments and the surveys fill these; nobody records over them by hand.
ELSEWHERE = frozenset({"households", "persons", "entitlements", "residents"})
# What our own books of benefits and the deliveries tell of everybody.
BOOKS = frozenset(
    {
        "dibao_family", "tekun_family", "rigid_family", "tekun_recipient", "dibao_recipient",
        "orphan_recipient", "unsupported_recipient", "veteran_recipient", "unemployment_recipient",
        "unemployment_aid_recipient", "registered_here", "certificate_until", "died_on",
        "disability_nursing_money", "allowance_paid_through",
    }
)  # fmt: skip
# So many holders are named in a query; more are read with everybody.
NAMED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Recordable:
    """One fact a form may ask for: what it is called, what kind of box it needs, what may be chosen.

    `kind` is money (whole fen), whole, percent (hundredths), flag, text or day; `choices` maps codes
    to Chinese names; `grain` says whether a household or a person has it; `per_case` facts (a
    hardship, a bill) belong to one case and are given to `determine`, never recorded.
    """

    column: str
    label: str
    kind: str
    unit: str
    grain: str
    table: str
    sensitive: bool
    per_case: bool
    choices: dict[str, str] = field(default_factory=dict)


def recordable(of: Policy | str) -> list[Recordable]:
    """Return what may be recorded for a policy, or of one fact table, in the tables' order."""
    asked = asked_facts(of) if isinstance(of, Policy) else set(TABLES[of].columns)
    return [
        recordable_column(name)
        for name, column in COLUMNS.items()
        if name in asked and column.table not in ELSEWHERE and name not in BOOKS
        and column.name not in {"household", "person"}
    ]  # fmt: skip


def recordable_column(name: str) -> Recordable:
    """Describe one column for a form."""
    column = COLUMNS[name]
    return Recordable(
        name, column.label, column.kind, column.unit, column.grain, column.table,
        column.sensitivity == SENSITIVE, column.table not in GATHERED, dict(column.choices),
    )  # fmt: skip


def may_be_recorded(column: Column) -> bool:
    """Say whether a finding may be recorded under a column."""
    return (
        column.table in GATHERED and column.table not in ELSEWHERE and column.name not in BOOKS
        and column.name not in {"household", "person"}
    )  # fmt: skip


def in_force(on: date) -> QuerySet[RecordedFact]:
    """Return the rows whose period holds a day, the one that counts last."""
    return RecordedFact.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on), since__lte=on, withdrawn_at__isnull=True
    ).order_by("since", "pk")


def value_of(fact: RecordedFact) -> Any:
    """Return the value as the fact table holds it: fen, numbers, truth, words or a day."""
    return _value(fact.column, fact.number, fact.text, fact.day)


def _value(column: str, number: int | None, text: str, day: date | None) -> Any:
    kind = COLUMNS[column].kind
    if kind == "text":
        return text
    if kind == "day":
        return day
    return bool(number) if kind == "flag" else number


def of_persons(on: date, people: pl.DataFrame) -> pl.DataFrame:
    """Return what is on record of each person in question on a day."""
    return _frame("person", on, people["person"].unique().to_list())


def of_households(on: date, homes: pl.DataFrame) -> pl.DataFrame:
    """Return what is on record of each household in question on a day."""
    return _frame("household", on, homes["household"].unique().to_list())


def _frame(grain: str, on: date, holders: list[int]) -> pl.DataFrame:
    rows = in_force(on).filter(person__isnull=grain == "household")
    if len(holders) <= NAMED_AT_MOST:
        rows = rows.filter(**{f"{grain}__in": holders})
    columns: dict[str, dict[int, Any]] = {}
    for holder, column, number, text, day in rows.values_list(
        F(f"{grain}_id"), "column", "number", "text", "day"
    ).iterator(5000):
        if column in COLUMNS:
            columns.setdefault(column, {})[holder] = _value(column, number, text, day)
    return _wide(grain, columns).filter(
        pl.col(grain).is_in(pl.Series(holders, dtype=pl.Int64).implode())
    )


def _wide(grain: str, columns: dict[str, dict[int, Any]]) -> pl.DataFrame:
    """Put the values of each column beside the holders who have any."""
    holders = sorted(_all_holders(columns.values()))
    values = {
        name: pl.Series(name, [told.get(h) for h in holders], dtype=DTYPES[COLUMNS[name].kind])
        for name, told in sorted(columns.items())
    }
    return pl.DataFrame({grain: pl.Series(grain, holders, dtype=pl.Int64), **values})


def _all_holders(columns: Iterable[dict[int, Any]]) -> set[int]:
    return {holder for told in columns for holder in told}
