"""How recorded entitlements become fact tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection

from minzheng.core import months
from minzheng.core.registry import Registry
from minzheng.facts import COLUMNS as FACTS
from minzheng.facts.schema import DTYPES
from minzheng.kernel.determinations.declarations import fact_provider

COLUMNS = {
    "entitlement": pl.Int64, "benefit": pl.String, "household": pl.Int64, "person": pl.Int64, "division": pl.String,
    "amount": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date, "state": pl.String,
}  # fmt: skip

_IN_FORCE = """
    SELECT id, benefit, household_id, person_id, division_id, amount, valid_from, valid_to, state
    FROM benefits_entitlement
    WHERE valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
"""


def entitlements_in_force(day: date, households: Sequence[int] | None = None) -> pl.DataFrame:
    """Entitlements whose period holds the day, as a frame (COLUMNS); money in fen."""
    sql: str = _IN_FORCE
    values: list[date | int] = [day, day]
    if households is not None:
        marks = ",".join(["%s"] * len(households)) or "NULL"
        sql += f" AND household_id IN ({marks})"
        values += list(households)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return pl.DataFrame([list(r) for r in rows], schema=COLUMNS, orient="row")


def recipients(benefit: str, month: str, households: Sequence[int] | None = None) -> pl.DataFrame:
    """Who receives a benefit at the first of a month: household, person, entitlement, amount.

    `person` is null where the household as a whole holds it.
    """
    rows = entitlements_in_force(months.first_day(month), households)
    live = rows.filter((pl.col("benefit") == benefit) & (pl.col("state") != "suspended"))
    return live.select("household", "person", "entitlement", "amount")


# -- what somebody holds, as facts ----------------------------------------------------------------

OWN, FAMILY, EITHER = "own", "family", "either"
HOLDS, AMOUNT, SINCE = "holds", "amount", "since"
SOURCE = "在享待遇登记"
NAMED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A fact column that says who holds one of some benefits.

    `through`: OWN what a person holds himself, FAMILY what the household holds as a whole, EITHER
    both; for a household column OWN means that any member holds it. `value`: HOLDS (yes or no),
    AMOUNT (fen a month, 0 for none) or SINCE (first day of the period, none for nobody).
    """

    column: str
    benefits: tuple[str, ...]
    through: str = OWN
    value: str = HOLDS


_held: Registry[HeldFact] = Registry("待遇事实")


def held_fact(
    column: str, *benefits: str, through: str = OWN, value: str = HOLDS, key: str = ""
) -> HeldFact:
    """Declare that a fact column follows from entitlements in force: our books are complete.

    Absence is a no, a zero or none, never unknown. `key` names a second declaration of a column.
    """
    declared = HeldFact(column, benefits, through, value)
    return _held.add(key or column, declared)


@fact_provider("benefits.held.households", SOURCE, early=True)
def held_by_households(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give each household in question what it, or any member of it, holds on the day."""
    homes = register.select("household").unique()
    rows = entitlements_in_force(at, _asked(homes))
    return _with_held(homes, rows, "household")


@fact_provider("benefits.held.persons", SOURCE, early=True)
def held_by_persons(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give each person in question what he holds on the day, himself or with the household."""
    people = register.select("person", "household")
    rows = entitlements_in_force(at, _asked(people.select("household").unique()))
    held = _with_held(people, rows, "person").drop("household")
    if not held["person"].is_duplicated().any():
        return held
    return held.group_by("person", maintain_order=True).agg(pl.all().max())


def _asked(homes: pl.DataFrame) -> list[int] | None:
    """Return the households to name in a query; None when there are too many."""
    return homes["household"].to_list() if homes.height <= NAMED_AT_MOST else None


def _with_held(base: pl.DataFrame, rows: pl.DataFrame, grain: str) -> pl.DataFrame:
    declared = [h for h in _held.all() if FACTS[h.column].grain == grain]
    for one in declared:
        live = rows.filter(pl.col("benefit").is_in(one.benefits))
        alone = live.filter(pl.col("person").is_not_null())
        together = live.filter(pl.col("person").is_null())
        parts = []
        if one.through != FAMILY:
            parts.append(_values(base, alone, grain, one))
        if one.through != OWN:
            parts.append(_values(base, together, "household", one))
        base = base.with_columns(pl.max_horizontal(parts).alias(one.column))
    return base


def _values(base: pl.DataFrame, live: pl.DataFrame, key: str, held: HeldFact) -> pl.Series:
    """Return for each row of the base what the entitlements of its key say."""
    if held.value == HOLDS:
        return base[key].is_in(live[key].implode())
    of = {AMOUNT: pl.col("amount").sum(), SINCE: pl.col("valid_from").min()}[held.value]
    told = base.join(
        live.group_by(key).agg(of.alias("told")), on=key, how="left", maintain_order="left"
    )["told"].cast(DTYPES[FACTS[held.column].kind])
    return told.fill_null(0) if held.value == AMOUNT else told


def first_held(benefit: str) -> pl.DataFrame:
    """Since when each person has held a benefit without a gap, for those who hold it: person, since."""
    sql = """
        SELECT person_id, CAST(valid_from AS varchar(10)), CAST(valid_to AS varchar(10))
        FROM benefits_entitlement WHERE benefit = %s AND person_id IS NOT NULL
        ORDER BY person_id, valid_from
    """
    since: dict[int, date] = {}
    until: dict[int, str | None] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [benefit])
        for person, begins, ends in cursor.fetchall():
            if person not in since or until[person] != begins:
                since[person] = date.fromisoformat(begins)
            until[person] = ends
    return pl.DataFrame(
        {"person": list(since), "since": list(since.values())},
        schema={"person": pl.Int64, "since": pl.Date},
    )
