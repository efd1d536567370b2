"""The worked examples of the elderly policies, each by its own name, and what they rest on."""

from datetime import date

import pytest

from minzheng.domains.elderly.policies.nursing.policy import policy as nursing
from minzheng.domains.elderly.policies.old_age.policy import policy as old_age
from minzheng.domains.elderly.policies.service.policy import policy as service
from minzheng.domains.elderly.policies.voucher.policy import policy as voucher
from minzheng.policy import ParameterInvalid, ParameterRow, ParameterStore, replay, run_cases
from minzheng.policy.lock import check

POLICIES = (nursing, old_age, service, voucher)
RESULTS = {policy.key: run_cases(policy) for policy in POLICIES}
UNMET = {"elderly.old_age": {"410000"}}  # a floor, seen in its own test


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


@pytest.mark.requirement("EL-20")
def test_allowance_starts_at_the_local_age_and_rises_with_the_birthday():
    assert by_name("elderly.old_age", "例8 1936-03-15 出生，2026 年二月").row["amount"] == 5_000
    assert by_name("elderly.old_age", "例8 1936-03-15 出生，2026 年三月").row["amount"] == 10_000
    assert by_name("elderly.old_age", "例8 生日次月规则，2026-06-20").row["amount"] == 0
    assert by_name("elderly.old_age", "例8 生日次月规则，七月").row["amount"] == 5_000


def test_two_nursing_subsidies_of_one_kind_never_both_nor_neither():
    """The elder's subsidy needs to be higher; the one for the disabled is kept when equal."""
    rows = {
        name: by_name("elderly.nursing", name).row for name in ("两项相等", "残疾人护理补贴少一分")
    }
    assert rows["两项相等"]["outcome"] == "not_eligible"
    assert rows["残疾人护理补贴少一分"]["outcome"] == "eligible"


def test_henan_keeps_the_two_higher_bands_above_its_floors():
    lineage = ("410900", "410000", "000000")
    store = ParameterStore.of(old_age)

    def row(band, value):
        return ParameterRow(
            "elderly.old_age", f"band_{band}_allowance", "410928", date(2026, 1, 1), None, value
        )

    store.check(old_age, row(2, "100"), lineage)
    store.check(old_age, row(3, "300"), lineage)
    for band, value in ((2, "99.99"), (3, "299.99")):
        with pytest.raises(ParameterInvalid, match="省级最低标准"):
            store.check(old_age, row(band, value), lineage)
