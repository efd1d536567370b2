"""The generated county: the same from the same seed, planted as promised, of one piece."""

import ast
import collections
import json
import pathlib

import numpy as np
import polars as pl
import pytest

from world import county as counties
from world import files, law
from world.draft import KINDS, PERSON_KINDS, PERSONAL

MONTH = "2026-10"
WORLD = pathlib.Path(counties.__file__).parent
# The half of the world that knows the product: it raises the county into a real home.
RAISING = {
    "bank.py",
    "standing.py",
    "window.py",
    "identity.py",
    "petitions.py",
    "sms.py",
    "villagers.py",
    "visits.py",
    "planning.py",
    "treasury.py",
    "__main__.py",
    "raising.py",
    "staff.py",
    "acts.py",
    "applications.py",
    "leads.py",
    "home.py",
    "taking_over.py",
}


@pytest.fixture(scope="module")
def county() -> counties.County:
    """Return the county of the demo."""
    return counties.make(3_000, seed=1, month=MONTH)


@pytest.fixture(scope="module")
def delivered(county: counties.County, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Return the inbox of the demo."""
    inbox = tmp_path_factory.mktemp("world") / MONTH
    files.write(county, inbox)
    return inbox


@pytest.fixture(scope="module")
def truth(delivered: pathlib.Path) -> dict:
    """Return the truth beside the inbox."""
    return json.loads((delivered.parent / "truth.json").read_text(encoding="utf-8"))


def _check(number: str) -> str:
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    return "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11]


def test_county_is_the_same_from_the_same_seed(tmp_path: pathlib.Path) -> None:
    """Two runs give the same bytes; another seed gives others."""
    written = {}
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        files.write(counties.make(300, seed=seed, month=MONTH), tmp_path / name / MONTH)
        written[name] = {
            path.name: path.read_bytes() for path in sorted((tmp_path / name).rglob("*.*"))
        }
    assert written["a"] == written["b"]
    assert written["a"].keys() == written["c"].keys()
    assert (
        written["a"]["police_residents_202610.csv"] != written["c"]["police_residents_202610.csv"]
    )


@pytest.mark.parametrize(("size", "least", "personal"), [(300, 2, 2), (3_000, 10, 3)])
def test_each_kind_is_planted_with_as_many_decoys(size: int, least: int, personal: int) -> None:
    """Every kind has its truths and its decoys, each in a household of its own."""
    made = counties.make(size, seed=3, month=MONTH)
    for planted in (made.truths, made.decoys):
        count = collections.Counter(row["kind"] for row in planted)
        assert set(count) == {*KINDS, *PERSON_KINDS}
        assert min(count[kind] for kind in KINDS) >= least
        assert min(count[kind] for kind in PERSON_KINDS) >= personal
    households = [row["household"] for row in made.truths + made.decoys]
    assert len(set(households)) == len(households)
    assert all((row["person"] is not None) == (row["kind"] in PERSONAL) for row in made.truths)


def test_generator_shares_no_code_with_the_product() -> None:
    """The generating half imports the standard library, numpy, polars and xlsxwriter only."""
    seen = set()
    for path in WORLD.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if path.name in RAISING:
                continue
            if isinstance(node, ast.Import):
                seen |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                seen.add((node.module or "").split(".")[0])
                if node.module in {"world", None}:
                    assert not {a.name + ".py" for a in node.names} & RAISING, path
    assert "minzheng" not in seen
    assert "django" not in seen
    allowed = {"world", "numpy", "polars", "xlsxwriter"}
    assert seen - allowed <= {
        "ast", "collections", "dataclasses", "datetime", "itertools", "json", "math", "pathlib",
            "random",
        "typing",
    }  # fmt: skip


def test_numbers_are_of_no_real_county_and_valid(county: counties.County) -> None:
    """All numbers begin with 629901, bear a right check, birthday and sex, and are distinct."""
    persons = county.persons
    for column in ("id_no", "register_id"):
        ids = persons[column]
        assert ids.n_unique() == len(ids)
        assert ids.str.starts_with("629901").all()
        assert all(_check(number) == number[17] for number in ids)
        assert (ids.str.slice(6, 8) == persons["birth_on"].dt.strftime("%Y%m%d")).all()
        man = ids.str.slice(16, 1).cast(pl.Int64) % 2 == 1
        assert (man == (persons["sex"] == "M")).all()
    wrong = persons.filter(pl.col("id_no") != pl.col("register_id"))
    assert len(wrong) == 10
    everybody = county.records["police.residents"]["id_no"]
    assert not wrong["register_id"].is_in(everybody.implode()).any()


def test_names_of_planted_people_are_unique(county: counties.County) -> None:
    """Nobody bears the name of a planted person but the namesakes planted for a decoy."""
    police = county.records["police.residents"]
    bearers = police.group_by("name").agg(pl.col("person"))
    shared = bearers.filter(pl.col("person").list.len() > 1)
    protected = set(county.protected.tolist())
    meant = collections.Counter()
    for people in shared["person"]:
        inside = protected & set(people)
        if inside:
            assert inside == set(people)
            meant[len(people)] += 1
    decoys = [row for row in county.decoys if "同名" in row["why"]]
    assert meant == {2: len(decoys)}


def test_dirt_is_as_much_as_promised(truth: dict) -> None:
    """At least 5 % of the rows are dirty and 1 % beyond repair, in small counties too."""
    assert truth["dirty"] >= 0.05 * truth["rows"]
    assert truth["broken"] >= 0.01 * truth["rows"]


def test_rows_of_planted_people_are_never_beyond_repair(
    county: counties.County, delivered: pathlib.Path
) -> None:
    """Every planted person still stands in the police file under his or her number."""
    text = (delivered / "police_residents_202610.csv").read_text(encoding="utf-8-sig")
    wide = {ord(c): str(i) for i, c in enumerate("０１２３４５６７８９")}
    plain = text.translate(wide | {ord(c): None for c in " '\u3000\u00a0"}).upper()
    people = county.records["police.residents"].filter(
        pl.col("person").is_in(county.protected.tolist())
    )
    lost = [
        number for number in people["id_no"]
        if number not in plain and number[:6] + number[8:17] not in plain
    ]  # fmt: skip
    assert lost == []


def test_files_are_readable_in_their_encodings(delivered: pathlib.Path, truth: dict) -> None:
    """Each file opens in its encoding; sheets are real workbooks; all rows are there."""
    assert len(truth["files"]) == 21
    for entry in truth["files"].values():
        path = delivered / entry["file"]
        if path.suffix == ".xlsx":
            grid = pl.read_excel(path, has_header=False, engine="calamine", infer_schema_length=0)
            lines = grid.select(pl.concat_list(pl.all()).list.join("")).to_series().to_list()
        else:
            raw = path.read_bytes()
            for encoding in ("utf-8-sig", "gb18030"):
                try:
                    lines = raw.decode(encoding).splitlines()
                    break
                except UnicodeDecodeError:
                    continue
        filled = [line for line in lines if line and line.strip(",")]
        assert 0 <= len(filled) - entry["rows"] <= 5, entry


def test_recipients_hold_the_lawful_amount_but_for_planted_changes(
    county: counties.County,
) -> None:
    """An entitlement differs from the lawful amount only where something was planted."""
    moved = {
        row["household"]: row["lawful_amount"]
        for row in county.truths
        if row["kind"] in {"amount_change", "exit_income", "dead_recipient", "in_custody"}
        or row["kind"].startswith("hidden_")
    }
    number = county.households["number"]
    amounts = {
        number[int(h)]: a for h, a in county.entitlements.select("household", "amount").rows()
    }
    of_households = [r for r in county.truths + county.decoys if r["kind"] in KINDS]
    for row in of_households:
        if row["household"] not in amounts:
            assert row["kind"] == "missed"
        elif row["kind"] == "amount_change" and row["household"] in moved:
            assert amounts[row["household"]] != row["lawful_amount"]
        elif row["household"] not in moved:
            assert amounts[row["household"]] == row["lawful_amount"]
    assert min(amounts.values()) > 0


def test_persons_hold_what_they_are_due_but_for_planted_truths(county: counties.County) -> None:
    """A truth holds nothing and is due something, or holds something and is due nothing."""
    ids = dict(county.persons.select("register_id", "person").iter_rows())
    held = set(county.allowances.select("benefit", "person").rows())
    for row in county.truths:
        benefit, _, kind = row["kind"].rpartition(".")
        if row["kind"] in PERSON_KINDS:
            assert ((benefit, ids[row["person"]]) in held) is (kind == "stop")
            assert (row["lawful_amount"] > 0) is (kind == "missed")
    assert county.allowances.select("benefit", "person").is_duplicated().sum() == 0
    assert county.allowances["amount"].min() > 0


def test_lawful_amount_follows_the_standard_to_the_fen() -> None:
    """A couple of 72 and 50, wage 500.00, pension 200.10, rural: 798 − 400 − 200.10 + 39.90."""
    people = pl.DataFrame({
        "household": [0, 0], "residence": ["rural", "rural"], "age": [72, 50],
        "wage": [0, 50_000], "pension": [20_010, 0], "business_income": [0, 0], "rent": [0, 0],
        "farm_income": [0, 0], "other_transfer": [0, 0], "disability_kind": ["", "肢体"],
        "disability_grade": [0, 4], "is_major": [False, False], "is_dead": [False, False],
        "in_custody": [False, False],
    })  # fmt: skip
    means = law.household_means(people).row(0, named=True)
    assert means["lawful"] == 2 * 39_900 - 40_000 - 20_010 + 3_990
    assert means["deposit_limit"] == 2 * 39_900 * 24


def test_exact_decoys_stand_exactly_at_the_line(county: counties.County) -> None:
    """The decoys of 应保未保 with an income at the standard have no claim."""
    exact = [row for row in county.decoys if row["why"] == "收入恰等于标准"]
    assert len(exact) == 5
    assert all(row["lawful_amount"] == 0 for row in exact)


def test_stories_live_where_they_are_told_to_live(county: counties.County) -> None:
    """Each story's first person heads its household, in its town."""
    heads = county.persons.filter(pl.col("place") == 0)
    head_of = dict(zip(heads["number"], heads.select("name", "town_name").rows(), strict=True))
    assert len(county.stories) >= 12
    for story in county.stories:
        assert head_of[story["household"]] == (story["name"], story["town"])
    names = set(county.persons["name"])
    assert {"张秀英", "王建军", "马忠", "阿卜杜拉·买买提江", "牛䶮", "牛㛃"} <= names


def test_ages_do_not_hang_on_a_day(county: counties.County) -> None:
    """Nobody has a birthday within twenty days of the month's end."""
    end = np.datetime64(county.month_end)
    birthdays = county.persons["birth_on"].dt.replace(year=2024).to_numpy()
    days = (birthdays - np.datetime64("2024-10-31")).astype("timedelta64[D]").astype(int)
    assert abs(days).min() >= 19
    assert (county.persons["birth_on"].to_numpy() < end).all()


def test_county_too_small_for_chance_prisoners_still_has_the_planted_ones() -> None:
    drawn = counties.make(600, seed=3, month="2026-10")
    assert drawn.records["justice.custody"].height > 0
