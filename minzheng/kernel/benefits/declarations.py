"""The words a room declares its benefits with, and their registry; no Django."""

from dataclasses import dataclass

from minzheng.core.registry import Registry

HOUSEHOLD = "household"
PERSON = "person"
MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A kind of benefit (待遇).

    `policy` is the key of the policy that decides it; `to` says whether a household or a person
    holds it; `blocked_by` names the finding kinds that stop a payment line until somebody has
    looked (FN-02); `extra_of` is informative: the parts of the amount shown on papers.
    """

    key: str
    label: str
    policy: str
    to: str = HOUSEHOLD
    paid: str = MONTHLY
    blocked_by: tuple[str, ...] = ()


registry: Registry[Benefit] = Registry("待遇")


def declare_benefit(benefit: Benefit) -> Benefit:
    """Add a benefit; a key declared twice fails at start-up."""
    registry.add(benefit.key, benefit)
    return benefit


def benefit(key: str) -> Benefit:
    """Return the benefit declared under a key, or raise KeyError."""
    return registry.get(key)


def benefits() -> list[Benefit]:
    """Return all declared benefits, by key."""
    return registry.all()
