"""What the rooms declare: procedures, events and rules, complete and findable."""

import importlib

import pytest

from minzheng.core import events
from minzheng.facts import schema
from minzheng.kernel.cases import declarations as cases
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.indicators import declarations as indicators
from minzheng.site import house
from minzheng.site.verbs import check

POLICIES = check.policies()
WORKFLOWS = cases.workflows()


def event_modules() -> list[str]:
    """Return the path of every ``events.py`` of a room."""
    found = [p for p in house.sources(tests=False) if p.stem == "events" and "core" not in p.parts]
    return [".".join(p.relative_to(house.ROOT).with_suffix("").parts) for p in found]


def every_event() -> set[type[events.Event]]:
    """Return every event that a room announces."""
    for name in event_modules():
        importlib.import_module(name)
    return {kind for kind in events.Event.__subclasses__() if ".tests." not in kind.__module__}


def test_every_event_has_a_listener():
    assert {kind.__name__ for kind in every_event() - events.listeners().keys()} == set()


def test_events_stay_few():
    assert len(every_event()) <= 25


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.key)
def test_every_workflow_is_reachable_and_every_step_has_a_role(workflow):
    assert cases.problems(workflow) == []
    assert [step.key for step in workflow.steps if not (step.roles and step.label)] == []
    assert workflow.basis


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_policy_is_registered(policy):
    assert determinations.policies()[policy.key] is policy


def test_every_policy_is_answered_for_the_whole_county_or_says_why_not():
    county, reasons = determinations.county_policies(), determinations.case_only_policies()
    assert county.keys() | reasons.keys() == {policy.key for policy in POLICIES}
    assert county.keys() & reasons.keys() == set()


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_rule_has_a_name_and_whoever_decides_has_a_basis(policy):
    rules = policy.rules.values()
    assert [rule.name for rule in rules if not rule.label] == []
    deciding = [rule for rule in rules if rule.kind in {"condition", "amount"}]
    assert [r.name for r in deciding if not all(version.basis for version in r.versions)] == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_parameter_has_a_unit_and_a_level(policy):
    parameters = policy.parameters.values()
    assert [p.name for p in parameters if not (p.label and p.unit and p.set_by)] == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_policy_folder_is_complete(policy):
    names = {path.name for path in policy.folder.iterdir()}
    assert names >= {"policy.py", "parameters.csv", "cases.yaml", "README.md", "rules.lock"}


def test_every_fact_has_a_name_and_a_sensitivity():
    assert [c.name for c in schema.COLUMNS.values() if not (c.label and c.sensitivity)] == []


def test_every_indicator_has_a_definition_and_a_basis():
    assert [i.key for i in indicators.indicators() if not (i.definition and i.basis)] == []
