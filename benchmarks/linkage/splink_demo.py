"""Splink with the settings of its own published examples (febrl3 and febrl4 notebooks), unchanged.

For the Chinese set, which has no published example, the comparisons are those its library offers
for such columns, trained the same way.
"""

import logging
from typing import Any

import polars as pl
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.linkage.figures import Outcome, judged

# The better of the two is the rival's figure.
CUTS = (0.5, 0.9)


def febrl(left: pl.DataFrame, right: pl.DataFrame | None, truth: pl.DataFrame, *, with_id: bool
          ) -> Outcome:  # fmt: skip
    """Return how well the published settings link FEBRL 3 (one file) or 4 (two)."""
    date = cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )
    comparisons: list[Any] = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        date,
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
            term_frequency_adjustments=True
        ),
    ]
    blocks: list[Any] = [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]
    certain: list[Any] = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
    ]
    if not with_id:
        del comparisons[3], blocks[3], certain[0]
    return _linked(left, right, truth, comparisons, blocks, certain, ("date_of_birth", "postcode"),
                   recall=0.8)  # fmt: skip


def chinese(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the scored pairs of the Chinese set: left right probability."""
    comparisons: list[Any] = [
        cl.NameComparison("name").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison(
            "birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        cl.ExactMatch("sex"),
        cl.ExactMatch("phone"),
        cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
        cl.LevenshteinAtThresholds("address", [2, 5]),
    ]
    blocks = [block_on("name"), block_on("birth"), block_on("phone"), block_on("number")]
    certain = [block_on("number"), block_on("name", "birth")]
    linker = _trained(left, right, comparisons, blocks, certain, ("birth", "name"), recall=0.8)
    return _predicted(linker, CUTS[0])


def _linked(left: pl.DataFrame, right: pl.DataFrame | None, truth: pl.DataFrame, comparisons: Any,
            blocks: Any, certain: Any, sessions: tuple[str, str], *, recall: float
            ) -> Outcome:  # fmt: skip
    linker = _trained(left, right, comparisons, blocks, certain, sessions, recall=recall)
    scored = _predicted(linker, min(CUTS))
    outcomes = [judged(scored.filter(pl.col("probability") >= cut), truth) for cut in CUTS]
    return max(outcomes, key=lambda outcome: outcome.f1)


def _trained(left: pl.DataFrame, right: pl.DataFrame | None, comparisons: Any, blocks: Any,
             certain: Any, sessions: tuple[str, str], *, recall: float) -> Linker:  # fmt: skip
    logging.getLogger("splink").setLevel(logging.ERROR)
    engine = DuckDBAPI()
    frames = [frame for frame in (left, right) if frame is not None]
    tables = [
        engine.register(frame.to_arrow(), table_name=name)
        for frame, name in zip(frames, ("file_a", "file_b"), strict=False)
    ]
    settings = SettingsCreator(
        link_type="dedupe_only" if right is None else "link_only",
        unique_id_column_name="key",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
    )
    linker = Linker(tables, settings)
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(column), estimate_without_term_frequencies=True
        )
    return linker


def _predicted(linker: Linker, cut: float) -> pl.DataFrame:
    found = linker.inference.predict(threshold_match_probability=cut)
    frame = pl.from_arrow(found.as_duckdbpyrelation().arrow().read_all())
    assert isinstance(frame, pl.DataFrame)
    return frame.select(left="key_l", right="key_r", probability="match_probability")
