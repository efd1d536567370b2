"""For any household: batch equals single, the unknown is no zero, and both programmes exclude each other."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.domains.assistance.policies.dibao.policy import policy as dibao
from minzheng.domains.assistance.policies.dibao_edge.policy import policy as dibao_edge
from minzheng.facts import households, persons, polars_schema
from minzheng.policy import FactFrames, ParameterStore, evaluate

LINEAGES = {"620422101": ("620422101", "620422", "620400", "620000", "000000")}
STORE = ParameterStore.of(dibao_edge)
CODES = {name: list(column.choices) for name, column in persons.columns.items() if column.choices}
AMOUNTS = st.none() | st.sampled_from([0, 1, 39_900, 62_300, 80_000]) | st.integers(0, 200_000)


def _value(name, column):
    if name in CODES:
        return st.sampled_from(CODES[name])
    if column.kind == "flag":
        return st.sampled_from([False, False, False, True, None])
    if column.kind == "whole":
        return st.integers(0, 90) if name == "age" else st.sampled_from([0, 0, 1, 3])
    return AMOUNTS


MOVING = (
    "wages",
    "pension",
    "central_pension",
    "scholarship",
    "support_paid",
    "deposits",
    "cars",
    "relation",
    "age",
    "is_dead",
    "schooling",
    "years_together",
    "has_support_duty",
    "disability_kind",
    "disability_grade",
    "has_major_disease",
)
PERSON = st.fixed_dictionaries(
    {
        "household": st.integers(1, 3),
        **{name: _value(name, persons.columns[name]) for name in MOVING},
    }
)


def facts_of(people):
    still = {
        name: {"money": 0, "whole": 0, "flag": False, "text": "none", "day": date(1990, 1, 1)}[
            column.kind
        ]
        for name, column in persons.columns.items()
    }
    rows = [
        {**still, "can_live_independently": True, "person": n, **p}
        for n, p in enumerate(people, start=1)
    ]
    units = [
        {
            "household": n,
            "division": "620422101",
            "residence": r,
            "applied_as": "household",
            "edge_family": False,
        }
        for n, r in ((1, "urban"), (2, "rural"), (3, "rural"))
    ]
    return FactFrames(
        pl.DataFrame(units, schema=polars_schema(households)),
        pl.DataFrame(rows, schema=polars_schema(persons)),
    )


def judge(policy, facts, at=date(2026, 10, 1)):
    return evaluate(policy, facts, STORE, at, LINEAGES)


@settings(max_examples=25, deadline=None)
@given(st.lists(PERSON, max_size=8))
def test_dibao_batch_equals_single(people):
    facts = facts_of(people)
    batch = judge(dibao, facts)
    for unit in (1, 2, 3):
        assert judge(dibao, facts.only("household", unit)).one(unit) == batch.one(unit)


@settings(max_examples=25, deadline=None)
@given(st.lists(PERSON, max_size=8), st.sampled_from([date(2026, 6, 30), date(2026, 7, 1)]))
def test_edge_and_dibao_exclude_each_other(people, at):
    facts = facts_of(people)
    first, second = judge(dibao, facts, at).results, judge(dibao_edge, facts, at).results
    both = [a == b == "eligible" for a, b in zip(first["outcome"], second["outcome"], strict=True)]
    assert not any(both)


@settings(max_examples=25, deadline=None)
@given(st.lists(PERSON, max_size=8))
def test_paid_amount_is_whole_positive_and_known(people):
    for row in judge(dibao, facts_of(people)).results.to_dicts():
        if row["outcome"] == "eligible" and row["amount"] is not None:
            assert row["amount"] > 0
        if row["outcome"] == "undetermined" or row["amount"] is None:
            assert row["missing"]
        if row["outcome"] == "not_eligible":
            assert row["amount"] == 0
