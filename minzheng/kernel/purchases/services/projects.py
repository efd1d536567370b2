"""Projects from the plan to the publication: sources, receipts, milestones, steps (FN-05, LO-03, LO-05)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Model

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO
from minzheng.kernel.documents.models import Document
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.ledger.choices import Kind
from minzheng.kernel.ledger.declarations import source_label

from ..choices import ACCEPT, AUDIT, LOTTERY, PERFORMANCE, PROJECT_STEPS, SIGN
from ..declarations import BANDS, FULL_MARKS, band_of
from ..models import Milestone, Project, ProjectReceipt, ProjectSource, ProjectStep
from .guards import PurchaseError, known_money, moved, need, said

RECEIVED = "purchases.receipt"
LOTTERY_FUND = "lottery_projects"


@transaction.atomic
def plan_project(
    division: str, *, name: str, purpose: str, document: str, fund: str, starts_on: date, ends_on: date,
    sources: Mapping[str, int], milestones: Sequence[tuple[str, date, int]], by: Mandate, at: datetime,
) -> Project:  # fmt: skip
    """Enter a project: what each source gives (fen) and what each milestone may cost. PurchaseError.

    The milestones cost together what the sources give. Lottery money is its own budget line and is
    not mixed into another one (彩票管理条例 33); other sources may match it.
    """
    need(by, "purchases.enter", division)
    if not sources or any(amount <= 0 for amount in sources.values()):
        raise PurchaseError("请填写资金来源和计划金额。")
    for source in sources:
        known_money(fund, source)
    if (LOTTERY in sources) != (fund == LOTTERY_FUND):
        raise PurchaseError("彩票公益金项目须单列在“彩票公益金项目”科目，且须有彩票公益金来源。")
    if starts_on > ends_on:
        raise PurchaseError("计划完工日期早于开工日期。")
    if sum(amount for _title, _due, amount in milestones) != sum(sources.values()):
        raise PurchaseError("各节点可支付金额合计应等于各来源计划合计。")
    words = said(name=name, purpose=purpose, document=document)
    if Project.objects.filter(division=division, name=words["name"]).exists():
        raise PurchaseError("这个项目已经登记。")
    row = Project.objects.create(
        division_id=division, fund=fund, starts_on=starts_on, ends_on=ends_on, by=by, at=at, **words
    )
    ProjectSource.objects.bulk_create(
        ProjectSource(project=row, source=key, planned=amount) for key, amount in sources.items()
    )
    Milestone.objects.bulk_create(
        Milestone(project=row, sequence=number, title=title.strip(), due_on=due, amount=amount)
        for number, (title, due, amount) in enumerate(milestones, start=1)
    )
    audit.record("purchases.project.planned", subject=row, by=by, at=at, amount=sum(sources.values()))  # fmt: skip
    return row


@transaction.atomic
def receive_money(
    project: Project,
    source: str,
    *,
    amount: int,
    on: date,
    document: str,
    by: Mandate,
    at: datetime,
) -> ProjectReceipt:
    """Register money (fen) of a source that has come in for a project, and book it; a document once."""
    need(by, "purchases.enter", project.division_id)
    share = project.sources.select_for_update().filter(source=source).first()
    if share is None:
        raise PurchaseError("项目资金计划里没有这个来源。")
    if amount <= 0 or on > accounts.day_of(at):
        raise PurchaseError("请填写到账金额和日期。")
    words = said(document=document)
    if share.receipts.filter(**words).exists():
        raise PurchaseError("这份拨款文件已经登记过到账。")
    ProjectSource.objects.filter(pk=share.pk).update(received=F("received") + amount)
    row = ProjectReceipt.objects.create(share=share, amount=amount, on=on, by=by, at=at, **words)
    entries = moved(
        source, project.fund, project.division_id, amount, out_of=Kind.GRANTED, into=Kind.AVAILABLE
    )
    ledger.post(
        f"{RECEIVED}:{row.pk}", RECEIVED, entries,
        on=on, text=f"{project.name} {source_label(source)}到账"[:200], by=by, at=at, document=words["document"],
    )  # fmt: skip
    audit.record("purchases.project.received", subject=project, by=by, at=at, source=source, amount=amount)  # fmt: skip
    return row


@transaction.atomic
def finish_milestone(
    milestone: Milestone, *, done_on: date, note: str, photos: Sequence[File], by: Mandate, at: datetime
) -> Milestone:  # fmt: skip
    """Mark a milestone done, with photographs of it; only then may it be paid. PurchaseError."""
    row = held(milestone)
    need(by, "purchases.enter", row.project.division_id)
    if row.done_on is not None:
        raise PurchaseError("这个节点已经登记完成。")
    if done_on > accounts.day_of(at):
        raise PurchaseError("完成日期不能晚于今天。")
    if not photos:
        raise PurchaseError("请上传节点完成的照片。")
    row.done_on, row.note, row.done_by = done_on, said(note=note)["note"], by
    row.save(update_fields=["done_on", "note", "done_by"])
    for photo in photos:
        _kept(photo, row, row.project, title=f"{row.project.name} {row.title}", by=by, at=at)
    audit.record("purchases.milestone.done", subject=row, by=by, at=at, photos=len(photos))
    return row


def _kept(
    upload: File, subject: Model, project: Project, *, title: str, by: Mandate, at: datetime
) -> Document:
    return documents.store(
        upload, kind=PHOTO, title=title, division=project.division_id, subject=subject, by=by, at=at
    )


@transaction.atomic
def take_step(
    project: Project, kind: str, *, on: date, text: str, by: Mandate, at: datetime,
    document: File | None = None, score: int | None = None, finding: str = "",
) -> ProjectStep:  # fmt: skip
    """Record a step of a project: budget, acceptance, performance, audit, publication, sign.

    Acceptance needs every milestone done; a performance evaluation a score of 100 (财预〔2020〕10号
    grades it); a sign its photograph. PurchaseError.
    """
    need(by, "purchases.enter", project.division_id)
    if kind not in PROJECT_STEPS or on > accounts.day_of(at):
        raise PurchaseError("请选择环节并填写不晚于今天的日期。")
    if kind == ACCEPT and project.milestones.filter(done_on=None).exists():
        raise PurchaseError("还有节点没有完成，不能验收。")
    if kind == PERFORMANCE and (score is None or not 0 <= score <= FULL_MARKS):
        raise PurchaseError("绩效评价须有 0 至 100 的得分。")
    if kind == SIGN and document is None:
        raise PurchaseError("设置标识须上传标识照片。")
    row = ProjectStep.objects.create(
        project=project, kind=kind, on=on, by=by, at=at,
        score=score if kind == PERFORMANCE else None,
        grade=band_of(score, BANDS).label if kind == PERFORMANCE and score is not None else "",
        finding=finding.strip() if kind == AUDIT else "", **said(text=text),
    )  # fmt: skip
    if document is not None:
        title = f"{project.name} {PROJECT_STEPS[kind]}"
        row.document = _kept(document, row, project, title=title, by=by, at=at)
        row.save(update_fields=["document"])
    audit.record("purchases.project.step", subject=project, by=by, at=at, step=kind)
    return row


@transaction.atomic
def close_finding(
    step: ProjectStep, *, closing: str, closed_on: date, by: Mandate, at: datetime
) -> ProjectStep:
    """Write down how what an audit found was put right. PurchaseError."""
    row = held(step)
    need(by, "purchases.enter", row.project.division_id)
    if not row.finding or row.closed_on is not None or not row.on <= closed_on <= accounts.day_of(at):  # fmt: skip
        raise PurchaseError("没有待整改的审计发现，或日期不合理。")
    row.closing, row.closed_on = said(closing=closing)["closing"], closed_on
    row.save(update_fields=["closing", "closed_on"])
    audit.record("purchases.finding.closed", subject=row.project, by=by, at=at)
    return row
