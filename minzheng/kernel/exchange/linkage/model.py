"""The saved weights: how likely two records are one person's, and why."""

import json
import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from minzheng.kernel.exchange.linkage.comparisons import (
    BLOCKS,
    CHEAP,
    NEAR,
    PEOPLE,
    Comparison,
    gamma,
)
from minzheng.kernel.exchange.linkage.records import DATA

MODEL = DATA / "model.json"
# No single thing proves more than this, in bits: what training never saw is rare, not impossible.
MOST_BITS = 20.0
# Many who are unlikely must not together weigh as one who is not: that many bits below the least.
SLACK = 10.0
FEW = 20_000
_engines = threading.local()


@dataclass(frozen=True)
class Weights:
    """The bits of each level of one comparison, the closest first, none of them last.

    ``u_first``: where rarity counts, the chance that two strangers share the first level.
    """

    bits: tuple[float, ...]
    u_first: float | None = None


@dataclass(frozen=True)
class Model:
    """Comparisons with their weights; ``trained_on`` says on what."""

    comparisons: tuple[Comparison, ...]
    weights: Mapping[str, Weights]
    trained_on: str

    def score(self, pairs: pl.DataFrame, prior: float) -> pl.DataFrame:
        """Return the pairs with ``probability``, ``bits``, and level and bits of each comparison.

        ``pairs`` holds the compared columns ending in ``_l`` and ``_r`` and, where known,
        ``frequency``: the share of the register that bears the name. ``prior`` is the chance
        that two records taken at random are one person's.
        """
        # What one side never tells is missing without asking: the engine plans longer than it compares.
        levels = ", ".join(
            gamma(c) if _told(pairs, c) else f'-1 AS "gamma_{c.key}"' for c in self.comparisons
        )
        engine = _engine(pairs)
        engine.register("pairs", pairs.with_row_index("row").to_arrow())
        try:
            # One thread keeps the order by itself, and sorting is half of what a few pairs cost.
            order = "ORDER BY row" if pairs.height >= FEW else ""
            judged = pl.from_arrow(
                engine.execute(f"SELECT row, {levels} FROM pairs {order}").arrow()
            )
        finally:
            engine.unregister("pairs")
        assert isinstance(judged, pl.DataFrame)
        # Step by step: planning these few columns as one query takes longer than working them out.
        weighed = pairs.hstack(judged.drop("row")).with_columns(
            self._bits(comparison, has_frequency="frequency" in pairs.columns)
            for comparison in self.comparisons
        )
        total = pl.sum_horizontal(f"bits_{c.key}" for c in self.comparisons)
        bits = (total + math.log2(prior / (1 - prior))).clip(-500, 500)
        return weighed.with_columns(bits=bits).with_columns(
            probability=1 / (1 + pl.lit(2.0) ** -pl.col("bits"))
        )

    def _bits(self, comparison: Comparison, *, has_frequency: bool) -> pl.Expr:
        weights = self.weights[comparison.key]
        level = pl.col(f"gamma_{comparison.key}")
        bits = level.replace_strict(
            {-1: 0.0, **dict(enumerate(weights.bits))}, return_dtype=pl.Float64
        )
        if weights.u_first is not None and has_frequency:
            rarity = (
                (pl.lit(weights.u_first) / pl.col("frequency")).log(2).clip(-MOST_BITS, MOST_BITS)
            )
            bits = (
                pl.when((level == 0) & (pl.col("frequency") > 0))
                .then(bits + rarity)
                .otherwise(bits)
            )
        return bits.alias(f"bits_{comparison.key}")

    def may_be(self, prior: float, least: float) -> pl.Expr:
        """Return the condition under which a pair may yet be as likely as ``least``.

        It is judged from what costs little, and as if the rest agreed: a pair left out could not
        have come near. Pairs carry the compared columns, ``frequency``, and ``near`` of numbers.
        """
        most = pl.sum_horizontal(self._at_most(comparison) for comparison in self.comparisons)
        total = most + math.log2(prior / (1 - prior))
        return total.fill_null(math.inf) >= math.log2(least / (1 - least)) - SLACK

    def _at_most(self, comparison: Comparison) -> pl.Expr:
        """Return the most bits one comparison can bring, missing or not."""
        weights = self.weights[comparison.key]
        chain: Any = pl
        for condition, levels in CHEAP[comparison.key]:
            bits = pl.lit(max(weights.bits[level] for level in levels))
            if weights.u_first is not None and 0 in levels:
                rarity = (pl.lit(weights.u_first) / pl.col("frequency")).log(2)
                bits = bits + rarity.clip(-MOST_BITS, MOST_BITS).fill_null(MOST_BITS)
            chain = chain.when(condition).then(bits)
        # Neither alike nor unlike: one of the two is missing and says nothing.
        missing: pl.Expr = chain.otherwise(pl.lit(0.0))
        return missing

    def reasons(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return why a scored pair is what it is: label, words and weight, missing ones left out."""
        told = []
        for comparison in self.comparisons:
            level = row[f"gamma_{comparison.key}"]
            if level >= 0:
                told.append(
                    {
                        "key": comparison.key,
                        "label": comparison.label,
                        "words": comparison.words(level),
                        "weight": round(row[f"bits_{comparison.key}"], 1),
                    }
                )
        return told


def _told(pairs: pl.DataFrame, comparison: Comparison) -> bool:
    sides = (pairs[f"{comparison.columns[0]}_{side}"] for side in "lr")
    return all(told.null_count() < told.len() for told in sides)


def _engine(pairs: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """Return an engine of this thread, for a few pairs one that shares nothing out; opening one takes long."""
    threads = 1 if pairs.height < FEW else 2
    engine: duckdb.DuckDBPyConnection | None = getattr(_engines, f"of_{threads}", None)
    if engine is None:
        # In memory and never on disk: what is compared are clear numbers.
        kept = {"temp_directory": "", "memory_limit": "2GB"}
        engine = duckdb.connect(config={"threads": threads, **kept})
        setattr(_engines, f"of_{threads}", engine)
    return engine


def near(pairs: pl.DataFrame) -> pl.Series:
    """Say of each pair whether its numbers are close enough to mean anything; null where one lacks."""
    engine = _engine(pairs)
    engine.register("pairs", pairs.select("number_l", "number_r").with_row_index("row").to_arrow())
    try:
        told = pl.from_arrow(
            engine.execute(f"SELECT {NEAR} AS near FROM pairs ORDER BY row").arrow()
        )
    finally:
        engine.unregister("pairs")
    assert isinstance(told, pl.DataFrame)
    return told["near"]


def of_one(scored: pl.DataFrame) -> pl.DataFrame:
    """Weigh the candidates of each left record against each other: at most one of them is it.

    Where two fit equally well neither is likely, however well they fit.
    """
    odds = pl.lit(2.0) ** pl.col("bits")
    return scored.with_columns(probability=odds / (1 + odds.sum().over("key_l")))


def meeting(
    left: pl.DataFrame, right: pl.DataFrame, blocks: Sequence[tuple[str, ...]] = BLOCKS
) -> pl.DataFrame:
    """Return ``key_l key_r`` of the records of two frames that share one of the blocks."""
    found = [
        left.lazy()
        .drop_nulls(list(block))
        .join(right.lazy().drop_nulls(list(block)), on=list(block), how="inner")
        .select(key_l="key", key_r="key_right")
        for block in blocks
    ]
    return pl.concat(found).unique(maintain_order=True).collect()


def blocked(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of two frames of records that are worth comparing, with both records."""
    return paired(meeting(left, right), left, right)


def paired(keys: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame,
           named: pl.DataFrame | None = None) -> pl.DataFrame:  # fmt: skip
    """Return ``key_l key_r`` with the columns of both records, and what is ``named`` of a name.

    Two different sound numbers are two persons: such a pair is none.
    """
    pairs = sided(keys, left, right)
    if named is not None:
        pairs = pairs.join(named.lazy(), on="name_l", how="left")
    other = pl.col("is_sound_l") & pl.col("is_sound_r") & (pl.col("number_l") != pl.col("number_r"))
    return pairs.filter(~other.fill_null(value=False)).collect()


def sided(keys: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.LazyFrame:
    """Return ``key_l key_r`` with the columns of both frames, ending in ``_l`` and ``_r``."""
    pairs = keys.lazy()
    for frame, side in ((left, "l"), (right, "r")):
        named = frame.lazy().rename({name: f"{name}_{side}" for name in frame.columns})
        pairs = pairs.join(named, on=f"key_{side}")
    return pairs


def saved(model: Model) -> dict[str, Any]:
    """Return a model as it is written to a file."""
    return {
        "trained_on": model.trained_on,
        "weights": {
            key: {"bits": [round(b, 4) for b in w.bits]}
            | ({} if w.u_first is None else {"u_first": round(w.u_first, 9)})
            for key, w in model.weights.items()
        },
    }


def read(path: Path, comparisons: Iterable[Comparison] = PEOPLE) -> Model:
    """Return a saved model; ValueError where it was trained on other comparisons."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    declared = tuple(comparisons)
    weights = {
        key: Weights(tuple(row["bits"]), row.get("u_first")) for key, row in kept["weights"].items()
    }
    for comparison in declared:
        if len(weights[comparison.key].bits) != len(comparison.levels) + 1:
            raise ValueError(f"比对模型与比对项“{comparison.label}”不符，请重新训练。")
    return Model(declared, weights, kept["trained_on"])


@lru_cache(maxsize=1)
def people_model() -> Model:
    """Return the model that links persons."""
    return read(MODEL)
