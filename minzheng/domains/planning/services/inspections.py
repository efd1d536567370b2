"""Inspections of townships on site: the plan of a quarter, and what two people found there (SA-70)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core import months
from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO

from ..choices import FAULTY, INSPECTED, INSPECTION_ANSWERS, PLANNED_INSPECTION, SITE_INSPECTION
from ..declarations.checklist import CheckPoint
from ..models import Inspection, InspectionAnswer
from ..queries import inspections as queries
from .guards import PlanningError, need, said
from .rectification import place as put_on_ledger


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about one line of the checklist; a fault has words and a deadline."""

    point: CheckPoint
    answer: str
    note: str = ""
    due_on: date | None = None


@transaction.atomic
def plan_quarter(division: str, quarter: str, *, by: Mandate, at: datetime) -> int:
    """Plan the inspections of every township of a county for a quarter, as many as its parameter asks.

    Run again it adds only what is missing; returns how many are new. PlanningError where no number is set.
    """
    need(by, "plans.enter", division)
    if months.frequency_of(quarter) != months.QUARTER:
        raise PlanningError("请填写季度，如 2026-Q4。")
    due_on = months.period_end(quarter)
    before = Inspection.objects.count()
    wanted = queries.wanted(division, months.period_start(quarter))
    if not any(wanted.values()):
        raise PlanningError("没有规定每季度检查次数，请先在“标准与参数”录入。")
    Inspection.objects.bulk_create(
        [
            Inspection(division_id=town, quarter=quarter, sequence=number, due_on=due_on, by=by, at=at)
            for town, times in wanted.items()
            for number in range(1, (times or 0) + 1)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    made = Inspection.objects.count() - before
    audit.record("planning.inspections.planned", subject=quarter, subject_key="planning.inspection", by=by, at=at, new=made)  # fmt: skip
    return made


@transaction.atomic
def record(
    inspection: Inspection, *, held_on: date, place: str, opinion: str, companion: Mandate,
    found: Sequence[Found], by: Mandate, at: datetime, photo: File | None = None,
) -> Inspection:  # fmt: skip
    """Record an inspection that two people held on site; every fault becomes an item of the ledger.

    ``by`` is the inspector who writes it down, ``companion`` the other one. PlanningError.
    """
    row = held(inspection)
    need(by, "plans.enter", row.division_id)
    on = accounts.day_of(at)
    if row.state != PLANNED_INSPECTION:
        raise PlanningError("这次检查已经登记。")
    if companion.user_id == by.user_id or not accounts.covers(companion, row.division_id):
        raise PlanningError("实地检查须由两人进行，另一人也须管辖该乡镇。")
    if companion.division_id == row.division_id:
        raise PlanningError("被检查乡镇的人员不能作为检查人。")
    if not months.period_start(row.quarter) <= held_on <= on:
        raise PlanningError("检查日期须在本季度开始之后，且不能晚于今天。")
    if not found or any(one.answer not in INSPECTION_ANSWERS for one in found):
        raise PlanningError("请逐项填写检查结果。")
    words = said(place=place, opinion=opinion)
    row.place, row.opinion, row.held_on = words["place"], words["opinion"], held_on
    row.inspector, row.companion, row.recorded_at, row.state = by, companion, at, INSPECTED
    if photo is not None:
        row.photo = documents.store(
            photo, kind=PHOTO, title=f"{row.division.name} {row.quarter} 实地检查", division=row.division_id,
            subject=row, by=by, at=at,
        )  # fmt: skip
    row.save()
    for number, one in enumerate(found, start=1):
        _write(row, number, one, by=by, at=at)
    faults = sum(one.answer == FAULTY for one in found)
    audit.record("planning.inspection.recorded", subject=row, by=by, at=at, faults=faults)
    return row


def _write(row: Inspection, number: int, one: Found, *, by: Mandate, at: datetime) -> None:
    item = None
    if one.answer == FAULTY:
        if not one.note.strip() or one.due_on is None:
            raise PlanningError(f"第 {number} 项不符合，请写明情况和整改期限。")
        item = put_on_ledger(
            row.division_id, source=SITE_INSPECTION, paper=f"{row.quarter} 实地检查", issue=f"{one.point.text}：{one.note.strip()}",
            unit=row.division.name, due_on=one.due_on, inspection=row, by=by, at=at,
        )  # fmt: skip
    InspectionAnswer.objects.create(
        inspection=row, sequence=number, text=one.point.text, basis=one.point.basis, answer=one.answer,
        note=one.note.strip(), item=item,
    )  # fmt: skip
