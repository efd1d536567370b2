"""The Polars form taken down from a rule is the rule."""

import narwhals as nw
import polars as pl

from minzheng.policy.native import polars_expressions


def test_native_expressions_give_what_narwhals_gives():
    frame = pl.DataFrame({"a": [1, None, 3], "b": [True, None, False]})
    written = [
        nw.when(nw.col("b")).then(nw.col("a") * 2).otherwise(nw.lit(0)).alias("x"),
        nw.all_horizontal(nw.col("b"), nw.col("a") > 1, ignore_nulls=False).alias("y"),
        nw.lit(5).alias("z"),
    ]
    through = nw.from_native(frame, eager_only=True).with_columns(*written).to_native()
    assert frame.with_columns(polars_expressions(written)).equals(through)
