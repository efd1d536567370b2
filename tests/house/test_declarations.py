"""What the rooms declare: procedures, events and rules, complete and findable."""

import importlib

import pytest

from minzheng.core import events
from minzheng.kernel.cases import declarations as cases
from minzheng.kernel.determinations import declarations as determinations
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
