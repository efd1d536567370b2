"""People sorted by household once: figures of a household are differences of running sums."""

from collections.abc import Sequence

import polars as pl

HOLES = "holes of "


class Households:
    """Which rows of the people belong to which row of the households.

    `persons` must be sorted by household. Sums are exact: whole numbers of 64 bits wrap around
    and back.
    """

    def __init__(self, units: pl.Series, owners: pl.Series) -> None:
        starts = owners.ne_missing(owners.shift(1))
        if len(starts):
            starts[0] = True
        first = starts.arg_true()
        keys = owners.gather(first)
        self._last = (
            pl.concat([first.slice(1), pl.Series([len(owners)], dtype=pl.UInt32)]).cast(pl.UInt32)
            - 1
            if len(first)
            else first
        )
        self.aligned = len(keys) == len(units) and (len(keys) == 0 or bool((keys == units).all()))
        run = starts.cast(pl.UInt32).cum_sum() - 1
        if self.aligned:
            self._unit_of_person, self._run_of_unit = run, None
            self.all_placed = True
            return
        runs = pl.DataFrame({"key": keys}).with_row_index("run")
        rows = pl.DataFrame({"key": units}).with_row_index("row")
        self._unit_of_person = runs.join(rows, on="key", how="left", maintain_order="left")[
            "row"
        ].gather(run)
        self._run_of_unit = rows.join(runs, on="key", how="left", maintain_order="left")["run"]
        self.all_placed = self._unit_of_person.null_count() == 0

    def spread(self, values: pl.Series) -> pl.Series:
        """Give each person the value of its household; unknown without one."""
        return values.gather(self._unit_of_person)

    def folded(
        self, persons: pl.DataFrame, folds: Sequence[tuple[str, str, str]]
    ) -> list[pl.Series]:
        """Fold columns of the people per household: (name of the figure, fold, column).

        A figure is unknown as soon as one element is. A household without people counts zero (no
        for "any", unknown for "max").
        """
        summed: dict[str, pl.Expr] = {}
        for _, fold, of in folds:
            column = pl.col(of)
            if persons[of].null_count():
                summed[f"{HOLES}{of}"] = self._to_here(column.is_null().cast(pl.Int64))
                column = column.fill_null(0)
            if fold != "max":
                summed[of] = self._to_here(column)
        sums = persons.select(e.alias(name) for name, e in summed.items())
        sums = sums.select(pl.all() - pl.all().shift(1, fill_value=0))
        if self._run_of_unit is not None:
            sums = sums.select(pl.all().gather(self._run_of_unit).fill_null(0))
        return [self._figure(persons, sums, *fold) for fold in folds]

    def _to_here(self, elements: pl.Expr) -> pl.Expr:
        """Running sums as they stand at the last person of each household."""
        return elements.cum_sum().gather(pl.lit(self._last))

    def _figure(
        self, persons: pl.DataFrame, sums: pl.DataFrame, name: str, fold: str, of: str
    ) -> pl.Series:
        complete = sums[f"{HOLES}{of}"] == 0 if f"{HOLES}{of}" in sums.columns else None
        if fold == "max":
            values, keep = self._greatest(persons[of]), complete
        elif fold == "any":
            values = sums[of] > 0
            keep = None if complete is None else values | complete
        else:
            values, keep = sums[of], complete
        if keep is not None:
            values = values.zip_with(keep, values.clear(len(values)))
        return values.alias(name)

    def _greatest(self, elements: pl.Series) -> pl.Series:
        found = (
            pl.DataFrame({"row": self._unit_of_person, "value": elements})
            .group_by("row")
            .agg(pl.col("value").max())
        )
        size = len(self._last) if self._run_of_unit is None else len(self._run_of_unit)
        rows = pl.DataFrame({"row": pl.Series(range(size), dtype=pl.UInt32)})
        return rows.join(found, on="row", how="left", maintain_order="left")["value"]
