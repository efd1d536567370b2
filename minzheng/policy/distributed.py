"""The same outcomes on an engine that Narwhals drives lazily, such as Spark: a province, a nation.

Nothing about a rule changes: its terms are written out as Narwhals expressions, and here are only
the joins and sums between people and households. Every fact is taken as possibly unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from .bindings import Lineages, places
from .declaration import Policy
from .outcomes import DIVISION, Group, grouped, held_values, keyed_by
from .parameters import ParameterStore
from .plans import Pass, Plan, plan_for
from .wiring import HOUSEHOLD, PERSON, Facts

Frame = nw.LazyFrame[Any]
SIZE = "size of household"


def outcomes_lazily(
    policies: Sequence[Policy],
    households: Any,
    persons: Any,
    parameters: ParameterStore,
    at: date,
    lineages: Lineages,
    *,
    carried: Callable[[pl.DataFrame], Any],
) -> dict[str, Frame]:
    """Give one lazy frame of households and one of persons with the answers of their policies.

    Each has key, division and, per policy, the columns `answer_names` tells: eligible (null:
    undetermined) and amount in fen. `households` and `persons` are frames of the engine, with
    unique keys and facts in their declared types; `carried` brings a small table of parameter
    values to the engine. Nothing but the divisions and categories that occur is read before the
    caller collects.
    """
    frames = {HOUSEHOLD: nw.from_native(households), PERSON: nw.from_native(persons)}
    homes = frames[HOUSEHOLD].select(HOUSEHOLD, DIVISION)
    schema = frames[PERSON].collect_schema()
    if DIVISION in schema:
        frames[PERSON] = frames[PERSON].drop(DIVISION)
    frames[PERSON] = frames[PERSON].join(homes, on=HOUSEHOLD, how="left")
    codes: list[str | None] = _distinct(frames[HOUSEHOLD], DIVISION)
    placed = [places(policy, parameters, at, codes, lineages) for policy in policies]
    pieces: dict[str, list[Frame]] = {policy.of: [] for policy in policies}
    groups = grouped(placed)
    for group in groups:
        within = frames if len(groups) == 1 else _within(frames, group)
        judged = _judged(policies, group, within, parameters, at, carried)
        for rows, found in pieces.items():
            found.append(judged[rows])
    return {rows: nw.concat(each) if len(each) > 1 else each[0] for rows, each in pieces.items()}


def answer_names(policy: Policy) -> tuple[str, str]:
    """Name the columns of a policy's answers; an engine reads a dot as a part of a column."""
    key = policy.key.replace(".", "_")
    return f"eligible_{key}", f"amount_{key}"


def _distinct(frame: Frame, name: str) -> list[Any]:
    return sorted(frame.select(name).unique().collect()[name].drop_nulls().to_list())


def _within(frames: Mapping[str, Frame], group: Group) -> dict[str, Frame]:
    inside = nw.col(DIVISION).is_in([code for code in group.divisions if code is not None])
    return {rows: frame.filter(inside) for rows, frame in frames.items()}


def _judged(
    policies: Sequence[Policy],
    group: Group,
    frames: Mapping[str, Frame],
    parameters: ParameterStore,
    at: date,
    carried: Callable[[pl.DataFrame], Any],
) -> dict[str, Frame]:
    frames = dict(frames)
    values = []
    for number, (policy, among) in enumerate(zip(policies, group.places, strict=True)):
        kinds = {
            by: _distinct(frames[rows], by)
            for by in keyed_by(policy)
            for rows in (HOUSEHOLD, policy.of)
            if by in frames[rows].collect_schema()
        }
        found, columns = held_values(number, among, parameters, at, kinds)
        values.append(found)
        if columns is not None:
            table = nw.from_native(carried(columns))
            frames[policy.of] = frames[policy.of].join(table, on=DIVISION, how="left")
    known = {
        (rows, name): False for rows, frame in frames.items() for name in frame.collect_schema()
    }
    facts = Facts(known, all_placed=False)
    plan = plan_for([among[0].graph for among in group.places], values, facts, at)
    done = _run(plan, frames)
    answers: dict[str, list[nw.Expr]] = {policy.of: [] for policy in policies}
    for policy, pair in zip(policies, plan.portable_answers, strict=True):
        answers[policy.of] += [e.alias(n) for e, n in zip(pair, answer_names(policy), strict=True)]
    return {rows: done[rows].select(rows, DIVISION, *made) for rows, made in answers.items()}


def _run(plan: Plan, frames: dict[str, Frame]) -> dict[str, Frame]:
    for each in plan.passes:
        for (rows, day), parts in each.parts.items():
            made = [getattr(nw.col(day).dt, part)().alias(name) for name, part in parts.items()]
            frames[rows] = frames[rows].with_columns(*made)
        for rows, columns in each.columns.items():
            frames[rows] = frames[rows].with_columns(*columns.values())
        if each.folds:
            frames[HOUSEHOLD] = _folded(frames, each)
        if each.spreads:
            told = [nw.col(of).alias(name) for name, of in each.spreads]
            spread = frames[HOUSEHOLD].select(HOUSEHOLD, *told)
            frames[PERSON] = frames[PERSON].join(spread, on=HOUSEHOLD, how="left")
    return frames


def _folded(frames: Mapping[str, Frame], each: Pass) -> Frame:
    """Fold figures over people; a household without any counts zero."""
    sums = [nw.len().alias(SIZE)]
    for name, fold, of in each.folds:
        value = nw.col(of).sum() if fold == "sum" else nw.col(of).max()
        sums += [value.alias(f"{name} value"), nw.col(of).count().alias(f"{name} known")]
    found = frames[PERSON].group_by(HOUSEHOLD).agg(*sums)
    homes = frames[HOUSEHOLD].join(found, on=HOUSEHOLD, how="left")
    figures = [_figure(name, fold).alias(name) for name, fold, _ in each.folds]
    scraps = [f"{name} {what}" for name, _, _ in each.folds for what in ("value", "known")]
    return homes.with_columns(*figures).drop(SIZE, *scraps)


def _figure(name: str, fold: str) -> nw.Expr:
    value = nw.col(f"{name} value")
    complete = nw.col(SIZE) == nw.col(f"{name} known")
    nobody = nw.col(SIZE).is_null()
    if fold == "max":
        return nw.when(complete).then(value)
    if fold == "any":
        sure = nw.when(complete).then(nw.lit(False))
        some = nw.when(value == 1).then(nw.lit(True)).otherwise(sure)
        return nw.when(nobody).then(nw.lit(False)).otherwise(some)
    zero = nw.lit(0, dtype=nw.Int64)
    return nw.when(nobody).then(zero).otherwise(nw.when(complete).then(value))
