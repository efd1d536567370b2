"""A graph turned into a few column operations over units and persons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from .frames import SMALL, without
from .graph import Graph
from .members import Aggregate, Members
from .native import polars_expressions
from .units import DTYPES
from .versions import AT, MEMBERS

ELEMENT = "__of_"
SIZE = "__size"
UNTOUCHED = pl.QueryOptFlags.none()
NARWHALS: dict[str, Any] = {
    "money": nw.Int64,
    "percent": nw.Int64,
    "whole": nw.Int64,
    "flag": nw.Boolean,
    "choice": nw.String,
    "text": nw.String,
    "day": nw.Date,
}


@dataclass(eq=False)
class Stage:
    """Rules of one level that can be worked out together."""

    level: str
    expressions: dict[str, nw.Expr]
    native: list[pl.Expr]
    folds: dict[str, str]
    broadcast: tuple[str, ...] = ()
    casts: list[pl.Expr] | None = None
    recast: set[str] = field(default_factory=set)
    folding: tuple[list[pl.Expr], list[pl.Expr], list[str]] | None = None


@dataclass(eq=False)
class Run:
    """The frames after all rules have run: every fact, varying parameter and rule a column."""

    units: pl.DataFrame
    persons: pl.DataFrame | None


def compile_graph(graph: Graph, constants: Mapping[str, Any], at: date) -> list[Stage]:
    """Give the stages for a graph with these constants folded in; equal calls share them."""
    key = (at, tuple(constants.items()))
    stages = graph.programs.get(key)
    if stages is None:
        if len(graph.programs) > 256:
            graph.programs.clear()
        stages = graph.programs[key] = _stages(graph, constants, at)
    return stages


def _stages(graph: Graph, constants: Mapping[str, Any], at: date) -> list[Stage]:
    waiting = list(graph.versions)
    stages: list[Stage] = []
    while waiting:
        ready = [n for n in waiting if not any(a in waiting for a in graph.arguments(n))]
        by_kind: dict[str, list[str]] = {}
        for name in ready:
            by_kind.setdefault(_stage_kind(graph, name), []).append(name)
        kind = next(k for k in ("person", "unit", "aggregate") if k in by_kind)
        names = by_kind[kind]
        broadcast: tuple[str, ...] = ()
        if kind != "unit":
            asked = (
                {a for n in names for a in graph.arguments(n)} - {MEMBERS, AT} - constants.keys()
            )
            broadcast = tuple(sorted(a for a in asked if graph.level(a) == "unit"))
        folds: dict[str, str] = {}
        expressions = {n: _expression(graph, n, constants, at, folds) for n in names}
        stages.append(
            Stage(kind, expressions, polars_expressions(expressions.values()), folds, broadcast)
        )
        waiting = [n for n in waiting if n not in names]
    return stages


def _stage_kind(graph: Graph, name: str) -> str:
    if MEMBERS in graph.arguments(name):
        return "aggregate"
    return graph.level(name)


def _expression(
    graph: Graph, name: str, constants: Mapping[str, Any], at: date, folds: dict[str, str]
) -> nw.Expr:
    """Call the rule's function on expressions and guard it: unknown in, unknown out."""
    version = graph.versions[name]
    arguments: list[Any] = []
    needed: list[nw.Expr] = []
    hopeless = False
    for argument in graph.arguments(name):
        if argument == MEMBERS:
            arguments.append(Members())
        elif argument == AT:
            arguments.append(nw.lit(at))
        elif argument in constants:
            value = constants[argument]
            kind = graph.policy.parameters[argument].kind
            arguments.append(nw.lit(value, dtype=NARWHALS[kind]))
            hopeless = hopeless or (value is None and argument not in version.optional)
        else:
            arguments.append(nw.col(argument))
            if argument not in version.optional:
                needed.append(nw.col(argument).is_null())
    assert version.function is not None
    made = version.function(*arguments)
    if isinstance(made, Aggregate):
        folds[name] = made.fold
        return _element(made, needed, hopeless).alias(ELEMENT + name)
    return _guard(made, needed, hopeless).alias(name)


def _guard(expression: nw.Expr, needed: list[nw.Expr], hopeless: bool) -> nw.Expr:
    if hopeless:
        return nw.when(nw.lit(False)).then(expression)
    if not needed:
        return expression
    unknown = needed[0]
    for one in needed[1:]:
        unknown = unknown | one
    return nw.when(~unknown).then(expression)


def _element(made: Aggregate, needed: list[nw.Expr], hopeless: bool) -> nw.Expr:
    value = _guard(made.value, needed, hopeless)
    if made.where is None:
        return value
    return (
        nw.when(~made.where)
        .then(nw.lit(0, dtype=nw.Int64))
        .otherwise(nw.when(made.where).then(value))
    )


def run_stages(
    graph: Graph,
    stages: list[Stage],
    units: pl.DataFrame,
    persons: pl.DataFrame | None,
    unit_key: str,
) -> Run:
    """Work the stages out; frames already carry facts and varying parameters."""
    for run in _runs(stages):
        if run[0].level == "unit":
            units = _with(graph, units, run)
            continue
        assert persons is not None
        asked = dict.fromkeys(name for stage in run for name in stage.broadcast)
        lacking = [name for name in asked if name not in persons.columns]
        if lacking:
            persons = persons.join(
                units.select(unit_key, *lacking), on=unit_key, how="left", maintain_order="left"
            )
        if run[0].level == "person":
            persons = _with(graph, persons, run)
        else:
            units, persons = _aggregate(graph, units, persons, run[0], unit_key)
    return Run(units, persons)


def _runs(stages: list[Stage]) -> list[list[Stage]]:
    """Put stages of one level that follow one another together; each folding stands alone."""
    runs: list[list[Stage]] = []
    for stage in stages:
        if runs and stage.level != "aggregate" and runs[-1][0].level == stage.level:
            runs[-1].append(stage)
        else:
            runs.append([stage])
    return runs


def _with(graph: Graph, frame: pl.DataFrame, run: list[Stage]) -> pl.DataFrame:
    """Work stages of one level out; once their types are known, a small frame's in one go."""
    if frame.height < SMALL and all(stage.casts is not None for stage in run):
        lazy = frame.lazy()
        for stage in run:
            lazy = lazy.with_columns_seq(stage.native)
        return lazy.collect(optimizations=UNTOUCHED)
    for stage in run:
        known = stage.casts is not None
        frame = added(frame, stage.native)
        if known:
            continue
        frame = _settle(graph, frame, stage)
        stage.native = [
            made.cast(DTYPES[graph.versions[name].rule.value_kind])
            if name in stage.recast
            else made
            for name, made in zip(stage.expressions, stage.native, strict=True)
        ]
    return frame


def added(frame: pl.DataFrame, expressions: list[pl.Expr]) -> pl.DataFrame:
    """Waking the thread pool costs more than a small frame's whole work."""
    if frame.height < SMALL:
        return frame.with_columns_seq(expressions)
    return frame.with_columns(expressions)


def _settle(graph: Graph, frame: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """Bring integers to Int64 and refuse what is no whole number: money is never a float.

    The types a stage gives do not change from run to run, so they are looked at once.
    """
    if stage.casts is None:
        stage.casts = []
        for name in stage.expressions:
            rule = graph.versions[name].rule
            wanted, have = DTYPES[rule.value_kind], frame.schema[name]
            if have == wanted:
                continue
            if have != pl.Null and (have.is_integer(), wanted.is_integer()) != (True, True):
                stage.casts = None
                raise TypeError(
                    f"{graph.policy.key}：{name}() 得出 {have}，应为 {wanted}（{rule.unit}）"
                )
            stage.casts.append(pl.col(name).cast(wanted))
            stage.recast.add(name)
    return added(frame, stage.casts) if stage.casts else frame


def _aggregate(
    graph: Graph, units: pl.DataFrame, persons: pl.DataFrame, stage: Stage, unit_key: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fold the elements per unit; one pass over the people for all figures of the stage."""
    persons = added(persons, stage.native)
    if stage.folding is None:
        stage.folding = _folding(stage.folds)
    elements, folded, dropped = stage.folding
    sums = persons.group_by(unit_key).agg(elements)
    units = units.join(sums, on=unit_key, how="left", maintain_order="left")
    return _settle(graph, without(added(units, folded), dropped), stage), persons


def _folding(folds: Mapping[str, str]) -> tuple[list[pl.Expr], list[pl.Expr], list[str]]:
    """Give the figures to take over the people, what becomes of them, and what is then left over."""
    elements = [pl.len().alias(SIZE)]
    for name, fold in folds.items():
        element = pl.col(ELEMENT + name)
        elements.append((element.sum() if fold == "sum" else element.max()).alias(name))
        elements.append(element.count().alias(ELEMENT + name))
    folded = [_folded(name, fold) for name, fold in folds.items()]
    return elements, folded, [SIZE, *(ELEMENT + name for name in folds)]


def _folded(name: str, fold: str) -> pl.Expr:
    """Unknown as soon as one element is unknown; a unit without members counts zero."""
    value, size = pl.col(name), pl.col(SIZE)
    complete = size == pl.col(ELEMENT + name)
    if fold == "max":
        return pl.when(complete).then(value).alias(name)
    if fold == "any":
        return (
            pl.when(size.is_null())
            .then(False)
            .when(value == 1)
            .then(True)
            .when(complete)
            .then(False)
            .alias(name)
        )
    return pl.when(size.is_null()).then(0).when(complete).then(value).alias(name)
