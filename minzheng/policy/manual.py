"""The manual of a policy, drawn from its rules: what it is, each rule in Chinese, parameters, cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import yaml

from minzheng.facts import COLUMNS

from .declaration import Parameter, Policy
from .graph import Graph, graph_in_force
from .parameters import STATE_CODE, ParameterRow
from .units import display, kind_of, read
from .versions import AT, MEMBERS, Rule, Version
from .wording import formula

KINDS = {"condition": "条件", "variable": "计算项", "amount": "金额"}
PER_PERSON = "每人"


@dataclass(frozen=True)
class Wording:
    """One wording of a rule: since when and where it holds, its clause and its formula."""

    since: date | None
    until: date | None
    division: str | None
    basis: str
    formula: str
    absence: str


@dataclass(frozen=True)
class RuleEntry:
    """One rule as the manual shows it; `borrowed` names the policy it comes from."""

    name: str
    label: str
    kind: str
    unit: str
    per_person: bool
    decides: bool
    wordings: tuple[Wording, ...]
    borrowed: str = ""


@dataclass(frozen=True)
class CaseEntry:
    """One worked example: the day, what is given for whom, what must come out."""

    name: str
    at: str
    division: str
    given: tuple[tuple[str, str], ...]
    members: tuple[tuple[tuple[str, str], ...], ...]
    expected: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Manual:
    """Everything about one policy but the values in force, which the reader's place decides."""

    policy: Policy
    prose: str
    rules: tuple[RuleEntry, ...]
    parameters: tuple[Parameter, ...]
    facts: tuple[tuple[str, str, str], ...]
    cases: tuple[CaseEntry, ...]


@cache
def manual_of(policy: Policy) -> Manual:
    """Read a policy from front to back; rules and cases never change while the house stands."""
    readme = policy.folder / "README.md" if policy.folder else None
    prose = readme.read_text(encoding="utf-8") if readme and readme.is_file() else ""
    asked = {
        a for rule in policy.rules.values() for version in rule.versions for a in version.arguments
    }
    facts = [COLUMNS[a] for a in sorted(asked & COLUMNS.keys()) if a not in policy.rules and a not in policy.parameters]  # fmt: skip
    return Manual(
        policy,
        prose,
        tuple(_rule(policy, rule) for rule in _in_reading_order(policy)),
        tuple(policy.parameters.values()),
        tuple((c.name, c.label, c.unit) for c in facts),
        tuple(_cases(policy)),
    )


def gaps(policy: Policy) -> list[str]:
    """Name what the manual could not say: a rule or parameter without label, unit or clause."""
    found = [
        f"{policy.key}：规则 {rule.name} 缺{what}"
        for rule in policy.rules.values()
        for what, told in (
            ("名称", rule.label.strip()),
            ("单位", rule.unit.strip()),
            ("依据", all(version.basis.strip() for version in rule.versions)),
        )
        if not told
    ]
    return found + [
        f"{policy.key}：参数 {parameter.name} 缺{what}"
        for parameter in policy.parameters.values()
        for what, told in (
            ("名称", parameter.label.strip()),
            ("单位", parameter.unit.strip()),
            ("依据", parameter.basis.strip()),
        )
        if not told
    ]


def _in_reading_order(policy: Policy) -> list[Rule]:
    """Conditions and the amount first, then what they rest on, as they were declared."""
    first = [policy.rules[name] for name in policy.conditions]
    first += [policy.rules[policy.amount_rule]] if policy.amount_rule else []
    return first + [rule for rule in policy.rules.values() if rule not in first]


def _rule(policy: Policy, rule: Rule) -> RuleEntry:
    wordings = tuple(
        Wording(v.since, v.until, v.division, v.basis, formula(policy, v), _absence(policy, v))
        for v in rule.versions
    )
    return RuleEntry(
        rule.name,
        rule.label,
        KINDS[rule.kind],
        rule.unit,
        rule.of == "person" and policy.of == "household",
        rule.name in policy.conditions,
        wordings,
        "" if rule.policy is policy else rule.policy.label,
    )


def _absence(policy: Policy, version: Version) -> str:
    """Say what happens when something optional is unknown."""
    if not version.optional:
        return ""
    named = "、".join(label(policy, name) for name in version.optional)
    return f"可缺：{named}。{version.absence}"


def label(policy: Policy, name: str) -> str:
    """Give the Chinese label of a fact, parameter or rule; the name itself where there is none."""
    if name in policy.parameters:
        return policy.parameters[name].label
    if name in policy.rules:
        return policy.rules[name].label
    return COLUMNS[name].label if name in COLUMNS else name


# -- cases -----------------------------------------------------------------------------------


def _cases(policy: Policy) -> Iterable[CaseEntry]:
    path = policy.folder / "cases.yaml" if policy.folder else None
    if path is None or not path.is_file():
        return
    written: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    defaults: Mapping[str, Any] = {}
    if isinstance(written, Mapping):
        defaults, written = written.get("defaults") or {}, written["cases"]
    for case in written:
        given = dict(case.get("given") or {})
        if policy.of == "person":
            given = {**(defaults.get("person") or {}), **(defaults.get("unit") or {}), **given}
        else:
            given = {**(defaults.get("unit") or {}), **given}
        yield CaseEntry(
            case["name"],
            str(case["at"]),
            str(case["division"]),
            tuple(_told(policy, given)),
            tuple(tuple(_told(policy, member)) for member in case.get("members") or ()),
            tuple(_expected(policy, case["expect"])),
        )


def _told(policy: Policy, values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Word what a case gives, in the order written; what is left unknown is said so."""
    for name, value in values.items():
        if name in policy.parameters:
            declared = policy.parameters[name]
            kind, unit, choices = declared.kind, declared.unit, dict(declared.choices)
        else:
            kind, unit, choices = (
                COLUMNS[name].kind,
                COLUMNS[name].unit,
                dict(COLUMNS[name].choices),
            )
        yield label(policy, name), _worded(value, kind, unit, choices)


def _worded(value: Any, kind: str, unit: str, choices: dict[str, str]) -> str:
    if kind == "choice":
        return "、".join(choices.get(code, code) for code in str(value).replace("、", " ").split())
    return display(read(value, kind), kind, unit, choices=choices)


OUTCOMES = {"eligible": "符合条件", "not_eligible": "不符合条件", "undetermined": "尚不能确定"}


def _expected(policy: Policy, expect: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in expect.items():
        if name == "eligible":
            yield "结果", OUTCOMES["eligible" if value else "not_eligible"]
        elif name == "outcome":
            yield "结果", OUTCOMES[value]
        elif name == "amount":
            unit = policy.rules[policy.amount_rule].unit if policy.amount_rule else "元"
            yield "金额", display(read(value, "money"), "money", unit)
        elif name == "missing":
            yield "缺", "、".join(label(policy, one) for one in value)
        else:
            rule = policy.rules[name]
            yield rule.label, _worded(value, rule.value_kind, rule.unit, {})


# -- values ----------------------------------------------------------------------------------


def value_shown(parameter: Parameter, row: ParameterRow) -> str:
    """Show a written value with its unit, a code by its name."""
    return _worded(row.value, kind_of(parameter.unit), parameter.unit, dict(parameter.choices))


def category_shown(parameter: Parameter, row: ParameterRow) -> str:
    """Name the category a value is for."""
    choices = COLUMNS[parameter.by].choices if parameter.by else {}
    return str(choices.get(row.category, row.category))


# -- the graph -------------------------------------------------------------------------------


@dataclass
class Box:
    """One node of the drawing: one rule, or several that do the same for the same others."""

    names: list[str]
    kind: str
    depth: int = 0
    row: float = 0.0
    feeds: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Drawing:
    """The decision graph laid out: boxes in columns from the answer to what it rests on."""

    boxes: tuple[tuple[str, str, str, int, int], ...]  # label, anchor, kind, column, row
    lines: tuple[tuple[int, int], ...]
    columns: int
    rows: int


MANY = 4


def drawing_of(
    policy: Policy, lineage: Sequence[str] = (STATE_CODE,), at: date | None = None
) -> Drawing:
    """Lay out the rules in force at a place: equal ones in one box, nearest to the answer first."""
    graph = graph_in_force(policy, lineage, at or date.max)
    boxes = _boxes(graph)
    columns: dict[int, list[Box]] = {}
    for box in boxes:
        columns.setdefault(box.depth, []).append(box)
    for depth in sorted(columns):
        _arrange(columns[depth], boxes)
    index = {id(box): n for n, box in enumerate(boxes)}
    shown = tuple(
        (_box_label(policy, box), box.names[0], box.kind, box.depth, round(box.row))
        for box in boxes
    )
    lines = tuple((index[id(box)], target) for box in boxes for target in sorted(box.feeds))
    return Drawing(
        shown, lines, max(columns, default=0) + 1, max(map(len, columns.values()), default=1)
    )


def _box_label(policy: Policy, box: Box) -> str:
    first = label(policy, box.names[0])
    return first if len(box.names) == 1 else f"{first}等 {len(box.names)} 项"


def _boxes(graph: Graph) -> list[Box]:
    """Group, column by column, the rules that do the same for the same others; facts likewise."""
    roots = [*graph.conditions, *([graph.amount] if graph.amount else [])]
    users = _users(graph, roots)
    depths = _depths(roots, users)
    boxes = [Box([n], "condition" if n in graph.conditions else "amount", depths[n]) for n in roots]
    place = {name: n for n, name in enumerate(roots)}
    for depth in range(max(depths.values(), default=0) + 1):
        alike: dict[Any, list[str]] = {}
        for name in (n for n, d in depths.items() if d == depth and n not in place):
            fed = frozenset(place[user] for user in users[name])
            rule = graph.versions.get(name)
            alike.setdefault((rule and rule.function, _box_kind(graph, name), fed), []).append(name)
        for (_function, kind, fed), names in alike.items():
            together = kind != "variable" or len(names) >= MANY
            for group in [names] if together else [[name] for name in names]:
                place |= dict.fromkeys(group, len(boxes))
                boxes.append(Box(group, kind, depth, feeds=set(fed)))
    for name in roots:
        boxes[place[name]].feeds |= {place[user] for user in users.get(name, ())}
    return boxes


def _users(graph: Graph, roots: Sequence[str]) -> dict[str, set[str]]:
    """Tell for every name under the roots which rules ask for it."""
    users: dict[str, set[str]] = {}
    waiting, seen = list(roots), set(roots)
    while waiting:
        name = waiting.pop()
        for argument in graph.arguments(name) if name in graph.versions else ():
            if argument not in {MEMBERS, AT}:
                users.setdefault(argument, set()).add(name)
                if argument not in seen:
                    seen.add(argument)
                    waiting.append(argument)
    return users


def _depths(roots: Sequence[str], users: Mapping[str, set[str]]) -> dict[str, int]:
    """Set each name one column behind the furthest rule that asks for it."""
    depths = dict.fromkeys([*roots, *users], 0)
    moved = True
    while moved:
        moved = False
        for name, asking in users.items():
            depth = max(depths[user] for user in asking) + 1
            if depth > depths[name]:
                depths[name], moved = depth, True
    return depths


def _box_kind(graph: Graph, name: str) -> str:
    if name in graph.versions:
        return "variable"
    return "parameter" if name in graph.policy.parameters else "fact"


def _arrange(column: list[Box], boxes: list[Box]) -> None:
    """Order a column by the middle of what its boxes feed, so that lines cross little."""
    column.sort(key=lambda b: sum(boxes[n].row for n in b.feeds) / len(b.feeds) if b.feeds else 0)
    for row, box in enumerate(column):
        box.row = row
