"""One rule of a policy and its versions: over time by `since`, by place with `within`."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .digests import digest_of
from .units import kind_of

if TYPE_CHECKING:
    from .declaration import Policy

MEMBERS = "members"
AT = "at"
RuleFunction = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Version:
    """One wording of a rule: its function, where and since when it holds, and on what basis.

    `function` is None for a repeal. `arguments` are the names the function is wired to;
    `gathers` marks the conjunction of another policy's conditions.
    """

    rule: "Rule"
    function: RuleFunction | None
    arguments: tuple[str, ...]
    basis: str
    optional: tuple[str, ...] = ()
    absence: str = ""
    division: str | None = None
    since: date | None = None
    until: date | None = None
    gathers: bool = False

    @cached_property
    def digest(self) -> str:
        """Fingerprint of this wording, stable over layout and Python versions."""
        return digest_of(
            self.function,
            {
                "rule": self.rule.name,
                "kind": self.rule.kind,
                "label": self.rule.label,
                "unit": self.rule.unit,
                "of": self.rule.of,
                "scale": self.rule.scale,
                "basis": self.basis,
                "reads": self.arguments,
                "optional": self.optional,
                "absence": self.absence,
                "division": self.division,
                "since": self.since,
                "until": self.until,
            },
        )

    def holds(self, at: date) -> bool:
        """Tell whether the day lies within this version's own dates."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(eq=False)
class Rule:
    """A named expression of a policy with all its versions."""

    policy: "Policy"
    name: str
    kind: str
    label: str
    unit: str
    of: str
    scale: int = 1
    versions: list[Version] = field(default_factory=list)

    @property
    def value_kind(self) -> str:
        """What kind of value the rule gives: money, flag, whole, …"""
        return kind_of(self.unit)

    def since(
        self, day: str, *, basis: str, optional: Sequence[str] = (), absence: str = ""
    ) -> Callable[[RuleFunction], "Rule"]:
        """Amend the rule for the whole country from `day` on."""
        return self._amend(None, day, None, basis, optional, absence)

    def within(
        self,
        division: str,
        *,
        since: str,
        basis: str,
        until: str | None = None,
        optional: Sequence[str] = (),
        absence: str = "",
    ) -> Callable[[RuleFunction], "Rule"]:
        """Give the rule another wording in one division and everything below it."""
        return self._amend(division, since, until, basis, optional, absence)

    def rebased(self, day: str, *, basis: str) -> None:
        """Let the original wording stand from `day` on, resting on another article."""
        first = self.versions[0]
        assert first.function is not None
        self.add(
            first.function,
            basis=basis,
            reads=first.arguments,
            optional=first.optional,
            absence=first.absence,
            since=day,
            gathers=first.gathers,
        )

    def repealed(self, day: str, *, basis: str, division: str | None = None) -> None:
        """End a condition from `day` on; no other rule may still ask for it.

        Raises ValueError for anything but a condition, or if a rule refers to it.
        """
        if self.kind != "condition":
            raise ValueError(f"只有条件可以废止，「{self.name}」不是条件")
        asked = [
            r.name
            for r in self.policy.rules.values()
            for v in r.versions
            if self.name in v.arguments and not v.gathers
        ]
        if asked:
            raise ValueError(f"条件「{self.name}」仍被「{asked[0]}」引用，不能废止")
        self.versions.append(
            Version(self, None, (), basis, division=division, since=date.fromisoformat(day))
        )

    def in_force(self, lineage: Sequence[str], at: date) -> Version | None:
        """Find the version for a place and a day: nearest division first, then the latest.

        `lineage` runs from the place itself up to the state. None means repealed or not yet law.
        """
        best: Version | None = None
        best_rank: tuple[int, date] | None = None
        for version in self.versions:
            if not version.holds(at) or (
                version.division is not None and version.division not in lineage
            ):
                continue
            distance = len(lineage) if version.division is None else lineage.index(version.division)
            rank = (-distance, version.since or date.min)
            if best_rank is None or rank >= best_rank:
                best, best_rank = version, rank
        return best if best is not None and best.function is not None else None

    def add(
        self,
        function: RuleFunction,
        *,
        basis: str,
        reads: Sequence[str] | None = None,
        optional: Sequence[str] = (),
        absence: str = "",
        division: str | None = None,
        since: str | None = None,
        until: str | None = None,
        gathers: bool = False,
    ) -> None:
        """Wire and append one version; raises WiringError when a name is unknown or misplaced."""
        arguments = (
            tuple(reads) if reads is not None else tuple(inspect.signature(function).parameters)
        )
        version = Version(
            self,
            function,
            arguments,
            basis,
            tuple(optional),
            absence,
            division,
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
            gathers,
        )
        self.policy.check_wiring(version)
        self.versions.append(version)

    def _amend(
        self,
        division: str | None,
        since: str,
        until: str | None,
        basis: str,
        optional: Sequence[str],
        absence: str,
    ) -> Callable[[RuleFunction], "Rule"]:
        def amend(function: RuleFunction) -> "Rule":
            self.add(
                function,
                basis=basis,
                optional=optional,
                absence=absence,
                division=division,
                since=since,
                until=until,
            )
            return self

        return amend
