"""What the departments know: the county's records by number, before any dirt, under their own headers."""

import json
import pathlib
from collections.abc import Mapping

import polars as pl

from world.county import County
from world.dirt import texts
from world.layouts import LAYOUTS

Rows = list[dict[str, str]]


class Truth:
    """For each data set the rows of each number, in our own column names."""

    def __init__(self, records: Mapping[str, Mapping[str, Rows]]) -> None:
        """Take what every department knows."""
        self.records = records

    @classmethod
    def of(cls, county: County) -> "Truth":
        """Return the same records the county's deliveries are written from."""
        told: dict[str, dict[str, Rows]] = {}
        for key, frame in county.records.items():
            columns = list(LAYOUTS[key].headers)
            found = told.setdefault(key, {})
            rows = texts(frame, LAYOUTS[key]).select(pl.col(columns).fill_null(""))
            for row in rows.iter_rows(named=True):
                found.setdefault(row["id_no"], []).append(row)
        return cls(told)

    @classmethod
    def read(cls, path: pathlib.Path) -> "Truth":
        """Return what a JSON file says: {data set: {number: [{column: text}]}}."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def table(self, key: str, number: str, *, renamed: bool = False) -> tuple[list[str], list[list[str]]]:  # fmt: skip
        """Return a department's headers and its rows of a person; ``renamed``: a changed schema."""
        headers = LAYOUTS[key].headers
        rows = self.records.get(key, {}).get(number, [])
        shown = [f"字段{n}" if renamed else label for n, label in enumerate(headers.values(), 1)]
        return shown, [[row.get(name, "") for name in headers] for row in rows]
