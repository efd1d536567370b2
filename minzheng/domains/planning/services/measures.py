"""Local measures on their way: ordered by a plan or entered, drafted, consulted, deliberated, issued."""

from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.core.months import add_months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.determinations import queries as law
from minzheng.kernel.documents import choices as papers
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document, PolicyDocument

from ..choices import (
    CANCELLED,
    CONSULT,
    DELIBERATE,
    DRAFTING,
    EVALUATE,
    EVALUATED,
    EVALUATIONS,
    EXCUSABLE,
    EXPERTS,
    ISSUE,
    ISSUED,
    LEGALITY,
    MAJOR,
    MEASURE_CLASSES,
    MEASURE_KINDS,
    MEASURE_STEPS,
    NORMATIVE,
    OPEN_STAGES,
    ORDERED,
    PLAIN,
    RISK,
    STEPS_NEEDED,
)
from ..models import Measure, MeasureStep, Plan
from .guards import PlanningError, need, said

OWNER = "planning.measures"
MONTHS_OF_YEAR = 12


@transaction.atomic
def plan_measure(
    plan: Plan | None, *, title: str, due_on: date | None, by: Mandate, at: datetime, division: str = "",
    kind: str = "other", rank: str = PLAIN, owner: str = "", ordered_by: str = "",
) -> Measure:  # fmt: skip
    """Put a measure on the list of those to be issued; the same title of the same plan stays one row.

    ``rank`` says which procedure it must go through: a plain paper, a normative document or a major
    decision. Without a plan the order is named in words. PlanningError.
    """
    place = plan.division_id if plan is not None else division or by.division_id
    need(by, "plans.enter", place)
    if kind not in MEASURE_KINDS or rank not in MEASURE_CLASSES:
        raise PlanningError("请选择文件种类和制定程序。")
    words = said(title=title)
    words["ordered_by"] = ordered_by.strip() or (plan.title if plan is not None else "")
    if not words["ordered_by"]:
        raise PlanningError("请写明提出依据：哪份规划、文件或会议要求制定。")
    row, is_new = Measure.objects.get_or_create(
        plan=plan, division_id=place, title=words["title"],
        defaults={
            "ordered_by": words["ordered_by"], "due_on": due_on, "kind": kind, "rank": rank,
            "owner": owner.strip(), "by": by, "at": at,
        },
    )  # fmt: skip
    if is_new:
        audit.record("planning.measure.planned", subject=row, by=by, at=at, rank=rank)
    elif plan is None:
        raise PlanningError("这个事项已经登记。")
    return row


@transaction.atomic
def describe(
    measure: Measure, *, kind: str, rank: str, owner: str, due_on: date, by: Mandate, at: datetime
) -> Measure:
    """Settle what kind of paper a listed measure is, who makes it and until when. PlanningError.

    The procedure cannot be made lighter once its first step was taken.
    """
    row = held(measure)
    need(by, "plans.enter", row.division_id)
    if row.stage not in OPEN_STAGES:
        raise PlanningError("文件已经印发或撤销，不能再修改。")
    if kind not in MEASURE_KINDS or rank not in MEASURE_CLASSES:
        raise PlanningError("请选择文件种类和制定程序。")
    lost = set(STEPS_NEEDED[row.rank]) - set(STEPS_NEEDED[rank])
    if lost and row.stage != ORDERED:
        raise PlanningError("已经开始起草，不能改用步骤更少的制定程序。")
    before = {"kind": row.kind, "rank": row.rank, "owner": row.owner, "due_on": row.due_on}
    row.kind, row.rank, row.due_on = kind, rank, due_on
    row.owner = said(owner=owner)["owner"]
    row.save(update_fields=["kind", "rank", "due_on", "owner"])
    audit.record("planning.measure.described", subject=row, by=by, at=at, before=before)
    return row


def missing_steps(measure: Measure, before: str) -> list[str]:
    """Return the steps that law asks of a measure before one of them and that are still open."""
    needed = STEPS_NEEDED[measure.rank]
    wanted = needed[: needed.index(before)]
    taken = set(measure.steps.values_list("kind", flat=True))
    return [kind for kind in wanted if kind not in taken]


@transaction.atomic
def take_step(
    measure: Measure, kind: str, *, from_on: date, on: date, text: str, by: Mandate, at: datetime,
    excuse: str = "", is_excused: bool = False, document: File | None = None,
) -> MeasureStep:  # fmt: skip
    """Record that a step was taken, or that law does not ask for it here and why. PlanningError.

    Drafting, consultation, experts and risk come before the review of legality, deliberation after it
    (重大行政决策程序暂行条例 25, 30). A consultation shorter than the rule needs its reason (条例 15).
    The review of legality and the issue have services of their own.
    """
    row = held(measure)
    need(by, "plans.enter", row.division_id)
    _refuse_unfit(row, kind, is_excused=is_excused)
    if not from_on <= on <= accounts.day_of(at):
        raise PlanningError("开始日期不能晚于完成日期，完成日期不能晚于今天。")
    excuse = excuse.strip()
    if is_excused and not excuse:
        raise PlanningError("请写明依法不需要这一步的理由。")
    if kind == CONSULT and not is_excused and not excuse:
        least = term(row, "consult_days", on)
        if (on - from_on).days < least:
            raise PlanningError(f"公开征求意见的期限一般不少于 {least} 日；确需缩短的请写明理由。")
    step = MeasureStep.objects.create(
        measure=row, kind=kind, from_on=from_on, on=on, excuse=excuse, is_excused=is_excused,
        by=by, at=at, **said(text=text),
    )  # fmt: skip
    if document is not None:
        step.document = _kept(document, row, title=f"{row.title} {MEASURE_STEPS[kind]}", by=by, at=at)  # fmt: skip
        step.save(update_fields=["document"])
    moved(row)
    audit.record("planning.measure.step", subject=row, by=by, at=at, step=kind, excused=is_excused)
    return step


def _refuse_unfit(row: Measure, kind: str, *, is_excused: bool) -> None:
    """Refuse a step that is not this measure's, was taken, comes too early or may not be left out."""
    if row.stage not in OPEN_STAGES:
        raise PlanningError("文件已经印发或撤销，不能再登记环节。")
    if kind not in STEPS_NEEDED[row.rank] or kind in (LEGALITY, ISSUE):
        raise PlanningError("这类文件没有这个环节，或者须在专门的环节办理。")
    if row.steps.filter(kind=kind).exists():
        raise PlanningError("这个环节已经登记。")
    if is_excused and kind not in EXCUSABLE:
        raise PlanningError("这个环节依法不能免除。")
    first = [DRAFTING] if kind in (CONSULT, EXPERTS, RISK) else []
    open_steps = missing_steps(row, kind) if kind == DELIBERATE else first
    taken = set(row.steps.values_list("kind", flat=True))
    waiting = [MEASURE_STEPS[one] for one in open_steps if one not in taken]
    if waiting:
        raise PlanningError(f"先完成：{'、'.join(waiting)}。")


def moved(measure: Measure) -> None:
    """Set the stage that the steps taken so far lead to."""
    taken = set(measure.steps.values_list("kind", flat=True))
    open_step = next((k for k in STEPS_NEEDED[measure.rank] if k not in taken), EVALUATE)
    stages = {
        DRAFTING: ORDERED, CONSULT: DRAFTING, EXPERTS: CONSULT, RISK: CONSULT, LEGALITY: LEGALITY,
        DELIBERATE: DELIBERATE, ISSUE: DELIBERATE, EVALUATE: ISSUED,
    }  # fmt: skip
    measure.stage = stages[open_step]
    measure.save(update_fields=["stage"])


@transaction.atomic
def issue(
    measure: Measure, *, document_number: str, issued_on: date, by: Mandate, at: datetime,
    valid_to: date | None = None, theme_class: str = "民政", text: File | None = None,
) -> Measure:  # fmt: skip
    """Issue a measure: number, day, entry in the register of policy documents. PlanningError.

    Refused until each step its procedure asks for is done or left out with a reason. A normative
    document without an end of its own is looked at again after the years of the parameter.
    """
    row = held(measure)
    need(by, "plans.confirm", row.division_id)
    if row.stage not in OPEN_STAGES:
        raise PlanningError("文件已经印发或撤销。")
    waiting = missing_steps(row, ISSUE)
    if waiting:
        raise PlanningError(
            "还有法定环节没有完成：" + "、".join(MEASURE_STEPS[one] for one in waiting) + "。"
        )
    last = max(row.steps.values_list("on", flat=True))
    if not last <= issued_on <= accounts.day_of(at):
        raise PlanningError(f"印发日期须在 {last} 至今天之间。")
    if valid_to is None and row.rank == NORMATIVE:
        valid_to = add_months(issued_on, MONTHS_OF_YEAR * term(row, "validity_years", issued_on))
    if valid_to is not None and valid_to <= issued_on:
        raise PlanningError("有效期须晚于印发日期。")
    row.policy = _registered(row, document_number.strip(), issued_on, valid_to, theme_class, text, by, at)  # fmt: skip
    row.document_number, row.issued_on = document_number.strip(), issued_on
    row.valid_to, row.stage = valid_to, ISSUED
    row.save(update_fields=["policy", "document_number", "issued_on", "valid_to", "stage"])
    MeasureStep.objects.create(
        measure=row, kind=ISSUE, from_on=issued_on, on=issued_on, text=row.document_number, by=by, at=at
    )  # fmt: skip
    audit.record("planning.measure.issued", subject=row, by=by, at=at, number=row.document_number)
    return row


def _registered(
    row: Measure, number: str, issued_on: date, valid_to: date | None, theme: str, text: File | None,
    by: Mandate, at: datetime,
) -> PolicyDocument:  # fmt: skip
    """Enter the issued paper among the policy documents; a number already there is taken, once."""
    if problem := documents.document_number_problem(number):
        raise PlanningError(problem)
    same = PolicyDocument.objects.filter(document_number=number).first()
    if same is not None:
        if Measure.objects.filter(policy=same).exists():
            raise PlanningError("这个文号已经属于另一份文件。")
        return same
    full_text = _kept(text, row, title=row.title, by=by, at=at, kind=papers.POLICY_TEXT) if text else None  # fmt: skip
    return documents.register_policy_document(
        index_number=f"{row.division_id[:6]}-{issued_on:%Y}-{row.pk:06d}", theme_class=theme,
        issuer=row.owner or row.division.name, document_number=number, title=row.title,
        dated_on=issued_on, issued_on=issued_on, valid_to=valid_to, division=row.division,
        full_text=full_text, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def evaluate(
    measure: Measure, *, conclusion: str, on: date, text: str, by: Mandate, at: datetime
) -> Measure:
    """Record what the evaluation of an issued measure came to: kept, to be revised, repealed."""
    row = held(measure)
    need(by, "plans.enter", row.division_id)
    if row.stage != ISSUED or row.issued_on is None:
        raise PlanningError("只有已经印发、尚未评估的文件才能登记评估结论。")
    if conclusion not in EVALUATIONS or not row.issued_on <= on <= accounts.day_of(at):
        raise PlanningError("请选择评估结论，评估日期应在印发日期至今天之间。")
    MeasureStep.objects.create(
        measure=row, kind=EVALUATE, from_on=on, on=on, by=by, at=at, **said(text=text)
    )
    row.evaluation, row.stage = conclusion, EVALUATED
    row.save(update_fields=["evaluation", "stage"])
    if conclusion == "repeal" and row.policy is not None:
        documents.change_validity(row.policy, papers.REPEALED, on=on, by=by, at=at)
    audit.record("planning.measure.evaluated", subject=row, by=by, at=at, conclusion=conclusion)
    return row


@transaction.atomic
def cancel(measure: Measure, *, reason: str, by: Mandate, at: datetime) -> Measure:
    """Take a measure that is not issued off the list, with the reason. PlanningError."""
    row = held(measure)
    need(by, "plans.confirm", row.division_id)
    if row.stage not in OPEN_STAGES:
        raise PlanningError("文件已经印发或撤销。")
    row.stage, row.reason = CANCELLED, said(reason=reason)["reason"]
    row.save(update_fields=["stage", "reason"])
    audit.record("planning.measure.cancelled", subject=row, by=by, at=at)
    return row


def term(measure: Measure, name: str, on: date) -> int:
    """Return a number of days or years in force at the measure's place. PlanningError when unset."""
    found = None
    if measure.rank == MAJOR:
        found = law.value_in_force(OWNER, name, measure.division_id, on, MAJOR)
    found = found or law.value_in_force(OWNER, name, measure.division_id, on)
    if found is None:
        raise PlanningError("这一天没有生效的期限参数，请先在“标准与参数”里录入。")
    return int(found.value)


def _kept(
    upload: File, row: Measure, *, title: str, by: Mandate, at: datetime, kind: str = papers.OTHER
) -> Document:
    return documents.store(
        upload, kind=kind, title=title[:200], division=row.division_id, subject=row, by=by, at=at
    )
