"""The worked examples of the disability policies, each by its own name, and what they rest on."""

from datetime import date

import pytest

from minzheng.domains.disability.policies.living.policy import policy as living
from minzheng.domains.disability.policies.nursing.policy import policy as nursing
from minzheng.policy import ParameterStore, replay, run_cases
from minzheng.policy.lock import check

POLICIES = (living, nursing)
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


@pytest.mark.requirement("DI-03")
@pytest.mark.parametrize(
    ("key", "division", "at", "fen"),
    [
        ("disability.living", "640181", date(2024, 8, 10), 11_500),
        ("disability.nursing", "640181", date(2024, 8, 10), 13_000),
        ("disability.living", "430102", date(2025, 12, 31), None),
        ("disability.living", "430102", date(2026, 1, 1), 11_000),
    ],
)
def test_standards_are_local_and_dated(key, division, at, fen):
    policy = next(policy for policy in POLICIES if policy.key == key)
    name = key.split(".")[1] + "_standard"
    lineage = (division, division[:4] + "00", division[:2] + "0000", "000000")
    value, row = ParameterStore.of(policy).value(policy, name, lineage, at)
    assert value == fen
    assert fen is None or row.source


@pytest.mark.requirement("DI-04")
def test_the_circle_is_widened_by_place():
    assert by_name("disability.living", "低保边缘家庭，国家范围").row["outcome"] == "not_eligible"
    assert by_name("disability.living", "低保边缘家庭，已扩大").row["outcome"] == "eligible"
    assert by_name("disability.nursing", "会宁县：精神四级").row["outcome"] == "eligible"
    assert by_name("disability.nursing", "智力三级，国家范围").row["outcome"] == "not_eligible"


def test_both_together_make_two_hundred_and_twenty():
    """Worked examples 13 and 14: 100 + 120 a month, 660 in March, 440 after a late certificate."""

    def both(start, name):
        return sum(by_name(key, start).row[name] for key in RESULTS)

    assert both("例13 低保家庭", "amount") == 22_000
    assert both("例14 一月申请", "first_payment") == 66_000
    assert both("例14 2026-03-15 到期", "gap_payment") == 44_000


def test_refusal_for_a_higher_allowance_says_by_how_much():
    text = by_name("disability.nursing", "例13 另有老年").evaluation.explain(1).text()
    assert "✗ 没有更高的同类护理补贴（120 元/月 与 200 元/月 相比，相差 80 元/月）" in text
