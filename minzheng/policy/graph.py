"""The rules in force for one place and day, in the order in which they can be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .declaration import Policy, WiringError
from .versions import AT, MEMBERS, Version


@dataclass(eq=False)
class Graph:
    """A policy reduced to one version per rule, ordered so that every rule follows its arguments."""

    policy: Policy
    versions: dict[str, Version]
    conditions: tuple[str, ...]
    amount: str | None
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    programs: dict[Any, Any] = field(default_factory=dict)
    # Worked out once: the level of a name, the two sides of a rule that compares.
    levels: dict[str, str] = field(default_factory=dict)
    splits: dict[str, Any] = field(default_factory=dict)

    def level(self, name: str) -> str:
        """Tell whether a name has one value per person or one per unit here."""
        if name not in self.levels:
            self.levels[name] = self.policy.level(name)
        return self.levels[name]

    def arguments(self, name: str) -> tuple[str, ...]:
        """The names a rule in force asks for; a conjunction drops repealed conditions."""
        version = self.versions[name]
        if version.gathers:
            return tuple(a for a in version.arguments if a in self.versions)
        return version.arguments

    def facts_at(self, level: str) -> list[str]:
        """The fact columns needed at one level."""
        return [name for name in self.facts if self.level(name) == level]


def graph_in_force(policy: Policy, lineage: Sequence[str], at: date) -> Graph:
    """Give the graph for a place (lineage nearest first) and a day; equal selections share one."""
    chosen = {
        name: version
        for name, rule in policy.rules.items()
        if (version := rule.in_force(lineage, at)) is not None
    }
    return graph_of(policy, chosen)


def graph_of(policy: Policy, chosen: dict[str, Version]) -> Graph:
    """Build (or find again) the graph of a given selection of versions.

    Raises WiringError when amendments wired the rules in a circle or lean on a repealed rule.
    """
    signature = tuple(id(version) for version in chosen.values())
    known = policy.graphs.get(signature)
    if known is None:
        known = policy.graphs[signature] = _build(policy, chosen)
    return known


def _build(policy: Policy, chosen: dict[str, Version]) -> Graph:
    ordered: dict[str, Version] = {}
    facts: dict[str, None] = {}
    parameters: dict[str, None] = {}
    under_way: set[str] = set()

    def visit(name: str, asker: str) -> None:
        if name in ordered or name in {MEMBERS, AT}:
            return
        if name in policy.parameters:
            parameters[name] = None
            by = policy.parameters[name].by
            if by is not None:
                facts[by] = None
            return
        if name not in policy.rules:
            facts[name] = None
            return
        if name in under_way:
            raise WiringError(f"{policy.key}：规则「{name}」经修订后循环引用（{asker}）")
        if name not in chosen:
            raise WiringError(f"{policy.key}：「{asker}」引用的「{name}」在该日不再有效")
        under_way.add(name)
        version = chosen[name]
        for argument in version.arguments:
            if version.gathers and argument not in chosen:
                continue
            visit(argument, name)
        under_way.discard(name)
        ordered[name] = version

    for name in chosen:
        visit(name, policy.key)
    return Graph(
        policy,
        ordered,
        tuple(n for n in policy.conditions if n in ordered),
        policy.amount_rule if policy.amount_rule in ordered else None,
        tuple(facts),
        tuple(parameters),
    )
