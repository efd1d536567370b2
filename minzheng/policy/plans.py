"""The terms of many rules laid out as few passes over the frames; laid out once and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from .frames import parts_of_days
from .graph import Graph
from .households import Households
from .native import polars_expressions
from .terms import PARTS, Term, Terms, expression, written
from .wiring import HOUSEHOLD, PERSON, Facts, Values, Wiring

KEPT = 64


@dataclass(eq=False)
class Pass:
    """What can be worked out at once.

    Parts of days and columns by rows, then figures folded over people, then values spread to them.
    """

    columns: dict[str, dict[str, nw.Expr]] = field(default_factory=dict)
    native: dict[str, list[pl.Expr]] = field(default_factory=dict)
    parts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    folds: list[tuple[str, str, str]] = field(default_factory=list)
    spreads: list[tuple[str, str]] = field(default_factory=list)


@dataclass(eq=False)
class Plan:
    """Passes over the frames, and per policy the columns `eligible` and `amount`."""

    graphs: Sequence[Graph]
    passes: list[Pass]
    answers: list[list[pl.Expr]]
    portable_answers: list[list[nw.Expr]]
    facts: set[str]

    def run(
        self, frames: Mapping[str, pl.DataFrame], people: Households | None
    ) -> dict[str, pl.DataFrame]:
        """Work the passes out; gives the frames with all columns."""
        done = dict(frames)
        for each in self.passes:
            for (rows, day), parts in each.parts.items():
                done[rows] = done[rows].with_columns(parts_of_days(done[rows][day], parts))
            for rows, expressions in each.native.items():
                done[rows] = done[rows].with_columns(expressions)
            if each.folds or each.spreads:
                assert people is not None
                homes, persons = done[HOUSEHOLD], done[PERSON]
                done[HOUSEHOLD] = homes.with_columns(people.folded(persons, each.folds))
                done[PERSON] = persons.with_columns(
                    people.spread(homes[of]).alias(name) for name, of in each.spreads
                )
        return done


_plans: dict[Any, Plan] = {}


def plan_for(graphs: Sequence[Graph], values: Sequence[Values], facts: Facts, at: date) -> Plan:
    """Give the plan for these rules, values and kinds of facts; equal calls share one."""
    key = (
        tuple(id(graph) for graph in graphs),
        tuple(map(_signature, values)),
        tuple(sorted(facts.known.items())),
        facts.all_placed,
        at,
    )
    plan = _plans.get(key)
    if plan is None:
        if len(_plans) >= KEPT:
            _plans.clear()
        plan = _plans[key] = _laid_out(graphs, values, facts, at)
    return plan


def facts_used(
    graphs: Sequence[Graph], values: Sequence[Values], facts: Facts, at: date
) -> set[str]:
    """Name the fact columns that still matter once the values of the place are put in."""
    plan = plan_for(graphs, values, facts, at)
    asked = {by for g in graphs for n in g.parameters if (by := g.policy.parameters[n].by)}
    return plan.facts | asked


def _signature(values: Values) -> Any:
    return (
        tuple(values.constants.items()),
        tuple((name, tuple(held.items())) for name, held in values.by_category.items()),
        tuple(values.columns.items()),
    )


def _laid_out(graphs: Sequence[Graph], values: Sequence[Values], facts: Facts, at: date) -> Plan:
    terms = Terms()
    aggregates: dict[tuple[str, int], tuple[Term, Term]] = {}
    asked = [
        Wiring(terms, graph, held, facts, at, aggregates).outcome()
        for graph, held in zip(graphs, values, strict=True)
    ]
    layout = _Layout(aggregates, [term for pair in asked for term in pair])
    portable = [
        [
            expression(holds, layout.columns).cast(nw.Boolean).alias("eligible"),
            expression(amount, layout.columns).cast(nw.Int64).alias("amount"),
        ]
        for holds, amount in asked
    ]
    answers = [polars_expressions(pair) for pair in portable]
    facts_read = {t.value for t in layout.order if t.op == "col" and t.number not in layout.folded}
    return Plan(graphs, layout.passes(), answers, portable, facts_read)


def _is_part(term: Term) -> bool:
    return term.op in PARTS and term.args[0].op == "col"


class _Layout:
    """Which terms stand in columns of their own, and in which pass each is worked out."""

    def __init__(
        self, aggregates: Mapping[tuple[str, int], tuple[Term, Term]], roots: Sequence[Term]
    ) -> None:
        self.folded = {
            figure.number: (figure, fold, element)
            for (fold, _), (figure, element) in aggregates.items()
        }
        self.uses: dict[int, int] = {}
        self.order: list[Term] = []
        kept: set[int] = set()
        folded: set[int] = set()
        for root in roots:
            self._visit(root)
        for term in self.order:
            if term.op == "spread":
                kept.add(term.args[0].number)
            if term.number in self.folded:
                folded.add(self.folded[term.number][2].number)
        kept |= {root.number for root in roots}
        self.columns: dict[int, str] = {}
        for term in self.order:
            if term.op == "spread":
                self.columns[term.number] = f"spread{term.number}"
            elif term.op != "col" and (
                term.number in folded
                or _is_part(term)
                or (not term.literal and (term.number in kept or self.uses[term.number] > 1))
            ):
                self.columns[term.number] = f"term{term.number}"
        self.turn: dict[int, int] = {}
        for term in self.order:
            self.turn[term.number] = self._turn(term)
        self._bring_forward()

    def _visit(self, term: Term) -> None:
        """Count who asks for a term; list it after everything it rests on."""
        asked = self.uses.get(term.number, 0)
        self.uses[term.number] = asked + 1
        if asked:
            return
        for argument in self._rests_on(term):
            self._visit(argument)
        self.order.append(term)

    def _rests_on(self, term: Term) -> tuple[Term, ...]:
        folded = self.folded.get(term.number)
        return (folded[2],) if folded is not None else term.args

    def _turn(self, term: Term) -> int:
        """In which pass a term is worked out; facts stand before the first."""
        return max((self._ready(a) for a in self._rests_on(term)), default=0)

    def _ready(self, term: Term) -> int:
        """The first pass in which others may use a term."""
        turn = self.turn[term.number]
        return turn + 1 if term.number in self.columns or term.number in self.folded else turn

    def _bring_forward(self) -> None:
        """Give what can be worked out earlier than it is asked for a column in that pass.

        The last pass is not left to one long expression while other cores wait.
        """
        for term in self.order:
            for argument in self._rests_on(term):
                waits = self.turn[argument.number] < self.turn[term.number]
                plain = argument.op in {"col", "lit"} or argument.number in self.columns
                if waits and not plain:
                    self.columns[argument.number] = f"term{argument.number}"

    def passes(self) -> list[Pass]:
        """Put every column into its pass."""
        passes = [Pass() for _ in range(max(self.turn.values(), default=0) + 1)]
        for term in self.order:
            here = passes[self.turn[term.number]]
            if term.number in self.folded:
                figure, fold, element = self.folded[term.number]
                of = self._column_of(element)
                here.folds.append((figure.value, fold, of))
            elif term.op == "spread":
                here.spreads.append((self.columns[term.number], self._column_of(term.args[0])))
            elif term.number in self.columns and _is_part(term):
                name, day = self.columns[term.number], term.args[0].value
                here.parts.setdefault((term.rows, day), {})[name] = PARTS[term.op]
            elif term.number in self.columns:
                columns = here.columns.setdefault(term.rows or PERSON, {})
                name = self.columns[term.number]
                columns[name] = written(term, self.columns).alias(name)
        for each in passes:
            each.native = {r: polars_expressions(c.values()) for r, c in each.columns.items()}
        return passes

    def _column_of(self, term: Term) -> str:
        return str(term.value) if term.op == "col" else self.columns[term.number]
