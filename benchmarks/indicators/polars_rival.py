"""The same cells by a script of Polars alone: read, spread over the levels, count, insert."""

import json
import resource
import sqlite3
import sys
import time
from pathlib import Path

import polars as pl

KEYS = ["indicator", "division", "dimension", "category"]


def measured(frame: pl.LazyFrame, how: str, column: str, dimension: str, name: str) -> pl.LazyFrame:
    """Count one measure by division and group."""
    value = {"distinct": pl.col(column).n_unique(), "sum": pl.col(column).sum()}[how] if column else pl.len()  # fmt: skip
    groups = ["place", dimension] if dimension else ["place"]
    counted = frame.group_by(groups).agg(value.cast(pl.Int64).alias(name))
    category = pl.col(dimension) if dimension else pl.lit("")
    return counted.select(pl.col("place"), category.alias("category"), name)


def main(folder: Path, base: Path) -> None:
    """Compute every cell and put it into a table."""
    begun, used = time.perf_counter(), time.process_time()
    told = json.loads((folder / "county.json").read_text())
    pairs = [(code, above) for code, line in told["places"].items() for above in line]
    reach = pl.LazyFrame(pairs, schema=["division", "place"], orient="row")
    tables = {
        name: pl.scan_parquet(folder / f"{name}.parquet").join(reach, on="division").collect().lazy()
        for name in ("residents", "entitlements", "payments")
    }  # fmt: skip
    queries = []
    for spec in told["specs"]:
        frame = tables[spec["table"]]
        for column, value in spec["where"].items():
            frame = frame.filter(pl.col(column) == value)
        for dimension in ["", *spec["by"]]:
            found = measured(frame, spec["how"], spec["column"], dimension, "numerator")
            if "of" in spec:
                of = measured(tables[spec["of"]], "distinct", spec["column"], dimension, "denominator")  # fmt: skip
                found = found.join(of, on=["place", "category"], how="full", coalesce=True).with_columns(
                    pl.col("numerator", "denominator").fill_null(0)
                )  # fmt: skip
            else:
                found = found.with_columns(denominator=pl.lit(None, dtype=pl.Int64)).filter(pl.col("numerator") > 0)  # fmt: skip
            queries.append(found.select(
                pl.lit(spec["key"]).alias("indicator"), "place", pl.lit(dimension).alias("dimension"), "category",
                "numerator", "denominator",
            ))  # fmt: skip
    rows = pl.concat(pl.collect_all(queries))
    with sqlite3.connect(base) as connection:
        connection.execute("CREATE TABLE figures (indicator, division, dimension, category, numerator, denominator)")  # fmt: skip
        connection.executemany("INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?)", rows.rows())
    print(json.dumps({
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu_seconds": round(time.process_time() - used, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "figures": rows.height,
    }))  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
