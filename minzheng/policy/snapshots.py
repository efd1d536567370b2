"""A determination kept so that it can be repeated bit for bit years later."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from minzheng.facts import COLUMNS

from .declaration import Policy
from .graph import graph_of
from .parameters import ParameterRow
from .program import compile_graph, run_stages
from .trace import Trace
from .units import DTYPES, plain, read
from .versions import Version


class UnknownDigest(LookupError):
    """A stored determination rests on a rule version this installation does not have."""


def snapshot_trace(trace: Trace) -> dict[str, Any]:
    """Put down rules by digest, parameter rows, inputs and answer; everything fit for JSON."""
    graph = trace.graph
    units, persons = graph.facts_at("unit"), graph.facts_at("person")
    return {
        "policy": graph.policy.key,
        "at": trace.at.isoformat(),
        "unit": plain(trace.values[graph.policy.of]),
        "division": trace.values.get("division"),
        "lineage": list(trace.lineage),
        "rules": {name: version.digest for name, version in graph.versions.items()},
        "parameters": [_parameter(trace, name) for name in graph.parameters],
        "inputs": {
            "unit": {name: plain(trace.values.get(name)) for name in units},
            "persons": [
                {"person": plain(p["person"]), **{n: plain(p.get(n)) for n in persons}}
                for p in trace.persons
            ],
        },
        "outcome": trace.outcome,
        "amount": trace.amount,
        "conditions": {name: trace.values[name] for name in graph.conditions},
        "missing": list(trace.missing),
    }


def _parameter(trace: Trace, name: str) -> dict[str, Any]:
    declared = trace.graph.policy.parameters[name]
    row = trace.rows.get(name)
    told: dict[str, Any] = {
        "policy": declared.policy,
        "name": name,
        "value": None if row is None else row.value,
    }
    if row is not None:
        told |= {
            "division": row.division,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "category": row.category,
            "source": row.source,
            "document": row.document,
        }
    return told


def replay(
    snapshot: Mapping[str, Any], policies: Iterable[Policy] | Mapping[str, Policy]
) -> dict[str, Any]:
    """Repeat a stored determination with the rule versions and values it was made with.

    Gives outcome, amount (fen) and conditions. Raises LookupError for an unknown policy and
    UnknownDigest when a rule version is not there any more.
    """
    trace = retrace(snapshot, policies)
    conditions = {name: trace.values[name] for name in snapshot["conditions"]}
    return {"conditions": conditions, "outcome": trace.outcome, "amount": trace.amount}


def retrace(
    snapshot: Mapping[str, Any], policies: Iterable[Policy] | Mapping[str, Policy]
) -> Trace:
    """Work a stored determination out again with the very wordings and values it was made with.

    Whatever was enacted or entered since, for its own day too, does not touch it. Raises as
    `replay` does.
    """
    known = policies.values() if isinstance(policies, Mapping) else policies
    policy = next((p for p in known if p.key == snapshot["policy"]), None)
    if policy is None:
        raise LookupError(f"没有政策「{snapshot['policy']}」，无法重算")
    chosen = {name: _version(policy, name, digest) for name, digest in snapshot["rules"].items()}
    graph = graph_of(policy, chosen)
    constants = {
        p["name"]: None if p["value"] is None else policy.parameters[p["name"]].parse(p["value"])
        for p in snapshot["parameters"]
    }
    inputs, at = snapshot["inputs"], date.fromisoformat(snapshot["at"])
    units = _frame([{policy.of: 0, **inputs["unit"]}], policy.of)
    persons = None
    if policy.of == "household":
        persons = _frame(
            [{policy.of: 0, **p} for p in inputs["persons"]],
            policy.of,
            ["person", *graph.facts_at("person")],
        )
    run = run_stages(graph, compile_graph(graph, constants, at), units, persons, policy.of)
    values = {**constants, **run.units.to_dicts()[0]}
    values |= {policy.of: snapshot["unit"], "division": snapshot["division"]}
    answer = _answer([values[name] for name in snapshot["conditions"]], values, graph.amount)
    return Trace(
        graph,
        at,
        snapshot["unit"],
        tuple(snapshot["lineage"]),
        values,
        [] if run.persons is None else run.persons.to_dicts(),
        {p["name"]: _row(p) for p in snapshot["parameters"] if p["value"] is not None},
        answer["outcome"],
        answer["amount"],
        list(snapshot["missing"]),
    )


def _row(told: Mapping[str, Any]) -> ParameterRow:
    """Give a stored parameter value back as the row it was."""
    return ParameterRow(
        told["policy"],
        told["name"],
        told["division"],
        date.fromisoformat(told["since"]),
        date.fromisoformat(told["until"]) if told["until"] else None,
        told["value"],
        told["category"],
        told["source"],
        told["document"],
    )


def _answer(
    conditions: list[bool | None], values: Mapping[str, Any], amount: str | None
) -> dict[str, Any]:
    if any(c is False for c in conditions):
        return {"outcome": "not_eligible", "amount": 0}
    if any(c is None for c in conditions):
        return {"outcome": "undetermined", "amount": None}
    return {"outcome": "eligible", "amount": values[amount] if amount else 0}


def _version(policy: Policy, name: str, digest: str) -> Version:
    rule = policy.rules.get(name)
    for version in rule.versions if rule else ():
        if version.digest == digest:
            return version
    raise UnknownDigest(
        f"政策「{policy.key}」的规则「{name}」没有摘要为 {digest[:12]}… 的版本，无法重算"
    )


def _frame(rows: list[dict[str, Any]], unit_key: str, columns: Iterable[str] = ()) -> pl.DataFrame:
    names = list(dict.fromkeys([unit_key, *columns, *(n for row in rows for n in row)]))
    made = {}
    for name in names:
        kind = COLUMNS[name].kind if name in COLUMNS else "text"
        values = [row.get(name) for row in rows]
        if kind == "day":
            values = [read(value, "day") for value in values]
        made[name] = pl.Series(name, values, dtype=DTYPES[kind])
    return pl.DataFrame(made)
