"""Which facts and parameters stand unknown behind an unknown answer, for every unit at once."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from .graph import Graph
from .program import ELEMENT, Run
from .trace import Trace
from .versions import AT, MEMBERS

ROW = "__position"
# How many masks one whole number holds.
BITS = 62


def missing_names(
    graph: Graph, run: Run, constants: Mapping[str, Any], amount_unknown: pl.Series, unit_key: str
) -> pl.Series:
    """Name, per unit, the unknown facts and parameters under its unknown conditions and amount."""
    roots = {
        name: run.units[name].is_null() for name in graph.conditions if run.units[name].null_count()
    }
    if graph.amount is not None and amount_unknown.any():
        roots[graph.amount] = amount_unknown
    empty = pl.Series("missing", [[]], dtype=pl.List(pl.String)).new_from_index(0, run.units.height)
    if not roots:
        return empty
    hurt = pl.DataFrame(roots).select(pl.any_horizontal(pl.all())).to_series()
    search = _Search(graph, run, constants, hurt, unit_key)
    for name, mask in roots.items():
        search.ask(name, mask.filter(hurt))
    named = search.follow()
    where = hurt.arg_true()
    return (
        empty.to_frame()
        .with_row_index(ROW)
        .join(
            pl.DataFrame(
                {ROW: where, "named": named}, schema={ROW: pl.UInt32, "named": pl.List(pl.String)}
            ),
            on=ROW,
            how="left",
            maintain_order="left",
        )
        .select(pl.coalesce("named", "missing").alias("missing"))["missing"]
    )


class _Search:
    """Walks the graph backwards from unknown answers to the unknown leaves."""

    def __init__(
        self, graph: Graph, run: Run, constants: Mapping[str, Any], hurt: pl.Series, unit_key: str
    ) -> None:
        self.graph = graph
        self.constants = constants
        self.units = run.units.filter(hurt)
        self.asked: dict[str, pl.Series] = {}
        self.persons: pl.DataFrame | None = None
        self.owner: pl.Series | None = None
        if run.persons is not None:
            keys = self.units.select(unit_key).with_row_index(ROW)
            self.persons = run.persons.join(keys, on=unit_key, how="inner")
            self.owner = self.persons[ROW]

    def ask(self, name: str, mask: pl.Series) -> None:
        """Note that `name` is wanted for the rows of `mask`, at the level of the name."""
        known = self.asked.get(name)
        self.asked[name] = mask if known is None else known | mask

    def follow(self) -> pl.Series:
        """Give the list of unknown leaves per unit."""
        for name in reversed(self.graph.versions):
            mask = self.asked.get(name)
            if mask is None or not mask.any():
                continue
            if MEMBERS in self.graph.arguments(name):
                assert self.owner is not None and self.persons is not None
                people = mask.gather(self.owner) & self.persons[ELEMENT + name].is_null()
                self._descend(name, mask, people)
            elif self.graph.level(name) == "person":
                self._descend(name, self._any_of(mask), mask)
            else:
                self._descend(name, mask, None)
        return self._lists()

    def _descend(self, name: str, units: pl.Series, people: pl.Series | None) -> None:
        """Ask on for the unknown arguments; an optional one is to blame only where no needed one is."""
        optional = self.graph.versions[name].optional
        named = [a for a in self.graph.arguments(name) if a not in {MEMBERS, AT}]
        settled_units, settled_people = units, people
        for argument in sorted(named, key=lambda a: a in optional):
            units, people = settled_units, settled_people
            if argument in optional:
                units, people = self._unblamed(
                    units, people, [a for a in named if a not in optional]
                )
            by = (
                self.graph.policy.parameters[argument].by
                if argument in self.graph.policy.parameters
                else None
            )
            if by is not None:
                unplaced = self.units[by].is_null()
                self.ask(by, units & unplaced)
                units = units & ~unplaced
            if argument in self.constants:
                if self.constants[argument] is None:
                    self.ask(argument, units)
            elif self.graph.level(argument) == "unit":
                self.ask(argument, units & self.units[argument].is_null())
            elif people is not None:
                assert self.persons is not None
                self.ask(argument, people & self.persons[argument].is_null())

    def _unblamed(
        self, units: pl.Series, people: pl.Series | None, needed: list[str]
    ) -> tuple[pl.Series, pl.Series | None]:
        """Leave out the rows where a needed argument is already unknown."""
        for argument in needed:
            if argument in self.constants:
                if self.constants[argument] is None:
                    units, people = units & False, None if people is None else people & False
            elif self.graph.level(argument) == "unit":
                known = self.units[argument].is_not_null()
                units = units & known
                if people is not None and self.owner is not None:
                    people = people & known.gather(self.owner)
            elif people is not None and self.persons is not None:
                people = people & self.persons[argument].is_not_null()
        return units, people

    def _any_of(self, people: pl.Series) -> pl.Series:
        assert self.owner is not None
        hit = self.owner.filter(people).unique()
        return pl.Series(range(self.units.height), dtype=pl.UInt32).is_in(hit.implode())

    def _lists(self) -> pl.Series:
        leaves = [n for n in (*self.graph.facts, *self.graph.parameters) if n in self.asked]
        if not leaves:
            return pl.Series("named", [[]] * self.units.height, dtype=pl.List(pl.String))
        masks = {}
        for name in leaves:
            mask = self.asked[name]
            personal = self.graph.level(name) == "person" and name not in self.constants
            masks[name] = self._any_of(mask) if personal else mask
        return _named(pl.DataFrame(masks))


def _named(masks: pl.DataFrame) -> pl.Series:
    """Give per row the names of the columns that are true.

    Few combinations occur among many units: each list is made once, found by its bits.
    """
    names = masks.columns
    parts = [names[start : start + BITS] for start in range(0, len(names), BITS)]
    bits = masks.select(
        pl.sum_horizontal(
            pl.col(name).cast(pl.Int64) * (1 << place) for place, name in enumerate(part)
        ).alias(str(number))
        for number, part in enumerate(parts)
    )
    kinds = bits.unique()
    lists = [
        [name for code, part in zip(row, parts, strict=True) for place, name in enumerate(part)
         if code >> place & 1]
        for row in kinds.iter_rows()
    ]  # fmt: skip
    kinds = kinds.with_columns(pl.Series("named", lists, dtype=pl.List(pl.String)))
    return bits.join(kinds, on=bits.columns, how="left", maintain_order="left")["named"]


def unknown_cells(trace: Trace) -> set[tuple[Any, str]]:
    """Name the unknown facts behind one traced unit's open answer, by person (None: the unit's own).

    The same search as for many units at once, with the people told apart.
    """
    graph, found, seen = trace.graph, set[tuple[Any, str]](), set[tuple[Any, str]]()
    people = {p["person"]: p for p in trace.persons}

    def value(name: str, person: Any) -> Any:
        if person is not None and graph.level(name) == "person":
            return people[person].get(name)
        return trace.values.get(name)

    def ask(name: str, person: Any) -> None:
        person = person if graph.level(name) == "person" else None
        if (person, name) in seen or name in {MEMBERS, AT} or value(name, person) is not None:
            return
        seen.add((person, name))
        if name not in graph.versions:
            if name not in graph.policy.parameters:
                found.add((person, name))
            elif (by := graph.policy.parameters[name].by) is not None:
                ask(by, person)
            return
        arguments, optional = graph.arguments(name), graph.versions[name].optional
        whose = [person]
        if MEMBERS in arguments:
            whose = [k for k, p in people.items() if p.get(ELEMENT + name) is None]
        for who in whose:
            needed = [a for a in arguments if a not in optional and a not in {MEMBERS, AT}]
            blamed = [a for a in needed if value(a, who) is None]
            for argument in blamed or [a for a in arguments if a in optional]:
                ask(argument, who)

    for name in (*graph.conditions, *([graph.amount] if graph.amount else [])):
        ask(name, None)
    return found
