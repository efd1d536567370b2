"""The worked examples of the funeral policies, each by its own name, and what they rest on."""

import pytest

from minzheng.domains.funeral.policies.basic.policy import policy as basic
from minzheng.domains.funeral.policies.eco_burial.policy import policy as eco_burial
from minzheng.policy import ParameterStore, replay, run_cases
from minzheng.policy.lock import check

POLICIES = (basic, eco_burial)
RESULTS = {policy.key: run_cases(policy) for policy in POLICIES}
UNMET: dict[str, set[str]] = {}


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(result, id=f"{key}-{result.name}")
        for key, results in RESULTS.items()
        for result in results
    ],
)
def test_case_comes_out_as_the_law_says(result):
    assert result.problems == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_condition_is_seen_true_false_and_undetermined(policy):
    for name in policy.conditions:
        assert {result.row.get(name) for result in RESULTS[policy.key]} == {True, False, None}, name


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_each_kind_of_answer_can_be_explained_and_replayed(policy):
    by_outcome = {result.row["outcome"]: result for result in RESULTS[policy.key]}
    assert by_outcome.keys() == {"eligible", "not_eligible", "undetermined"}
    for result in by_outcome.values():
        assert result.evaluation.explain(1).text().startswith(policy.label)
        again = replay(result.evaluation.snapshot(1), [policy])
        assert (again["outcome"], again["amount"]) == (result.row["outcome"], result.row["amount"])


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_released_rules_are_unchanged_and_say_what_they_rest_on(policy):
    assert check(policy) == []
    for rule in policy.rules.values():
        assert rule.label
        assert all(version.basis for version in rule.versions), rule.name
    for parameter in policy.parameters.values():
        assert parameter.label
        assert parameter.unit
        assert parameter.basis, parameter.name


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_seed_value_names_its_source_and_is_met_in_a_case(policy):
    rows = [row for row in ParameterStore.of(policy).rows if row.policy == policy.key]
    assert all(row.source for row in rows)
    judged = {str(result.row["division"]) for result in RESULTS[policy.key]}
    lineages = {code for d in judged for code in (d, d[:4] + "00", d[:2] + "0000", "000000")}
    unmet = {row.division for row in rows} - lineages
    assert unmet <= UNMET.get(policy.key, set())


def by_name(key, start):
    return next(result for result in RESULTS[key] if result.name.startswith(start))


@pytest.mark.requirement("FU-07")
def test_donors_go_free_where_the_place_names_them():
    assert by_name("funeral.basic", "遗体捐献者").row["amount"] == 129_000
    assert by_name("funeral.basic", "会宁县：捐献者").row["outcome"] == "not_eligible"
