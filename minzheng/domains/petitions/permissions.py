"""Who takes a voice down, works on it, decides about its way, and learns who spoke."""

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import (
    APPLICANT,
    AUDITOR,
    BUREAU_HEAD,
    CLERK,
    HEAD,
    OFFICER,
    REVIEWER,
    SUPERVISOR,
    SYSTEM,
)
from minzheng.kernel.accounts.models import Mandate

from .declarations import MATTERS
from .models import Assignment, Grievance

# Who decides where a voice goes, whether a return or an extension is right.
COORDINATORS = frozenset({OFFICER.key, REVIEWER.key, BUREAU_HEAD.key})
HANDLERS = COORDINATORS | {CLERK.key, HEAD.key}
# Read the whole of a place, but never who spoke.
READERS = frozenset({AUDITOR.key, SUPERVISOR.key})
# Who works on what lies on the desk of a role.
TEAM = {
    CLERK.key: frozenset({CLERK.key, HEAD.key}),
    OFFICER.key: frozenset({OFFICER.key, REVIEWER.key, BUREAU_HEAD.key}),
}


def may_take_down(by: Mandate, division: str) -> bool:
    """Say whether a mandate may take a voice down for a division: staff of the place, or the citizen himself."""
    if by.role == APPLICANT:
        return by.division_id == division
    if by.role == SYSTEM:
        return True
    return by.may("needs.report") and accounts.covers(by, division)


def may_coordinate(grievance: Grievance, by: Mandate) -> bool:
    """Say whether a mandate may send a voice to a unit and decide about returns and extensions."""
    return by.role in COORDINATORS and accounts.covers(by, grievance.division_id) and _own(grievance, by)  # fmt: skip


def may_work(assignment: Assignment | None, by: Mandate) -> bool:
    """Say whether what a unit was sent lies on the desk of this mandate."""
    if assignment is None or assignment.ended_at is not None:
        return False
    team = TEAM.get(assignment.role, frozenset({assignment.role}))
    at_home = by.division_id == assignment.division_id
    return by.role in team and at_home and _own(assignment.grievance, by)


def may_learn_who(grievance: Grievance, assignment: Assignment | None, by: Mandate) -> bool:
    """Say whether a mandate may open who spoke, with a reason: who works on it, who sends it on, who took it down."""
    if may_work(assignment, by) or may_coordinate(grievance, by):
        return True
    return grievance.received_by.user_id == by.user_id and not grievance.is_anonymous


def _own(grievance: Grievance, by: Mandate) -> bool:
    """A mandate bound to one programme has to do with its matters only."""
    matter = MATTERS.get(grievance.matter)
    return not by.programme or matter.room in {by.programme, "petitions"}
