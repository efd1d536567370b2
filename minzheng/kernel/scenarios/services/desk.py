"""A scenario is saved, turned into a draft standard, put aside."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minzheng.core import months
from minzheng.core.text import half_width
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations import services as values
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division

from .. import queries
from ..choices import ScenarioState
from ..models import Scenario

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
    permitted(by)
    month = months.parse_month(month)
    if month not in queries.snapshot_months():
        raise ScenarioError(f"{month} 还没有汇集人口数据，请先运行该月的月度周期。")
    told = [_written(change) for change in changes]
    if not (told or law_on or without or extended):
        raise ScenarioError("请至少改动一个数值，或选择另一种规定。")
    found = _misplaced(told, by) or queries.problems(told, law_on or months.last_day(month))
    if found:
        raise ScenarioError("有数值不能采用，已在下面标出。", found)
    if any(not is_below(code, by) for code in places):
        raise ScenarioError("只能测算本辖区。")
    row = Scenario(
        title=(title or _named(told, law_on)).strip()[:120], note=note.strip()[:500], division=by.division,
        month=month, policies=sorted(policies), changes=told, law_on=law_on, without=sorted(without),
        extended=[list(pair) for pair in extended], divisions=sorted(places), made_by=by, made_at=at,
    )  # fmt: skip
    if not queries.touched(row.policies, told):
        raise ScenarioError("所选政策不能对全县测算。")
    row.definition = digest([row.title, row.note, definition_of(row)])
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


def permitted(by: Mandate) -> None:
    """Refuse (ScenarioError) whoever may neither enter nor release values."""
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


def is_below(code: str, by: Mandate) -> bool:
    """Say whether a division lies within those of the officer."""
    return divisions.lies_within(code, by.division_id)


def _misplaced(changes: Sequence[queries.Change], by: Mandate) -> dict[int, str]:
    return {
        number: "只能改动本辖区的数值。"
        for number, change in enumerate(changes)
        if not is_below(change["division"], by)
    }


def _named(changes: Sequence[queries.Change], law_on: date | None) -> str:
    """Make a title where none was given: what is changed to what."""
    parts = [f"适用 {law_on:%Y-%m-%d} 的规定"] if law_on else []
    for change in changes[:3]:
        parameter = declarations.policy_of(change["policy"]).parameters[change["parameter"]]
        kind = {"urban": "（城市）", "rural": "（农村）"}.get(change["category"], "")
        parts.append(f"{parameter.label}{kind} {change['value']}")
    return "，".join(parts) or "改变地方规定"


def definition_of(row: Scenario) -> dict[str, Any]:
    """Return what is tried, as plain data: the same definition is the same question."""
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


def digest(thing: Any) -> str:
    """Return the SHA-256 of plain data, keys in order, whatever the order of writing."""
    text = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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
    permitted(by)
    row = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if not is_below(row.division_id, by):
        raise ScenarioError("只能办理本辖区的测算。")
    if row.state != ScenarioState.SAVED.value:
        raise ScenarioError(f"这次测算{ScenarioState(row.state).label}，不能再办理。")
    return row
