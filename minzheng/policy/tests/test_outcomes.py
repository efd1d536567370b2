"""Outcomes of many policies in one pass: the same answers as each policy with its reasons."""

import polars as pl
import pytest
from hypothesis import given, settings

from minzheng.policy import ELIGIBLE, NOT_ELIGIBLE
from minzheng.policy.outcomes import outcomes
from minzheng.policy.tests.small import AT, LINEAGES, STORE, frames, judge, rows, small_policy
from minzheng.policy.tests.test_properties import WORLD, facts_of

POLICY = small_policy()
ALIVE = {ELIGIBLE: True, NOT_ELIGIBLE: False}


def decided(facts, store=STORE, policy=POLICY):
    found = outcomes([policy], facts.units, facts.persons, store, AT, LINEAGES)[policy.key]
    return found.select("household", "eligible", "amount").rows()


def expected(facts, store=STORE):
    return [
        (row["household"], ALIVE.get(row["outcome"]), row["amount"])
        for row in judge(facts, store, policy=POLICY).results.to_dicts()
    ]


@settings(max_examples=60, deadline=None)
@given(WORLD)
def test_outcomes_are_those_of_the_evaluation(world):
    """Local wording, values by place and category, unknown facts, empty households, any order."""
    facts = facts_of(world)
    assert decided(facts) == expected(facts)


def test_values_that_differ_between_places_with_the_same_rules():
    store = rows(("line", "620422", "500", ""), ("line", "620000", "300", ""))
    lineages = {**LINEAGES, "620102": ("620102", "620100", "620000", "000000")}
    facts = frames(
        [{"household": 1}, {"household": 2, "division": "620102"}],
        [{"household": 2, "wages": 10_000}, {"household": 1, "wages": 10_000}],
    )
    found = outcomes([POLICY], facts.units, facts.persons, store, AT, lineages)["test.small"]
    assert found["amount"].to_list() == [40_000, 20_000]


def test_people_without_a_household_of_the_frame_change_nothing():
    facts = frames([{"household": 2}], [{"household": 1}, {"household": 2, "wages": 20_000}])
    assert decided(facts) == [(2, True, 30_000)]


def test_fact_nobody_delivered_is_unknown():
    facts = frames([{"household": 1}], [{"household": 1}])
    facts = type(facts)(facts.units, facts.persons.drop("wages"))
    assert decided(facts) == [(1, None, None)]


def test_lazy_frames_are_read_for_what_matters():
    facts = frames([{"household": 1}], [{"household": 1, "wages": 20_000}])
    people = facts.persons.lazy().with_columns(age=pl.lit("no number").str.to_integer())
    found = outcomes([POLICY], facts.units.lazy(), people, STORE, AT, LINEAGES)["test.small"]
    assert found["amount"].to_list() == [30_000]


def test_unit_given_twice_is_refused():
    facts = frames([{"household": 1}, {"household": 1}], [{"household": 1}])
    with pytest.raises(ValueError, match="出现了两次"):
        decided(facts)
