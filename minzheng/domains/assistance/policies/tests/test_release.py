"""What is released stays released, and every value in the seed has its paper."""

from datetime import date

import pytest

from minzheng.policy import ParameterInvalid, ParameterRow, ParameterStore
from minzheng.policy.lock import check

from .test_cases import POLICIES, dibao, dibao_edge

LINEAGE = ("620422", "620400", "620000", "000000")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_released_rules_are_unchanged(policy):
    assert check(policy) == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_rule_has_label_and_basis_and_every_parameter_its_unit(policy):
    for rule in policy.rules.values():
        assert rule.label
        assert all(version.basis for version in rule.versions), rule.name
    for parameter in policy.parameters.values():
        assert parameter.label
        assert parameter.unit
        assert parameter.set_by
        assert parameter.basis, parameter.name


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_seed_values_fit_and_name_their_source(policy):
    store = ParameterStore.of(policy)
    assert all(row.source for row in store.rows)


@pytest.mark.parametrize(("category", "fen"), [("urban", 62_300), ("rural", 39_900)])
def test_huining_standard_carries_its_document(category, fen):
    value, row = ParameterStore.of(dibao).value(
        dibao, "standard", LINEAGE, date(2026, 10, 1), category
    )
    assert (value, row.document) == (fen, "会政办发〔2022〕114号")


def test_edge_standard_of_huining_is_one_and_a_half_times_and_marked_as_demo():
    store = ParameterStore.of(dibao_edge)
    for category in ("urban", "rural"):
        line, _ = store.value(dibao_edge, "standard", LINEAGE, date(2026, 10, 1), category)
        edge, row = store.value(dibao_edge, "edge_standard", LINEAGE, date(2026, 10, 1), category)
        assert edge * 2 == line * 3
        assert "演示参数" in row.source


def test_standard_below_the_provincial_guide_is_rejected():
    """Worked example 17, last sentence."""

    def row(name, division, value):
        return ParameterRow("assistance.dibao", name, division, date(2026, 7, 1), None, value)

    store = ParameterStore([row("guiding_standard", "620000", "760")])
    store.check(dibao, row("standard", "620400", "800"), LINEAGE[1:])
    with pytest.raises(ParameterInvalid, match="低于低保指导标准"):
        store.check(dibao, row("standard", "620400", "740"), LINEAGE[1:])
