"""Engines that decided otherwise, or a rival that borrowed our code, would measure nothing."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks import policy as bench
from benchmarks.policy import duckdb_rival, ours, polars_rival, population, timing
from minzheng.policy import FactFrames, evaluate


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


def test_rivals_share_no_code_with_the_house() -> None:
    paths = [Path(module.__file__) for module in (polars_rival, duckdb_rival)]
    paths += [p for p in bench.OPENFISCA.rglob("*.py") if ".venv" not in p.parts]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if line.startswith(("import ", "from ")) and "minz" in line]


def test_openfisca_stays_a_project_of_its_own() -> None:
    assert (bench.OPENFISCA / "uv.lock").is_file()
    assert "AGPL-3.0" in (bench.OPENFISCA / "NOTICE").read_text(encoding="utf-8")
    assert "openfisca" not in (bench.ROOT / "uv.lock").read_text(encoding="utf-8")
