"""The worked examples of the children policies, each by its own name, and what they rest on."""

from datetime import date

import pytest

from minzheng.domains.children.policies.guardian_service.policy import policy as guardian_service
from minzheng.domains.children.policies.hardship.policy import policy as hardship
from minzheng.domains.children.policies.orphan.policy import policy as orphan
from minzheng.domains.children.policies.unattended.policy import policy as unattended
from minzheng.policy import ParameterInvalid, ParameterRow, ParameterStore, replay, run_cases
from minzheng.policy.lock import check

POLICIES = (guardian_service, hardship, orphan, unattended)
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


def at_place(key, division, **given):
    (result,) = run_cases(
        next(policy for policy in POLICIES if policy.key == key),
        [
            {
                "name": division,
                "at": "2026-10-01",
                "division": division,
                "given": given,
                "expect": {},
            }
        ],
    )
    return result.row


@pytest.mark.requirement("CH-16")
@pytest.mark.parametrize(
    ("division", "placement", "fen"),
    [
        ("620422", "scattered", 100_000),
        ("620422", "institution", 136_000),
        ("640181", "scattered", 120_000),
        ("341302", "scattered", 110_000),
        ("341302", "institution", 151_000),
    ],
)
def test_orphans_are_paid_by_placement(division, placement, fen):
    row = at_place("children.orphan", division, child_placement=placement)
    assert row["monthly_amount"] == fen


@pytest.mark.parametrize("division", ["620422", "640181", "341302", "990001"])
def test_unattended_children_are_measured_by_the_orphan_standard(division):
    orphan_money = at_place("children.orphan", division, child_placement="scattered")
    unattended = at_place(
        "children.unattended",
        division,
        child_placement="scattered",
        dibao_family_grant=0,
        dibao_family_heads=0,
    )
    assert unattended["topped_up"] == orphan_money["monthly_amount"] > 0


@pytest.mark.requirement("CH-17")
def test_carers_in_suzhou_draw_sixty_yuan():
    assert by_name("children.guardian_service", "宿州市：家庭寄养").row["amount"] == 6_000


@pytest.mark.requirement("CH-10")
def test_each_kind_of_difficulty_brings_its_own_standard():
    starts = {
        "低保家庭儿童": 30_000,
        "四级残疾": 50_000,
        "监护缺失": 65_000,
        "低保家庭残疾": 60_000,
    }
    for start, fen in starts.items():
        assert by_name("children.hardship", start).row["amount"] == fen


def test_standard_below_the_provincial_minimum_is_rejected():
    def row(name, division, value):
        return ParameterRow(
            "children.orphan", name, division, date(2026, 7, 1), None, value, "scattered"
        )

    lineage = ("620400", "620000", "000000")
    store = ParameterStore([row("provincial_floor", "620000", "1050")])
    store.check(orphan, row("standard", "620422", "1050"), lineage)
    with pytest.raises(ParameterInvalid, match="低于省级最低养育标准"):
        store.check(orphan, row("standard", "620422", "1049.99"), lineage)
