"""The real villages of 会宁县, on which the synthetic households live."""

from pathlib import Path

import numpy as np
import polars as pl

DATA = Path(__file__).parent / "data"
COUNTY_CODE = "620422"
# Communities hold more households than villages; the county seat more than other towns.
_WEIGHT_COMMUNITY, _WEIGHT_VILLAGE, _WEIGHT_SEAT = 3.0, 1.0, 2.5
SEAT = "会师镇"


def villages() -> pl.DataFrame:
    """Return every village with its official town, residence and weight."""
    listed = pl.read_csv(
        DATA / "villages_620422_huining.csv", schema_overrides={"town_code_mca": pl.String}
    ).filter(pl.col("town_code_mca").is_not_null())
    is_community = pl.col("kind") == "社区"
    return listed.select(
        pl.col("town_code_mca").alias("town_code"),
        "town_name",
        "village_name",
        pl.when(is_community).then(pl.lit("urban")).otherwise(pl.lit("rural")).alias("residence"),
        (
            pl.when(is_community).then(_WEIGHT_COMMUNITY).otherwise(_WEIGHT_VILLAGE)
            * pl.when(pl.col("town_name") == SEAT).then(_WEIGHT_SEAT).otherwise(1.0)
        ).alias("weight"),
    ).with_row_index("village")


def settle(rng: np.random.Generator, places: pl.DataFrame, count: int) -> np.ndarray:
    """Return the village of each of ``count`` households."""
    weight = places["weight"].to_numpy()
    return rng.choice(len(places), size=count, p=weight / weight.sum())
