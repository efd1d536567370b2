"""How recorded entitlements become fact tables."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db import connection

from minzheng.core import months

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
