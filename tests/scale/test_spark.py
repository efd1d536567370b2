"""The five policies of the benchmark, unmodified, to the fen on both engines."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.policy import ours, population
from tests.scale import spark as scale


@pytest.mark.slow
@pytest.mark.skipif(bool(scale.lacking()), reason=scale.lacking())
def test_spark_decides_every_unit_as_polars_does(tmp_path: Path) -> None:
    """With a tenth of the incomes and relations unknown, row by row."""
    population.write(tmp_path, 200, seed=4)
    people = pl.read_parquet(tmp_path / "persons.parquet")
    hole = pl.col("person") % 10 == 3
    people = people.with_columns(
        pl.when(~hole).then(pl.col(name)).alias(name)
        for name in ("wages", "relation", "is_dead", "birth_on", "obligor_capacity")
    )
    people.write_parquet(tmp_path / "persons.parquet")
    policies = list(ours.FIVE.values())
    on_polars = scale.on_polars(tmp_path, policies)
    with scale.session(small=True) as spark:
        on_spark = scale.on_spark(spark, tmp_path, policies)
    assert scale.told(on_spark) == scale.told(on_polars)
    assert any(each["undetermined"] for each in scale.told(on_polars).values())
    for policy in policies:
        assert on_spark[policy.key].equals(on_polars[policy.key]), policy.key
