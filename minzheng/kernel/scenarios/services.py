"""Writes: a scenario is saved, run on a month's population, turned into a draft standard, withdrawn."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from minzheng.core import months
from minzheng.core.text import half_width
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import facts as entitlements
from minzheng.kernel.benefits.declarations import MONTHLY, ONCE
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations import services as values
from minzheng.kernel.determinations.facts import frames_of
from minzheng.kernel.determinations.services.batch import write_parquet
from minzheng.kernel.determinations.services.single import sources_of
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.policy import ParameterStore, Policy, evaluate
from minzheng.policy.outcomes import outcomes

from . import computing, queries
from .choices import ScenarioState
from .models import Scenario

MAY = ("parameters.enter", "parameters.release")
# Policies judged in one pass; a killed run loses one pass at most.
TOGETHER = 8
NUMBERS = {"money", "percent", "whole"}
Progress = Callable[[int, int], None]


class ScenarioError(Exception):
    """A scenario that cannot be saved, run or released; the message is for the officer.

    `problems` says by position what is wrong with single changes.
    """

    def __init__(self, message: str, problems: Mapping[int, str] | None = None) -> None:
        super().__init__(message)
        self.problems = dict(problems or {})


@transaction.atomic
def save(
    *,
    month: str,
    by: Mandate,
    at: datetime,
    title: str = "",
    note: str = "",
    policies: Sequence[str] = (),
    changes: Sequence[queries.Change] = (),
    law_on: date | None = None,
    without: Sequence[str] = (),
    extended: Sequence[tuple[str, str]] = (),
    places: Sequence[str] = (),
) -> Scenario:
    """Save what is to be tried; the same once more gives the scenario already there.

    `changes` are {policy, parameter, division, category, value} with values as typed; `places` are
    the divisions the run is limited to. ScenarioError (with `problems`) when a value does not fit
    its parameter or lies below its guiding value, a place is not the officer's, or nothing changes.
    """
    _permitted(by)
    month = months.parse_month(month)
    if month not in queries.snapshot_months():
        raise ScenarioError(f"{month} 还没有汇集人口数据，请先运行该月的月度周期。")
    told = [_written(change) for change in changes]
    if not (told or law_on or without or extended):
        raise ScenarioError("请至少改动一个数值，或选择另一种规定。")
    found = _misplaced(told, by) or queries.problems(told, law_on or months.last_day(month))
    if found:
        raise ScenarioError("有数值不能采用，已在下面标出。", found)
    if any(not _is_below(code, by) for code in places):
        raise ScenarioError("只能测算本辖区。")
    row = Scenario(
        title=(title or _named(told, law_on)).strip()[:120], note=note.strip()[:500], division=by.division,
        month=month, policies=sorted(policies), changes=told, law_on=law_on, without=sorted(without),
        extended=[list(pair) for pair in extended], divisions=sorted(places), made_by=by, made_at=at,
    )  # fmt: skip
    if not queries.touched(row.policies, told):
        raise ScenarioError("所选政策不能对全县测算。")
    row.definition = _digest([row.title, row.note, _definition(row)])
    # Whoever saves next at this division waits here, so that a double click finds the first.
    Division.objects.select_for_update().get(pk=by.division_id)
    same = Scenario.objects.filter(
        division=by.division, definition=row.definition, state=ScenarioState.SAVED.value
    ).first()
    if same is not None:
        return same
    row.save()
    audit.record("scenarios.saved", subject=row, by=by, at=at, title=row.title, month=month)
    return row


def _permitted(by: Mandate) -> None:
    if not any(by.may(capability) for capability in MAY):
        raise ScenarioError("该岗位不能测算标准。")


def _written(change: queries.Change) -> dict[str, str]:
    """Return a change with its value as a keyboard without full-width signs would have given it."""
    told = {k: str(change.get(k, "")) for k in ("policy", "parameter", "division", "category")}
    value = half_width(str(change["value"])).strip()
    policy = declarations.policies().get(told["policy"])
    declared = policy.parameters.get(told["parameter"]) if policy else None
    if declared is not None and declared.kind in NUMBERS:
        value = value.removesuffix("元").removesuffix("%").strip()
    return {**told, "value": value}


def _is_below(code: str, by: Mandate) -> bool:
    return divisions.lies_within(code, by.division_id)


def _misplaced(changes: Sequence[queries.Change], by: Mandate) -> dict[int, str]:
    return {
        number: "只能改动本辖区的数值。"
        for number, change in enumerate(changes)
        if not _is_below(change["division"], by)
    }


def _named(changes: Sequence[queries.Change], law_on: date | None) -> str:
    """Make a title where none was given: what is changed to what."""
    parts = [f"适用 {law_on:%Y-%m-%d} 的规定"] if law_on else []
    for change in changes[:3]:
        parameter = declarations.policy_of(change["policy"]).parameters[change["parameter"]]
        kind = {"urban": "（城市）", "rural": "（农村）"}.get(change["category"], "")
        parts.append(f"{parameter.label}{kind} {change['value']}")
    return "，".join(parts) or "改变地方规定"


def _definition(row: Scenario) -> dict[str, Any]:
    return {
        "month": row.month,
        "scope": row.division_id,
        "policies": row.policies,
        "changes": sorted(row.changes, key=lambda change: sorted(change.items())),
        "law_on": row.law_on and row.law_on.isoformat(),
        "without": row.without,
        "extended": row.extended,
        "divisions": row.divisions,
    }


def _digest(thing: Any) -> str:
    text = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# -- the run ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """Some policies as one side of the comparison sees them: rules, values, day."""

    policies: Sequence[Policy]
    store: ParameterStore
    on: date


def _sides(scenario: Scenario, keys: Sequence[str]) -> tuple[_Side, _Side]:
    policies = [declarations.policy_of(key) for key in keys]
    store, on = determinations.parameter_store(*policies), queries.judged_on(scenario)
    extended = [(origin, to) for origin, to in scenario.extended]
    others = [computing.switched(policy, scenario.without, extended) for policy in policies]
    changed = computing.overlaid(store, queries.rows_of(scenario.changes, on))
    return (
        _Side(policies, store, months.last_day(scenario.month)),
        _Side(others, changed, on),
    )


def _roll(scenario: Scenario, key: str) -> pl.DataFrame:
    """Return who is to be paid the benefit of a policy in the month after the snapshot."""
    benefit = queries.benefit_of(key)
    return entitlements.recipients(
        benefit.key if benefit else "", months.shift_month(scenario.month, 1)
    )


def run(
    scenario: Scenario, *, by: Mandate, at: datetime, progress: Progress | None = None
) -> Scenario:
    """Work a scenario out on its month's population; run again it repeats nothing that lies there.

    Results lie in the lake under the digest of their inputs, one file per policy, each whole or
    absent: a killed run continues with the policies that are missing, and the same inputs give the
    same bytes. ScenarioError when the officer may not or the scenario is no longer open.
    """
    _permitted(by)
    if not _is_below(scenario.division_id, by):
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
        for side in _sides(scenario, keys)
    )
    for key in keys:
        policy = declarations.policy_of(key)
        rows = computing.compared(policy, before[key], after[key], known, _roll(scenario, key))
        write_parquet(rows, queries.results_path(inputs, key))


def _inputs(scenario: Scenario, keys: Sequence[str]) -> str:
    """Return the digest of everything the result rests on: population, rules, values, tree, roll."""
    told: dict[str, Any] = {"definition": _definition(scenario)}
    for table in ("households", "persons"):
        told[table] = _sum_of(determinations.facts_path(scenario.month, table))
    told["places"] = _digest(sorted(divisions.lineages().items()))
    for side in _sides(scenario, keys):
        rules = {
            policy.key: {n: [v.digest for v in rule.versions] for n, rule in policy.rules.items()}
            for policy in side.policies
        }
        rows = [[str(cell) for cell in _cells(row)] for row in side.store.rows]
        told[side.on.isoformat()] = [*told.get(side.on.isoformat(), []), rules, rows]
    for key in keys:
        told[f"roll.{key}"] = [list(row) for row in _roll(scenario, key).sort("entitlement").rows()]
    return _digest(told)


def _cells(row: Any) -> tuple[Any, ...]:
    return (row.policy, row.name, row.division, row.category, row.since, row.until, row.value)


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def _ran(
    scenario: Scenario, inputs: str, keys: Sequence[str], *, by: Mandate, at: datetime
) -> Scenario:
    figures = {
        key: computing.summed(pl.read_parquet(queries.results_path(inputs, key))).to_dicts()[0]
        for key in keys
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
        for side in _sides(scenario, [policy])
    )  # fmt: skip
    return {"before": before, "after": after}


# -- afterwards ---------------------------------------------------------------------------------


@transaction.atomic
def release(
    scenario: Scenario,
    *,
    since: date,
    source: str,
    by: Mandate,
    at: datetime,
    document: str = "",
    title: str = "",
    issued_by: str = "",
) -> Scenario:
    """Turn the changed values into a draft standard from `since` on, for another person to release.

    Only values become a draft; rules are changed by whoever writes the law. ScenarioError when
    there are none or it was done before; ParameterError of the standards desk (KC-12) when a value
    may not be set by this officer. `issued_by` is the level whose document it is.
    """
    row = _open(scenario, by)
    if not row.changes:
        raise ScenarioError("这次测算没有改动数值；规则的变动由法规维护人员录入。")
    drafted = [
        values.NewValue(c["policy"], c["parameter"], c["division"], since, c["value"], c["category"])
        for c in row.changes
    ]  # fmt: skip
    change = values.propose_change(
        title or row.title, document, source, drafted, by=by, at=at, issued_by=issued_by,
        note=row.note, scenario_id=row.pk,
    )  # fmt: skip
    row.state, row.change_id = ScenarioState.RELEASED.value, change.pk
    row.save(update_fields=["state", "change_id"])
    audit.record("scenarios.released", subject=row, by=by, at=at, title=row.title, since=since)
    return row


@transaction.atomic
def withdraw(scenario: Scenario, *, by: Mandate, at: datetime) -> Scenario:
    """Put a scenario aside; it stays in the list for whoever wants to know what was considered."""
    row = _open(scenario, by)
    row.state = ScenarioState.WITHDRAWN.value
    row.save(update_fields=["state"])
    audit.record("scenarios.withdrawn", subject=row, by=by, at=at, title=row.title)
    return row


def _open(scenario: Scenario, by: Mandate) -> Scenario:
    _permitted(by)
    row = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if not _is_below(row.division_id, by):
        raise ScenarioError("只能办理本辖区的测算。")
    if row.state != ScenarioState.SAVED.value:
        raise ScenarioError(f"这次测算{ScenarioState(row.state).label}，不能再办理。")
    return row
