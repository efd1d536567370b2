"""How answers of departments become facts: the latest of each column counts, those by hand over all."""

from datetime import date
from typing import Any

import polars as pl

from minzheng.facts import COLUMNS
from minzheng.facts.schema import DTYPES
from minzheng.kernel.determinations.declarations import fact_provider
from minzheng.kernel.exchange.choices import DELIVERY
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import ManualItem, PartnerQuery


@fact_provider("verification.manual")
def manual_answers(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give what departments without deliveries answered for the month in question."""
    items = ManualItem.objects.filter(
        query__verification__month=month, query__answered_at__isnull=False
    )
    asked = register["person"].unique().to_list()
    if len(asked) <= 500:
        items = items.filter(person__in=asked)
    found: dict[int, dict[str, object]] = {}
    for person, column, number in items.order_by("query__answered_at", "pk").values_list(
        "person", "column", "number"
    ):
        is_flag = COLUMNS[column].kind == "flag"
        found.setdefault(person, {})[column] = bool(number) if is_flag else number
    return _frame(found, register)


# Before "verification.manual" in the order of keys: what somebody wrote down by hand stands over it.
@fact_provider("verification.answers")
def partner_answers(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give what departments answered to single questions for the month in question."""
    rows = PartnerQuery.objects.filter(verification__month=month, state=choices.ANSWERED).exclude(
        mode=DELIVERY
    )
    asked = register["person"].unique().to_list()
    if len(asked) <= 500:
        rows = rows.filter(person__in=asked)
    found: dict[int, dict[str, object]] = {}
    for person, values in rows.order_by("settled_at", "pk").values_list("person", "values"):
        for name, value in values.items():
            is_day = COLUMNS[name].kind == "date" and isinstance(value, str)
            found.setdefault(person, {})[name] = date.fromisoformat(value) if is_day else value
    return _frame(found, register)


def _frame(found: dict[int, dict[str, object]], register: pl.DataFrame) -> pl.DataFrame:
    """Return one row per person of the register with the columns that were told."""
    names = sorted({name for values in found.values() for name in values})
    schema: dict[str, Any] = {
        "person": pl.Int64,
        **{name: DTYPES[COLUMNS[name].kind] for name in names},
    }
    frame = pl.DataFrame([{"person": k, **v} for k, v in found.items()], schema=schema)
    return frame.join(register.select("person").unique(), on="person", how="semi")
