"""The published Chinese set: exact numbers first, the saved model on what is left."""

import time
from typing import Any

import polars as pl

from benchmarks.linkage import splink_demo
from benchmarks.linkage.figures import Outcome, judged
from minzheng.kernel.exchange.linkage import model, records
from minzheng.kernel.exchange.linkage.bands import bands
from world.linkage import Sets
from world.linkage.files import MONTH_END

_TOLD = ("name", "birth", "sex", "phone", "address", "number")
LEAST_PRECISION = 0.99


def described(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a set as records."""
    return records.frame(
        [
            records.record(row["key"], **{name: row[name] for name in _TOLD})
            for row in rows.iter_rows(named=True)
        ]
    )


def ours(sets: Sets) -> tuple[pl.DataFrame, float]:
    """Return the links (left right) of the whole way and the seconds it took."""
    began = time.perf_counter()
    left, right = described(sets.delivered), described(sets.register)
    sound = left.filter("is_sound").join(right.filter("is_sound"), on="number")
    exact = sound.select(left="key", right="key_right")
    rest = left.filter(~pl.col("key").is_in(exact["left"].implode()))
    limits = bands(MONTH_END)
    named = right.group_by("name").agg(frequency=pl.len() / right.height)
    pairs = model.blocked(rest, right).join(named, left_on="name_l", right_on="name", how="left")
    scored = model.of_one(model.people_model().score(pairs, limits.share / right.height))
    linked = scored.filter(pl.col("probability") >= limits.automatic_from)
    links = pl.concat([exact, linked.select(left="key_l", right="key_r")])
    return links, time.perf_counter() - began


def without_sound_number(sets: Sets, links: pl.DataFrame) -> Outcome:
    """Return the outcome over the pairs whose two records do not share one number."""
    numbers = [
        frame.select(key=pl.col("key"), number=pl.col("number"))
        for frame in (sets.delivered, sets.register)
    ]

    def unsound(pairs: pl.DataFrame) -> pl.DataFrame:
        told = pairs.join(numbers[0], left_on="left", right_on="key")
        told = told.join(numbers[1], left_on="right", right_on="key", suffix="_r")
        same = (pl.col("number") == pl.col("number_r")).fill_null(value=False)
        return told.filter(~same).select("left", "right")

    return judged(unsound(links), unsound(sets.truth))


def rival(sets: Sets) -> dict[str, Any]:
    """Return Splink's outcome at the lowest cut that is as precise as asked, and at its usual one."""
    began = time.perf_counter()
    scored = splink_demo.chinese(sets.delivered.drop("is_sound"), sets.register)
    seconds = time.perf_counter() - began
    cuts = (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999)
    tried = [(cut, scored.filter(pl.col("probability") >= cut)) for cut in cuts]
    outcomes = [(cut, judged(s, sets.truth), without_sound_number(sets, s)) for cut, s in tried]
    precise = [row for row in outcomes if row[2].precision >= LEAST_PRECISION]
    chosen = max(precise, key=lambda row: row[2].recall) if precise else outcomes[1]
    return {
        "seconds": round(seconds, 2),
        "cut": chosen[0],
        "all": chosen[1].told(),
        "without_sound_number": chosen[2].told(),
    }
