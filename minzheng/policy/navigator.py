"""Which benefits a family may have, asked in the order that settles most, from the policies alone.

Nothing here knows a policy: all are evaluated on what has been said so far, unknown stays unknown,
and the next page of questions is the one whose imagined answers settle most outcomes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from minzheng.core import months
from minzheng.facts import COLUMNS
from minzheng.facts.questions import QUESTIONS, TOPICS, Question, Topic

from .bindings import Lineages
from .declaration import Policy
from .engine import ELIGIBLE, NOT_ELIGIBLE, UNDETERMINED, Evaluation, FactFrames, evaluate, judge
from .explanation import Explanation
from .missing import unknown_cells
from .parameters import ParameterStore
from .units import DTYPES

Cell = tuple[int | None, str]
SPREAD = 1_000  # imagined families are numbered apart by this much; no family is larger


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people the citizen listed; the first is the head (本人)."""

    person: int
    name: str
    relation: str
    birth_on: date | None = None
    is_dead: bool = False


@dataclass(frozen=True)
class Family:
    """What has been said so far: who lives together where, answers by (person or None, column).

    `unsure` are the columns somebody was asked for and could not say.
    """

    division: str
    residence: str | None
    members: tuple[Member, ...]
    answers: Mapping[Cell, Any] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()

    def told(self, at: date) -> dict[Cell, Any]:
        """Everything known, with what the list of members says by itself."""
        known: dict[Cell, Any] = {
            (None, "residence"): self.residence,
            (None, "applied_as"): "household",
            # Help is asked for where the family is: the place it named.
            (None, "accepted_division"): self.division,
            (None, "hardship_division"): self.division,
        }
        for member in self.members:
            age = months.completed_age(member.birth_on, at) if member.birth_on else None
            known |= {
                (member.person, "relation"): member.relation,
                (member.person, "birth_on"): member.birth_on,
                (member.person, "age"): age,
                (member.person, "is_dead"): member.is_dead,
            }
        return self.spread(known | dict(self.answers))

    def spread(self, known: Mapping[Cell, Any]) -> dict[Cell, Any]:
        """Let an answer settle the columns it also answers: of everybody, or of the family."""
        full = dict(known)
        for column, question in QUESTIONS.items():
            for filled in question.fills:
                if COLUMNS[filled].grain == "person":
                    values: dict[Cell, Any] = {
                        (m.person, filled): known.get((None, column)) for m in self.members
                    }
                else:
                    said = [known.get((m.person, column)) for m in self.members]
                    yes = True if True in said else (None if None in said else False)
                    values = {(None, filled): yes}
                full = values | {cell: v for cell, v in full.items() if v is not None}
        return full


@dataclass(frozen=True, eq=False)
class Standing:
    """How one policy stands for the family or one of its members."""

    policy: Policy
    member: Member | None
    row: Mapping[str, Any]
    evaluation: Evaluation

    @property
    def person(self) -> int | None:
        """Give the member it is about; None for the family."""
        return self.member.person if self.member else None

    @property
    def outcome(self) -> str:
        """Give eligible, not_eligible or undetermined."""
        return str(self.row["outcome"])

    @property
    def amount(self) -> int | None:
        """Give the amount in fen; 0 when not eligible, None when unknown."""
        return None if self.row["amount"] is None else int(self.row["amount"])

    @property
    def missing(self) -> list[str]:
        """Name the unknown facts and parameters behind an unknown answer."""
        return list(self.row["missing"])

    @cached_property
    def conditions(self) -> dict[str, bool | None]:
        """Give each condition in force: met, not met, or unknown."""
        return {n: self.row[n] for n in self.policy.conditions if n in self.row}

    def basis_of(self, name: str) -> str:
        """Give the clause of a condition as it stands for this place and day."""
        lineage = self.evaluation.lineages.get(str(self.row["division"]), ())
        version = self.policy.rules[name].in_force(lineage, self.evaluation.at)
        return version.basis if version else ""

    def explain(self) -> Explanation:
        """Derive the reasons, with the members' names as they were given."""
        return self.evaluation.explain(self.row[self.policy.of])

    def unknown(self) -> set[Cell]:
        """Name the unknown cells behind an open answer: (person or None, column)."""
        if self.member is not None:
            return {
                (self.member.person if COLUMNS[n].grain == "person" else None, n)
                for n in self.missing
                if n in COLUMNS
            }
        return unknown_cells(self.evaluation.trace(self.row[self.policy.of]))


@dataclass(frozen=True, eq=False)
class Page:
    """The next page: its topic, and for each question the people it concerns (none: the family)."""

    topic: Topic
    asks: tuple[tuple[Question, tuple[Member, ...]], ...]


@dataclass(frozen=True, eq=False)
class Navigator:
    """The policies to look through, the values in force, and the day."""

    policies: Sequence[Policy]
    store: ParameterStore
    lineages: Lineages
    at: date

    def standings(self, family: Family) -> list[Standing]:
        """Evaluate every policy for the family and for each of its members."""
        return [s for policy in self.policies for s in self._evaluated(policy, family, [{}])[0]]

    def next_page(self, family: Family, standings: Sequence[Standing]) -> Page | None:
        """Choose the questions that settle most; None when nothing askable is open any more.

        When all is settled as things stand, what a recognition would open is asked for as well.
        """
        page = self._best_page(family, standings)
        if page is None and (with_it := self._recognised(family, standings)) is not None:
            page = self._best_page(with_it, self.standings(with_it))
        return page

    def _best_page(self, family: Family, standings: Sequence[Standing]) -> Page | None:
        wanted: dict[str, set[Cell]] = {}
        leaning: dict[str, int] = {}
        for standing in (s for s in standings if s.outcome == UNDETERMINED):
            cells = {c for c in standing.unknown() if c[1] in QUESTIONS_OF}
            topics = set()
            for cell in cells:
                question = QUESTIONS_OF[cell[1]]
                if question.column in family.unsure:
                    continue
                topics.add(question.topic)
                wanted.setdefault(question.topic, set()).update(
                    _asked_cells(question, cell, family)
                )
            for name in topics:
                leaning[name] = leaning.get(name, 0) + 1
        if not wanted:
            return None
        best = next(iter(wanted))
        if len(wanted) > 1:
            settled = self._settling(family, standings, wanted)
            order = list(TOPICS)
            best = max(wanted, key=lambda t: (settled[t], leaning[t], -order.index(t)))
        return _page(best, wanted[best], family)

    def is_probable(self, family: Family, standing: Standing) -> bool:
        """Tell whether an open answer would be yes under some answer to what is still unknown."""
        if standing.outcome != UNDETERMINED or False in standing.conditions.values():
            return False
        variants = _imagined(standing.unknown())
        return any(
            s.outcome == ELIGIBLE
            for found in self._evaluated(standing.policy, family, variants)
            for s in found
            if s.person == standing.person
        )

    def after_recognition(
        self, family: Family, standings: Sequence[Standing]
    ) -> list[tuple[Standing, list[str]]]:
        """Look again as if what applies had been recognised: what more would then apply.

        Gives each further standing, eligible or probable, with the policies that must be
        recognised first. Many rules ask for a recorded decision (a family on dibao), which
        somebody who only asks does not have yet.
        """
        with_it = self._recognised(family, standings)
        if with_it is None:
            return []
        before = {(s.policy.key, s.person) for s in standings if s.outcome == ELIGIBLE}
        shut = {(s.policy.key, s.person) for s in standings if s.outcome == NOT_ELIGIBLE}
        needed = sorted({key for key, _person in before if key in PROVEN})
        return [
            (s, needed)
            for s in self.standings(with_it)
            if (s.policy.key, s.person) in shut
            and (s.outcome == ELIGIBLE or self.is_probable(with_it, s))
        ]

    def _recognised(self, family: Family, standings: Sequence[Standing]) -> Family | None:
        """Give the family as if every decision it may expect were on record; None without any."""
        assumed: dict[Cell, Any] = {}
        for question in QUESTIONS.values():
            for standing in standings:
                if standing.policy.key == question.proves and standing.outcome == ELIGIBLE:
                    personal = question.fact.grain == "person"
                    assumed[standing.person if personal else None, question.column] = True
        return replace(family, answers={**family.answers, **assumed}) if assumed else None

    def _settling(
        self, family: Family, standings: Sequence[Standing], wanted: Mapping[str, set[Cell]]
    ) -> dict[str, float]:
        """How many open outcomes each page settles, on average over answers imagined for it."""
        variants: list[Mapping[Cell, Any]] = []
        owner: list[str] = []
        for name, cells in wanted.items():
            for variant in _imagined(cells):
                variants.append(variant)
                owner.append(name)
        open_keys = {s.policy.key for s in standings if s.outcome == UNDETERMINED}
        weight = {
            key: 1 / sum(s.policy.key == key for s in standings) for key in open_keys
        }  # a policy of five people counts no more than one of the family
        score = dict.fromkeys(wanted, 0.0)
        share = {name: 1 / owner.count(name) for name in wanted}
        told = self._told(family, variants)
        for policy in (p for p in self.policies if p.key in open_keys):
            frames = _frames(policy, family, told)
            found = judge(policy, frames, self.store, self.at, self.lineages).to_list()
            size = len(found) // len(variants)
            for n, name in enumerate(owner):
                settled = sum(o != UNDETERMINED for o in found[n * size : (n + 1) * size])
                score[name] += settled * weight[policy.key] * share[name]
        return score

    def _told(
        self, family: Family, variants: Sequence[Mapping[Cell, Any]]
    ) -> list[dict[Cell, Any]]:
        known = family.told(self.at)
        return [family.spread(known | dict(v)) if v else known for v in variants]

    def _evaluated(
        self, policy: Policy, family: Family, variants: Sequence[Mapping[Cell, Any]]
    ) -> list[list[Standing]]:
        """Evaluate one policy for the family under several sets of answers in a single pass."""
        frames = _frames(policy, family, self._told(family, variants))
        if frames.units.is_empty():
            return [[] for _ in variants]
        evaluation = evaluate(policy, frames, self.store, self.at, self.lineages)
        rows = evaluation.results.to_dicts()
        if policy.of == "household":
            return [[Standing(policy, None, row, evaluation)] for row in rows]
        size = len(family.members)
        return [
            [
                Standing(policy, member, row, evaluation)
                for member, row in zip(family.members, rows[n * size : (n + 1) * size], strict=True)
            ]
            for n in range(len(variants))
        ]


# The policies whose recorded decision is a fact of its own.
PROVEN = frozenset(q.proves for q in QUESTIONS.values() if q.proves)
# Which question answers for a column: its own, or one that fills it.
QUESTIONS_OF: dict[str, Question] = {
    **{filled: q for q in QUESTIONS.values() for filled in q.fills},
    **QUESTIONS,
}


def _asked_cells(question: Question, cell: Cell, family: Family) -> set[Cell]:
    """Turn an unknown cell into the cells its question asks for."""
    if question.column == cell[1]:
        return {cell}
    if question.fact.grain == "person":
        return {(m.person, question.column) for m in family.members}
    return {(None, question.column)}


def _imagined(cells: Iterable[Cell]) -> list[dict[Cell, Any]]:
    """Give a few whole answers to a page: nothing there, and each further answer for everybody."""
    tries = {cell: _tries(cell[1]) for cell in cells}
    count = max((len(t) for t in tries.values()), default=1)
    return [{cell: t[min(n, len(t) - 1)] for cell, t in tries.items()} for n in range(count)]


def _tries(column: str) -> tuple[Any, ...]:
    """Answers worth imagining: what leaving the question alone says, and what else could be said."""
    fact, question = COLUMNS[column], QUESTIONS.get(column)
    if fact.kind == "flag":
        usual = question.preset or question.otherwise if question else False
        return (usual, not usual)
    if question and question.choices:
        return tuple(question.choices)
    if fact.kind == "text":
        return tuple(fact.choices) or ("",)
    return {"whole": (0, 3), "day": (date(1990, 1, 1), date(2099, 12, 31))}.get(
        fact.kind, (0, 300_000)
    )


def _page(name: str, cells: set[Cell], family: Family) -> Page:
    """Arrange the cells of a page by question, in the order the questions were declared."""
    asks = []
    for column, question in QUESTIONS.items():
        who = {person for person, asked in cells if asked == column}
        if who:
            asks.append((question, tuple(m for m in family.members if m.person in who)))
    return Page(TOPICS[name], tuple(asks))


def _frames(policy: Policy, family: Family, told: Sequence[Mapping[Cell, Any]]) -> FactFrames:
    """Lay out one family per set of answers in the shape the policy asks for."""
    homes, people = _rows(_columns(policy), family, told)
    if policy.of == "household":
        return FactFrames(homes, people)
    return FactFrames(people.join(homes, on="household", how="left", maintain_order="left"))


def _rows(
    needed: Sequence[str], family: Family, told: Sequence[Mapping[Cell, Any]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make the rows of the families, numbered apart, and of their people."""
    homes = [c for c in needed if COLUMNS[c].grain == "household"]
    personal = [c for c in needed if COLUMNS[c].grain == "person"]
    units = [
        {"household": number, "division": family.division}
        | {c: known.get((None, c)) for c in homes}
        for number, known in enumerate(told)
    ]
    persons = [
        {"household": number, "person": number * SPREAD + m.person}
        | {c: known.get((m.person, c)) for c in personal}
        for number, known in enumerate(told)
        for m in family.members
    ]
    return _frame(units), _frame(persons)


def _columns(policy: Policy) -> list[str]:
    """Every fact any wording of the policy may ask for."""
    found = {
        a for rule in policy.rules.values() for version in rule.versions for a in version.arguments
    } | {p.by for p in policy.parameters.values() if p.by}
    return sorted(name for name in found if name in COLUMNS and policy.fact(name) is not None)


def _frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    names = list(rows[0]) if rows else []
    return pl.DataFrame(
        [pl.Series(n, [row[n] for row in rows], dtype=DTYPES[COLUMNS[n].kind]) for n in names]
    )


__all__ = [
    "ELIGIBLE",
    "NOT_ELIGIBLE",
    "UNDETERMINED",
    "Family",
    "Member",
    "Navigator",
    "Page",
    "Standing",
]
