"""The reasons for one answer, derived by walking the rules in force, never written by hand."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from minzheng.facts import COLUMNS

from .declaration import Policy
from .digests import definition
from .program import ELEMENT
from .trace import Trace
from .units import display, kind_of, plain
from .versions import AT, MEMBERS, Version

OUTCOMES = {"eligible": "符合条件", "not_eligible": "不符合条件", "undetermined": "尚不能确定"}
DATA_SET = re.compile(r"[a-z_.]+")  # the key of a data set: for screens, not for letters
MARKS = {True: "✓", False: "✗", None: "?"}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
    ast.Eq: "=",
    ast.NotEq: "≠",
}


# How a value is written: its kind, unit, scale, and the words of its choices.
Written = tuple[str, str, int, Mapping[str, str]]


@dataclass(eq=False)
class Node:
    """One line of the argument: a condition, figure, fact, parameter or person, and what is under it."""

    name: str
    label: str
    kind: str
    value: Any = None
    written: Written = ("text", "", 1, {})
    basis: str = ""
    met: bool | None = None
    source: str = ""
    margin: dict[str, str] | None = None
    note: str = ""
    sensitivity: str = ""
    measure: str = ""
    muted: bool = False
    told_as: tuple[Any, str] | None = None
    children: list["Node"] = field(default_factory=list)

    @property
    def display(self) -> str:
        """The value as a reader is shown it; written only for what is told in the end."""
        kind, unit, scale, choices = self.written
        return display(self.value, kind, unit, scale=scale, choices=choices)

    def as_dict(self) -> dict[str, Any]:
        """Give the node and everything under it as plain data."""
        return {
            "name": self.name,
            "label": self.label,
            "basis": self.basis,
            "kind": self.kind,
            "value": plain(self.value),
            "display": self.display,
            "met": self.met,
            "source": self.source,
            "margin": self.margin,
            "note": self.note,
            "sensitivity": self.sensitivity,
            "children": [child.as_dict() for child in self.children],
        }

    def lines(self, indent: int) -> Iterator[str]:
        """Write the node and what is under it, two spaces deeper per step."""
        shown = self.label if self.kind == "condition" else f"{self.label} {self.display}".rstrip()
        mark = f"{MARKS[self.met]} " if self.kind == "condition" else ""
        basis = f"  〔{self.basis}〕" if self.basis else ""
        margin = f"（{self.margin['text']}）" if self.margin else ""
        source = f"  ← {self.source}" if self.source and not DATA_SET.fullmatch(self.source) else ""
        note = f"  （{self.note}）" if self.note else ""
        yield f"{' ' * indent}{mark}{shown}{margin}{basis}{source}{note}"
        for child in self.children:
            if child.kind == "parameter" and child.met:
                continue  # a switch that stands open needs no line in a letter
            yield from child.lines(indent + (4 if self.kind == "condition" else 2))


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a unit is eligible or not: the conditions in force, each with its figures down to the facts."""

    label: str
    outcome: str
    amount: int | None
    nodes: list[Node]
    amount_node: Node | None
    missing: list[str]

    def text(self) -> str:
        """Give the reasons in Chinese, as a letter quotes them."""
        head = f"{self.label}：{OUTCOMES[self.outcome]}"
        if self.missing:
            head += f"（缺少：{'、'.join(self.missing)}）"
        lines = [head]
        for node in self.nodes:
            lines.extend(node.lines(2))
        if self.amount_node is not None and self.outcome == "eligible":
            first, *rest = self.amount_node.lines(4)
            lines.extend([f"  = {first.strip()}", *rest])
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Give the reasons as plain data for a screen."""
        nodes = [node.as_dict() for node in self.nodes]
        if self.amount_node is not None:
            nodes.append(self.amount_node.as_dict())
        return {
            "label": self.label,
            "outcome": self.outcome,
            "outcome_label": OUTCOMES[self.outcome],
            "amount": self.amount,
            "missing": self.missing,
            "nodes": nodes,
        }


def explain_trace(
    trace: Trace, provenance: Mapping[tuple[Any, str], str], names: Mapping[Any, str]
) -> Explanation:
    """Build the explanation of one traced unit."""
    walk = _Walk(trace, provenance, names)
    nodes = [walk.rule(name, trace.values, None) for name in trace.graph.conditions]
    amount = walk.rule(trace.graph.amount, trace.values, None) if trace.graph.amount else None
    if amount is not None and trace.outcome != "eligible":
        amount.value, amount.children = trace.amount, []
        unit = trace.graph.versions[amount.name].rule.unit
        amount.written = ("money", unit, 1, {})
    policy = trace.graph.policy
    return Explanation(
        policy.label,
        trace.outcome,
        trace.amount,
        nodes,
        amount,
        [label_of_name(policy, name) for name in trace.missing],
    )


def label_of_name(policy: Policy, name: str) -> str:
    """Give the Chinese label of a fact, parameter or rule."""
    if name in policy.parameters:
        return policy.parameters[name].label
    return policy.rules[name].label if name in policy.rules else COLUMNS[name].label


class _Walk:
    """Descends from a condition to its facts; what was told once is not told again in full."""

    def __init__(
        self, trace: Trace, provenance: Mapping[tuple[Any, str], str], names: Mapping[Any, str]
    ) -> None:
        self.trace = trace
        self.graph = trace.graph
        self.policy = trace.graph.policy
        self.provenance = provenance
        self.names = names
        self.told: set[tuple[Any, str]] = set()

    def rule(self, name: str, values: Mapping[str, Any], person: Any) -> Node:
        """Explain a rule, with its arguments under it the first time."""
        version = self.graph.versions[name]
        rule = version.rule
        value = values.get(name)
        kind = rule.kind if rule.kind != "condition" or person is None else "variable"
        measure = rule.value_kind
        node = Node(
            name,
            rule.label,
            kind,
            value,
            (measure, rule.unit, rule.scale, {}),
            version.basis,
            value if measure == "flag" else None,
            measure=measure,
        )
        if (person, name) in self.told:
            return node
        self.told.add((person, name))
        node.told_as = (person, name)
        node.margin = self._margin(version, values) if kind == "condition" else None
        unknown = any(values.get(o) is None for o in version.optional)
        node.note = version.absence if unknown and value is not None and value else ""
        arguments = [a for a in self.graph.arguments(name) if a not in {MEMBERS, AT}]
        if MEMBERS in self.graph.arguments(name):
            node.children = self._of_members(version, arguments, values)
        else:
            children = [self.name(a, values, person) for a in arguments]
            node.children = self._worth_telling(node, version, children)
        return node

    def _of_members(
        self, version: Version, arguments: list[str], values: Mapping[str, Any]
    ) -> list[Node]:
        """Return what a rule over the members asks of the family, then of each one it asks something of."""
        here = [a for a in arguments if self.graph.level(a) == "unit"]
        theirs = [a for a in arguments if self.graph.level(a) == "person"]
        family = [self.name(a, values, None) for a in here]
        people = [self._person(version, person, theirs) for person in self.trace.persons]
        self._forget(each for each in people if not each.children)
        return [*family, *(each for each in people if each.children)]

    def _worth_telling(self, node: Node, version: Version, children: list[Node]) -> list[Node]:
        """Return what is told under a rule: what failed it, and of a figure what it was reckoned from."""
        value = node.value
        if version.gathers and value is False:
            self._forget(c for c in children if c.met is not False)
            children = [c for c in children if c.met is False]
        for child in children:
            child.muted = (
                value is not None and child.value is None and child.name in version.optional
            )
        if node.kind == "condition":
            return children
        if not any(_tells(c) for c in children):
            for child in children:
                self._forget(child.children)
                child.children = []
            return children
        switch = {c.name for c in children if c.kind == "parameter" and c.met is not None}
        idle = switch if node.measure == "flag" else set()
        kept = [
            c
            for c in children
            if _tells(c) or c.measure == "text" or (c.kind == "parameter" and c.name not in idle)
        ]
        self._forget(c for c in children if c not in kept)
        return kept

    def _forget(self, dropped: Iterable[Node]) -> None:
        """What is left out here must still be told in full where it comes up next."""
        for node in dropped:
            if node.told_as is not None:
                self.told.discard(node.told_as)
            self._forget(node.children)

    def name(self, name: str, values: Mapping[str, Any], person: Any) -> Node:
        """Explain a rule, a parameter or a fact."""
        if name in self.policy.parameters:
            return self._parameter(name, values)
        if name in self.graph.versions:
            if person is not None and self.graph.level(name) == "unit":
                return self.rule(name, self.trace.values, None)
            return self.rule(name, values, person)
        column = COLUMNS[name]
        personal = self.graph.level(name) == "person"
        value = values.get(name) if personal or name in values else self.trace.values.get(name)
        source = self.provenance.get((person if personal else None, name), column.source)
        return Node(
            name,
            column.label,
            "fact",
            value,
            (column.kind, column.unit, 1, column.choices),
            source=source,
            sensitivity=str(column.sensitivity),
            measure=column.kind,
            met=value if column.kind == "flag" else None,
        )

    def _parameter(self, name: str, values: Mapping[str, Any]) -> Node:
        parameter = self.policy.parameters[name]
        value = values.get(name, self.trace.values.get(name))
        row = self.trace.rows.get(name)
        source = (
            "" if row is None else "，".join(part for part in (row.document, row.source) if part)
        )
        return Node(
            name,
            parameter.label,
            "parameter",
            value,
            (parameter.kind, parameter.unit, 1, parameter.choices),
            parameter.basis,
            source=source,
            met=value if parameter.kind == "flag" else None,
        )

    def _person(self, version: Version, person: Mapping[str, Any], arguments: list[str]) -> Node:
        rule = version.rule
        value = person.get(ELEMENT + rule.name)
        kind = rule.value_kind
        shown = bool(value) if kind == "flag" and value is not None else value
        node = Node(
            str(person["person"]),
            self.names.get(person["person"], f"成员 {person['person']}"),
            "person",
            shown,
            (kind, rule.unit, rule.scale, {}),
        )
        children = [self.name(a, person, person["person"]) for a in arguments]
        figures = [c for c in children if not isinstance(c.value, bool) and _tells(c)]
        only_flags = all(self._is_flag(a) for a in arguments)
        node.children = (
            figures + [c for c in children if c.met is not None] if figures or only_flags else []
        )
        self._forget(c for c in children if c not in node.children)
        return node

    def _is_flag(self, name: str) -> bool:
        return (
            self.graph.versions[name].rule.unit
            if name in self.graph.versions
            else COLUMNS[name].unit
        ) == "是否"

    def _margin(self, version: Version, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Work out both sides of a plain comparison, in the unit of the side that is a bare name."""
        splits = self.graph.splits
        if version.rule.name not in splits:
            splits[version.rule.name] = _sides(version)
        sides = splits[version.rule.name]
        if sides is None:
            return None
        name, code, sign = sides
        scope = {a: self.trace.at if a == AT else values.get(a) for a in version.arguments}
        if any(value is None for value in scope.values()):
            return None
        try:
            left, right = eval(code, version.function.__globals__, scope)  # type: ignore[union-attr]  # noqa: S307 - our own rule
        except (TypeError, AttributeError):
            return None
        kind, unit, scale = self._measure(name)
        if isinstance(left, bool) or not isinstance(left, int) or not isinstance(right, int):
            return None
        here, there, gap = (
            display(v, kind, unit, scale=scale) for v in (left, right, abs(left - right))
        )
        return {
            "left": here,
            "right": there,
            "difference": gap,
            "op": sign,
            "text": f"{here} 与 {there} 相比，{'相等' if left == right else '相差 ' + gap}",
        }

    def _measure(self, name: str) -> tuple[str, str, int]:
        if name in self.graph.versions:
            rule = self.graph.versions[name].rule
            return rule.value_kind, rule.unit, rule.scale
        if name in self.policy.parameters:
            return self.policy.parameters[name].kind, self.policy.parameters[name].unit, 1
        return kind_of(COLUMNS[name].unit), COLUMNS[name].unit, 1


def _tells(node: Node) -> bool:
    """Tell whether a line adds to the argument: unknown, true, not zero, or money that was left out."""
    if node.kind == "parameter" or node.muted:
        return False
    if node.value is None or node.kind == "condition":
        return True
    if isinstance(node.value, bool):
        return node.value
    if isinstance(node.value, int) and node.value != 0:
        return True
    return any(_left_out(child) for child in node.children)


def _left_out(node: Node) -> bool:
    """Under a zero: a sum of money that did not count is worth saying, an age or a parameter is not."""
    if node.kind == "fact":
        return node.measure == "money" and _tells(node)
    return node.kind in {"variable", "person"} and not node.value and _tells(node)


def _sides(version: Version) -> tuple[str, Any, str] | None:
    """Split `return a < b` into its sides; None for any other shape."""
    if version.function is None or version.gathers:
        return None
    try:
        node = definition(version.function)
    except OSError:
        return None
    last = node.body[-1]
    statements = [
        s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
    ]
    if (
        len(statements) != 1
        or not isinstance(last, ast.Return)
        or not isinstance(last.value, ast.Compare)
    ):
        return None
    compare = last.value
    if len(compare.ops) != 1 or type(compare.ops[0]) not in COMPARISONS:
        return None
    if any(isinstance(side, ast.Constant) for side in (compare.left, *compare.comparators)):
        return None  # how far a count lies above zero says nothing
    bare = next(
        (
            s.id
            for s in (compare.left, compare.comparators[0])
            if isinstance(s, ast.Name) and s.id in version.arguments
        ),
        None,
    )
    if bare is None:
        return None
    both = ast.Expression(ast.Tuple([compare.left, compare.comparators[0]], ast.Load()))
    return (
        bare,
        compile(ast.fix_missing_locations(both), "<rule>", "eval"),
        COMPARISONS[type(compare.ops[0])],
    )
