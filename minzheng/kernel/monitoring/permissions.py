"""Predicates: who may work on a lead here."""

from minzheng.kernel.accounts.declarations import (
    CLERK,
    HEAD,
    INFORMANT,
    OFFICER,
    REVIEWER,
    SYSTEM,
    VILLAGE_WORKER,
)
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division

from .models import Lead

# Who looks at how a lead was closed and answers for the county; whom a lead may be given to.
COUNTY = frozenset({OFFICER.key, REVIEWER.key})
HANDLERS = frozenset({CLERK.key, HEAD.key, OFFICER.key, REVIEWER.key})
# The four-level network: patrol (village), liaison (township), co-ordinator (bureau), informant.
RECEIVERS = frozenset({CLERK.key, HEAD.key, VILLAGE_WORKER.key})
REPORTERS = HANDLERS | {VILLAGE_WORKER.key, INFORMANT.key, SYSTEM.key}


def lies_within(division: Division, by: Mandate) -> bool:
    """Say whether a division lies in the mandate's subtree."""
    return bool(division.path.startswith(by.division.path))


def may_handle(lead: Lead, by: Mandate) -> bool:
    """Say whether a mandate may verify, help with and close a lead."""
    return by.role in HANDLERS and lies_within(lead.division, by)


def may_verify(lead: Lead, by: Mandate) -> bool:
    """Say whether a mandate may verify a lead: a handler, or the village worker it was given to."""
    return may_handle(lead, by) or (
        lead.assignee_id == by.pk and lies_within(lead.division, by) and by.role in REPORTERS
    )


def may_dispatch(lead: Lead, by: Mandate) -> bool:
    """Say whether a mandate may give a lead to somebody to verify."""
    return may_handle(lead, by)


def may_receive(lead: Lead, to: Mandate) -> bool:
    """Say whether a lead may be given to a mandate: of the township or the village it lies in."""
    return to.role in RECEIVERS and lies_within(lead.division, to)


def may_feed_back(lead: Lead, by: Mandate) -> bool:
    """Say whether a mandate may give the county's feedback on a closed lead."""
    return by.role in COUNTY and lies_within(lead.division, by)


def may_report(division: Division, by: Mandate) -> bool:
    """Say whether a mandate may report a need at a division."""
    return by.role in REPORTERS and lies_within(division, by)
