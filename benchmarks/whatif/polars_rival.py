"""What an analyst writes for one question: the allowance twice, the difference, the sums by township."""

import json
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.policy import polars_rival as hand

RAISED = pl.when(hand.residence == "urban").then(62_300).otherwise(45_000)


def _cost(standard: pl.Expr) -> pl.Expr:
    """Return what is taken off wages for the cost of working, in 1/10000 fen."""
    wages = hand.wages
    return pl.min_horizontal(wages * 2_000, standard * hand.POINTS, wages * hand.POINTS)


def tried(folder: Path, out: Path) -> dict[str, int]:
    """Return by how many fen each township's month changes; leave the affected households as a file."""
    homes, people = (pl.scan_parquet(folder / f"{n}.parquet") for n in ("households", "persons"))
    before = hand.dibao(homes, people)
    present = hand.standard, hand.income
    # The cap of work expenses is a share of the standard, so the income moves with it.
    hand.standard, hand.income = RAISED, hand.income + (_cost(present[0]) - _cost(RAISED))
    try:
        after = hand.dibao(homes, people)
    finally:
        hand.standard, hand.income = present
    both, places = pl.collect_all(
        [
            before.join(after, on="household", suffix="_after"),
            homes.select("household", "division", "residence"),
        ]
    )
    rows = both.filter(pl.col("eligible") | pl.col("eligible_after"))
    rows = rows.join(places, on="household").with_columns(
        change=pl.col("amount_after") - pl.col("amount")
    )
    rows.sort("household").write_parquet(out / "rows.parquet")
    return dict(rows.group_by("division").agg(pl.col("change").sum()).iter_rows())


def main() -> None:
    """Try it twice on the folder named; the second time counts."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="minzheng-bench-") as name:
        tried(folder, Path(name))
        began = time.perf_counter()
        towns = tried(folder, Path(name))
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": round(seconds, 3), "towns": towns}))


if __name__ == "__main__":
    main()
