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

HANDLERS = frozenset({CLERK.key, HEAD.key, OFFICER.key, REVIEWER.key})
# The four-level network: patrol (village), liaison (township), co-ordinator (bureau), informant.
REPORTERS = HANDLERS | {VILLAGE_WORKER.key, INFORMANT.key}


def lies_within(division: Division, by: Mandate) -> bool:
    """Say whether a division lies in the mandate's subtree."""
    return bool(division.path.startswith(by.division.path))


def may_handle(lead: Lead, by: Mandate) -> bool:
    """Say whether a mandate may verify, help with and close a lead."""
    return by.role in HANDLERS and lies_within(lead.division, by)


def may_report(division: Division, by: Mandate) -> bool:
    """Say whether a mandate may report a need at a division."""
    return by.role in REPORTERS and lies_within(division, by)


def may_compute(by: Mandate) -> bool:
    """Say whether a mandate may run the comparison of a month."""
    return by.role in {SYSTEM.key, OFFICER.key}
