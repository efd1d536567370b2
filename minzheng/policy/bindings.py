"""Which parameter values hold for which units: found once per place, not once per household."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from .declaration import Policy
from .graph import Graph, graph_in_force
from .parameters import STATE_CODE, ParameterRow, ParameterStore
from .units import DTYPES

GROUP = "__group"
Lineages = Mapping[str, Sequence[str]]


@dataclass(eq=False)
class Place:
    """Divisions that no rule and no parameter tells apart, with the rules in force there."""

    number: int
    lineage: tuple[str, ...]
    graph: Graph
    divisions: list[str | None] = field(default_factory=list)


def places(
    policy: Policy,
    store: ParameterStore,
    at: date,
    divisions: Sequence[str | None],
    lineages: Lineages,
) -> list[Place]:
    """Sort divisions into places by the part of their lineage that matters to this policy.

    A household without a division is judged by state law alone. Raises LookupError for a
    division that has no lineage.
    """
    keys = {parameter.policy for parameter in policy.parameters.values()} | {policy.key}
    telling = store.divisions(keys) | {
        v.division for r in policy.rules.values() for v in r.versions if v.division
    }
    telling.add(STATE_CODE)
    found: dict[tuple[str, ...], Place] = {}
    for division in divisions:
        if division is not None and division not in lineages:
            raise LookupError(f"区划「{division}」没有上级序列，无法确定适用的规定")
        whole = tuple(lineages[division]) if division is not None else ()
        if STATE_CODE not in whole:
            whole += (STATE_CODE,)
        short = tuple(code for code in whole if code in telling)
        if short not in found:
            found[short] = Place(len(found), short, graph_in_force(policy, short, at))
        found[short].divisions.append(division)
    return list(found.values())


@dataclass(eq=False)
class Binding:
    """Parameter values for one graph: the same for all units (constants), or joined by keys."""

    constants: dict[str, Any]
    tables: list[tuple[list[str], pl.DataFrame]]
    varying: list[str]
    rows: dict[tuple[str, int, str | None], ParameterRow]


def bind(
    graph: Graph,
    store: ParameterStore,
    at: date,
    among: Sequence[Place],
    categories: Mapping[str, Sequence[str | None]],
) -> Binding:
    """Look up every parameter of a graph for its places and the categories that occur."""
    policy = graph.policy
    binding = Binding({}, [], [], {})
    keyed: dict[str | None, list[str]] = {}
    values: dict[tuple[str, int, str | None], Any] = {}
    for name in graph.parameters:
        by = policy.parameters[name].by
        seen: set[Any] = set()
        for place in among:
            for category in categories[by] if by else (None,):
                value, row = (
                    (None, None)
                    if by and category is None
                    else store.value(policy, name, place.lineage, at, category)
                )
                values[name, place.number, category] = value
                seen.add(value)
                if row is not None:
                    binding.rows[name, place.number, category] = row
        if len(seen) <= 1:
            binding.constants[name] = seen.pop() if seen else None
        else:
            keyed.setdefault(by, []).append(name)
            binding.varying.append(name)
    for by, names in keyed.items():
        binding.tables.append(
            _table(policy, by, names, among, categories[by] if by else (None,), values)
        )
    return binding


def _table(
    policy: Policy,
    by: str | None,
    names: list[str],
    among: Sequence[Place],
    categories: Sequence[str | None],
    values: Mapping[tuple[str, int, str | None], Any],
) -> tuple[list[str], pl.DataFrame]:
    pairs = [(place.number, category) for place in among for category in categories]
    columns: dict[str, pl.Series] = {GROUP: pl.Series([n for n, _ in pairs], dtype=pl.Int64)}
    if by is not None:
        columns[by] = pl.Series([c for _, c in pairs], dtype=pl.String)
    for name in names:
        columns[name] = pl.Series(
            [values[name, number, category] for number, category in pairs],
            dtype=DTYPES[policy.parameters[name].kind],
        )
    frame = pl.DataFrame(columns)
    keys = [GROUP]
    if by is not None:
        frame, keys = frame.filter(pl.col(by).is_not_null()), [GROUP, by]
    return keys, frame
