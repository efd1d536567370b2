"""The words of active discovery: the network's places, what a campaign lists and asks, chains of a life event."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from minzheng.core.registry import Registry
from minzheng.kernel.accounts.declarations import (
    BUREAU_HEAD,
    CLERK,
    HEAD,
    INFORMANT,
    OFFICER,
    REVIEWER,
    VILLAGE_WORKER,
    Role,
)

from . import choices

# Who holds which place of the four-level network by virtue of the role.
PLACES: Mapping[str, str] = {
    VILLAGE_WORKER.key: choices.PATROL,
    CLERK.key: choices.LIAISON,
    HEAD.key: choices.LIAISON,
    OFFICER.key: choices.COORDINATOR,
    REVIEWER.key: choices.COORDINATOR,
    BUREAU_HEAD.key: choices.COORDINATOR,
    INFORMANT.key: choices.INFORMANT,
}


# -- what a campaign lists and asks ---------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One thing the field form asks; ``fact`` names the fact column an answer is kept under."""

    key: str
    label: str
    options: tuple[str, ...] = ()
    fact: str = ""
    help: str = ""


@dataclass(frozen=True)
class Listed:
    """Who stands on a list: the household, the person where persons are screened, what is known."""

    household: int | None
    person: int | None
    division: str
    known: Mapping[str, Any] = field(default_factory=dict)


# (divisions, day) -> whom to visit there; divisions are codes of villages and what lies above.
Query = Callable[[list[str], date], Iterable[Listed]]


@dataclass(frozen=True)
class Target:
    """Whom a campaign screens: the query, the questions, and the procedures a need may lead to."""

    key: str
    label: str
    query: Query
    questions: tuple[Question, ...] = ()
    workflows: tuple[str, ...] = ()


_targets: Registry[Target] = Registry("摸排对象")


def target(
    key: str,
    label: str,
    *,
    questions: tuple[Question, ...] = (),
    workflows: tuple[str, ...] = (),
) -> Callable[[Query], Query]:
    """Declare whom a campaign may screen."""

    def register(query: Query) -> Query:
        _targets.add(key, Target(key, label, query, questions, workflows))
        return query

    return register


def targets() -> list[Target]:
    """Return every declared target, by key."""
    return _targets.all()


def target_of(key: str) -> Target:
    """Return the target of a key; KeyError when nobody declared it."""
    return _targets.get(key)


# -- what a life event asks of other rooms --------------------------------------------------------

# (person, household or None, day of the event) -> whether the chain concerns them.
Concern = Callable[[Any, Any, date], bool]


@dataclass(frozen=True)
class Chain:
    """What a room has to do when something happens in a life: who does it, within which limit.

    ``limit`` names a parameter of this room; ``concerns`` keeps the chain to those it is about.
    """

    key: str
    event: str
    room: str
    title: str
    role: Role
    concerns: Concern
    whom: str
    basis: str
    limit: str = "follow_up_days"


_chains: Registry[Chain] = Registry("生活事件链条")


def declare_chains(*chains: Chain) -> None:
    """Declare what a room does after life events; the event must be one that is known."""
    for chain in chains:
        if chain.event not in choices.LIFE_EVENTS:
            raise LookupError(f"链条“{chain.title}”引用了没有声明的生活事件“{chain.event}”。")
        _chains.add(chain.key, chain)


def chains(event: str = "") -> list[Chain]:
    """Return the chains of an event, or all, by key."""
    return [chain for chain in _chains.all() if event in ("", chain.event)]


def chain_of(key: str) -> Chain:
    """Return the chain of a key; KeyError when nobody declared it."""
    return _chains.get(key)


def forget(key: str) -> None:
    """Take a target or a chain out again (for tests that declare their own)."""
    _targets.remove(key)
    _chains.remove(key)
