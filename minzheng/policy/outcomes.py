"""Who is entitled to what under many policies at once: outcomes and amounts, without the reasons.

`evaluate` keeps every rule of one policy and can explain itself; here only what decides is worked
out, once for all policies together, for what-if runs, forecasts and whole provinces. Both give
the same answers (a test holds them to it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from .bindings import Lineages, Place, places
from .declaration import Policy
from .frames import typed_facts
from .households import Households
from .parameters import ParameterStore
from .plans import Plan, facts_used, plan_for
from .units import DTYPES
from .wiring import HOUSEHOLD, PERSON, Facts, Values

ROW = "__row"
DIVISION = "division"
Rows = pl.DataFrame | pl.LazyFrame


def outcomes(
    policies: Sequence[Policy],
    households: Rows | None,
    persons: Rows,
    parameters: ParameterStore,
    at: date,
    lineages: Lineages,
) -> dict[str, pl.DataFrame]:
    """Judge every household or person under each policy by what is in force on the day `at`.

    Gives, per policy key, one row per unit in the order given: unit key, division, `eligible`
    (null: undetermined) and `amount` in fen (0 when not eligible, null when unknown). A person's
    policy finds household facts on the person's row or else in its household. Of a lazy frame
    only the facts that matter under the values of the places are read. Raises ValueError for a
    unit given twice, LookupError for a division without lineage.
    """
    if households is None and any(policy.of == HOUSEHOLD for policy in policies):
        raise ValueError("以家庭为对象的政策须给出家庭")
    work = _Work(policies, households, persons, parameters, at, lineages)
    answers = [work.judged(group) for group in grouped(work.placed)]
    return {
        policy.key: _in_order([answer[policy.key] for answer in answers]) for policy in policies
    }


@dataclass(eq=False)
class Group:
    """Divisions in which every policy has the same rules, with each policy's places there."""

    divisions: list[str | None]
    places: list[list[Place]]


def grouped(placed: Sequence[Sequence[Place]]) -> list[Group]:
    """Put together the divisions in which the same rules are in force for every policy."""
    graphs: dict[str | None, list[int]] = {}
    for some in placed:
        for place in some:
            for division in place.divisions:
                graphs.setdefault(division, []).append(id(place.graph))
    found: dict[tuple[int, ...], list[str | None]] = {}
    for division, numbers in graphs.items():
        found.setdefault(tuple(numbers), []).append(division)
    groups = []
    for divisions in found.values():
        here = set(divisions)
        kept = [[place for place in some if here & {*place.divisions}] for some in placed]
        groups.append(Group(divisions, kept))
    return groups


class _Work:
    """One call: frames cut to what is asked, people sorted by household, divisions grouped."""

    def __init__(
        self,
        policies: Sequence[Policy],
        households: Rows | None,
        persons: Rows,
        parameters: ParameterStore,
        at: date,
        lineages: Lineages,
    ) -> None:
        self.policies, self.parameters, self.at = policies, parameters, at
        given: dict[str, pl.LazyFrame] = {PERSON: persons.lazy()}
        if households is not None:
            given[HOUSEHOLD] = households.lazy()
        self.schemas = {rows: frame.collect_schema() for rows, frame in given.items()}
        with_place = [rows for rows, schema in self.schemas.items() if DIVISION in schema]
        first = HOUSEHOLD if HOUSEHOLD in with_place else PERSON
        self.frames: dict[str, pl.DataFrame] = {}
        codes: set[str | None] = {None}
        if with_place:
            codes = set(given[first].select(pl.col(DIVISION).unique()).collect()[DIVISION])
        self.placed = [places(policy, parameters, at, list(codes), lineages) for policy in policies]
        used = self._used()
        for rows, frame in given.items():
            self.frames[rows] = self._taken(rows, frame, used)
        self._sort()

    def _used(self) -> set[str]:
        """Name the facts that matter somewhere, before looking at any."""
        known = {(rows, name): False for rows, schema in self.schemas.items() for name in schema}
        used: set[str] = set()
        for group in grouped(self.placed):
            values = [_values_alone(among, self.parameters, self.at) for among in group.places]
            graphs = [among[0].graph for among in group.places]
            used |= facts_used(graphs, values, Facts(known, False), self.at)
        return used

    def _taken(self, rows: str, frame: pl.LazyFrame, used: set[str]) -> pl.DataFrame:
        """Read keys and the facts used; refuse a unit given twice."""
        schema = self.schemas[rows]
        wanted = [rows, *(k for k in (HOUSEHOLD, DIVISION) if k in schema and k != rows)]
        if rows == PERSON and DIVISION in self.schemas.get(HOUSEHOLD, ()):
            wanted.remove(DIVISION) if DIVISION in wanted else None
        facts = [name for name in schema if name in used and name not in wanted]
        taken = frame.select(*wanted, *facts).collect()
        _refuse_twice(taken[rows])
        return typed_facts(taken, wanted, facts).with_row_index(ROW)

    def _sort(self) -> None:
        """Sort the people by household, and let each stand where its household stands."""
        homes, people = self.frames.get(HOUSEHOLD), self.frames[PERSON]
        if homes is not None and not people[HOUSEHOLD].is_sorted():
            self.frames[PERSON] = people.sort(HOUSEHOLD, maintain_order=True)
        for rows, frame in self.frames.items():
            if DIVISION in frame.columns:
                continue
            place = pl.Series(DIVISION, [None], dtype=pl.String).new_from_index(0, frame.height)
            if rows == PERSON and homes is not None and DIVISION in homes.columns:
                owners = self.frames[PERSON][HOUSEHOLD]
                place = Households(homes[HOUSEHOLD], owners).spread(homes[DIVISION])
            self.frames[rows] = frame.with_columns(place.alias(DIVISION))

    def judged(self, group: Group) -> dict[str, pl.DataFrame]:
        """Judge the units of these divisions."""
        frames = self.frames
        if len(group.divisions) < sum(len(place.divisions) for place in self.placed[0]):
            codes = pl.Series(group.divisions, dtype=pl.String).implode()
            inside = pl.col(DIVISION).is_in(codes, nulls_equal=True)
            frames = {rows: frame.filter(inside) for rows, frame in frames.items()}
        frames = dict(frames)
        people = None
        if HOUSEHOLD in frames:
            people = Households(frames[HOUSEHOLD][HOUSEHOLD], frames[PERSON][HOUSEHOLD])
        values = []
        for number, (policy, among) in enumerate(zip(self.policies, group.places, strict=True)):
            kinds = _categories(policy, frames)
            found, columns = held_values(number, among, self.parameters, self.at, kinds)
            values.append(found)
            if columns is not None:
                frames[policy.of] = frames[policy.of].join(
                    columns, on=DIVISION, how="left", nulls_equal=True, maintain_order="left"
                )
        known = {
            (rows, name): frame[name].null_count() == 0
            for rows, frame in frames.items()
            for name in frame.columns
        }
        facts = Facts(known, people is None or people.all_placed)
        plan = plan_for([among[0].graph for among in group.places], values, facts, self.at)
        return _answers(plan, self.policies, plan.run(frames, people))


def _answers(
    plan: Plan, policies: Sequence[Policy], frames: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    return {
        policy.key: frames[policy.of].select(policy.of, DIVISION, ROW, *columns)
        for policy, columns in zip(policies, plan.answers, strict=True)
    }


def _in_order(pieces: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Bring the rows into the order in which the units were given."""
    whole = pl.concat(pieces) if len(pieces) > 1 else pieces[0]
    return (whole if whole[ROW].is_sorted() else whole.sort(ROW)).drop(ROW)


def _refuse_twice(keys: pl.Series) -> None:
    """Refuse a unit given twice; looking whether the keys rise is cheaper than counting them."""
    rising = keys.diff().slice(1) > 0
    if not (rising.all(ignore_nulls=False) is True or keys.n_unique() == len(keys)):
        raise ValueError("同一对象出现了两次")


def held_values(
    number: int,
    among: Sequence[Place],
    store: ParameterStore,
    at: date,
    categories: Mapping[str, Sequence[str]],
) -> tuple[Values, pl.DataFrame | None]:
    """Look up every parameter of one policy; what differs between places becomes a column.

    `categories` gives the values that occur of each fact by which a parameter is keyed. The
    columns stand beside `division`; there are none when all places have the same values.
    """
    graph = among[0].graph
    policy, values = graph.policy, Values()
    columns: dict[str, pl.Series] = {}
    codes = [division for place in among for division in place.divisions]
    for name in graph.parameters:
        declared = policy.parameters[name]
        for category in (None,) if declared.by is None else categories.get(declared.by, ()):
            held = [
                (None, None)
                if declared.by and category is None
                else store.value(policy, name, place.lineage, at, category)
                for place in among
            ]
            distinct = {value for value, _ in held}
            if len(distinct) == 1:
                (value,) = distinct
            else:
                value = None
                column = f"value{number}:{name}:{category or ''}"
                values.columns[name, category] = column
                columns[column] = pl.Series(
                    [v for (v, _), p in zip(held, among, strict=True) for _ in p.divisions],
                    dtype=DTYPES[declared.kind],
                )
            if declared.by is not None:
                if category is not None:
                    values.by_category.setdefault(name, {})[category] = value
            elif (name, None) not in values.columns:
                values.constants[name] = value
        if declared.by is not None:
            values.by_category.setdefault(name, {})
    table = pl.DataFrame({DIVISION: pl.Series(codes, dtype=pl.String), **columns})
    return values, table if columns else None


def _values_alone(among: Sequence[Place], store: ParameterStore, at: date) -> Values:
    """Look up what is the same for everybody; the rest counts as unknown until facts are read."""
    policy, values = among[0].graph.policy, Values()
    for name in among[0].graph.parameters:
        held = set()
        if policy.parameters[name].by is None:
            held = {store.value(policy, name, place.lineage, at)[0] for place in among}
        if len(held) == 1:
            values.constants[name] = held.pop()
        else:
            values.columns[name, None] = f"value:{name}"
    return values


def keyed_by(policy: Policy) -> list[str]:
    """Name the facts by which parameters of a policy are keyed."""
    return sorted({parameter.by for parameter in policy.parameters.values() if parameter.by})


def _categories(policy: Policy, frames: Mapping[str, pl.DataFrame]) -> dict[str, list[str]]:
    found = {}
    for by in keyed_by(policy):
        for rows in (policy.of, HOUSEHOLD):
            if by not in found and rows in frames and by in frames[rows].columns:
                found[by] = sorted(frames[rows][by].drop_nulls().unique().to_list())
    return found
