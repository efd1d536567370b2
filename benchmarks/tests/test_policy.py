"""Engines that decided otherwise, or a rival that borrowed our code, would measure nothing."""

import random
from pathlib import Path

import polars as pl
import pytest

from benchmarks import policy as bench
from benchmarks.policy import duckdb_rival, ours, polars_rival, population, timing
from minzheng.policy import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    UNDETERMINED,
    FactFrames,
    ParameterStore,
    evaluate,
)
from minzheng.policy.outcomes import outcomes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("population")
    population.write(folder, 600, seed=3)
    return folder


@pytest.mark.parametrize("rival", [polars_rival, duckdb_rival], ids=["polars", "duckdb"])
def test_rival_decides_every_unit_to_the_fen(folder: Path, rival) -> None:
    our, other = ours.decide(folder), rival.decide(folder)
    for name in timing.POLICIES:
        left, right = (pl.from_arrow(answer[name]) for answer in (our, other))
        key = left.columns[0]
        assert 0 < left["eligible"].sum() < left.height
        assert left.sort(key).equals(right.sort(key)), name


def test_all_policies_at_once_agree_with_each_alone(folder: Path) -> None:
    """What decides, worked out together, is what `evaluate` answers with its reasons."""
    homes, people = (pl.read_parquet(folder / f"{name}.parquet") for name in ours.TABLES)
    together = ours.decide(folder)
    for name, policy in ours.FIVE.items():
        frames = FactFrames(homes, people) if policy.of == "household" else FactFrames(people)
        alone = evaluate(policy, frames, ours.STORE, population.AT, ours.LINEAGES).results
        assert pl.from_arrow(together[name])["amount"].equals(alone["amount"])


def test_every_policy_at_once_is_right_about_the_unknown(folder: Path) -> None:
    """Each fact unknown for a tenth, people in any order: outcome and amount as `evaluate` has them."""
    draw = random.Random(5)
    homes, people = (
        _with_holes(pl.read_parquet(folder / f"{name}.parquet").head(300), draw)
        for name in ours.TABLES
    )
    people = people.sample(fraction=1, shuffle=True, seed=7)
    policies = ours.every_policy()
    store = ParameterStore.of(*policies)
    together = outcomes(policies, homes, people, store, population.AT, ours.LINEAGES)
    told = set()
    for policy in policies:
        frames = FactFrames(homes, people)
        if policy.of == "person":
            own = [c for c in homes.columns if c not in people.columns or c == "household"]
            units = people.join(
                homes.select(own), on="household", how="left", maintain_order="left"
            )
            frames = FactFrames(units)
        alone = evaluate(policy, frames, store, population.AT, ours.LINEAGES).results
        found = together[policy.key]
        said = found["eligible"].replace_strict(
            {True: ELIGIBLE, False: NOT_ELIGIBLE}, default=UNDETERMINED, return_dtype=pl.String
        )
        assert said.to_list() == alone["outcome"].to_list(), policy.key
        assert found["amount"].to_list() == alone["amount"].to_list(), policy.key
        told |= set(said)
    assert told == {ELIGIBLE, NOT_ELIGIBLE, UNDETERMINED}


def _with_holes(frame: pl.DataFrame, draw: random.Random) -> pl.DataFrame:
    keys = {"household", "person", "division"}
    return frame.with_columns(
        pl.when(pl.Series([draw.random() > 0.1 for _ in range(frame.height)]))
        .then(pl.col(name))
        .alias(name)
        for name in frame.columns
        if name not in keys
    )


def test_rivals_share_no_code_with_the_house() -> None:
    paths = [Path(module.__file__) for module in (polars_rival, duckdb_rival)]
    paths += [p for p in bench.OPENFISCA.rglob("*.py") if ".venv" not in p.parts]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if line.startswith(("import ", "from ")) and "minz" in line]


def test_openfisca_stays_a_project_of_its_own() -> None:
    assert (bench.OPENFISCA / "uv.lock").is_file()
    assert "AGPL-3.0" in (bench.OPENFISCA / "NOTICE").read_text(encoding="utf-8")
    assert "openfisca" not in (bench.ROOT / "uv.lock").read_text(encoding="utf-8")
