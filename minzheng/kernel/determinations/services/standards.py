"""Standard changes: one paper, many values, proposed by one officer and released by another."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.policy.legality import Judgement

from .. import declarations
from ..choices import Issuer, ParameterState
from ..models import ParameterValue, StandardChange
from .parameters import (
    ParameterError,
    divisions_within,
    enter_value,
    judgements_of,
    level_problems,
    own_level,
    put_in_force,
    require_second_person,
)


@dataclass(frozen=True, slots=True)
class NewValue:
    """One value of a paper as typed: parameter (owner and name), place, category, first day."""

    policy: str
    name: str
    division: str
    since: date
    value: str
    category: str = ""
    until: date | None = None


@transaction.atomic
def propose_change(
    title: str,
    document: str,
    source: str,
    rows: Sequence[NewValue],
    *,
    by: Mandate,
    at: datetime,
    issued_by: str = "",
    dated_on: date | None = None,
    note: str = "",
    scenario_id: int | None = None,
) -> StandardChange:
    """Draft a change of standards; nothing takes effect until another person releases it.

    `issued_by` is the level whose document it is (the mandate's own unless given). The same draft
    sent twice is the first one again. ParameterError names every row that cannot be taken, or
    another draft that already holds one of the values.
    """
    if not by.may("parameters.enter"):
        raise ParameterError("该岗位不能录入参数值。")
    if not title.strip():
        raise ParameterError("请填写事由，例如“2027年城乡低保标准”。")
    if not rows:
        raise ParameterError("请至少填写一个新数值。")
    digest = _digest(title, document, source, issued_by, rows)
    same = StandardChange.objects.filter(
        made_by=by, digest=digest, state=ParameterState.DRAFT.value
    ).first()
    if same is not None:
        return same
    change = StandardChange.objects.create(
        title=title.strip(), document=document.strip(), source=source.strip(), dated_on=dated_on, note=note.strip(),
        issued_by=issued_by or own_level(by).value, division=by.division, digest=digest, scenario_id=scenario_id,
        made_by=by, made_at=at,
    )  # fmt: skip
    _enter_rows(change, rows, by=by, at=at)
    audit.record(
        "determinations.change.proposed", subject=change, by=by, at=at, title=change.title,
        document=change.document, values=len(rows),
    )  # fmt: skip
    return change


def _digest(
    title: str, document: str, source: str, issued_by: str, rows: Sequence[NewValue]
) -> str:
    told = [title.strip(), document.strip(), source.strip(), issued_by, [asdict(r) for r in rows]]
    text = json.dumps(told, ensure_ascii=False, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _enter_rows(
    change: StandardChange, rows: Sequence[NewValue], *, by: Mandate, at: datetime
) -> None:
    places = Division.objects.in_bulk({row.division for row in rows})
    problems, seen = [], set()
    for row in rows:
        key = (row.policy, row.name, row.division, row.category, row.since)
        place = places.get(row.division)
        try:
            if place is None:
                raise ParameterError(f"没有代码为“{row.division}”的区划。")
            if key in seen:
                raise ParameterError(f"{label_of(row)}重复填写。")
            seen.add(key)
            enter_value(
                policy=row.policy, name=row.name, division=place, category=row.category, since=row.since,
                until=row.until, value=row.value, source=change.source, document=change.document,
                change=change, by=by, at=at,
            )  # fmt: skip
        except ParameterError as problem:
            problems.append(str(problem))
    if problems:
        raise ParameterError("；".join(dict.fromkeys(p.rstrip("。") for p in problems)) + "。")


def label_of(row: NewValue | ParameterValue) -> str:
    """Return the Chinese name of the parameter a row sets."""
    declared = declarations.declared_parameter(row.policy, row.name)
    return f"“{declared.label}”" if declared else f"“{row.name}”"


@transaction.atomic
def release_change(
    change: StandardChange, *, by: Mandate, at: datetime, reason: str = ""
) -> StandardChange:
    """Put all values of a draft in force from their first days on (four eyes, KC-12).

    A check of the law that is broken and binding forbids it; one that only warns, or that nobody
    can judge, asks for a `reason`. What is paid follows from the event `StandardReleased`, in the
    same transaction.
    """
    row = StandardChange.objects.select_for_update().get(pk=change.pk)
    if row.state != ParameterState.DRAFT.value:
        raise ParameterError(f"该标准调整{row.get_state_display()}，不能再发布。请刷新页面。")
    places = [value.division for value in row.values.select_related("division")]
    require_second_person(row.made_by, places, by)
    put_in_force(row, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def withdraw_change(
    change: StandardChange, *, by: Mandate, at: datetime, reason: str = ""
) -> StandardChange:
    """Take one's own draft back; it is kept as withdrawn. A released change is followed by another."""
    row = StandardChange.objects.select_for_update().get(pk=change.pk)
    if row.state != ParameterState.DRAFT.value:
        raise ParameterError("已发布的标准不能撤回，请另行发文调整。")
    if row.made_by.user_id != by.user_id:
        raise ParameterError("只有拟稿人可以撤回草案。")
    row.state, row.reason = ParameterState.WITHDRAWN.value, reason.strip()[:300]
    row.save(update_fields=["state", "reason"])
    row.values.update(state=ParameterState.WITHDRAWN.value)
    audit.record(
        "determinations.change.withdrawn", subject=row, by=by, at=at, title=row.title,
        reason=row.reason,
    )  # fmt: skip
    return row


def judged(change: StandardChange) -> list[Judgement]:
    """Return what the law says about the values of a change, as if it were released."""
    return judgements_of(change.values.select_related("division"))


def objections(change: StandardChange) -> list[str]:
    """Return why the paper itself cannot be released: its level, its number (Chinese)."""
    return level_problems(change, list(change.values.select_related("division")))


def may_release(change: StandardChange, by: Mandate) -> bool:
    """Say whether a mandate is a second person who may release this draft."""
    return (
        change.state == ParameterState.DRAFT.value
        and by.may("parameters.release")
        and change.made_by.user_id != by.user_id
        and divisions_within(change.division, by)
    )


def issuers() -> Mapping[str, str]:
    """Return the levels of government by key, with their words."""
    return {issuer.value: issuer.label for issuer in Issuer}
