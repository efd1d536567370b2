"""How the figures found on visits become facts: the latest of each column for each member."""

from datetime import date
from typing import Any

import polars as pl

from minzheng.facts import COLUMNS
from minzheng.facts.schema import DTYPES
from minzheng.kernel.determinations.declarations import fact_provider
from minzheng.kernel.visits.models import VisitFact

KEYS = {"person": pl.Int64, "household": pl.Int64}


def latest(at: date, households: list[int] | None, grain: str) -> pl.DataFrame:
    """Return one row per person (or household) with the columns visits found up to ``at``."""
    rows = VisitFact.objects.filter(valid_from__lte=at, person__isnull=grain == "household")
    if households is not None:
        rows = rows.filter(household__in=households)
    found: dict[int, dict[str, object]] = {}
    for key, column, number, text in (
        rows.order_by("valid_from", "pk")
        .values_list(grain, "column", "number", "text")
        .iterator(5000)
    ):
        found.setdefault(key, {})[column] = _value(column, number, text)
    names = sorted({name for values in found.values() for name in values})
    schema: dict[str, Any] = {
        grain: KEYS[grain],
        **{name: DTYPES[COLUMNS[name].kind] for name in names},
    }
    return pl.DataFrame([{grain: k, **v} for k, v in found.items()], schema=schema)


def _value(column: str, number: int | None, text: str) -> object:
    """Return a stored figure in the type of its column."""
    kind = COLUMNS[column].kind
    if kind == "text":
        return text
    return bool(number) if kind == "flag" else number


def _asked(register: pl.DataFrame) -> list[int] | None:
    """Return the households asked for; None when there are too many to name in a query."""
    asked = register["household"].unique().to_list()
    return asked if len(asked) <= 500 else None


@fact_provider("visits.survey")
def survey(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give what surveys found of each member in question."""
    return latest(at, _asked(register), "person").join(
        register.select("person").unique(), on="person", how="semi"
    )


@fact_provider("visits.household")
def household_survey(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give what surveys found of each household in question."""
    return latest(at, _asked(register), "household").join(
        register.select("household").unique(), on="household", how="semi"
    )
