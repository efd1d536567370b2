"""Parameter values: seeded from the files beside the law, entered by one person, released by another."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minzheng.core.events import announce
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.policy import ParameterRow
from minzheng.policy.legality import Judgement

from .. import checks, declarations
from ..choices import Issuer, ParameterState
from ..events import StandardReleased
from ..models import ParameterValue, StandardChange

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
            if row["division"].strip() not in known:
                continue
            value = _from_csv(file.owner, row)
            key = (value.policy, value.name, value.division_id, value.category, value.since)
            if key not in have:
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
    declared = declarations.declared_parameter(owner, name)
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
    change: StandardChange | None = None,
) -> ParameterValue:
    """Enter a value as a draft; it has no effect until another person releases it.

    `value` is written in the unit of the parameter (yuan, percent, days); full-width digits and a
    unit behind the number are read as meant. ParameterError when the officer may not, the value
    does not fit its unit, the source is missing, or another draft says the same thing otherwise.
    """
    if not by.may("parameters.enter"):
        raise ParameterError("该岗位不能录入参数值。")
    if not divisions_within(division, by):
        raise ParameterError("只能录入本辖区的参数值。")
    if not source.strip():
        raise ParameterError("请填写依据：每个参数值都须注明出处。")
    if until is not None and until <= since:
        raise ParameterError("停用日须晚于起用日。")
    text = _checked_value(policy, name, value, unit)
    _refuse_second_draft(policy, name, division, category, since, change)
    row = ParameterValue.objects.create(
        policy=policy, name=name, division=division, category=category, since=since, until=until, value=text,
        unit=unit or _unit(policy, name), source=source, document=document, entered_by=by, entered_at=at,
        change=change,
    )  # fmt: skip
    audit.record(
        "determinations.parameter.entered",
        subject=row,
        by=by,
        at=at,
        name=f"{policy}.{name}",
        value=text,
    )
    return row


def divisions_within(division: Division, by: Mandate) -> bool:
    """Say whether a division lies in the mandate's subtree."""
    return division.path.startswith(by.division.path)


def cleaned(value: str, unit: str = "") -> str:
    """Return what an officer typed as a plain value: ６９０, 690元 and 690 元/人·月 all mean 690.

    Only a unit of the right kind may follow the number; whatever else was typed stays as it is, to
    be refused in words by the unit itself.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    money, percent = "元" in unit, unit.startswith("%")
    tail = r"(?:元|块)?(?:/[^\d]*)?" if money else r"%" if percent else re.escape(unit) or "$^"
    found = re.fullmatch(rf"(?:[¥￥])?([-+]?[\d,.]+)\s*(?:{tail})?", text)
    return found[1].replace(",", "") if found else text


def _checked_value(policy: str, name: str, value: str, unit: str) -> str:
    declared = declarations.declared_parameter(policy, name)
    if declared is None:
        owner = declarations.policies().get(policy)
        if owner is not None:
            raise ParameterError(f"政策“{owner.label}”没有名为“{name}”的参数。")
        if not ParameterValue.objects.filter(policy=policy, name=name).exists():
            raise ParameterError(f"没有名为“{policy}.{name}”的参数。")
        return cleaned(value, unit)
    text = cleaned(value, declared.unit)
    try:
        declared.parse(text)
    except ValueError as problem:
        raise ParameterError(str(problem)) from problem
    return text


def _refuse_second_draft(
    policy: str, name: str, division: Division, category: str, since: date, change: StandardChange | None,
) -> None:  # fmt: skip
    same = ParameterValue.objects.filter(
        policy=policy, name=name, division=division, category=category, since=since,
        state=ParameterState.DRAFT.value,
    ).select_related("change", "entered_by__user")  # fmt: skip
    other = (
        same.exclude(change=change).first() if change else same.filter(change__isnull=False).first()
    )
    if other is None:
        return
    declared = declarations.declared_parameter(policy, name)
    where = f"标准调整“{other.change.title}”" if other.change else "另一份草案"
    raise ParameterError(
        f"“{declared.label if declared else name}”（{division.name}，{since:%Y-%m-%d}起）已在{where}中待复核"
        f"（{other.entered_by}），请先发布或撤回那一份。"
    )


@transaction.atomic
def release_value(
    row: ParameterValue, *, by: Mandate, at: datetime, reason: str = "", issued_by: str = ""
) -> ParameterValue:
    """Release a draft: from its first day on it is the value in force (four eyes, KC-12).

    A released value of the same day is withdrawn, never edited; determinations that used it keep
    it in their snapshot. The value becomes a standard change of its own, so that the same checks
    and the same back payments follow; `issued_by` is the level whose document it is (the
    mandate's own unless given), `reason` answers what the checks ask.
    """
    row = ParameterValue.objects.select_for_update().get(pk=row.pk)
    if row.state != ParameterState.DRAFT.value:
        raise ParameterError("只有待复核的参数值可以发布。")
    if row.change is not None:
        raise ParameterError(f"该数值属于标准调整“{row.change.title}”，请整份复核发布。")
    require_second_person(row.entered_by, [row.division], by)
    declared = declarations.declared_parameter(row.policy, row.name)
    row.change = StandardChange.objects.create(
        title=f"调整{declared.label if declared else row.name}"[:120], document=row.document, source=row.source,
        issued_by=issued_by or own_level(by).value, division=row.division, digest=f"value-{row.pk}",
        made_by=row.entered_by or by, made_at=row.entered_at or at,
    )  # fmt: skip
    row.save(update_fields=["change"])
    put_in_force(row.change, by=by, at=at, reason=reason)
    row.refresh_from_db()
    return row


def require_second_person(first: Mandate | None, places: Iterable[Division], by: Mandate) -> None:
    """Raise ParameterError unless `by` may release what `first` entered for these divisions."""
    if not by.may("parameters.release"):
        raise ParameterError("该岗位不能发布参数值。")
    if first is not None and first.user_id == by.user_id:
        raise ParameterError("录入人不能复核自己录入的参数值，请由另一人发布。")
    if not all(divisions_within(place, by) for place in places):
        raise ParameterError("只能发布本辖区的参数值。")


def own_level(by: Mandate) -> Issuer:
    """Return the level a mandate itself acts for; a township acts for its county."""
    return list(Issuer)[min(int(by.division.level), Issuer.COUNTY.depth)]


def put_in_force(change: StandardChange, *, by: Mandate, at: datetime, reason: str) -> None:
    """Turn the values of a change into released ones, once the law lets them; announces it.

    ParameterError names every check that forbids it, or asks for a reason where a check only
    warns or cannot tell.
    """
    values = list(change.values.filter(state=ParameterState.DRAFT.value).select_related("division"))
    if not values:
        raise ParameterError("没有待复核的数值，不能发布。")
    refuse_unlawful(change, values, reason=reason)
    for row in values:
        ParameterValue.objects.filter(
            policy=row.policy, name=row.name, division=row.division, category=row.category, since=row.since,
            state=ParameterState.RELEASED.value,
        ).update(state=ParameterState.WITHDRAWN.value, replaced_by=change)  # fmt: skip
        row.state, row.checked_by, row.checked_at = ParameterState.RELEASED.value, by, at
        row.save(update_fields=["state", "checked_by", "checked_at"])
        audit.record(
            "determinations.parameter.released", subject=row, by=by, at=at,
            name=f"{row.policy}.{row.name}", value=row.value,
        )  # fmt: skip
    change.state, change.released_by, change.released_at = ParameterState.RELEASED.value, by, at
    change.reason = reason.strip()[:300]
    change.save(update_fields=["state", "released_by", "released_at", "reason"])
    audit.record(
        "determinations.change.released", subject=change, by=by, at=at, title=change.title,
        document=change.document, values=len(values), reason=change.reason,
    )  # fmt: skip
    announce(StandardReleased(change.pk, by, at))


def refuse_unlawful(
    change: StandardChange, values: Sequence[ParameterValue], *, reason: str
) -> None:
    """Raise ParameterError where law or level forbid the values, or where a reason is wanting."""
    wrong = level_problems(change, values)
    found = judgements_of(values)
    wrong += [
        f"{j.check.label}：{j.comparison.says} {j.actual}，低于{j.comparison.against} {j.required}（{j.check.basis}）"
        for j in found
        if j.blocks and j.comparison
    ]
    if wrong:
        raise ParameterError("不能发布：" + "；".join(wrong) + "。")
    if not reason.strip() and any(j.asks_reason for j in found):
        raise ParameterError("有核验项不符合或无法判断，请写明发布理由。")


def level_problems(change: StandardChange, values: Sequence[ParameterValue]) -> list[str]:
    """Say for which values the paper comes from too low a level, or has no number to go by."""
    issuer = Issuer(change.issued_by)
    found = []
    for row in values:
        declared = declarations.declared_parameter(row.policy, row.name)
        if declared is None:
            continue
        needed = next(i for i in Issuer if i.label == declared.set_by.value)
        if issuer.depth > needed.depth:
            found.append(f"{declared.label}须由{needed.label}以上制定，{issuer.label}文件不能规定")
    above = issuer.depth < int(change.made_by.division.level)
    if above and not change.document.strip():
        found.append(f"登记{issuer.label}制定的标准须填写文号")
    return found


def judgements_of(values: Iterable[ParameterValue]) -> list[Judgement]:
    """Judge draft values at each place and day they begin, as if all were released together."""
    rows = list(values)
    over = [row_of(value) for value in rows]
    touched = {(value.policy, value.name) for value in rows}
    standing = checks.book(over)
    found: list[Judgement] = []
    for division, since in sorted({(value.division_id, value.since) for value in rows}):
        found += checks.judgements(division, since, touching=touched, standing=standing)
    return found


def row_of(value: ParameterValue) -> ParameterRow:
    """Return a stored value as the engine knows it."""
    return ParameterRow(
        value.policy, value.name, value.division_id, value.since, value.until, value.value,
        value.category, value.source, value.document,
    )  # fmt: skip


@transaction.atomic
def withdraw_value(row: ParameterValue, *, by: Mandate, at: datetime) -> ParameterValue:
    """Take a draft back; a released value is replaced by a further one instead."""
    row = ParameterValue.objects.select_for_update().get(pk=row.pk)
    if row.state != ParameterState.DRAFT.value:
        raise ParameterError("已发布的参数值不能撤回，请录入新的参数值。")
    if row.change is not None:
        raise ParameterError(f"该数值属于标准调整“{row.change.title}”，请整份撤回。")
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
