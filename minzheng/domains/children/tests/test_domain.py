"""What the room declares hangs together: benefits by its policies, overlaps by their keys."""

import csv
from datetime import date
from pathlib import Path

from minzheng.domains.children.domain import domain

KEYS = {
    "children.disabled_help", "children.guardian_service", "children.hardship", "children.orphan",
    "children.unattended",
}  # fmt: skip
RULES = {"exclusive", "higher", "difference", "none"}


def test_every_policy_pays_and_every_benefit_has_its_policy():
    assert {policy.key for policy in domain.policies} == KEYS
    assert {benefit.policy for benefit in domain.benefits} == KEYS


def test_every_policy_lies_in_a_folder_of_its_own_with_cases_and_lock():
    for policy in domain.policies:
        names = {path.name for path in policy.folder.iterdir()}
        assert {"README.md", "parameters.csv", "cases.yaml", "rules.lock"} <= names, policy.key


def test_overlaps_name_their_own_benefit_a_known_rule_and_a_clause():
    for path in Path(__file__).parents[1].glob("policies/*/overlaps.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["benefit"] == f"children.{path.parent.name}"
                assert row["other"] != row["benefit"]
                assert row["rule"] in RULES
                assert row["clause"] and row["source"] and len(row["division"]) == 6
                assert date.fromisoformat(row["since"])
