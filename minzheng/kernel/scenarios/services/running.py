"""A scenario is run on a month's population, resumed where it was killed, explained for one household."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.declarations import MONTHLY, ONCE
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations import services as values
from minzheng.kernel.determinations.facts import frames_of
from minzheng.kernel.determinations.services.batch import write_parquet
from minzheng.kernel.determinations.services.single import sources_of
from minzheng.kernel.divisions import queries as divisions
from minzheng.policy import evaluate
from minzheng.policy.outcomes import outcomes

from .. import computing, queries
from ..models import Scenario
from .desk import ScenarioError, definition_of, digest, is_below, permitted
from .settling import settle, tried_benefits
from .sides import paid_on, roll, sides_of

# Policies judged in one pass; a killed run loses one pass at most.
TOGETHER = 8
Progress = Callable[[int, int], None]


def run(
    scenario: Scenario, *, by: Mandate, at: datetime, progress: Progress | None = None
) -> Scenario:
    """Work a scenario out on its month's population; run again it repeats nothing that lies there.

    Results lie in the lake under the digest of their inputs, one file per policy, each whole or
    absent: a killed run continues with the policies that are missing, and the same inputs give the
    same bytes. ScenarioError when the officer may not or the scenario is no longer open.
    """
    permitted(by)
    if not is_below(scenario.division_id, by):
        raise ScenarioError("只能测算本辖区。")
    keys = queries.touched(scenario.policies, scenario.changes)
    inputs = _inputs(scenario, keys)
    lacking = [key for key in keys if not queries.results_path(inputs, key).is_file()]
    done = len(keys) - len(lacking)
    _show(scenario, done, len(keys), progress)
    while lacking:
        some, lacking = lacking[:TOGETHER], lacking[TOGETHER:]
        _work_out(scenario, inputs, some)
        done += len(some)
        _show(scenario, done, len(keys), progress)
    _settle(scenario, inputs, keys)
    return _ran(scenario, inputs, keys, by=by, at=at)


def _show(scenario: Scenario, done: int, total: int, progress: Progress | None) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(done=done, total=total)
    if progress:
        progress(done, total)


def _work_out(scenario: Scenario, inputs: str, keys: Sequence[str]) -> None:
    """Judge the population under some policies before and after, and lay both into the lake."""
    roots = scenario.divisions or [scenario.division_id]
    codes = {
        code for root in roots for code in divisions.subtree(root).values_list("code", flat=True)
    }
    scans = [
        pl.scan_parquet(determinations.facts_path(scenario.month, table))
        for table in ("households", "persons")
    ]
    known = computing.population(scans[0], scans[1], codes)
    lineages = divisions.lineages()
    before, after = (
        outcomes(side.policies, known.households, known.persons, side.store, side.on, lineages)
        for side in sides_of(scenario, keys)
    )
    for key in keys:
        policy = declarations.policy_of(key)
        rows = computing.compared(policy, before[key], after[key], known, roll(scenario, key))
        write_parquet(rows, queries.results_path(inputs, key))


def _settle(scenario: Scenario, inputs: str, keys: Sequence[str]) -> None:
    """Lay the result of all policies together into the lake, overlaps applied, unless it lies there."""
    path = queries.settled_path(inputs)
    if not path.is_file():
        rows = pl.concat([pl.read_parquet(queries.results_path(inputs, key)) for key in keys])
        write_parquet(settle(scenario, rows, sides_of(scenario, keys)), path)


def _inputs(scenario: Scenario, keys: Sequence[str]) -> str:
    """Return the digest of everything the result rests on: population, rules, values, tree, roll."""
    told: dict[str, Any] = {"definition": definition_of(scenario)}
    for table in ("households", "persons"):
        told[table] = _sum_of(determinations.facts_path(scenario.month, table))
    told["places"] = digest(sorted(divisions.lineages().items()))
    for side in sides_of(scenario, keys):
        rules = {
            policy.key: {n: [v.digest for v in rule.versions] for n, rule in policy.rules.items()}
            for policy in side.policies
        }
        rows = [[str(cell) for cell in _cells(row)] for row in side.store.rows]
        told[side.on.isoformat()] = [*told.get(side.on.isoformat(), []), rules, rows]
    ours = [benefit.key for benefit in tried_benefits(keys).values()]
    beside = entitlements.live_among(entitlements.connected(ours), paid_on(scenario))
    told["overlaps"] = sorted(map(repr, entitlements.overlap_rows()))
    told["beside"] = list(
        beside.order_by("pk").values_list(
            "pk", "benefit", "amount", "full_amount", "basic_amount", "heads"
        )
    )
    for key in keys:
        told[f"roll.{key}"] = [list(row) for row in roll(scenario, key).sort("entitlement").rows()]
    return digest(told)


def _cells(row: Any) -> tuple[Any, ...]:
    return (row.policy, row.name, row.division, row.category, row.since, row.until, row.value)


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def _ran(
    scenario: Scenario, inputs: str, keys: Sequence[str], *, by: Mandate, at: datetime
) -> Scenario:
    frame = pl.read_parquet(queries.settled_path(inputs))
    # What is not tried and yet moved stands behind those tried.
    moved = sorted({*frame["policy"].unique()} - {*keys})
    figures = {
        key: computing.summed(frame.filter(policy=key)).to_dicts()[0] for key in (*keys, *moved)
    }
    row = Scenario.objects.select_for_update().get(pk=scenario.pk)
    row.inputs, row.ran_at, row.done, row.total = inputs, at, len(keys), len(keys)
    row.figures = {"policies": figures, **totals(figures)}
    row.save(update_fields=["inputs", "ran_at", "done", "total", "figures"])
    audit.record(
        "scenarios.ran", subject=row, by=by, at=at, month=row.month, inputs=inputs[:16],
        change=row.figures["monthly"],
    )  # fmt: skip
    return row


def totals(figures: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return what all policies together cost more, in fen: a month, a year, and what is paid once.

    A mere recognition costs nothing whatever its rules work out; `roll` is the monthly part of those
    who receive today.
    """
    ways = {key: queries.paid_as(key) for key in figures}
    monthly = sum(f["change"] for key, f in figures.items() if ways[key] == MONTHLY)
    roll = sum(f["roll_change"] for key, f in figures.items() if ways[key] == MONTHLY)
    once = sum(f["change"] for key, f in figures.items() if ways[key] == ONCE)
    uncertain = sum(f["uncertain"] for f in figures.values())
    return {
        "monthly": monthly,
        "yearly": monthly * 12,
        "once": once,
        "roll": roll,
        "uncertain": uncertain,
    }


def explain(
    scenario: Scenario, policy: str, household: int, *, person: int | None = None
) -> dict[str, Any]:
    """Explain one household's or person's answer before and after the change, from the month's facts.

    LookupError when it is not in the population of that month.
    """
    one = values.county_frames(scenario.month, household)
    names = dict(one.persons.select("person", "name").iter_rows())
    told = sources_of(one)
    if person is not None:  # a policy about a person asks for its facts without naming it
        told |= {(None, name): said for (who, name), said in told.items() if who == person}
    before, after = (
        {
            **evaluate(side.policies[0], frames_of(side.policies[0], one), side.store, side.on, divisions.lineages())
            .explain(person or household, names=names, provenance=told).as_dict(),
            "at": side.on.isoformat(),
        }
        for side in sides_of(scenario, [policy])
    )  # fmt: skip
    return {"before": before, "after": after}
