"""What the public may read of standards: the values in force at a place, with document and history."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from minzheng.kernel.benefits.declarations import benefits
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.policy import Parameter, ParameterRow, Policy
from minzheng.policy.manual import category_shown, value_shown
from minzheng.site.guide import offered_policies

MONEY = "money"
FIGURES = frozenset({MONEY, "percent", "whole"})


@dataclass(frozen=True)
class Value:
    """A value with the day it begins and the document it rests on."""

    text: str
    since: date
    until: date | None
    document: str


@dataclass(frozen=True)
class Standard:
    """One standard of a benefit at a place: now, what is decided for later, what it was before."""

    label: str
    is_money: bool
    now: Value | None
    coming: tuple[Value, ...]
    former: tuple[Value, ...]


@dataclass(frozen=True)
class Shelf:
    """The standards of one benefit."""

    policy: Policy
    label: str
    money: tuple[Standard, ...]
    others: tuple[Standard, ...]


def shelves(division: str, on: date, policies: Sequence[Policy] | None = None) -> list[Shelf]:
    """Return the standards of the benefits offered at a place, by benefit; one without values is left out."""
    offered = offered_policies(division, on) if policies is None else policies
    lineage = divisions.lineage(division)
    rows: dict[tuple[str, str], list[ParameterRow]] = defaultdict(list)
    for row in determinations.parameter_store(*offered).rows:
        if row.division in lineage:
            rows[row.policy, row.name].append(row)
    labels = {benefit.policy: benefit.label for benefit in benefits()}
    found = []
    for policy in offered:
        standards = [
            standard
            for parameter in policy.parameters.values()
            if parameter.kind in FIGURES
            for standard in _standards(
                parameter, rows[parameter.policy, parameter.name], lineage, on
            )
        ]
        if standards:
            money = tuple(s for s in standards if s.is_money)
            others = tuple(s for s in standards if not s.is_money)
            found.append(Shelf(policy, labels.get(policy.key, policy.label), money, others))
    return found


def _standards(
    parameter: Parameter, rows: list[ParameterRow], lineage: Sequence[str], on: date
) -> list[Standard]:
    """Return one standard per category that has or had a value here."""
    found = []
    for category in dict.fromkeys(row.category for row in rows):
        mine = [row for row in rows if row.category == category]
        begun = [r for r in mine if r.since <= on]
        standing = [r for r in begun if r.until is None or r.until > on]
        now = min(
            standing,
            key=lambda r: (lineage.index(r.division), -r.since.toordinal()),
            default=None,
        )
        nearest = lineage.index(now.division) if now else len(lineage)
        later = [r for r in mine if r.since > on and lineage.index(r.division) <= nearest]
        before = [r for r in begun if r is not now and (now is None or r.since < now.since)]
        named = category_shown(parameter, mine[0]) if category else ""
        found.append(
            Standard(
                f"{parameter.label}（{named}）" if named else parameter.label,
                parameter.kind == MONEY,
                _value(parameter, now) if now else None,
                tuple(_value(parameter, r) for r in sorted(later, key=lambda r: r.since)),
                tuple(_value(parameter, r) for r in sorted(before, key=lambda r: -r.since.toordinal())),
            )
        )  # fmt: skip
    return [standard for standard in found if standard.now or standard.coming]


def _value(parameter: Parameter, row: ParameterRow) -> Value:
    document = "，".join(part for part in (row.document, row.source) if part)
    return Value(value_shown(parameter, row), row.since, row.until, document)
