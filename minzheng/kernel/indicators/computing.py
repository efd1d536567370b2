"""How an indicator is computed for every division at once: from people, not by adding."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from .declarations import Indicator, Measure, Ratio, Rows

Carried = Callable[[pl.DataFrame], Any]
Cell = tuple[str, str, str]
SCHEMA = {"place": pl.String, "category": pl.String, "value": pl.Int64, "rows": pl.Int64}


@dataclass(frozen=True, slots=True)
class Figure:
    """One computed figure before it is stored; ``rows`` are the rows an amount adds up."""

    division: str
    dimension: str
    category: str
    numerator: int
    denominator: int | None
    rows: int | None = None

    @property
    def key(self) -> Cell:
        """The cell it stands in: division, dimension, category."""
        return self.division, self.dimension, self.category


def _here(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def compute(
    item: Indicator,
    tables: Mapping[str, Any],
    lineages: Mapping[str, Sequence[str]],
    carried: Carried = _here,
) -> list[Figure]:
    """Return the indicator's figures for every division of the lineages and each declared dimension.

    `lineages` maps a division to itself and its ancestors. A person who is in two places of a
    county is one person of the county: distinct counts are taken at each level anew. The tables
    may be frames of another engine, such as Spark; `carried` brings a small table there.
    """
    return next(iter(compute_all([item], tables, lineages, carried)))[1]


def compute_all(
    items: Iterable[Indicator],
    tables: Mapping[str, Any],
    lineages: Mapping[str, Sequence[str]],
    carried: Carried = _here,
) -> Iterator[tuple[Indicator, list[Figure]]]:
    """Yield each indicator with its figures, in the order of division, dimension and category."""
    reach = pl.DataFrame(
        [(code, above) for code, line in lineages.items() for above in line],
        schema={"division": pl.String, "place": pl.String}, orient="row",
    )  # fmt: skip
    counting = _Counting(reach, carried)
    places = sorted(set(reach["place"]))
    for item in items:
        assert item.function is not None
        result = item.function(**{name: Rows(nw.from_native(tables[name])) for name in item.tables})
        dimensions = ["", *(d for d in item.by if d != "division")]
        found = [f for dimension in dimensions for f in _figures(result, dimension, places, counting)]  # fmt: skip
        yield item, sorted(found, key=lambda figure: figure.key)


def _figures(
    result: Measure | Ratio, dimension: str, places: Sequence[str], counting: "_Counting"
) -> list[Figure]:
    """Return the figures of one dimension; a count where nothing is counted is a known zero."""
    top, of = (result.top, result.of) if isinstance(result, Ratio) else (result, None)
    counted = counting.taken(top, dimension)
    rows = top.how == "sum"
    if of is None:
        if not dimension:
            counted = {(place, ""): counted.get((place, ""), (0, 0)) for place in places}
        return [
            Figure(place, dimension, group, value, None, behind if rows else None)
            for (place, group), (value, behind) in counted.items()
        ]
    bases = counting.taken(of, dimension)
    keys = counted.keys() | bases.keys()
    none = (0, 0)
    return [
        Figure(place, dimension, group, counted.get((place, group), none)[0], bases.get((place, group), none)[0],
               counted.get((place, group), none)[1] if rows else None)
        for place, group in keys
    ]  # fmt: skip


class _Counting:
    """Takes measures for every division: rows are first brought together where they lie."""

    def __init__(self, reach: pl.DataFrame, carried: Carried) -> None:
        self.reach = reach
        self.levels = nw.from_native(carried(reach))

    def taken(self, measure: Measure, dimension: str) -> dict[tuple[str, str], tuple[int, int]]:
        """Return (value, rows behind it) by place and category."""
        frame = measure.rows.frame
        if dimension and dimension not in frame.collect_schema():
            raise ValueError(f"分组“{dimension}”不在事实表中。")
        if measure.how == "distinct":
            found = self._distinct(frame, measure.column, dimension)
        else:
            found = self._added(frame, measure, dimension)
        return {
            (place, category): (value, rows) for place, category, value, rows in found.iter_rows()
        }

    def _added(self, frame: Any, measure: Measure, dimension: str) -> pl.DataFrame:
        """Count or add up where the rows lie, then up the tree: both add."""
        value = nw.col(measure.column).sum() if measure.how == "sum" else nw.len()
        counted = nw.col(measure.column) != 0 if measure.how == "sum" else None
        rows = counted.cast(nw.Int64).sum() if counted is not None else nw.len()
        keys = ["division", *([dimension] if dimension else [])]
        lying = _collected(frame.group_by(*keys).agg(value.alias("value"), rows.alias("rows")))
        joined = lying.join(self.reach, on="division", how="inner")
        return _summed(joined, dimension)

    def _distinct(self, frame: Any, column: str, dimension: str) -> pl.DataFrame:
        """Count different values at every level; a value without one is nobody."""
        keys = ["division", column, *([dimension] if dimension else [])]
        found = frame.select(*keys).filter(~nw.col(column).is_null()).unique()
        if not isinstance(found, nw.DataFrame):
            spread = found.join(self.levels, on="division", how="inner")
            groups = ["place", *([dimension] if dimension else [])]
            counted = _collected(spread.group_by(*groups).agg(nw.col(column).n_unique().alias("value")))  # fmt: skip
            return _summed(counted, dimension)
        native: pl.DataFrame = found.to_native()
        # Nearly everybody lies in one place; only who lies in several needs each level looked at.
        several = native.select(column, *([dimension] if dimension else [])).is_duplicated()
        groups = ["division", *([dimension] if dimension else [])]
        alone = native.filter(~several).group_by(groups).agg(value=pl.len())
        spread = (
            native.filter(several).join(self.reach, on="division", how="inner").drop("division")
        )
        again = spread.unique().group_by("place", *([dimension] if dimension else [])).agg(value=pl.len())  # fmt: skip
        parts = [alone.join(self.reach, on="division", how="inner").drop("division"), again]
        return _summed(pl.concat(parts, how="diagonal"), dimension)


def _collected(frame: Any) -> pl.DataFrame:
    made = frame.collect(backend="polars") if isinstance(frame, nw.LazyFrame) else frame
    native: pl.DataFrame = made.to_native()
    return native


def _summed(frame: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """Return the frame of ``SCHEMA``: one row a place and category, the category as text."""
    category = pl.col(dimension).cast(pl.String).fill_null("") if dimension else pl.lit("")
    rows = pl.col("rows") if "rows" in frame.columns else pl.lit(0)
    shaped = frame.select(
        "place", category.alias("category"), pl.col("value").fill_null(0).cast(pl.Int64), rows.alias("rows").cast(pl.Int64)
    )  # fmt: skip
    return shaped.group_by("place", "category").agg(pl.col("value").sum(), pl.col("rows").sum())
