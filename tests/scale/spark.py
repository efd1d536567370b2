"""Policies on PySpark's local mode, beside the same policies on Polars; nothing of a rule differs."""

import importlib
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.policy import ours, population
from minzheng.policy import ParameterStore, Policy
from minzheng.policy.distributed import answer_names, outcomes_lazily
from minzheng.policy.outcomes import DIVISION, outcomes

SPARK_TYPES = {pl.String: "string", pl.Int64: "bigint", pl.Boolean: "boolean", pl.Date: "date"}

INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


def lacking() -> str:
    """Say in Chinese what this machine lacks to run Spark; empty when nothing."""
    if shutil.which("java") is None:
        return "没有 Java，不能运行 Spark"
    if importlib.util.find_spec("pyspark") is None:
        return "没有安装 pyspark（uv sync --group scale），不能运行 Spark"
    return ""


@contextmanager
def session(cores: int = 2, *, small: bool = False) -> Iterator[Any]:
    """Start a local Spark and stop it again; for a small frame compiling costs more than it gives."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    sql = importlib.import_module("pyspark.sql")
    builder = sql.SparkSession.builder.master(f"local[{cores}]").appName("minzheng")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": cores,
        "spark.driver.memory": "2g",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "ERROR",
        # Rules stand on rules: folding their columns into one another would repeat them without end.
        "spark.sql.optimizer.excludedRules": (
            "org.apache.spark.sql.catalyst.optimizer.CollapseProject"
        ),
    }.items() | (INTERPRETED if small else {}).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def on_polars(folder: Path, policies: Sequence[Policy]) -> dict[str, pl.DataFrame]:
    """Decide on Polars from the Parquet files of a folder."""
    homes, people = (pl.scan_parquet(folder / f"{name}.parquet") for name in ours.TABLES)
    store = ParameterStore.of(*policies)
    found = outcomes(policies, homes, people, store, population.AT, ours.LINEAGES)
    return {policy.key: found[policy.key].sort(policy.of) for policy in policies}


def carrier(spark: Any) -> Callable[[pl.DataFrame], Any]:
    """Return what brings a small table to Spark."""

    def carried(table: pl.DataFrame) -> Any:
        types = ", ".join(f"`{n}` {SPARK_TYPES[t]}" for n, t in table.schema.items())
        return spark.createDataFrame(table.rows(), schema=types)

    return carried


def on_spark(spark: Any, folder: Path, policies: Sequence[Policy]) -> dict[str, pl.DataFrame]:
    """Decide on Spark from the same files, brought back as Polars frames."""
    homes, people = (spark.read.parquet(str(folder / f"{n}.parquet")) for n in ours.TABLES)
    store = ParameterStore.of(*policies)
    lazily = outcomes_lazily(
        policies, homes, people, store, population.AT, ours.LINEAGES, carried=carrier(spark)
    )
    frames = {rows: frame.collect(backend="polars").to_native() for rows, frame in lazily.items()}
    answers = {}
    for policy in policies:
        eligible, amount = answer_names(policy)
        own = frames[policy.of].select(policy.of, DIVISION, eligible=eligible, amount=amount)
        answers[policy.key] = own.sort(policy.of)
    return answers


def told(answers: dict[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """Sum up answers: how many are eligible and undetermined, and the fen of a month."""
    return {
        key: {
            "eligible": int(frame["eligible"].sum()),
            "undetermined": frame["eligible"].null_count(),
            "fen": int(frame["amount"].sum()),
        }
        for key, frame in answers.items()
    }
