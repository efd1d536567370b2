"""A month over given people, for the tests of single judges."""

from datetime import date
from typing import Any

import polars as pl

from minzheng.kernel.monitoring.declarations import FindingMonth


def month_of(people: pl.DataFrame, *, on: date, **more: Any) -> FindingMonth:
    """Return a month of these people in which no department delivered anything."""
    fields: dict[str, Any] = {
        "month": f"{on:%Y-%m}", "pay_month": f"{on:%Y-%m}", "on": on, "persons": people,
        "households": people.select("household").unique(), "results": {},
        "accepted": lambda _key: None, "mistaken": lambda: people.head(0),
        "redetermine": lambda _policy, rows: rows, "earlier": lambda _policy, _month: None,
    }  # fmt: skip
    return FindingMonth(**{**fields, **more})
