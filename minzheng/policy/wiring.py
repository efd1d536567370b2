"""The rules in force as terms: wired to facts, to the values of the place, and to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw

from .graph import Graph
from .members import Aggregate, Members
from .program import NARWHALS
from .terms import Term, Terms
from .versions import AT, MEMBERS

HOUSEHOLD, PERSON = "household", "person"
INTEGERS = {"money", "percent", "whole"}
KINDS = {"money": "int64", "percent": "int64", "whole": "int64", "flag": "flag"}


@dataclass(eq=False)
class Values:
    """The parameter values of one graph: one for all, by category, or in a column by division.

    `constants` hold for every unit; `by_category` maps a parameter to its value per category of
    the fact it is keyed by; a value that differs between places stands in the column it names.
    """

    constants: dict[str, Any] = field(default_factory=dict)
    by_category: dict[str, dict[str, Any]] = field(default_factory=dict)
    columns: dict[tuple[str, str | None], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """Which facts the frames carry: by rows and name, and whether some are unknown there."""

    known: Mapping[tuple[str, str], bool]
    all_placed: bool

    def rows(self, name: str, wanted: str) -> str | None:
        """Tell whose rows carry a fact; None when nobody delivered it."""
        other = HOUSEHOLD if wanted == PERSON else PERSON
        if (wanted, name) in self.known:
            return wanted
        return other if wanted == PERSON and (other, name) in self.known else None


class Wiring:
    """The terms of one policy's rules; `aggregates` collects what is folded over people."""

    def __init__(
        self,
        terms: Terms,
        graph: Graph,
        values: Values,
        facts: Facts,
        at: date,
        aggregates: dict[tuple[str, int], tuple[Term, Term]],
    ) -> None:
        self.terms, self.graph, self.values, self.facts, self.at = terms, graph, values, facts, at
        self.aggregates = aggregates
        self.unit_rows = graph.policy.of
        self.named: dict[str, Term] = {}
        wanted = _resting(graph)
        for name in graph.versions:
            if name in wanted:
                self.named[name] = self._rule(name)

    def outcome(self) -> tuple[Term, Term]:
        """Give the terms for "all conditions hold" and for the amount in fen."""
        holds = self.terms.value(True)
        for name in self.graph.conditions:
            holds = self.terms.both(holds, self.named[name])
        nothing = self.terms.value(0, nw.Int64)
        amount = self.named[self.graph.amount] if self.graph.amount else nothing
        refused = nothing if holds.known else self.terms.choose(self.terms.negated(holds), nothing)
        return holds, self.terms.choose(holds, amount, refused)

    def _argument(self, name: str, rows: str) -> Term:
        """Give what a rule asks for on the rows it is worked out on."""
        found = self.named.get(name)
        if found is None:
            known = name in self.graph.policy.parameters
            found = self.named[name] = self._parameter(name) if known else self._fact(name)
        return self._on(found, rows)

    def _on(self, term: Term, rows: str) -> Term:
        if term.rows != HOUSEHOLD or rows != PERSON:
            return term
        spread = self.terms.spread(term)
        spread.known = term.known and self.facts.all_placed
        return spread

    def _fact(self, name: str) -> Term:
        column = self.graph.policy.fact(name)
        assert column is not None
        wanted = self.unit_rows if self.graph.level(name) == "unit" else PERSON
        rows = self.facts.rows(name, wanted)
        if rows is None:
            return self.terms.value(None, NARWHALS[column.kind])
        known = self.facts.known[rows, name]
        term = self.terms.column(name, rows, known=known, kind=KINDS.get(column.kind, ""))
        return self._on(term, wanted)

    def _parameter(self, name: str) -> Term:
        declared = self.graph.policy.parameters[name]
        dtype, kind = NARWHALS[declared.kind], KINDS.get(declared.kind, "")

        def held(category: str | None, value: Any) -> Term:
            column = self.values.columns.get((name, category))
            if column is None:
                return self.terms.value(value, dtype)
            return self.terms.column(column, self.unit_rows, known=False, kind=kind)

        if name in self.values.constants:
            return self.terms.value(self.values.constants[name], dtype)
        if declared.by is None or (name, None) in self.values.columns:
            return held(None, None)
        fact = self._argument(declared.by, self.unit_rows)
        cases = [(c, held(c, v)) for c, v in self.values.by_category[name].items()]
        chosen = cases.pop()[1] if fact.known and cases else None
        for category, value in reversed(cases):
            same = self.terms.read(nw.col("fact") == category, {"fact": fact})
            chosen = self.terms.choose(same, value, chosen)
        return chosen if chosen is not None else self.terms.value(None, dtype)

    def _rule(self, name: str) -> Term:
        version, rule = self.graph.versions[name], self.graph.versions[name].rule
        folds = MEMBERS in self.graph.arguments(name)
        rows = PERSON if folds or self.graph.level(name) == "person" else self.unit_rows
        given: dict[str, Term] = {}
        unknown = self.terms.value(False)
        arguments: list[Any] = []
        for argument in self.graph.arguments(name):
            if argument == MEMBERS:
                arguments.append(Members())
                continue
            arguments.append(nw.col(argument))
            if argument == AT:
                given[AT] = self.terms.value(self.at)
                continue
            given[argument] = term = self._argument(argument, rows)
            if argument not in version.optional:
                unknown = self.terms.either(unknown, self.terms.is_unknown(term))
        assert version.function is not None
        made = version.function(*arguments)
        if isinstance(made, Aggregate):
            return self._whole(self._folded(made, given, unknown), rule.value_kind)
        return self._whole(self._guarded(made, given, unknown), rule.value_kind)

    def _whole(self, term: Term, kind: str) -> Term:
        if kind in INTEGERS:
            return self.terms.whole(term)
        if term.literal and term.value is None:
            return self.terms.value(None, NARWHALS[kind])
        return term

    def _guarded(self, made: nw.Expr, given: Mapping[str, Term], unknown: Term) -> Term:
        value = self.terms.read(made, given)
        if unknown.literal:
            return self.terms.value(None) if unknown.value else value
        return self.terms.choose(self.terms.negated(unknown), value)

    def _folded(self, made: Aggregate, given: Mapping[str, Term], unknown: Term) -> Term:
        terms = self.terms
        element = terms.whole(self._guarded(made.value, given, unknown))
        if made.where is not None:
            where = terms.read(made.where, given)
            inside = terms.choose(where, element)
            element = terms.choose(terms.negated(where), terms.value(0, nw.Int64), inside)
        found = self.aggregates.get((made.fold, element.number))
        if found is None:
            flag = made.fold == "any"
            figure = terms.column(
                f"folded{len(self.aggregates)}",
                HOUSEHOLD,
                known=element.known and made.fold != "max",
                kind="flag" if flag else "int64",
            )
            found = self.aggregates[made.fold, element.number] = (figure, element)
        return found[0]


def _resting(graph: Graph) -> set[str]:
    """The rules on which conditions and amount rest."""
    found: set[str] = set()
    waiting: list[str] = [*graph.conditions, *([graph.amount] if graph.amount else ())]
    while waiting:
        name = waiting.pop()
        if name in graph.versions and name not in found:
            found.add(name)
            waiting.extend(graph.arguments(name))
    return found
