"""What comes of an import: the plan, and the figures reached on their way to a second person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from minzheng.core import months
from minzheng.core.models import held
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators import services as figures
from minzheng.kernel.indicators.models import ReportedValue

from ..choices import DATA_FILE, IMPORT_MADE, IMPORT_OPEN, PROPOSED, TAKEN
from ..models import Plan, PlanImport, Proposal, Target
from ..reading.checks import check
from ..reading.faults import PlanRefused
from ..reading.proposals import DEFECTS, INDICATORS, PARAMETERS, REACHED, TARGETS
from ..reading.schema import SCHEMA
from . import plans
from .guards import need
from .imports import ENTER, read_data, whole

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TEN_THOUSAND = "万"


@transaction.atomic
def make(
    plan_import: PlanImport, head: Mapping[str, Any], *, division: str, by: Mandate, at: datetime
) -> Plan:
    """Make the plan of an import: of its data file as it stands, or of the proposals taken.

    ``head`` holds what a text does not say for sure: key, title, kind, issuer, document_no, issued_on,
    period_from, period_to. PlanRefused: proposals nobody decided, nothing taken, a contradiction.
    """
    row = held(plan_import)
    need(by, ENTER, row.division_id)
    if row.state != IMPORT_OPEN:
        raise PlanRefused(f"这次导入{row.get_state_display()}，不能再生成规划。")
    content = _of_file(row) if row.kind == DATA_FILE else _of_proposals(row, head, division)
    made = plans.enter(content, division=division, by=by, at=at, document=row.document, source=row.source)  # fmt: skip
    _close(row, made, by, at)
    return made


@transaction.atomic
def attach(plan_import: PlanImport, plan: Plan, *, by: Mandate, at: datetime) -> PlanImport:
    """Say that an evaluation is about a plan that is already registered. PlanRefused as ``make``."""
    row = held(plan_import)
    need(by, ENTER, row.division_id)
    if row.state != IMPORT_OPEN or row.kind == DATA_FILE:
        raise PlanRefused("只有核对中的评估报告可以对应到已登记的规划。")
    _nothing_open(row)
    _close(row, plan, by, at)
    return row


def _close(row: PlanImport, plan: Plan, by: Mandate, at: datetime) -> None:
    row.plan, row.state = plan, IMPORT_MADE
    row.save(update_fields=["plan", "state"])
    audit.record("planning.import.made", subject=row, by=by, at=at, plan=plan.key)


def _of_file(row: PlanImport) -> dict[str, Any]:
    """Read the stored file again: what is entered is what was uploaded, byte for byte."""
    found = read_data(content_of(row.document), row.source)
    if found.faults:
        raise PlanRefused([str(one) for one in found.faults])
    return found.content


def _nothing_open(row: PlanImport) -> None:
    waiting = row.proposals.filter(state=PROPOSED).count()
    if waiting:
        raise PlanRefused(f"还有 {waiting} 条没有处理，请采用、修改或不采用。")


def _of_proposals(row: PlanImport, head: Mapping[str, Any], division: str) -> dict[str, Any]:
    _nothing_open(row)
    if not _KEY.fullmatch(str(head["key"])):
        raise PlanRefused("规划代号只用小写字母、数字和下划线，以字母开头，如 huining_2026。")
    taken = list(row.proposals.filter(state=TAKEN).order_by("sequence"))
    place = Division.objects.get(pk=division)
    content: dict[str, Any] = {
        "schema": SCHEMA, "id": head["key"], "source": row.source,
        "document": {
            "title_zh": head["title"], "type": head["kind"], "issuer_zh": head.get("issuer") or None,
            "doc_no": head.get("document_no") or None, "issued": head.get("issued_on"),
        },
        "period": {"from": head["period_from"], "to": head["period_to"]},
        "area": {"name_zh": place.name, "code": place.code[:6]},
    }  # fmt: skip
    last = head["period_to"]
    listed = [one for one in taken if one.section in {INDICATORS, REACHED}]
    content["indicators"] = [_indicator(one, n, last) for n, one in enumerate(listed, 1)]
    content["targets"] = [_target(one, last) for one in taken if one.section == TARGETS]
    content["parameters"] = [_parameter(one) for one in taken if one.section == PARAMETERS]
    content["defects"] = [
        {"where": f"第{one.line}行", "issue": one.label} for one in taken if one.section == DEFECTS
    ]
    sound = check(content, lambda path: _named(content, path))
    if sound.faults:
        raise PlanRefused([str(one) for one in sound.faults])
    return content


def _named(content: Mapping[str, Any], path: tuple[str | int, ...]) -> str:
    """Name the row of a finding by its label: there is no line to name."""
    if len(path) > 1 and isinstance(path[1], int):
        row = content[str(path[0])][path[1]]
        return f"“{row.get('name_zh') or row.get('zh') or path[1]}”"
    return "规划基本信息"


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _origin(one: Proposal) -> dict[str, Any]:
    return {"line": one.line, "sentence": one.sentence, "flags": one.flags}


def _indicator(one: Proposal, number: int, last: date) -> dict[str, Any]:
    name = f"{one.label}（{one.part}）" if one.part else one.label
    return {
        "seq": number, "key": one.key, "name_zh": name, "unit": one.unit, "comparator": one.comparator,
        "target": whole(one.value), "due": one.due_on or last,
    } | _bare(
        {
            "upper": whole(one.upper), "relative_to": one.relative_to, "kind": one.kind, "base": whole(one.base),
            "base_year": one.base_year, "reached": whole(one.reached), "printed_status": one.status,
            "notes": f"原文结论：{one.status}" if one.status else "", **_origin(one),
        }
    )  # fmt: skip


def _target(one: Proposal, last: date) -> dict[str, Any]:
    told = {
        "key": one.key,
        "zh": one.label,
        "comparator": one.comparator,
        "due": one.due_on or last,
    }
    span = {"from": whole(one.value), "to": whole(one.upper)} if one.upper is not None else {"value": whole(one.value)}  # fmt: skip
    return told | _bare(
        {
            **span, "unit": one.unit, "relative_to": one.relative_to, "base": whole(one.base),
            "base_year": one.base_year, **_origin(one),
        }
    )  # fmt: skip


def _parameter(one: Proposal) -> dict[str, Any]:
    told = {
        "key": one.key,
        "zh": one.label,
        "comparator": one.comparator,
        "value": whole(one.value),
    }
    return told | _bare({"unit": one.unit, "notes": f"第{one.line}行：{one.sentence}"})


@dataclass
class Handed:
    """What was handed on of the figures reached, and what was not, with the reason."""

    reported: list[ReportedValue] = field(default_factory=list)
    skipped: list[tuple[Proposal, str]] = field(default_factory=list)


@transaction.atomic
def report(plan_import: PlanImport, *, period: str, by: Mandate, at: datetime) -> Handed:
    """Hand the figures reached of a finished import on as reported values; a second person accepts.

    A figure without a number, of an indicator the platform reckons itself, or that waits already is
    left, with its reason. PlanRefused: no plan yet, no such period.
    """
    row = held(plan_import)
    need(by, ENTER, row.division_id)
    if row.plan is None:
        raise PlanRefused("请先生成规划或对应到已登记的规划，再登记完成值。")
    try:
        months.frequency_of(period)
    except ValueError as wrong:
        raise PlanRefused(str(wrong)) from wrong
    targets = {one.key: one for one in row.plan.targets.order_by("is_listed")}
    handed = Handed()
    for one in row.proposals.filter(state=TAKEN, section=REACHED, reported=None).order_by(
        "sequence"
    ):
        reason = _report(row, one, targets.get(one.key), period, by, at)
        if isinstance(reason, str):
            handed.skipped.append((one, reason))
        else:
            one.reported = reason
            one.save(update_fields=["reported"])
            handed.reported.append(reason)
    audit.record("planning.import.reported", subject=row, by=by, at=at, count=len(handed.reported), period=period)  # fmt: skip
    return handed


def _report(
    row: PlanImport, one: Proposal, target: Target | None, period: str, by: Mandate, at: datetime
) -> ReportedValue | str:
    if one.reached is None:
        return "没有数值"
    if target is None:
        return "规划中没有这一项"
    item = indicators.find(target.indicator)
    if item is None or not item.is_reported:
        return "由平台计算，不填报"
    paper = " ".join(text for text in (row.title, row.document_no) if text)
    said = [f"原文第{one.line}行", one.status, *one.flags]
    try:
        with transaction.atomic():
            return figures.report(
                target.indicator, row.plan.division_id if row.plan else "", period,
                value=_scaled(one.reached, one.unit, item.unit), source=f"{paper}第{one.line}行", evidence=row.document,
                note="；".join(text for text in said if text), by=by, at=at,
            )  # fmt: skip
    except figures.IndicatorError as refused:
        return str(refused)


def _scaled(value: Decimal, printed: str, unit: str) -> Decimal:
    """Return the figure in the unit of the indicator: 2.1 万人 is 21000 人."""
    is_many = printed.startswith(_TEN_THOUSAND) and not unit.startswith(_TEN_THOUSAND)
    return value * 10_000 if is_many else value
