"""The one row a room writes for a benefit: what differs between the procedures of benefits."""

from dataclasses import dataclass
from pathlib import Path

from minzheng.core.registry import Registry
from minzheng.kernel.cases.declarations import COUNTER, FIELD, PORTAL
from minzheng.kernel.determinations.declarations import declare_parameters

OWNER = "enrolment"
# From when a benefit runs: the month after the decision, or what the policy's own rule says.
AFTER_DECISION, BY_RULE = "after_decision", "by_rule"
FIRST_MONTH = "paid_from"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A benefit held by a person, and how it is come to.

    ``key`` is the benefit (and policy) key; its procedures are ``<key>.application`` and
    ``<key>.change``. ``applied_fact`` names the fact that holds the day of application. ``posted``
    says whether a place may ask for a public notice (parameter ``notice_required``); never for
    children. ``checklist`` asks for every item in force to be ticked before the confirmation.
    ``after_death`` marks help that is asked for somebody who died. ``remote`` marks applications
    that any place in the country accepts for the place of registration (跨省通办).
    """

    key: str
    label: str
    basis: str
    channels: tuple[str, ...] = (COUNTER, FIELD, PORTAL)
    starts: str = AFTER_DECISION
    applied_fact: str = ""
    posted: bool = False
    checklist: bool = False
    after_death: bool = False
    remote: bool = False

    @property
    def application(self) -> str:
        """Return the key of the procedure of application."""
        return f"{self.key}.application"

    @property
    def change(self) -> str:
        """Return the key of the procedure of review, adjustment and stop."""
        return f"{self.key}.change"


_enrolments: Registry[Enrolment] = Registry("待遇办理")


def declare_enrolment(enrolment: Enrolment) -> Enrolment:
    """Add a benefit's row; a key declared twice fails at start-up."""
    return _enrolments.add(enrolment.key, enrolment)


def enrolments() -> list[Enrolment]:
    """Return every row, by benefit."""
    return _enrolments.all()


def enrolment(benefit: str) -> Enrolment:
    """Return the row of a benefit; KeyError in Chinese when it has none."""
    return _enrolments.get(benefit)


def enrolment_of(workflow: str) -> Enrolment | None:
    """Return the row a procedure belongs to, None for a procedure of another kind."""
    benefit = workflow.rpartition(".")[0]
    return _enrolments.get(benefit) if benefit in _enrolments else None


declare_parameters(OWNER, Path(__file__).parent / "parameters.csv", label="待遇办理通用参数")
