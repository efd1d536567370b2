"""What every policy owes: cases that come out, conditions seen every way, sources, locked wordings."""

import pytest

from minzheng.kernel.determinations.declarations import policies
from minzheng.kernel.determinations.tests.law import UNMET, results
from minzheng.policy import Policy, replay
from minzheng.policy.lock import check

LAWS = list(policies().values())
each_law = pytest.mark.parametrize("policy", LAWS, ids=lambda policy: policy.key)


@each_law
def test_cases_come_out_as_the_law_says(policy: Policy) -> None:
    assert {case.name: case.problems for case in results(policy.key) if case.problems} == {}


@each_law
def test_every_condition_is_seen_true_false_and_undetermined(policy: Policy) -> None:
    seen = {
        name: {case.row.get(name) for case in results(policy.key)} for name in policy.conditions
    }
    assert {name: values for name, values in seen.items() if values != {True, False, None}} == {}


@each_law
def test_each_kind_of_answer_can_be_explained_and_replayed(policy: Policy) -> None:
    by_outcome = {case.row["outcome"]: case for case in results(policy.key)}
    assert by_outcome.keys() == {"eligible", "not_eligible", "undetermined"}
    for case in by_outcome.values():
        assert case.evaluation.explain(1).text().startswith(policy.label)
        again = replay(case.evaluation.snapshot(1), [policy])
        assert (again["outcome"], again["amount"]) == (case.row["outcome"], case.row["amount"])


@each_law
def test_released_rules_are_unchanged_and_say_what_they_rest_on(policy: Policy) -> None:
    assert check(policy) == []
    for rule in policy.rules.values():
        assert rule.label
        assert all(version.basis for version in rule.versions), rule.name
    for parameter in policy.parameters.values():
        assert parameter.label
        assert parameter.unit
        assert parameter.set_by
        assert parameter.basis, parameter.name


@each_law
def test_every_seed_value_names_its_source_and_is_met_in_a_case(policy: Policy) -> None:
    cases = results(policy.key)
    rows = [row for row in cases[0].evaluation.parameters.rows if row.policy == policy.key]
    assert all(row.source for row in rows)
    judged = {
        code for case in cases for lineage in case.evaluation.lineages.values() for code in lineage
    }
    assert {row.division for row in rows} - judged <= UNMET.get(policy.key, set())
