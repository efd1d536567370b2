"""Parameter values: seeded from the files beside the law, entered by one person, released by another."""

import csv
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

from .. import declarations
from ..choices import ParameterState
from ..models import ParameterValue

REQUIRED = ("parameter", "division", "since", "value", "source")


class ParameterError(Exception):
    """A value that cannot be entered or released; the message is for the officer."""


@transaction.atomic
def seed_parameters() -> int:
    """Take the declared csv files into the database; rows already there stay as they are.

    Rows of divisions that are not loaded are left for the next time. Returns the rows added.
    """
    known = set(Division.objects.values_list("code", flat=True))
    have = set(
        ParameterValue.objects.filter(entered_by=None).values_list(
            "policy", "name", "division_id", "category", "since"
        )
    )
    new = []
    for file in declarations.parameter_files():
        with file.path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [r for r in csv.DictReader(stream) if (r.get("parameter") or r.get("name"))]
        for row in rows:
            value = _from_csv(file.owner, row)
            key = (value.policy, value.name, value.division_id, value.category, value.since)
            if value.division_id in known and key not in have:
                have.add(key)
                new.append(value)
    ParameterValue.objects.bulk_create(new)
    return len(new)


def _from_csv(owner: str, row: dict[str, Any]) -> ParameterValue:
    row = {key: (text or "").strip() for key, text in row.items() if key}
    name = row.get("parameter") or row["name"]
    return ParameterValue(
        policy=row.get("policy") or owner,
        name=name,
        division_id=row["division"],
        category=row.get("category", ""),
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]) if row.get("until") else None,
        value=row["value"],
        unit=row.get("unit", "") or _unit(owner, name),
        source=row["source"],
        document=row.get("document", ""),
        state=ParameterState.RELEASED.value,
    )


def _unit(owner: str, name: str) -> str:
    policy = declarations.policies().get(owner)
    declared = policy.parameters.get(name) if policy else None
    return declared.unit if declared else ""


@transaction.atomic
def enter_value(
    *,
    policy: str,
    name: str,
    division: Division,
    since: date,
    value: str,
    source: str,
    by: Mandate,
    at: datetime,
    category: str = "",
    until: date | None = None,
    document: str = "",
    unit: str = "",
) -> ParameterValue:
    """Enter a value as a draft; it has no effect until another person releases it.

    `value` is written in the unit of the parameter (yuan, percent, days). ParameterError when the
    officer may not, the value does not fit its unit, or the source is missing.
    """
    if not by.may("parameters.enter"):
        raise ParameterError("该岗位不能录入参数值。")
    if not divisions_within(division, by):
        raise ParameterError("只能录入本辖区的参数值。")
    if not source.strip():
        raise ParameterError("请填写依据：每个参数值都须注明出处。")
    _check_value(policy, name, value)
    row = ParameterValue.objects.create(
        policy=policy, name=name, division=division, category=category, since=since, until=until, value=value.strip(),
        unit=unit or _unit(policy, name), source=source, document=document, entered_by=by, entered_at=at,
    )  # fmt: skip
    audit.record(
        "determinations.parameter.entered",
        subject=row,
        by=by,
        at=at,
        name=f"{policy}.{name}",
        value=value,
    )
    return row


def divisions_within(division: Division, by: Mandate) -> bool:
    """Say whether a division lies in the mandate's subtree."""
    return division.path.startswith(by.division.path)


def _check_value(policy: str, name: str, value: str) -> None:
    declared = declarations.policies().get(policy)
    if declared is None:
        if not ParameterValue.objects.filter(policy=policy, name=name).exists():
            raise ParameterError(f"没有名为“{policy}.{name}”的参数。")
        return
    if name not in declared.parameters:
        raise ParameterError(f"政策“{declared.label}”没有名为“{name}”的参数。")
    try:
        declared.parameters[name].parse(value)
    except ValueError as problem:
        raise ParameterError(str(problem)) from problem


@transaction.atomic
def release_value(row: ParameterValue, *, by: Mandate, at: datetime) -> ParameterValue:
    """Release a draft: from its first day on it is the value in force (four eyes, KC-12).

    A released value of the same day is withdrawn, never edited; determinations that used it keep
    it in their snapshot.
    """
    row = ParameterValue.objects.select_for_update().get(pk=row.pk)
    if not by.may("parameters.release"):
        raise ParameterError("该岗位不能发布参数值。")
    if row.state != ParameterState.DRAFT.value:
        raise ParameterError("只有待复核的参数值可以发布。")
    if row.entered_by is not None and row.entered_by.user_id == by.user_id:
        raise ParameterError("录入人不能复核自己录入的参数值，请由另一人发布。")
    if not divisions_within(row.division, by):
        raise ParameterError("只能发布本辖区的参数值。")
    ParameterValue.objects.filter(
        policy=row.policy, name=row.name, division=row.division, category=row.category, since=row.since,
        state=ParameterState.RELEASED.value,
    ).update(state=ParameterState.WITHDRAWN.value)  # fmt: skip
    row.state, row.checked_by, row.checked_at = ParameterState.RELEASED.value, by, at
    row.save(update_fields=["state", "checked_by", "checked_at"])
    audit.record(
        "determinations.parameter.released",
        subject=row,
        by=by,
        at=at,
        name=f"{row.policy}.{row.name}",
        value=row.value,
    )
    return row


@transaction.atomic
def withdraw_value(row: ParameterValue, *, by: Mandate, at: datetime) -> ParameterValue:
    """Take a draft back; a released value is replaced by a further one instead."""
    row = ParameterValue.objects.select_for_update().get(pk=row.pk)
    if row.state != ParameterState.DRAFT.value:
        raise ParameterError("已发布的参数值不能撤回，请录入新的参数值。")
    if row.entered_by is None or row.entered_by.user_id != by.user_id:
        raise ParameterError("只有录入人可以撤回待复核的参数值。")
    row.state = ParameterState.WITHDRAWN.value
    row.save(update_fields=["state"])
    audit.record(
        "determinations.parameter.withdrawn",
        subject=row,
        by=by,
        at=at,
        name=f"{row.policy}.{row.name}",
    )
    return row
