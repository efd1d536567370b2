"""The catalogue of technical standards, checks of facilities against them, and pilots."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.declarations import facility_types
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO

from ..choices import (
    CONFORMING,
    FAILING,
    GOVERNMENT_LEVELS,
    MANDATORY,
    NORM_KINDS,
    PARTLY,
    PASSED,
    PILOT_STATES,
    PILOTING,
)
from ..models import Norm, NormCheck, Pilot
from .guards import PlanningError, need, said


@transaction.atomic
def list_norm(
    *, number: str, title: str, kind: str, valid_from: date, facility_types: Sequence[str],
    items: Sequence[str], by: Mandate, at: datetime, valid_to: date | None = None,
    replaces: Norm | None = None,
) -> Norm:  # fmt: skip
    """Enter a technical standard; the one it replaces ends on the day it begins. PlanningError.

    ``facility_types`` says which facilities it is for, ``items`` what a check looks at, line by line.
    """
    need(by, "plans.enter", by.division_id)
    if kind not in NORM_KINDS or (valid_to is not None and valid_to <= valid_from):
        raise PlanningError("请选择标准性质，失效日期须晚于实施日期。")
    _known_types(facility_types)
    words = said(number=number, title=title)
    if Norm.objects.filter(number=words["number"]).exists():
        raise PlanningError("这个标准号已经登记。")
    lines = [item.strip() for item in items if item.strip()]
    if len(set(lines)) != len(lines):
        raise PlanningError("检查项目不能重复。")
    if replaces is not None:
        old = held(replaces)
        need(by, "plans.enter", old.division_id)
        if old.valid_from >= valid_from:
            raise PlanningError("新标准的实施日期应晚于被代替的标准。")
        if old.valid_to is None or old.valid_to > valid_from:
            old.valid_to = valid_from
            old.save(update_fields=["valid_to"])
    row = Norm.objects.create(
        **words, kind=kind, division_id=by.division_id, valid_from=valid_from, valid_to=valid_to,
        replaces=replaces, facility_types=list(facility_types), items=lines, by=by, at=at,
    )  # fmt: skip
    audit.record("planning.norm.listed", subject=row, by=by, at=at, number=row.number)
    return row


def _known_types(keys: Sequence[str]) -> None:
    if set(keys) - {kind.key for kind in facility_types()}:
        raise PlanningError("请选择已有的设施类型。")


@transaction.atomic
def end_norm(norm: Norm, *, valid_to: date, by: Mandate, at: datetime) -> Norm:
    """Put down from which day a standard no longer holds. PlanningError."""
    row = held(norm)
    need(by, "plans.enter", row.division_id)
    if row.valid_to is not None or valid_to <= row.valid_from:
        raise PlanningError("标准已经失效，或者失效日期早于实施日期。")
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    audit.record("planning.norm.ended", subject=row, by=by, at=at, valid_to=str(valid_to))
    return row


@transaction.atomic
def check_facility(
    norm: Norm, facility: Facility, *, on: date, checker: str, failing: Sequence[str], by: Mandate,
    at: datetime, note: str = "", rectify_by: date | None = None, rectification: str = "",
    evidence: File | None = None,
) -> NormCheck:  # fmt: skip
    """Record a check of a facility against a standard that is for its type and in force. PlanningError.

    The result follows from the failing items: none conforms, some partly, all fail; failing one of a
    mandatory standard fails the whole. What fails needs a day by which it is put right.
    """
    need(by, "plans.work", facility.division_id)
    if facility.kind not in norm.facility_types:
        raise PlanningError("这项标准不适用于这类设施。")
    if not divisions.lies_within(facility.division_id, norm.division_id):
        raise PlanningError("这项标准不适用于设施所在地。")
    if on > accounts.day_of(at) or not norm.is_in_force(on):
        raise PlanningError("检查日期不能晚于今天，检查时标准应当有效。")
    unknown = set(failing) - set(norm.items)
    if unknown:
        raise PlanningError("标准里没有这些检查项目：" + "、".join(sorted(unknown)))
    if not norm.items:
        raise PlanningError("请先为标准登记检查项目。")
    if failing and (rectify_by is None or rectify_by < on):
        raise PlanningError("有不符合的项目，请填写整改期限。")
    if NormCheck.objects.filter(norm=norm, facility=facility, on=on).exists():
        raise PlanningError("这天的检查已经登记。")
    row = NormCheck.objects.create(
        norm=norm, facility=facility, on=on, result=_result(norm, failing),
        failing=[item for item in norm.items if item in failing], note=note.strip(),
        rectify_by=rectify_by if failing else None, rectification=rectification.strip(),
        by=by, at=at, **said(checker=checker),
    )  # fmt: skip
    if evidence is not None:
        row.document = documents.store(
            evidence, kind=PHOTO, title=f"{facility.name} {norm.number} 检查"[:200],
            division=facility.division_id, subject=row, by=by, at=at,
        )  # fmt: skip
        row.save(update_fields=["document"])
    audit.record("planning.norm.checked", subject=row, by=by, at=at, result=row.result)
    return row


def _result(norm: Norm, failing: Sequence[str]) -> str:
    if not failing:
        return CONFORMING
    return FAILING if norm.kind == MANDATORY or len(failing) == len(norm.items) else PARTLY


@transaction.atomic
def start_pilot(
    *, title: str, level: str, unit: str, document_number: str, starts_on: date, ends_on: date,
    norms: Sequence[Norm], by: Mandate, at: datetime, batch: str = "",
) -> Pilot:  # fmt: skip
    """Enter a pilot with its term, its batch and the standards it tries. PlanningError."""
    need(by, "plans.enter", by.division_id)
    if level not in GOVERNMENT_LEVELS or starts_on > ends_on:
        raise PlanningError("请选择级别，结束日期不能早于开始日期。")
    words = said(title=title, unit=unit, document_number=document_number)
    if Pilot.objects.filter(division_id=by.division_id, title=words["title"]).exists():
        raise PlanningError("这个试点已经登记。")
    row = Pilot.objects.create(
        division_id=by.division_id, level=level, batch=batch.strip(), starts_on=starts_on,
        ends_on=ends_on, by=by, at=at, **words,
    )  # fmt: skip
    row.norms.set(norms)
    audit.record("planning.pilot.started", subject=row, by=by, at=at)
    return row


@transaction.atomic
def close_pilot(
    pilot: Pilot, *, state: str, outcome: str, closed_on: date, by: Mandate, at: datetime
) -> Pilot:
    """Put down how a pilot came out: passed or ended, and in which words. PlanningError."""
    row = held(pilot)
    need(by, "plans.enter", row.division_id)
    if row.state != PILOTING or state not in PILOT_STATES or state == PILOTING:
        raise PlanningError("请选择验收结果；已经办结的试点不能再改。")
    if not row.starts_on <= closed_on <= accounts.day_of(at):
        raise PlanningError("验收日期应在开始日期至今天之间。")
    row.state, row.closed_on, row.outcome = state, closed_on, said(outcome=outcome)["outcome"]
    row.save(update_fields=["state", "closed_on", "outcome"])
    audit.record("planning.pilot.closed", subject=row, by=by, at=at, passed=state == PASSED)
    return row
