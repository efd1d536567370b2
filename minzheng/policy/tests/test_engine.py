"""What the engine answers, above all when it does not know."""

from datetime import date

import polars as pl
import pytest

from minzheng.policy import COUNTY, FactFrames, ParameterStore, Policy, evaluate, up
from minzheng.policy.tests.small import LINEAGES, STORE, frames, judge, rows, small_policy


def test_outcome_eligible_with_amount():
    row = judge(
        frames([{"household": 1}], [{"household": 1, "wages": 40_000}, {"household": 1}])
    ).one(1)
    assert (row["outcome"], row["amount"], row["heads"], row["below"]) == (
        "eligible",
        60_000,
        2,
        True,
    )


def test_equal_is_not_below():
    row = judge(frames([{"household": 1}], [{"household": 1, "wages": 50_000}])).one(1)
    assert (row["outcome"], row["amount"], row["below"]) == ("not_eligible", 0, False)


def test_unknown_wage_is_undetermined_and_named():
    row = judge(
        frames([{"household": 1}], [{"household": 1, "wages": None}, {"household": 1}])
    ).one(1)
    assert (row["outcome"], row["amount"], row["income"], row["missing"]) == (
        "undetermined",
        None,
        None,
        ["wages"],
    )


def test_one_sure_no_decides_in_spite_of_unknowns():
    row = judge(frames([{"household": 1}], [{"household": 1, "wages": None, "cars": 1}])).one(1)
    assert (row["outcome"], row["amount"], row["below"]) == ("not_eligible", 0, None)


def test_any_is_sure_with_one_true_and_unknown_without():
    facts = frames(
        [{"household": 1}, {"household": 2}],
        [
            {"household": 1, "cars": 1},
            {"household": 1, "cars": None},
            {"household": 2, "cars": 0},
            {"household": 2, "cars": None},
        ],
    )
    assert judge(facts).results["has_car"].to_list() == [True, None]


def test_count_with_unknown_membership_is_unknown():
    row = judge(
        frames([{"household": 1}], [{"household": 1}, {"household": 1, "is_dead": None}])
    ).one(1)
    assert (row["heads"], row["outcome"], row["missing"]) == (None, "undetermined", ["is_dead"])


def test_sure_exclusion_needs_nothing_else():
    row = judge(
        frames(
            [{"household": 1}],
            [
                {"household": 1},
                {"household": 1, "is_dead": True, "in_custody": None, "wages": None},
            ],
        )
    ).one(1)
    assert (row["heads"], row["income"], row["missing"]) == (1, 0, [])


def test_max_is_unknown_with_an_unknown_element_and_without_members():
    facts = frames(
        [{"household": 1}, {"household": 2}, {"household": 3}],
        [{"household": 1, "age": 70}, {"household": 1, "age": 9}, {"household": 2, "age": None}],
    )
    assert judge(facts).results["oldest"].to_list() == [70, None, None]


def test_household_without_people_counts_zero():
    row = judge(frames([{"household": 1}, {"household": 2}], [{"household": 2}])).one(1)
    assert (row["heads"], row["income"], row["has_car"]) == (0, 0, False)


def test_guard_stops_when_otherwise_from_hiding_the_unknown():
    """In Zhejiang the sum runs over a when/otherwise that would turn an unknown into zero."""
    facts = frames(
        [{"household": 1, "division": "330106"}],
        [{"household": 1, "wages": 1, "support_received": None}],
    )
    assert judge(facts).one(1)["income"] is None


def test_versions_differ_by_division_in_one_batch():
    facts = frames(
        [{"household": 1}, {"household": 2, "division": "330106"}],
        [
            {"household": 1, "wages": 40_000, "support_received": 10_000},
            {"household": 2, "wages": 40_000, "support_received": 10_000},
        ],
    )
    assert judge(facts).results["income"].to_list() == [40_000, 30_000]


def test_local_version_holds_only_from_its_day():
    facts = frames(
        [{"household": 1, "division": "330106"}],
        [{"household": 1, "wages": 9, "support_received": 4}],
    )
    assert judge(facts, at=date(2014, 10, 31)).one(1)["income"] == 9
    assert judge(facts, at=date(2014, 11, 1)).one(1)["income"] == 5


def test_parameter_is_taken_by_residence():
    facts = frames(
        [{"household": 1}, {"household": 2, "residence": "rural"}],
        [{"household": 1}, {"household": 2}],
    )
    assert judge(facts).results["amount"].to_list() == [50_000, 30_000]


def test_parameter_without_value_is_named():
    row = judge(
        frames([{"household": 1}], [{"household": 1}]), rows(("line", "330000", "900", ""))
    ).one(1)
    assert (row["outcome"], row["missing"]) == ("undetermined", ["line"])


def test_parameter_of_unknown_residence_names_the_residence():
    row = judge(frames([{"household": 1, "residence": None}], [{"household": 1}])).one(1)
    assert (row["outcome"], row["missing"]) == ("undetermined", ["residence"])


def test_absent_column_is_unknown_for_everybody():
    facts = frames([{"household": 1}], [{"household": 1}])
    assert facts.persons is not None
    row = judge(FactFrames(facts.units, facts.persons.drop("wages"))).one(1)
    assert (row["outcome"], row["missing"]) == ("undetermined", ["wages"])


def test_results_keep_the_order_given():
    facts = frames([{"household": 7}, {"household": 3, "division": "330106"}, {"household": 5}], [])
    assert judge(facts).results["household"].to_list() == [7, 3, 5]


def test_no_units_give_no_rows():
    results = judge(frames([], [])).results
    assert results.height == 0
    assert {"household", "outcome", "amount", "missing"} <= set(results.columns)


def test_household_policy_refuses_missing_people():
    with pytest.raises(ValueError, match="须给出家庭成员"):
        judge(FactFrames(pl.DataFrame({"household": [1], "division": ["620422"]})))


def test_unit_given_twice_is_refused():
    with pytest.raises(ValueError, match="两次"):
        judge(frames([{"household": 1}, {"household": 1}], []))


def test_division_without_lineage_is_refused():
    with pytest.raises(LookupError, match="110000"):
        judge(frames([{"household": 1, "division": "110000"}], []))


def test_person_policy_judges_one_person_per_row():
    policy = Policy("test.person", "个人", of="person")

    @policy.condition("成年", basis="第一条")
    def adult(age):
        return age >= 18

    units = pl.DataFrame({"person": [1, 2, 3], "division": ["620422"] * 3, "age": [17, 18, None]})
    results = evaluate(
        policy, FactFrames(units), ParameterStore(), date(2026, 8, 1), LINEAGES
    ).results
    assert results["outcome"].to_list() == ["not_eligible", "eligible", "undetermined"]


def test_day_of_judgement_is_an_argument():
    policy = Policy("test.day", "日期", of="person")

    @policy.condition("已出生", basis="第一条")
    def born(birth_on, at):
        return birth_on <= at

    units = pl.DataFrame({"person": [1], "division": ["620422"], "birth_on": [date(2026, 8, 1)]})

    def outcome(day: date) -> str:
        return evaluate(policy, FactFrames(units), ParameterStore(), day, LINEAGES).one(1)[
            "outcome"
        ]

    assert (outcome(date(2026, 7, 31)), outcome(date(2026, 8, 1))) == ("not_eligible", "eligible")


def test_fact_held_as_a_float_is_refused():
    policy = Policy("test.float", "小数", of="person")
    policy.variable("全数", unit="元", name="whole", reads=("wages",))(lambda wages: wages + 0)
    units = pl.DataFrame({"person": [1], "division": ["620422"], "wages": [3.5]})
    with pytest.raises(TypeError, match="不得为浮点数"):
        evaluate(policy, FactFrames(units), ParameterStore(), date(2026, 8, 1), LINEAGES)


def test_household_figure_reaches_the_person_and_comes_back():
    """A person's share may depend on a household figure: the engine goes up, down and up again."""
    policy = small_policy()
    policy.parameter("floor", "保底", unit="元", set_by=COUNTY)

    @policy.variable("超过人均", unit="是否", of="person")
    def above_mean(wages, heads, income):
        return wages * heads > income

    @policy.variable("超过人均的人数", unit="人")
    def above_count(members, above_mean):
        return members.count(where=above_mean)

    facts = frames(
        [{"household": 1}, {"household": 2}],
        [
            {"household": 1, "wages": 10},
            {"household": 1, "wages": 30},
            {"household": 2, "wages": 5},
        ],
    )
    assert judge(facts, policy=policy).results["above_count"].to_list() == [1, 0]


def test_rounding_up_takes_any_remainder():
    policy = Policy("test.up", "进位", of="person")
    policy.variable("进元", unit="元", name="whole_yuan", reads=("wages",))(
        lambda wages: up(wages, 100) * 100
    )
    units = pl.DataFrame(
        {"person": [1, 2, 3], "division": ["620422"] * 3, "wages": [100, 101, 199]}
    )
    results = evaluate(policy, FactFrames(units), STORE, date(2026, 8, 1), LINEAGES).results
    assert results["whole_yuan"].to_list() == [100, 200, 200]
