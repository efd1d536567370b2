"""The rectification ledger: problem, measure, proof, verification by another, striking off (KC-25)."""

from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, OFFICER, ROLES, Role
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import OTHER, REPORT
from minzheng.kernel.payments.models import AuditFinding
from minzheng.kernel.purchases.models import ProjectStep

from ..choices import (
    AUDIT_SOURCE,
    FINDING_SOURCES,
    HANDED_ON,
    MENDING,
    SENT_BACK,
    STRUCK_OFF,
    TO_VERIFY,
    VERIFIED,
)
from ..models import DeadlineChange, RectificationItem, RectificationRound
from .guards import PlanningError, need, said

JUDGES = ("plans.enter", "plans.confirm")


@transaction.atomic
def register(
    division: str, *, source: str, paper: str, issue: str, unit: str, due_on: date, by: Mandate, at: datetime,
    measure: str = "", owner: Mandate | None = None, amount: int | None = None, document: File | None = None,
    **link: Any,
) -> RectificationItem:  # fmt: skip
    """Put a problem on the ledger of the place that must mend it, with its deadline. PlanningError.

    ``paper`` is the report, minutes or notice that names the problem; ``amount`` is in fen; ``link``
    may be one of ``campaign``, ``inspection``, ``audit_finding``, ``project_step``.
    """
    need(by, "plans.enter", division)
    return place(
        division, source=source, paper=paper, issue=issue, unit=unit, due_on=due_on, by=by, at=at,
        measure=measure, owner=owner, amount=amount, document=document, **link,
    )  # fmt: skip


def place(
    division: str, *, source: str, paper: str, issue: str, unit: str, due_on: date, by: Mandate, at: datetime,
    measure: str = "", owner: Mandate | None = None, amount: int | None = None, document: File | None = None,
    **link: Any,
) -> RectificationItem:  # fmt: skip
    """Write an item down for a caller that has asked who may, within its transaction. PlanningError."""
    if source not in FINDING_SOURCES:
        raise PlanningError("请选择问题来源。")
    if due_on < accounts.day_of(at):
        raise PlanningError("整改期限不能早于今天。")
    _answers_for(owner, division)
    row = RectificationItem.objects.create(
        division_id=division, source=source, due_on=due_on, owner=owner, amount=amount,
        measure=measure.strip(), by=by, at=at, **said(paper=paper, issue=issue, unit=unit), **link,
    )  # fmt: skip
    if document is not None:
        row.document = documents.store(
            document, kind=REPORT, title=f"{row.get_source_display()}：{row.paper}"[:200],
            division=division, subject=row, by=by, at=at,
        )  # fmt: skip
        row.save(update_fields=["document"])
    _ask_to_mend(row, at)
    audit.record("planning.rectification.registered", subject=row, by=by, at=at, source=source)
    return row


def _answers_for(owner: Mandate | None, division: str) -> None:
    if owner is not None and not (owner.may("plans.work") and accounts.covers(owner, division)):
        raise PlanningError("责任人须是该辖区办理整改的人员。")


@transaction.atomic
def take_finding(
    finding: AuditFinding, *, due_on: date | None = None, by: Mandate, at: datetime
) -> RectificationItem:
    """Take an audit's finding on payments over into the ledger, once; a second click finds the same item."""
    row = AuditFinding.objects.select_for_update().get(pk=finding.pk)
    known = RectificationItem.objects.filter(audit_finding=row).first()
    if known is not None:
        need(by, "plans.enter", known.division_id)
        return known
    return register(
        row.division_id, source=AUDIT_SOURCE, paper=row.report or "资金审计", issue=row.text,
        unit=row.responsible, due_on=due_on or max(row.due_on, accounts.day_of(at)), amount=row.amount,
        audit_finding=row, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def take_project_finding(
    step: ProjectStep, *, due_on: date, by: Mandate, at: datetime
) -> RectificationItem:
    """Take what a project's audit found over into the ledger, once. PlanningError where it found nothing."""
    row = ProjectStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    known = RectificationItem.objects.filter(project_step=row).first()
    if known is not None:
        need(by, "plans.enter", known.division_id)
        return known
    if not row.finding:
        raise PlanningError("这次审计没有发现问题。")
    return register(
        row.project.division_id, source=AUDIT_SOURCE, paper=f"{row.project.name} 专项审计", issue=row.finding,
        unit=row.project.division.name, due_on=due_on, project_step=row, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def set_measure(
    item: RectificationItem, *, measure: str, owner: Mandate | None, by: Mandate, at: datetime
) -> RectificationItem:
    """Say what will be done and who answers for it; the place itself or the county says it. PlanningError."""
    row = _mending(item)
    need(by, "plans.work", row.division_id)
    _answers_for(owner, row.division_id)
    row.measure, row.owner = said(measure=measure)["measure"], owner
    row.save(update_fields=["measure", "owner"])
    _ask_to_mend(row, at)
    audit.record("planning.rectification.measured", subject=row, by=by, at=at)
    return row


@transaction.atomic
def submit(
    item: RectificationItem, *, text: str, evidence: File, by: Mandate, at: datetime
) -> RectificationRound:
    """Report that a problem is put right, with the proof; somebody else verifies it. PlanningError."""
    row = _mending(item)
    need(by, "plans.work", row.division_id)
    if not row.measure:
        raise PlanningError("请先填写整改措施。")
    words = said(text=text)
    paper = documents.store(
        evidence, kind=OTHER, title=f"整改证明：{row.issue}"[:200], division=row.division_id, subject=row, by=by, at=at
    )  # fmt: skip
    made = RectificationRound.objects.create(
        item=row, evidence=paper, submitted_by=by, submitted_at=at, **words
    )
    row.state = TO_VERIFY
    row.save(update_fields=["state"])
    _tell(row, OFFICER, f"复查整改：{row.issue}", at)
    audit.record("planning.rectification.submitted", subject=row, by=by, at=at)
    return made


@transaction.atomic
def verify(
    item: RectificationItem, *, passed: bool, opinion: str, by: Mandate, at: datetime
) -> RectificationItem:
    """Strike an item off after looking, or send it back; never who reported it mended. PlanningError."""
    row = held(item)
    made = row.rounds.select_for_update().filter(outcome="").first()
    if row.state != TO_VERIFY or made is None:
        raise PlanningError("这一项不在待复查状态。")
    _judging(by, row)
    if made.submitted_by.user_id == by.user_id:
        raise PlanningError("复查人不能是报送整改的人。")
    made.outcome, made.opinion = VERIFIED if passed else SENT_BACK, said(opinion=opinion)["opinion"]
    made.checked_by, made.checked_at = by, at
    made.save(update_fields=["outcome", "opinion", "checked_by", "checked_at"])
    if passed:
        row.state, row.closing, row.ended_on = STRUCK_OFF, made, accounts.day_of(at)
        cases.close_tasks(row, by=by, at=at)
    else:
        row.state = MENDING
        _ask_to_mend(row, at)
    row.save(update_fields=["state", "closing", "ended_on"])
    verb = "planning.rectification.struck_off" if passed else "planning.rectification.sent_back"
    audit.record(verb, subject=row, by=by, at=at)
    return row


@transaction.atomic
def ask_extension(
    item: RectificationItem, *, new_due_on: date, reason: str, by: Mandate, at: datetime
) -> DeadlineChange:
    """Ask for a later deadline; once the old one has run out it is asked of the next level. PlanningError."""
    row = _mending(item)
    need(by, "plans.work", row.division_id)
    on = accounts.day_of(at)
    if new_due_on <= max(row.due_on, on):
        raise PlanningError("新期限须晚于原期限和今天。")
    if row.deadlines.filter(agreed=None).exists():
        raise PlanningError("已有一份延期申请等待批准。")
    made = DeadlineChange.objects.create(
        item=row, old_due_on=row.due_on, new_due_on=new_due_on, asked_by=by, asked_at=at,
        under_supervision=on > row.due_on, **said(reason=reason),
    )  # fmt: skip
    audit.record(
        "planning.rectification.extension_asked", subject=row, by=by, at=at, until=str(new_due_on)
    )
    return made


@transaction.atomic
def decide_extension(
    item: RectificationItem, *, agreed: bool, opinion: str, by: Mandate, at: datetime
) -> RectificationItem:
    """Agree to a later deadline before the old one runs out, or refuse; a missed one is the reviewer's.

    PlanningError where the old deadline ran out meanwhile: the supervision sets a new one.
    """
    row, on = held(item), accounts.day_of(at)
    change = row.deadlines.select_for_update().filter(agreed=None).first()
    if change is None:
        raise PlanningError("没有等待批准的延期申请。")
    need(by, "plans.confirm", row.division_id)
    if change.asked_by.user_id == by.user_id:
        raise PlanningError("申请人和批准人不能是同一个人。")
    if agreed and not change.under_supervision and on > change.old_due_on:
        raise PlanningError("原期限已过，延期须在到期前批准；请退回后由督办重新确定期限。")
    if agreed and on > change.new_due_on:
        raise PlanningError("申请的新期限也已过去，请退回。")
    change.agreed, change.opinion = agreed, said(opinion=opinion)["opinion"]
    change.decided_by, change.decided_on = by, on
    change.save(update_fields=["agreed", "opinion", "decided_by", "decided_on"])
    if agreed:
        row.due_on = change.new_due_on
        row.save(update_fields=["due_on"])
        if row.state == MENDING:
            _ask_to_mend(row, at)
    verb = "planning.rectification.extended" if agreed else "planning.rectification.not_extended"
    audit.record(verb, subject=row, by=by, at=at)
    return row


@transaction.atomic
def hand_on(
    item: RectificationItem, *, handed_to: str, handing: str, by: Mandate, at: datetime
) -> RectificationItem:
    """Hand a problem on to an authority whose matter it is, in words; it leaves the ledger so. PlanningError."""
    row = held(item)
    if not row.is_open:
        raise PlanningError("这一项已经办结。")
    need(by, "plans.confirm", row.division_id)
    words = said(handed_to=handed_to, handing=handing)
    row.rounds.filter(outcome="").update(
        outcome=SENT_BACK, opinion="移交其他机关", checked_by=by, checked_at=at
    )
    row.handed_to, row.handing = words["handed_to"], words["handing"]
    row.state, row.ended_on = HANDED_ON, accounts.day_of(at)
    row.save(update_fields=["handed_to", "handing", "state", "ended_on"])
    cases.close_tasks(row, by=by, at=at)
    audit.record("planning.rectification.handed_on", subject=row, by=by, at=at)
    return row


def _mending(item: RectificationItem) -> RectificationItem:
    row = held(item)
    if row.state != MENDING:
        raise PlanningError("这一项不在整改中。")
    return row


def _judging(by: Mandate, row: RectificationItem) -> None:
    if not any(by.may(capability) for capability in JUDGES):
        raise PlanningError("您的岗位不能复查整改。")
    if not accounts.covers(by, row.division_id):
        raise PlanningError("您的岗位或辖区不能办理这件事。")


def _ask_to_mend(row: RectificationItem, at: datetime) -> None:
    """Put the item on the list of its owner, or of the role that mends at its place."""
    if row.owner is not None:
        role = ROLES.get(row.owner.role)
    else:
        level = Division.objects.values_list("level", flat=True).get(pk=row.division_id)
        role = CLERK if level >= Level.TOWN else OFFICER
    _tell(row, role, f"整改：{row.issue}", at, row.owner)


def _tell(
    row: RectificationItem, role: Role, title: str, at: datetime, assignee: Mandate | None = None
) -> None:
    cases.close_tasks(row, by=None, at=at)
    cases.open_task(
        kind=OTHER_TASK, title=title, role=role.key, division=cases.place_for(role, row.division_id),
        at=at, due_on=row.due_on, subject=row, source=FINDING_SOURCES[row.source], assignee=assignee,
    )  # fmt: skip
