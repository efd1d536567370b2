"""The register as fact tables: read by one cursor, never through model instances."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import polars as pl
from django.db import connection

_AT_ONCE: Final = 50_000
# SQLite takes at most 32,766 parameters; one statement per so many households is quick enough.
_IDS_AT_ONCE: Final = 900

# Dates and truth values come as text and whole numbers on both databases: quicker than a Python
# object for each, and the same.
_PERSONS: Final = """
SELECT m.household_id, m.person_id, p.pid, p.name, h.division_id, h.residence, m.relation, p.sex,
       CAST(p.birth_on AS varchar(10)), CAST(m.can_live_independently AS integer),
       m.years_together, CAST(m.lives_with_other_parent AS integer),
       CAST(m.has_support_duty AS integer)
FROM people_membership m
JOIN people_household h ON h.id = m.household_id
JOIN people_person p ON p.id = m.person_id
WHERE m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to > %s)
  AND h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to > %s)
"""
_HOUSEHOLDS: Final = """
SELECT h.id, h.division_id, h.residence FROM people_household h
WHERE h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to > %s)
"""
_FLAGS: Final = """
SELECT f.person_id, f.kind, f.value FROM people_personflag f
WHERE f.valid_from <= %s AND (f.valid_to IS NULL OR f.valid_to > %s)
  AND f.kind IN ('religious', 'missing', 'conscript')
"""
_PERSON_SCHEMA: Final[dict[str, Any]] = {
    "household": pl.Int64,
    "person": pl.Int64,
    "pid": pl.String,
    "name": pl.String,
    "division": pl.String,
    "residence": pl.String,
    "relation": pl.String,
    "sex": pl.String,
    "birth_on": pl.String,
    "can_live_independently": pl.Int64,
    "years_together": pl.Int64,
    "lives_with_other_parent": pl.Int64,
    "has_support_duty": pl.Int64,
}
_TRUTHS: Final = ("can_live_independently", "lives_with_other_parent", "has_support_duty")
_ORDER: Final = (
    "household",
    "person",
    "pid",
    "name",
    "division",
    "residence",
    "relation",
    "age",
    "sex",
    "birth_on",
    "declared_missing",
    "years_religious",
    "is_conscript",
    "can_live_independently",
    "years_together",
    "lives_with_other_parent",
    "has_support_duty",
)


def register_persons(at: date, households: Sequence[int] | None = None) -> pl.DataFrame:
    """Return every member of every household (or of the named ones) on the day ``at``.

    One row per member: household, person, pid, name, division and residence of the household,
    relation, age in completed years, sex, birth_on, the dated flags and the facts of the tie.
    ``pid`` is the blind index of the identity number, null without one; a missing birth date gives
    a null age (unknown is never zero). Ordered by household and person.
    """
    rows = _read(_PERSONS, [at, at, at, at], "m.household_id", households)
    frame = pl.DataFrame(list(rows), schema=_PERSON_SCHEMA, orient="row")
    frame = frame.with_columns(
        pl.col("birth_on").str.to_date("%Y-%m-%d", strict=True),
        *(pl.col(name).cast(pl.Boolean) for name in _TRUTHS),
    )
    frame = _with_flags(frame, at).with_columns(age=age_on(at))
    return frame.select(_ORDER).sort("household", "person")


def register_households(at: date, households: Sequence[int] | None = None) -> pl.DataFrame:
    """Return household, division and residence of every household on the day ``at``."""
    rows = _read(_HOUSEHOLDS, [at, at], "h.id", households)
    schema = {"household": pl.Int64, "division": pl.String, "residence": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row").sort("household")


def residents(at: date) -> pl.DataFrame:
    """Return the registered members of all households on a day, as statistics see them."""
    return register_persons(at).select("person", "household", "division", "residence", "sex", "age")


def age_on(at: date, birth_on: str = "birth_on") -> pl.Expr:
    """Return completed years of life on ``at``; 29 February completes on the 28th (民法典 202)."""
    birth = pl.col(birth_on)
    day = birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day().cast(pl.Int32)
    today = at.month * 100 + at.day
    is_last_of_february = at.month == 2 and at.day == 28 and not _is_leap(at.year)
    reached = (day <= today) | (pl.lit(is_last_of_february) & (day == 229))
    return at.year - birth.dt.year() - (~reached).cast(pl.Int32)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _with_flags(frame: pl.DataFrame, at: date) -> pl.DataFrame:
    flags = pl.DataFrame(
        list(_read(_FLAGS, [at, at], "f.person_id", None)),
        schema={"person": pl.Int64, "kind": pl.String, "value": pl.Int64},
        orient="row",
    )

    def persons(kind: str) -> pl.Series:
        return flags.filter(pl.col("kind") == kind)["person"].implode()

    religious = flags.filter(pl.col("kind") == "religious").select(
        "person", years_religious=pl.col("value")
    )
    return frame.join(religious, on="person", how="left").with_columns(
        # The register is complete in this: without a flag there is nothing to know.
        pl.col("years_religious").fill_null(0),
        declared_missing=pl.col("person").is_in(persons("missing")),
        is_conscript=pl.col("person").is_in(persons("conscript")),
    )


def _read(
    statement: str, parameters: list[date], column: str, ids: Sequence[int] | None
) -> Iterator[tuple[Any, ...]]:
    if ids is None:
        yield from _fetch(statement, list(parameters))
        return
    wanted = list(ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        some = wanted[start : start + _IDS_AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        yield from _fetch(f"{statement} AND {column} IN ({marks})", [*parameters, *some])


def _fetch(statement: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
