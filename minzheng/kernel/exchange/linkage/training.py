"""Weights learnt from records without anybody saying which belong together (Splink's EM)."""

import logging
import math
from collections.abc import Sequence
from typing import Any

import polars as pl
from splink import DuckDBAPI, Linker

from minzheng.kernel.exchange.linkage.comparisons import Comparison, settings
from minzheng.kernel.exchange.linkage.model import MOST_BITS, Model, Weights

SEED = 1


def train(
    left: pl.DataFrame,
    right: pl.DataFrame | None,
    comparisons: Sequence[Comparison],
    *,
    sessions: Sequence[str],
    certain: Sequence[str],
    recall: float,
    trained_on: str,
    key: str = "key",
    max_pairs: float = 2e6,
) -> tuple[Model, float]:
    """Return the model learnt from two files (or one with duplicates) and its prior.

    ``sessions`` are the SQL conditions under which the chances among true pairs are estimated;
    ``certain`` those that hold for true pairs almost only, ``recall`` the share of true pairs
    they find. The same input gives the same weights.
    """
    linker = _linker(left, right, comparisons, key)
    learning = linker.training
    learning.estimate_probability_two_random_records_match(list(certain), recall=recall)
    learning.estimate_u_using_random_sampling(
        max_pairs=max_pairs, seed=SEED, min_count_per_level=None, num_chunks=1
    )
    for session in sessions:
        learning.estimate_parameters_using_expectation_maximisation(
            session, estimate_without_term_frequencies=True
        )
    learnt = linker.misc.save_model_to_json()
    weights = {
        comparison.key: _weights(comparison, declared)
        for comparison, declared in zip(comparisons, learnt["comparisons"], strict=True)
    }
    prior = float(learnt["probability_two_random_records_match"])
    return Model(tuple(comparisons), weights, trained_on), prior


def _linker(left: pl.DataFrame, right: pl.DataFrame | None, comparisons: Sequence[Comparison],
            key: str) -> Linker:  # fmt: skip
    logging.getLogger("splink").setLevel(logging.ERROR)
    engine = DuckDBAPI()
    names = ("left_records", "right_records")
    frames = [frame for frame in (left, right) if frame is not None]
    tables = [
        engine.register(frame.to_arrow(), table_name=name)
        for frame, name in zip(frames, names, strict=False)
    ]
    link_type = "link_only" if right is not None else "dedupe_only"
    return Linker(tables, settings(comparisons, ["1=1"], link_type, key))


def _weights(comparison: Comparison, declared: dict[str, Any]) -> Weights:
    levels = [level for level in declared["comparison_levels"] if not level.get("is_null_level")]
    bits = tuple(_bits(level) for level in levels)
    if comparison.levels[0].frequency:
        return Weights(bits, levels[0].get("u_probability"))
    return Weights(bits)


def _bits(level: dict[str, Any]) -> float:
    """Return the weight of a level; one that training never saw among strangers counts at most."""
    m, u = level.get("m_probability"), level.get("u_probability")
    if not m:
        return -MOST_BITS if u else 0.0
    if not u:
        return MOST_BITS
    return max(-MOST_BITS, min(MOST_BITS, math.log2(m / u)))
