"""Determining: the county and one household by the same way, unknown never zero, replayed and explained."""

from datetime import date

import polars as pl
import pytest

from minzheng.kernel.determinations import declarations, facts, queries, services
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.determinations.tests.fixtures import AT, KEY, MONTH


@pytest.fixture
def neighbours(register):
    return [register((f"邻{n}", date(1950 + n, 1, 1), "head")) for n in range(3)]


def result(household):
    return (
        queries.results(KEY, MONTH)
        .filter(pl.col("household") == household.pk)
        .collect()
        .row(0, named=True)
    )


def test_unknown_pension_leaves_the_household_undetermined_and_named(small, staff, family):
    services.determine_all(MONTH, at=AT)
    row = result(family)
    assert (row["outcome"], row["amount"], row["missing"]) == ("undetermined", None, ["pension"])
    gaps = queries.data_gaps(staff["chen"], KEY, MONTH)
    assert gaps["household"].to_list() == [family.pk]
    assert queries.data_gaps(staff["zhao"], KEY, MONTH).is_empty()


def test_one_unknown_member_is_not_taken_for_none(small, family, known_pensions):
    known_pensions[family.head_id] = None
    services.determine_all(MONTH, at=AT)
    assert result(family)["pensions"] is None


def test_batch_answers_every_household_and_counts_outcomes(
    small, staff, family, neighbours, known_pensions
):
    known_pensions[neighbours[0].head_id] = 40050
    known_pensions[neighbours[1].head_id] = 40049
    (path,) = services.determine_all(MONTH, at=AT).values()
    amounts = dict(pl.read_parquet(path).select("household", "amount").iter_rows())
    assert amounts == {
        family.pk: 120150,
        neighbours[0].pk: 0,
        neighbours[1].pk: 1,
        neighbours[2].pk: 40050,
    }
    assert queries.outcomes(staff["chen"], KEY, MONTH) == {"eligible": 3, "not_eligible": 1}


def test_batch_equals_the_single_answer_for_every_household(
    small, family, neighbours, known_pensions
):
    known_pensions[neighbours[0].head_id] = 12345
    known_pensions[neighbours[1].head_id] = None
    services.determine_all(MONTH, at=AT)
    assert list(services.compare_all(MONTH)) == []
    known_pensions[neighbours[2].head_id] = 1
    found = {row["column"] for row in services.compare_all(MONTH)}
    assert found == {"amount", "pensions", "grant"}


def test_second_run_writes_the_same_answers(small, family, known_pensions):
    (path,) = services.determine_all(MONTH, at=AT).values()
    before = pl.read_parquet(path)
    services.gather_facts(MONTH)
    services.determine_all(MONTH, at=AT)
    assert pl.read_parquet(path).equals(before)
    assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


def test_what_the_case_found_stands_over_the_registers(small, staff, family, known_pensions):
    given = {"persons": {family.head_id: {"pension": 20000}}}
    made = services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"], given=given)
    assert made.amount == 100150
    assert "本办件调查" in services.explain(made)["text"]
    with pytest.raises(ValueError, match="没有名为"):
        services.determine(
            KEY,
            family,
            month=MONTH,
            at=AT,
            by=staff["lin"],
            given={"persons": {family.head_id: {"pensoin": 1}}},
        )
    with pytest.raises(ValueError, match="不是该家庭成员"):
        services.determine(
            KEY, family, month=MONTH, at=AT, by=staff["lin"], given={"persons": {0: {"pension": 1}}}
        )


def test_explanation_names_rule_basis_value_and_document(small, staff, family, known_pensions):
    text = services.explain(services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"]))[
        "text"
    ]
    assert text.startswith("小额补助：符合条件")
    for words in (
        "✓ 人均养老金低于标准",
        "测试办法 第三条",
        "400.50 元/人·月",
        "测发〔2024〕2号",
        "补助额 1,201.50 元",
    ):
        assert words in text


def test_law_of_the_day_asked_for_is_applied(small, staff, family, known_pensions):
    made = services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"], on=date(2023, 6, 1))
    assert (made.at, made.amount) == (date(2023, 6, 1), 90000)


def test_altered_snapshot_is_refused(small, staff, family, known_pensions):
    made = services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"])
    made.snapshot["amount"] = 1
    Determination.objects.filter(pk=made.pk).update(snapshot=made.snapshot)
    made.refresh_from_db()
    with pytest.raises(ValueError, match="被改动"):
        services.replay(made)


def test_determinations_are_seen_within_the_division_only(small, staff, family, known_pensions):
    made = services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"])
    assert list(queries.determinations(staff["lin"])) == [made]
    assert list(queries.determinations(staff["zhao"])) == []
    assert queries.latest(KEY, family) == made


def test_policy_over_facts_only_a_case_knows_is_left_to_the_case(small):
    assert KEY in declarations.county_policies()
    small.rules["heads"].versions.append(
        type(small.rules["heads"].versions[0])(small.rules["heads"], len, ("income_before",), "")
    )
    try:
        assert (KEY in declarations.county_policies()) is (small.fact("income_before") is None)
    finally:
        small.rules["heads"].versions.pop()


def test_overlay_lets_knowledge_win_and_ignorance_leave_alone():
    base = pl.DataFrame({"person": [1, 2, 3], "pension": [10, None, 30]})
    rows = pl.DataFrame(
        {"person": [1, 2], "pension": [None, 20]}, schema={"person": pl.Int64, "pension": pl.Int64}
    )
    assert facts.overlay(base, rows, "person")["pension"].to_list() == [10, 20, 30]
    with pytest.raises(ValueError, match="多行"):
        facts.overlay(base, pl.concat([rows, rows]), "person")


def test_batch_answer_is_explained_from_the_facts_of_its_month(
    small, family, neighbours, known_pensions
):
    services.determine_all(MONTH, at=AT)
    known_pensions[family.head_id] = 1_000_000
    reasons = services.explain_month(KEY, family.pk, month=MONTH)
    assert (reasons["outcome"], reasons["amount"], reasons["at"]) == (
        "eligible",
        120150,
        "2026-10-31",
    )
