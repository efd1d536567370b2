"""The review of a draft's legality: sent in whole, answered in time, by somebody else (合法性审核)."""

from collections.abc import Collection
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core import working_days
from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import OTHER

from ..choices import (
    CONSULT,
    LAWFUL,
    LEGALITY,
    MATERIALS,
    MEASURE_STEPS,
    OPEN_STAGES,
    OPINIONS,
    STEPS_NEEDED,
)
from ..models import LegalityReview, Measure, MeasureStep
from .guards import PlanningError, need, said
from .measures import missing_steps, moved, term


@transaction.atomic
def submit(
    measure: Measure, *, materials: Collection[str], by: Mandate, at: datetime, is_urgent: bool = False,
    document: File | None = None,
) -> LegalityReview:  # fmt: skip
    """Send a draft in for the review of its legality; the time limit of the place starts. PlanningError.

    Every step before it is done or left out with a reason, and the papers are all there; what was
    said in a consultation is one of them when there was one (国办发〔2018〕115号).
    """
    row = held(measure)
    need(by, "plans.enter", row.division_id)
    if row.stage not in OPEN_STAGES or LEGALITY not in STEPS_NEEDED[row.rank]:
        raise PlanningError("这份文件不需要合法性审核，或者已经印发、撤销。")
    waiting = missing_steps(row, LEGALITY)
    if waiting:
        raise PlanningError(
            "送审前还要完成：" + "、".join(MEASURE_STEPS[k] for k in waiting) + "。"
        )
    if row.reviews.filter(opinion="").exists() or row.steps.filter(kind=LEGALITY).exists():
        raise PlanningError("已经送审，或者已经审核通过。")
    consulted = row.steps.filter(kind=CONSULT, is_excused=False).exists()
    lacking = [
        label
        for key, label in MATERIALS.items()
        if key not in materials and (key != "opinions" or consulted)
    ]
    if lacking:
        raise PlanningError("送审材料不齐，缺：" + "、".join(lacking) + "。")
    on = accounts.day_of(at)
    due_on = working_days.calendar().add_working_days(on, term(row, "legality_days", on))
    review = LegalityReview.objects.create(
        measure=row, materials=[key for key in MATERIALS if key in materials], is_urgent=is_urgent,
        submitted_on=on, submitted_by=by, due_on=due_on, at=at,
    )  # fmt: skip
    if document is not None:
        review.document = documents.store(
            document, kind=OTHER, title=f"{row.title} 送审材料"[:200], division=row.division_id, subject=row,
            by=by, at=at,
        )  # fmt: skip
        review.save(update_fields=["document"])
    audit.record("planning.legality.submitted", subject=row, by=by, at=at, due_on=str(due_on))
    return review


@transaction.atomic
def answer(
    review: LegalityReview, *, opinion: str, text: str, by: Mandate, at: datetime
) -> LegalityReview:
    """Give the opinion on a draft: lawful, to be changed, unlawful; the last two send it back.

    Not by who sent it in or listed it. Sooner than the shortest time only when it is urgent
    (重大行政决策程序暂行条例 27; 国办发〔2018〕115号). PlanningError.
    """
    row = held(review)
    measure = held(row.measure)
    need(by, "plans.confirm", measure.division_id)
    if row.opinion:
        raise PlanningError("已经出具审核意见。")
    if by.user_id in (row.submitted_by.user_id, measure.by.user_id):
        raise PlanningError("起草和送审的人不能审核自己的文件。")
    if opinion not in OPINIONS:
        raise PlanningError("请选择审核意见。")
    on = accounts.day_of(at)
    spent = working_days.calendar().working_days_between(row.submitted_on, on)
    least = term(measure, "legality_least_days", on)
    if opinion == LAWFUL and not row.is_urgent and spent < least:
        raise PlanningError(f"合法性审核一般不少于 {least} 个工作日，现在过了 {spent} 个；紧急情况须在送审时注明。")  # fmt: skip
    row.opinion, row.reviewed_on, row.reviewed_by = opinion, on, by
    row.text = said(text=text)["text"]
    row.save(update_fields=["opinion", "text", "reviewed_on", "reviewed_by"])
    if opinion == LAWFUL:
        MeasureStep.objects.create(
            measure=measure, kind=LEGALITY, from_on=row.submitted_on, on=on, text=row.text[:500], by=by, at=at
        )  # fmt: skip
        moved(measure)
    audit.record("planning.legality.answered", subject=measure, by=by, at=at, opinion=opinion)
    return row
