"""The answers and statistics of a month worked out again on PySpark's local mode, and compared.

``main`` runs inside a home whose month was run; the last line printed is JSON. Policies and
indicators are those of the rooms, unmodified.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.core import months
from minzheng.kernel.determinations import declarations, queries
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators import declarations as statistics
from minzheng.kernel.indicators import facts
from minzheng.kernel.indicators.computing import compute
from minzheng.policy.distributed import answer_names, outcomes_lazily
from tests.scale import spark as scale

Told = dict[str, dict[str, int]]


def main(month: str) -> None:
    """Compare both engines and print what each took and where they differ."""
    if reason := scale.lacking():
        print(json.dumps({"skipped": reason}, ensure_ascii=False))
        return

    on = months.last_day(month)
    policies = list(declarations.county_policies().values())
    lineages = divisions.lineages(on)
    store = queries.parameter_store(*policies)
    paths = {table: queries.facts_path(month, table) for table in ("households", "persons")}
    here = {policy.key: _answers(queries.results_path(policy.key, month)) for policy in policies}
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="minzheng-spark-") as name, scale.session() as spark:
        clock = time.perf_counter()
        there = _on_spark(spark, policies, paths, store, on, lineages)
        seconds["determine"] = round(time.perf_counter() - clock, 2)
        clock = time.perf_counter()
        differing, figures = _indicators(spark, month, lineages, Path(name))
        seconds["indicators"] = round(time.perf_counter() - clock, 2)
    print(json.dumps({
        "seconds": seconds, "policies": len(policies), "figures": figures,
        "differing": {
            "policies": {k: [here[k], there[k]] for k in here if here[k] != there[k]},
            "indicators": differing,
        },
    }, ensure_ascii=False))  # fmt: skip


def _answers(path: Path) -> dict[str, int]:
    """Sum up the month's own answers of a policy, as the office shows them."""
    rows = pl.scan_parquet(path).select("outcome", "amount")
    return rows.select(
        eligible=(pl.col("outcome") == "eligible").sum(),
        undetermined=(pl.col("outcome") == "undetermined").sum(),
        fen=pl.col("amount").sum(),
    ).collect().row(0, named=True)  # fmt: skip


def _on_spark(
    spark: Any, policies: list, paths: dict[str, Path], store: Any, on: Any, lineages: Any
) -> Told:

    homes, people = (spark.read.parquet(str(path)) for path in paths.values())
    lazily = outcomes_lazily(
        policies, homes, people, store, on, lineages, carried=scale.carrier(spark)
    )
    frames = {rows: frame.collect(backend="polars").to_native() for rows, frame in lazily.items()}
    told = {}
    for policy in policies:
        eligible, amount = answer_names(policy)
        own = frames[policy.of].select(eligible=eligible, amount=amount)
        told[policy.key] = {
            "eligible": int(own["eligible"].sum()),
            "undetermined": own["eligible"].null_count(),
            "fen": int(own["amount"].sum()),
        }
    return told


def _indicators(
    spark: Any, month: str, lineages: Any, folder: Path
) -> tuple[dict[str, list[int]], int]:
    """Compute every indicator on both engines; return those that differ and how many figures."""
    items = statistics.computed()
    tables: dict[str, pl.DataFrame] = {}
    there: dict[str, Any] = {}
    for name in sorted({table for item in items for table in item.tables}):
        tables[name] = facts.source(name)(month)
        tables[name].write_parquet(folder / f"{name}.parquet")
        there[name] = spark.read.parquet(str(folder / f"{name}.parquet"))
    differing, figures = {}, 0
    for item in items:
        ours = set(compute(item, tables, lineages))
        theirs = set(compute(item, there, lineages, scale.carrier(spark)))
        figures += len(ours)
        if ours != theirs:
            differing[item.key] = [len(ours), len(theirs), len(ours & theirs)]
    return differing, figures
