"""How an indicator is computed for every division at once: from people, not by adding."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from .declarations import Indicator, Measure, Ratio, Rows

Carried = Callable[[pl.DataFrame], Any]
Cell = tuple[str, str, str]
Counts = Mapping[tuple[str, str], tuple[int, int]]


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
    counting = _Counting(tables, reach, carried)
    places = sorted(set(reach["place"]))
    for item in items:
        assert item.function is not None
        result = item.function(**{name: counting.rows(name) for name in item.tables})
        dimensions = ["", *(d for d in item.by if d != "division")]
        top, of = (result.top, result.of) if isinstance(result, Ratio) else (result, None)
        counted = counting.taken(top, dimensions)
        bases = None if of is None else counting.taken(of, dimensions)
        found = [
            figure
            for dimension in dimensions
            for figure in _figures(dimension, counted[dimension],
                                   None if bases is None else bases[dimension], places, is_sum=top.how == "sum")
        ]  # fmt: skip
        yield item, sorted(found, key=lambda figure: figure.key)


def _figures(
    dimension: str, counted: Counts, bases: Counts | None, places: Sequence[str], *, is_sum: bool
) -> Iterator[Figure]:
    """Yield the figures of one dimension; a count where nothing is counted is a known zero."""
    keys = set(counted) | set(bases or ())
    if bases is None and not dimension:
        keys = {(place, "") for place in places}
    none = (0, 0)
    for place, group in keys:
        value, rows = counted.get((place, group), none)
        of = None if bases is None else bases.get((place, group), none)[0]
        yield Figure(place, dimension, group, value, of, rows if is_sum else None)


class _Counting:
    """Takes measures for every division: rows are first brought together where they lie.

    Counts and sums add up the tree, and so does a count of different values that lie in one place
    each; only the few that lie in several are looked at on every level.
    """

    def __init__(self, tables: Mapping[str, Any], reach: pl.DataFrame, carried: Carried) -> None:
        self.tables = tables
        self.reach = reach
        self.levels = nw.from_native(carried(reach))
        self._rows = {name: Rows(nw.from_native(table), name) for name, table in tables.items()}
        self._scattered: dict[tuple[str, str], tuple[bool, pl.Series]] = {}
        self._whole: dict[tuple[str, str, str, str], Counts] = {}

    def rows(self, table: str) -> Rows:
        """Return a fact table as an indicator sees it."""
        return self._rows[table]

    def taken(self, measure: Measure, dimensions: Sequence[str]) -> dict[str, Counts]:
        """Return (value, rows behind it) by place and category, for each dimension."""
        rows = measure.rows
        schema = rows.frame.collect_schema()
        for dimension in dimensions:
            if dimension and dimension not in schema:
                raise ValueError(f"分组“{dimension}”不在事实表中。")
        if rows is not self._rows.get(rows.table):
            return self._counted(measure, dimensions)
        # A whole table is the denominator of many: count it once.
        keys = {d: (rows.table, measure.how, measure.column, d) for d in dimensions}
        fresh = [d for d in dimensions if keys[d] not in self._whole]
        if fresh:
            counted = self._counted(measure, fresh)
            self._whole |= {keys[d]: counted[d] for d in fresh}
        return {d: self._whole[keys[d]] for d in dimensions}

    def _counted(self, measure: Measure, dimensions: Sequence[str]) -> dict[str, Counts]:
        frame, column, table = measure.rows.frame, measure.column, measure.rows.table
        if measure.how != "distinct":
            lying = self._lying(frame, measure, dimensions)
            return {d: self._lifted(lying, d) for d in dimensions}
        groups = [d for d in dimensions if d]
        kept = frame.select("division", column, *groups).filter(~nw.col(column).is_null())
        if not isinstance(kept, nw.DataFrame) or not isinstance(self.tables.get(table), pl.DataFrame):  # fmt: skip
            return {d: self._levelled(kept, column, d) for d in dimensions}
        native: pl.DataFrame = kept.to_native()
        is_key, scattered = self._lie(table, column)
        far = native.filter(pl.col(column).is_in(scattered.implode()))
        near = native.filter(~pl.col(column).is_in(scattered.implode())) if far.height else native
        if is_key:
            lying = near.group_by("division", *groups).agg(value=pl.len(), rows=pl.len())
            return {d: self._lifted(lying, d) for d in dimensions}
        return {d: self._both(near, far, column, d) for d in dimensions}

    def _lie(self, table: str, column: str) -> tuple[bool, pl.Series]:
        """Return whether a column tells a table's rows apart, and its values in several places."""
        if (table, column) not in self._scattered:
            base = self.tables[table].select("division", column).drop_nulls(column)
            pairs = base.unique()
            several = pairs[column].filter(pairs[column].is_duplicated()).unique()
            self._scattered[table, column] = (pairs.height == base.height and not len(several), several)  # fmt: skip
        return self._scattered[table, column]

    def _lying(self, frame: Any, measure: Measure, dimensions: Sequence[str]) -> pl.DataFrame:
        """Count or add up where the rows lie, in all groups at once."""
        if measure.how == "sum":
            value, rows = (
                nw.col(measure.column).sum(),
                (nw.col(measure.column) != 0).cast(nw.Int64).sum(),
            )
        else:
            value, rows = nw.len(), nw.len()
        keys = ["division", *(d for d in dimensions if d)]
        return _collected(frame.group_by(*keys).agg(value.alias("value"), rows.alias("rows")))

    def _both(self, near: pl.DataFrame, far: pl.DataFrame, column: str, dimension: str) -> Counts:
        groups = [dimension] if dimension else []
        alone = near.group_by("division", *groups).agg(value=pl.col(column).n_unique())
        parts = [alone.join(self.reach, on="division", how="inner").drop("division")]
        if far.height:
            spread = far.join(self.reach, on="division", how="inner")
            parts.append(spread.group_by("place", *groups).agg(value=pl.col(column).n_unique()))
        return _summed(pl.concat(parts, how="diagonal"), dimension)

    def _levelled(self, kept: Any, column: str, dimension: str) -> Counts:
        """Count different values at every level on an engine that may lie elsewhere."""
        groups = [dimension] if dimension else []
        spread = kept.join(self.levels, on="division", how="inner")
        counted = spread.group_by("place", *groups).agg(nw.col(column).n_unique().alias("value"))
        return _summed(_collected(counted), dimension)

    def _lifted(self, lying: pl.DataFrame, dimension: str) -> Counts:
        """Carry what adds up the tree."""
        groups = [dimension] if dimension else []
        together = lying.group_by("division", *groups).agg(pl.col("value").sum(), pl.col("rows").sum())  # fmt: skip
        return _summed(together.join(self.reach, on="division", how="inner"), dimension)


def _collected(frame: Any) -> pl.DataFrame:
    made = frame.collect(backend="polars") if isinstance(frame, nw.LazyFrame) else frame
    native: pl.DataFrame = made.to_native()
    return native


def _summed(frame: pl.DataFrame, dimension: str) -> Counts:
    """Add up by place and category, the category as text."""
    category = pl.col(dimension).cast(pl.String).fill_null("") if dimension else pl.lit("")
    rows = pl.col("rows") if "rows" in frame.columns else pl.lit(0)
    shaped = frame.select("place", category=category, value=pl.col("value").fill_null(0).cast(pl.Int64),
                          rows=rows.cast(pl.Int64))  # fmt: skip
    found = shaped.group_by("place", "category").agg(pl.col("value").sum(), pl.col("rows").sum())
    return {(place, group): (value, behind) for place, group, value, behind in found.iter_rows()}
