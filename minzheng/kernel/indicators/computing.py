"""How an indicator is computed for every division at once: from people, not by adding."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from .declarations import Indicator, Measure, Ratio, Rows

TOTAL = ("", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed figure before it is stored."""

    division: str
    dimension: str
    category: str
    numerator: int
    denominator: int | None


def _here(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def compute(
    item: Indicator,
    tables: Mapping[str, Any],
    lineages: Mapping[str, Sequence[str]],
    carried: Callable[[pl.DataFrame], Any] = _here,
) -> list[Figure]:
    """Return the indicator's figures for every division of the lineages and each declared dimension.

    `lineages` maps a division to itself and its ancestors. A person who is in two places of a
    county is one person of the county: distinct counts are taken at each level anew. The tables
    may be frames of another engine, such as Spark; `carried` brings a small table there.
    """
    reach = pl.DataFrame(
        [(code, above) for code, line in lineages.items() for above in line],
        schema={"division": pl.String, "above": pl.String}, orient="row",
    )  # fmt: skip
    levels = nw.from_native(carried(reach))
    spread = {
        name: nw.from_native(tables[name]).join(levels, on="division", how="inner")
        for name in item.tables
    }
    result = item.function(**{name: Rows(frame) for name, frame in spread.items()})
    dimensions = ["", *(d for d in item.by if d != "division")]
    places = sorted({above for line in lineages.values() for above in line})
    return [figure for dimension in dimensions for figure in _figures(result, dimension, places)]


def _figures(result: Measure | Ratio, dimension: str, places: Sequence[str]) -> list[Figure]:
    """Return the figures of one dimension; a count where nothing is counted is a known zero."""
    top, of = (result.top, result.of) if isinstance(result, Ratio) else (result, None)
    counted = _grouped(top, dimension)
    if of is None:
        if not dimension:
            counted = {(place, ""): counted.get((place, ""), 0) for place in places}
        return [
            Figure(place, dimension, group, value, None)
            for (place, group), value in counted.items()
        ]
    bases = _grouped(of, dimension)
    keys = counted.keys() | bases.keys()
    return [
        Figure(p, dimension, g, counted.get((p, g), 0), bases.get((p, g), 0))
        for p, g in sorted(keys)
    ]


def _grouped(measure: Measure, dimension: str) -> dict[tuple[str, str], int]:
    frame = measure.rows.frame
    if dimension and dimension not in frame.collect_schema():
        raise ValueError(f"分组“{dimension}”不在事实表中。")
    keys = ["above", *([dimension] if dimension else [])]
    column = nw.col(measure.column) if measure.column else None
    if measure.how == "sum" and column is not None:
        value = column.sum()
    elif measure.how == "distinct" and column is not None:
        value = column.n_unique()
    else:
        value = nw.len()
    found = frame.group_by(*keys).agg(value.alias("value"))
    rows = (found.collect() if isinstance(found, nw.LazyFrame) else found).rows(named=True)
    return {
        (row["above"], str(row[dimension]) if dimension else ""): int(row["value"] or 0)
        for row in rows
    }
