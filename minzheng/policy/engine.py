"""From facts to outcomes: one definition for one household at the counter and for a whole county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from .bindings import GROUP, Binding, Lineages, Place, bind, places
from .declaration import Policy
from .explanation import Explanation, explain_trace
from .frames import typed_facts, without
from .graph import Graph
from .missing import missing_names
from .parameters import ParameterStore
from .program import Run, added, compile_graph, run_stages
from .snapshots import snapshot_trace
from .trace import Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

ELIGIBLE = "eligible"
NOT_ELIGIBLE = "not_eligible"
UNDETERMINED = "undetermined"
ROW = "__row"


@dataclass(frozen=True)
class FactFrames:
    """The facts of the units (column `household` or `person`, and `division`) and their people.

    A column that is absent is unknown for everybody. Money is whole fen.
    """

    units: pl.DataFrame
    persons: pl.DataFrame | None = None

    def only(self, unit_key: str, unit: Any) -> "FactFrames":
        """Cut the frames down to one unit; raises LookupError if it is not there."""
        units = self.units.filter(pl.col(unit_key) == unit)
        if units.is_empty():
            raise LookupError(f"没有编号为 {unit} 的对象")
        persons = None if self.persons is None else self.persons.filter(pl.col(unit_key) == unit)
        return FactFrames(units, persons)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The answers of a policy for a set of units, and the way back to their reasons.

    `results` has one row per unit in the order given: unit key, division, outcome, amount (fen;
    0 when not eligible, null when unknown), every unit-level rule, and `missing`.
    """

    policy: Policy
    at: date
    frames: FactFrames
    parameters: ParameterStore
    lineages: Lineages
    results: pl.DataFrame
    kept: "_Part | None" = None

    def one(self, unit: Any) -> dict[str, Any]:
        """Give the result row of one unit; raises LookupError if it is not there."""
        found = self.results.filter(pl.col(self.policy.of) == unit)
        if found.is_empty():
            raise LookupError(f"没有编号为 {unit} 的对象")
        return found.row(0, named=True)

    def trace(self, unit: Any) -> Trace:
        """Work one unit out again, keeping every intermediate value.

        What was evaluated alone is still there and is not worked out twice.
        """
        if self.kept is not None and self.results[self.policy.of][0] == unit:
            return self.kept.trace(unit)
        frames = self.frames.only(self.policy.of, unit)
        work = _Work(self.policy, frames, self.parameters, self.at, self.lineages)
        (part,) = work.parts()
        return part.trace(unit)

    def explain(
        self,
        unit: Any,
        *,
        provenance: Mapping[tuple[Any, str], str] | None = None,
        names: Mapping[Any, str] | None = None,
    ) -> Explanation:
        """Derive the reasons for one unit from the rules in force for its division.

        `provenance` says where a fact came from, by (person or None, column); `names` gives the
        people's names to print.
        """
        return explain_trace(self.trace(unit), provenance or {}, names or {})

    def snapshot(self, unit: Any) -> dict[str, Any]:
        """Give everything needed to repeat this answer later, fit for JSON."""
        return snapshot_trace(self.trace(unit))


def evaluate(
    policy: Policy, frames: FactFrames, parameters: ParameterStore, at: date, lineages: Lineages
) -> Evaluation:
    """Judge every unit by the rules and values in force for its division on the day `at`.

    `lineages` maps each division code to the codes from itself up to the state. Raises
    ValueError for a unit given twice or a household policy without persons, LookupError for a
    division without lineage.
    """
    work = _Work(policy, frames, parameters, at, lineages)
    parts = work.parts()
    kept = parts[0] if frames.units.height == 1 and len(parts) == 1 else None
    pieces = [part.results for part in parts]
    results = pl.concat(pieces, how="diagonal") if pieces else work.no_results()
    results = without(results if results.height == 1 else results.sort(ROW), {ROW})
    if results.columns[-1] != "missing":  # where places have different rules
        results = results.select(pl.exclude("missing"), "missing")
    return Evaluation(policy, at, frames, parameters, lineages, results, kept)


def judge(
    policy: Policy, frames: FactFrames, parameters: ParameterStore, at: date, lineages: Lineages
) -> pl.Series:
    """Give only the outcome of every unit, in the order given: for many tries of one family."""
    work = _Work(policy, frames, parameters, at, lineages)
    pieces = [part.decided().select(ROW, "outcome") for part in work.parts()]
    return pl.concat(pieces).sort(ROW)["outcome"] if pieces else pl.Series("outcome", [], pl.String)


class _Work:
    """One call of the engine: frames checked, divisions sorted into places."""

    def __init__(
        self,
        policy: Policy,
        frames: FactFrames,
        parameters: ParameterStore,
        at: date,
        lineages: Lineages,
    ) -> None:
        self.policy, self.parameters, self.at = policy, parameters, at
        self.unit_key = policy.of
        if policy.of == "household" and frames.persons is None:
            raise ValueError(f"政策「{policy.key}」以家庭为对象，须给出家庭成员")
        if frames.units.height > 1 and frames.units[self.unit_key].is_duplicated().any():
            raise ValueError("同一对象出现了两次")
        self.units = frames.units.with_row_index(ROW)
        if "division" not in self.units.columns:
            self.units = self.units.with_columns(pl.lit(None, dtype=pl.String).alias("division"))
        self.persons = frames.persons if policy.of == "household" else None
        codes = self.units["division"].unique().to_list()
        self.places = places(policy, parameters, at, codes, lineages)

    def parts(self) -> "Sequence[_Part]":
        """Split the units by the rules in force for them."""
        by_graph: dict[int, list[Place]] = {}
        for place in self.places:
            by_graph.setdefault(id(place.graph), []).append(place)
        if len(by_graph) == 1:
            return [_Part(self, self.places, self.units, self.persons)]
        parts = []
        for among in by_graph.values():
            codes = pl.Series([d for place in among for d in place.divisions], dtype=pl.String)
            units = self.units.filter(pl.col("division").is_in(codes.implode(), nulls_equal=True))
            persons = (
                None
                if self.persons is None
                else self.persons.join(units.select(self.unit_key), on=self.unit_key, how="semi")
            )
            parts.append(_Part(self, among, units, persons))
        return parts

    def no_results(self) -> pl.DataFrame:
        """Give the empty results of a run without units."""
        return pl.DataFrame(
            schema={
                self.unit_key: pl.Int64,
                "division": pl.String,
                "outcome": pl.String,
                "amount": pl.Int64,
                ROW: pl.UInt32,
                "missing": pl.List(pl.String),
            }
        )


class _Part:
    """The units that share one graph, worked out together."""

    def __init__(
        self, work: _Work, among: list[Place], units: pl.DataFrame, persons: pl.DataFrame | None
    ) -> None:
        self.work = work
        self.places = among
        self.graph: Graph = among[0].graph
        self.policy = work.policy
        units = typed_facts(units, [work.unit_key, "division", ROW], self.graph.facts_at("unit"))
        if len(among) > 1:
            units = _grouped(units, among)
        self.binding = self._bind(units)
        for keys, table in self.binding.tables:
            on = keys if len(among) > 1 else keys[1:]
            units = units.join(
                table.select(*on, pl.exclude(*keys)), on=on, how="left", maintain_order="left"
            )
        if persons is not None:
            persons = typed_facts(persons, [work.unit_key, "person"], self.graph.facts_at("person"))
        stages = compile_graph(self.graph, self.binding.constants, work.at)
        self.run: Run = run_stages(self.graph, stages, units, persons, work.unit_key)

    def _bind(self, units: pl.DataFrame) -> Binding:
        by = {p.by for n in self.graph.parameters if (p := self.policy.parameters[n]).by}
        categories = {name: units[name].unique().to_list() for name in by if name}
        return bind(self.graph, self.work.parameters, self.work.at, self.places, categories)

    def decided(self) -> pl.DataFrame:
        """Give the unit frame with outcome and amount."""
        everything = (
            pl.all_horizontal([pl.col(c) for c in self.graph.conditions])
            if self.graph.conditions
            else pl.lit(True)
        )
        amount = pl.col(self.graph.amount) if self.graph.amount else pl.lit(0, dtype=pl.Int64)
        return added(
            self.run.units,
            [
                pl.when(everything)
                .then(pl.lit(ELIGIBLE))
                .when(~everything)
                .then(pl.lit(NOT_ELIGIBLE))
                .otherwise(pl.lit(UNDETERMINED))
                .alias("outcome"),
                pl.when(everything)
                .then(amount)
                .when(~everything)
                .then(pl.lit(0, dtype=pl.Int64))
                .alias("__amount"),
            ],
        )

    @cached_property
    def results(self) -> pl.DataFrame:
        """Give the result rows of these units."""
        decided = self.decided()
        rules = [n for n in self.graph.versions if self.graph.level(n) == "unit" and n != "amount"]
        missing = missing_names(
            self.graph,
            Run(decided, self.run.persons),
            self.binding.constants,
            decided["__amount"].is_null(),
            self.work.unit_key,
        )
        return decided.select(
            self.work.unit_key,
            "division",
            "outcome",
            pl.col("__amount").alias("amount"),
            *rules,
            ROW,
            missing,
        )

    def trace(self, unit: Any) -> Trace:
        """Give all values of the only unit of this part."""
        (result,) = self.results.to_dicts()
        values = {**self.binding.constants, **self.run.units.to_dicts()[0]}
        persons = [] if self.run.persons is None else self.run.persons.to_dicts()
        rows = {name: row for (name, _, _), row in self.binding.rows.items()}
        return Trace(
            self.graph,
            self.work.at,
            unit,
            self.places[0].lineage,
            values,
            persons,
            rows,
            result["outcome"],
            result["amount"],
            result["missing"],
        )


def _grouped(units: pl.DataFrame, among: list[Place]) -> pl.DataFrame:
    codes = [(d, place.number) for place in among for d in place.divisions]
    table = pl.DataFrame(codes, schema={"division": pl.String, GROUP: pl.Int64}, orient="row")
    return units.join(table, on="division", how="left", nulls_equal=True, maintain_order="left")
