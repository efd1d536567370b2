"""The way of a warning between people: dispatched, judged, referred, fed back, and escalated when late."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import OFFICER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import LEAD_TASK
from minzheng.kernel.cases.models import Referral, Task
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from .. import permissions
from ..choices import Action, LeadState, Verdict
from ..models import Lead, LeadEntry
from .leads import SUBJECT, WORKED_ON, LeadError, close_lead, locked

LATE_TASK = "monitoring.late"


@transaction.atomic
def dispatch_lead(lead: Lead, *, to: Mandate, by: Mandate, at: datetime, note: str = "") -> Lead:
    """Give a lead to one person of its township or village to verify; the task follows (派发)."""
    row = locked(lead, LeadState.OPEN, LeadState.VERIFYING, by=by)
    if not permissions.may_dispatch(row, by):
        raise LeadError("您的岗位不派发线索。")
    if not permissions.may_receive(row, to):
        raise LeadError("请派给负责该辖区的乡镇经办人或村级协理员。")
    row.assignee, row.dispatched_on = to, accounts.day_of(at)
    row.save(update_fields=["assignee", "dispatched_on"])
    waiting = Task.objects.filter(subject_key=SUBJECT, subject_id=row.pk, done_at=None)
    waiting.update(role=to.role, division=to.division, assignee=to)
    words = f"派给{to.user}" + (f"：{note.strip()}" if note.strip() else "")
    LeadEntry.objects.create(
        lead=row, action=Action.DISPATCHED.value, at=at, by=by, note=words[:500]
    )
    audit.record("monitoring.lead.dispatched", subject=row, by=by, at=at, to=to.pk)
    return row


@transaction.atomic
def judge_lead(lead: Lead, *, verdict: str, note: str, by: Mandate, at: datetime) -> Lead:
    """Say whether the warning was right: so, not so, or not to be found out (核查结论).

    From these answers the rightness of every rule is counted.
    """
    row = locked(lead, LeadState.VERIFYING, LeadState.CASE_OPENED, by=by, verifying=True)
    if not note.strip():
        raise LeadError("请写明核查情况。")
    row.verdict, row.result = Verdict(verdict).value, note.strip()[:300]
    row.save(update_fields=["verdict", "result"])
    LeadEntry.objects.create(
        lead=row, action=Action.VERIFIED.value, at=at, by=by,
        note=f"{row.get_verdict_display()}：{note.strip()}"[:500],
    )  # fmt: skip
    audit.record("monitoring.lead.judged", subject=row, by=by, at=at, verdict=row.verdict)
    return row


@transaction.atomic
def refer_lead(
    lead: Lead, *, department: str, matter: str, text: str, by: Mandate, at: datetime
) -> Referral:
    """Dispose of a lead by passing it to the department in charge; its answer is due there (转介)."""
    row = locked(lead, LeadState.VERIFYING, by=by)
    if row.household is None:
        raise LeadError("请先指明家庭，再转介其他部门。")
    if not department.strip() or not matter.strip():
        raise LeadError("请写明部门和事项。")
    referral = cases.refer(
        row.household, matter=matter.strip(), department=department.strip(), text=text.strip(),
        person=row.person, by=by, at=at,
    )  # fmt: skip
    row.referral_id = referral.pk
    row.save(update_fields=["referral_id"])
    LeadEntry.objects.create(
        lead=row, action=Action.REFERRED.value, at=at, by=by, note=f"{department}：{matter}"[:500]
    )
    audit.record("monitoring.lead.referred", subject=row, by=by, at=at, referral=referral.pk)
    close_lead(
        row, reason=f"转介{department}办理：{matter}", verdict=Verdict.TRUE.value, by=by, at=at
    )
    return referral


@transaction.atomic
def feed_back(lead: Lead, *, text: str, by: Mandate, at: datetime) -> Lead:
    """Look at how a lead was closed and put the answer on record at the county (反馈).

    From the next month on the rule watches again; a hit then says that it came back.
    """
    row = Lead.objects.select_for_update().get(pk=lead.pk)
    if not permissions.may_feed_back(row, by):
        raise LeadError("线索由县级经办人反馈。")
    if row.state != LeadState.CLOSED.value:
        raise LeadError("线索办结后才能反馈。")
    if row.fed_back_on is not None:
        raise LeadError("该线索已经反馈。")
    if not text.strip():
        raise LeadError("请写明反馈意见。")
    row.feedback, row.fed_back_on = text.strip()[:300], accounts.day_of(at)
    row.save(update_fields=["feedback", "fed_back_on"])
    LeadEntry.objects.create(
        lead=row, action=Action.FED_BACK.value, at=at, by=by, note=row.feedback
    )
    audit.record("monitoring.lead.fed_back", subject=row, by=by, at=at)
    return row


def _county_of_each() -> dict[str, str]:
    levels = dict(Division.objects.values_list("code", "level"))
    return {
        code: next((c for c in lineage if levels.get(c) == Level.COUNTY), code)
        for code, lineage in divisions.lineages().items()
    }


@transaction.atomic
def escalate_overdue(*, by: Mandate, at: datetime) -> int:
    """Take what is late to the county: once per lead, with a task for its officer; returns how many.

    Late is a lead not verified by its day, or verified and not closed by the other. Run again on
    the same day it adds nothing.
    """
    on = accounts.day_of(at)
    late = Q(state=LeadState.OPEN.value, due_on__lt=on) | Q(state__in=WORKED_ON, close_by__lt=on)
    inside = Q(division__path__startswith=by.division.path)
    rows = list(Lead.objects.filter(late & inside, escalated_on=None).select_related("division"))
    Lead.objects.filter(pk__in=[row.pk for row in rows]).update(escalated_on=on)
    LeadEntry.objects.bulk_create(
        [LeadEntry(lead=row, action=Action.ESCALATED.value, at=at, by=by) for row in rows],
        batch_size=500,
    )
    counties = _county_of_each()
    cases.open_tasks(
        [
            {
                "kind": LEAD_TASK, "title": f"逾期督办：{row.text}", "role": OFFICER.key,
                "division": counties.get(row.division_id, row.division_id), "subject_key": LATE_TASK,
                "subject_id": row.pk, "due_on": on, "source": row.get_source_display(),
            }
            for row in rows
        ],
        at=at,
    )  # fmt: skip
    if rows:
        audit.record(
            "monitoring.leads.escalated", subject=None, subject_key=SUBJECT, by=by, at=at,
            count=len(rows),
        )  # fmt: skip
    return len(rows)
