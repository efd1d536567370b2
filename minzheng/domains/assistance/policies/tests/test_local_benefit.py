"""The guide to a local benefit, followed to the letter: one new folder and nothing else."""

import importlib
import re
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from minzheng.domains.assistance.policies import heating, local, release
from minzheng.policy import FactFrames, ParameterStore, evaluate, run_cases
from minzheng.policy.lock import check

GUIDE = Path(__file__).parents[5] / "docs" / "guides" / "add-a-local-benefit.md"
BLOCK = re.compile(r"文件 `([^`]+)`：\n\n```\w*\n(.*?)\n```", re.DOTALL)
FILES = {"policy.py", "parameters.csv", "cases.yaml", "benefit.csv", "README.md"}


@pytest.fixture
def county(tmp_path, monkeypatch):
    """An empty package of policies of some county, and the way to forget it afterwards."""
    (tmp_path / "county_policies").mkdir()
    (tmp_path / "county_policies" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield tmp_path / "county_policies"
    for name in [n for n in sys.modules if n.startswith("county_policies")]:
        del sys.modules[name]


def follow_the_guide(county):
    folder = county / "heating"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder


def test_guide_shows_the_shipped_folder_word_for_word():
    blocks = dict(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))
    assert blocks.keys() == FILES
    shipped = Path(heating.__file__).parent
    for name, text in blocks.items():
        assert (shipped / name).read_text(encoding="utf-8") == text + "\n", name


def test_county_adds_heating_subsidy_by_the_guide_in_one_folder(county, capsys):
    assert local.local_benefits("county_policies") == []
    folder = follow_the_guide(county)
    assert release.main(["heating"], "county_policies") == 0
    assert "规则已登记" in capsys.readouterr().out
    (found,) = local.local_benefits("county_policies")
    assert (found.label, found.to, found.paid) == ("冬季取暖补贴", "household", "monthly")
    assert check(found.policy) == []
    assert {path.name for path in folder.iterdir()} - {"__pycache__"} == {
        *FILES,
        "__init__.py",
        "rules.lock",
    }
    assert judged(found.policy, date(2026, 1, 15)) == [12_000, 15_000, 0]
    assert judged(found.policy, date(2026, 4, 15)) == [0, 0, 0]


def judged(policy, at):
    units = pl.DataFrame(
        {
            "household": [1, 2, 3],
            "division": ["620422101"] * 3,
            "residence": ["rural", "urban", "rural"],
            "dibao_family": [True, False, False],
            "tekun_family": [False, True, False],
            "edge_family": [False, False, True],
        }
    )
    people = pl.DataFrame({"household": [1, 2, 3], "person": [1, 2, 3]})
    lineages = {"620422101": ("620422101", "620422", "620400", "620000", "000000")}
    store = ParameterStore.of(policy)
    return (
        evaluate(policy, FactFrames(units, people), store, at, lineages).results["amount"].to_list()
    )


def test_wrong_example_is_told_and_nothing_is_released(county, capsys):
    folder = follow_the_guide(county)
    cases = folder / "cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("amount: 120}", "amount: 121}"))
    assert release.main(["heating"], "county_policies") == 1
    assert "农村低保家庭，一月" in capsys.readouterr().out
    assert not (folder / "rules.lock").exists()


def test_condition_without_its_counterexample_is_told(county, capsys):
    folder = follow_the_guide(county)
    text = (folder / "cases.yaml").read_text(encoding="utf-8")
    first_two = "\n".join(text.split("\n")[:12])
    (folder / "cases.yaml").write_text(first_two + "\n", encoding="utf-8")
    assert release.main(["heating"], "county_policies") == 1
    assert "还缺一个不成立的案例" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("plate", "message"),
    [
        ("label,to,paid\n取暖,person,monthly\n", "的 to 应为 household"),
        ("label,to,paid\n取暖,household,none\n", "有金额规则的写 monthly"),
        ("label,to,paid\n", "恰好一行"),
    ],
)
def test_door_plate_that_does_not_fit_is_refused(county, plate, message):
    folder = follow_the_guide(county)
    (folder / "benefit.csv").write_text(plate, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        local.local_benefits("county_policies")


def test_shipped_local_benefits_are_found():
    found = {benefit.policy.key: benefit for benefit in local.local_benefits()}
    assert "assistance.heating" in found
    assert all(r.passed for r in run_cases(found["assistance.heating"].policy))
