"""Leads: one per finding or report, with a task at the right township, verified and closed with a reason."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minzheng.core import months, working_days
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import LEAD_TASK
from minzheng.kernel.cases.models import Case, Task
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.visits.models import Visit

from .. import declarations, permissions
from ..choices import Action, FindingState, LeadSource, LeadState, Risk, Verdict
from ..models import Finding, Lead, LeadEntry
from ..queries import township_of_each

BATCH = 1000
SUBJECT = "monitoring.lead"
WORKED_ON = (LeadState.OPEN.value, LeadState.VERIFYING.value, LeadState.CASE_OPENED.value)


class LeadError(Exception):
    """A step on a lead that cannot be taken; the message is for the clerk."""


def untouched(finding: Finding) -> bool:
    """Say whether nobody has begun to work on the lead of a finding."""
    lead = getattr(finding, "lead", None)
    if lead is None:
        return True
    if lead.state == LeadState.CLOSED.value:
        return finding.state == FindingState.SUPERSEDED.value
    return bool(lead.state == LeadState.OPEN.value and lead.verifier_id is None)


# -- from the comparison --------------------------------------------------------------------------


@transaction.atomic
def open_leads(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Open one lead with one task for every finding of a month that has none.

    The task goes to the role that answers for the rule at the household's township and falls due
    after the working days of the parameter in force there. A finding whose earlier month is still
    being worked on points to that lead instead of opening a second one and adds to its hits; one
    whose lead was closed since opens a lead that says so. Run again it adds nothing.
    """
    fresh = list(
        Finding.objects.filter(
            month=month, state=FindingState.NEW.value, lead=None, repeats=None
        ).order_by("id")
    )
    earlier = _still_worked_on(fresh)
    repeated = [f for f in fresh if (f.kind, f.household_id, f.person_id) in earlier]
    for finding in repeated:
        finding.repeats_id = earlier[finding.kind, finding.household_id, finding.person_id]
    Finding.objects.bulk_update(repeated, ["repeats"], batch_size=500)
    _fold(repeated, by=by, at=at)
    due = _DueDates(accounts.day_of(at))
    opened = [_lead_of(f, due, at) for f in fresh if f.repeats_id is None]
    _look_back(opened)
    Lead.objects.bulk_create(opened, batch_size=BATCH)
    _write_down(opened, Action.WARNED, by=by, at=at)
    _make_tasks(opened, at=at)
    if opened:
        audit.record(
            "monitoring.leads.opened", subject=None, subject_key="monitoring.lead", by=by, at=at, month=month,
            opened=len(opened),
        )  # fmt: skip
    return {"opened": len(opened), "repeated": len(repeated)}


def _still_worked_on(fresh: Sequence[Finding]) -> dict[tuple[str, int, int | None], int]:
    """Return the earlier findings of the same kind, household and person whose lead is not closed."""
    if not fresh:
        return {}
    rows = Lead.objects.filter(state__in=WORKED_ON, finding__isnull=False).exclude(
        finding__month=fresh[0].month
    )
    return {
        (kind, household, person): finding
        for kind, household, person, finding in rows.values_list(
            "kind", "household_id", "person_id", "finding_id"
        )
    }


def _fold(repeated: Sequence[Finding], *, by: Mandate, at: datetime) -> None:
    """Add the month's hits to the leads that are still being worked on (重复命中归并)."""
    month_of = {finding.repeats_id: finding.month for finding in repeated}
    folded = list(Lead.objects.filter(finding__in=month_of))
    for lead in folded:
        lead.hits += 1
        lead.months = [*lead.months, month_of[lead.finding_id]]
    Lead.objects.bulk_update(folded, ["hits", "months"], batch_size=500)
    _write_down(folded, Action.REPEATED, by=by, at=at)


def _look_back(opened: Sequence[Lead]) -> None:
    """Point a new lead to the closed one of the same rule, household and person: it came back."""
    if not opened:
        return
    closed = Lead.objects.filter(
        state=LeadState.CLOSED.value, finding__isnull=False, kind__in={lead.kind for lead in opened}
    ).exclude(close_reason=Action.SUPERSEDED.label)
    last: dict[tuple[str, int | None, int | None], int] = {
        (kind, household, person): pk
        for pk, kind, household, person in closed.order_by("closed_on", "pk").values_list(
            "pk", "kind", "household_id", "person_id"
        )
    }
    for lead in opened:
        lead.recurs_id = last.get((lead.kind, lead.household_id, lead.person_id))
        if lead.recurs_id is not None:
            lead.text = f"办结后再次出现。{lead.text}"[:500]


def _lead_of(finding: Finding, due: "_DueDates", at: datetime) -> Lead:
    kind = declarations.kind_of(finding.kind)
    return Lead(
        source=LeadSource.CYCLE.value,
        kind=finding.kind,
        household_id=finding.household_id,
        person_id=finding.person_id,
        division_id=finding.division_id,
        finding=finding,
        text=f"{kind.label}：{finding.summary}"[:500],
        risk=finding.risk,
        found_on=accounts.day_of(at),
        due_on=due.of(finding.division_id, urgent=kind.urgent),
        close_by=due.of(finding.division_id, name="warning_close_days"),
        months=[finding.month],
    )


class _DueDates:
    """The last day for verifying a lead found on a day, per township, each looked up once."""

    def __init__(self, found_on: date) -> None:
        self.found_on = found_on
        self.townships = township_of_each()
        self._known: dict[tuple[str, str], date] = {}

    def of(self, division: str, *, urgent: bool = False, name: str = "") -> date:
        """Return the due day at a division, for verifying unless another limit is named."""
        name = name or ("warning_verify_days_urgent" if urgent else "warning_verify_days")
        key = (self.townships.get(division, division), name)
        if key not in self._known:
            days = _number(name, key[0], self.found_on)
            self._known[key] = working_days.calendar().add_working_days(self.found_on, days)
        return self._known[key]


def _number(name: str, division: str, on: date) -> int:
    row = parameters.value_in_force("monitoring", name, division, on)
    if row is None:
        raise LeadError(f"没有设定监测参数“{name}”，请先录入。")
    return int(row.value)


def _write_down(
    leads: Iterable[Lead], action: Action, *, by: Mandate, at: datetime, note: str = ""
) -> None:
    LeadEntry.objects.bulk_create(
        [LeadEntry(lead=lead, action=action.value, at=at, by=by, note=note) for lead in leads],
        batch_size=BATCH,
    )


def _make_tasks(leads: Sequence[Lead], *, at: datetime) -> None:
    townships = township_of_each()
    rows: list[dict[str, Any]] = [
        {
            "kind": LEAD_TASK,
            "title": lead.text,
            "role": declarations.owner_of(lead.kind),
            "division": townships.get(lead.division_id, lead.division_id),
            "subject_key": SUBJECT,
            "subject_id": lead.pk,
            "due_on": lead.due_on,
            "source": lead.get_source_display(),
        }
        for lead in leads
    ]
    cases.open_tasks(rows, at=at)


def _finish_tasks(leads: Sequence[Lead], *, at: datetime) -> None:
    ids = [lead.pk for lead in leads]
    Task.objects.filter(subject_key=SUBJECT, subject_id__in=ids, done_at=None).update(done_at=at)


def withdraw(findings: Sequence[Finding], *, by: Mandate, at: datetime) -> None:
    """Close the untouched leads of findings that new data no longer supports."""
    gone = [finding.lead for finding in findings if getattr(finding, "lead", None) is not None]
    Lead.objects.filter(pk__in=[lead.pk for lead in gone]).update(
        state=LeadState.CLOSED.value,
        closed_on=accounts.day_of(at),
        close_reason=Action.SUPERSEDED.label,
    )
    _write_down(gone, Action.SUPERSEDED, by=by, at=at)
    _finish_tasks(gone, at=at)


def reopen(findings: Sequence[Finding], *, by: Mandate, at: datetime) -> None:
    """Open again the leads of findings that came back with newer data."""
    back = [finding.lead for finding in findings if getattr(finding, "lead", None) is not None]
    Lead.objects.filter(pk__in=[lead.pk for lead in back]).update(
        state=LeadState.OPEN.value, closed_on=None, close_reason=""
    )
    _write_down(back, Action.REOPENED, by=by, at=at)
    _make_tasks(back, at=at)


# -- from people ----------------------------------------------------------------------------------


@transaction.atomic
def report_lead(
    *,
    source: str,
    division: Division,
    text: str,
    by: Mandate,
    at: datetime,
    household: Household | None = None,
    person: Person | None = None,
    kind: str = "",
    urgent: bool = False,
) -> Lead:
    """Record a need that somebody noticed: a visit, a call, a report of the network (LM-07).

    It becomes a lead like any other, with a task and a time limit (one working day when urgent).
    """
    if not permissions.may_report(division, by):
        raise LeadError("您的岗位不能在该辖区报告线索。")
    if source not in {LeadSource.VISIT.value, LeadSource.HOTLINE.value, LeadSource.REPORT.value}:
        raise LeadError("线索来源须为走访、热线或报告。")
    if not text.strip():
        raise LeadError("请写明发现的情况。")
    due = _DueDates(accounts.day_of(at))
    lead = Lead.objects.create(
        source=source, kind=kind, household=household, person=person, division=division, text=text.strip()[:500],
        risk=(Risk.HIGH if urgent else Risk.MEDIUM).value, found_on=accounts.day_of(at), reported_by=by,
        due_on=due.of(division.code, urgent=urgent), close_by=due.of(division.code, name="warning_close_days"),
    )  # fmt: skip
    _write_down([lead], Action.WARNED, by=by, at=at)
    _make_tasks([lead], at=at)
    audit.record("monitoring.lead.reported", subject=lead, by=by, at=at, source=source)
    return lead


def locked(lead: Lead, *states: LeadState, by: Mandate, verifying: bool = False) -> Lead:
    """Lock a lead for a step that may be taken in these states; `verifying` opens it to whom it was given."""
    row = Lead.objects.select_for_update().get(pk=lead.pk)
    if not (permissions.may_verify if verifying else permissions.may_handle)(row, by):
        raise LeadError("您的岗位不能处理该线索。")
    if row.state not in {state.value for state in states}:
        raise LeadError(f"该线索当前为“{row.get_state_display()}”，不能办理这一步。请刷新页面。")
    return row


@transaction.atomic
def take_lead(lead: Lead, *, by: Mandate, at: datetime) -> Lead:
    """Begin to verify a lead: from now on the mandate answers for it."""
    row = locked(lead, LeadState.OPEN, LeadState.VERIFYING, by=by, verifying=True)
    row.state, row.verifier = LeadState.VERIFYING.value, by
    row.save(update_fields=["state", "verifier"])
    LeadEntry.objects.create(lead=row, action=Action.TAKEN.value, at=at, by=by)
    audit.record("monitoring.lead.taken", subject=row, by=by, at=at)
    return row


@transaction.atomic
def record_measure(
    lead: Lead, *, action: str, note: str, by: Mandate, at: datetime, visit: Visit | None = None
) -> Lead:
    """Write down what was done: visited, helped or re-checked (LM-14: warn, visit, help, re-check).

    Help sets the day of the re-check: so many months after it (`warning_recheck_months`).
    """
    if action not in {Action.VISITED.value, Action.HELPED.value, Action.RECHECKED.value}:
        raise LeadError("处置动作须为入户核查、帮扶或回访。")
    if not note.strip():
        raise LeadError("请写明处置情况。")
    row = locked(lead, LeadState.VERIFYING, LeadState.CASE_OPENED, by=by, verifying=True)
    if action == Action.HELPED.value:
        row.measure = note.strip()[:300]
        length = _number("warning_recheck_months", row.division_id, accounts.day_of(at))
        row.recheck_on = months.add_months(accounts.day_of(at), length)
    elif action == Action.RECHECKED.value:
        row.recheck_on = None
        row.result = note.strip()[:300]
    else:
        row.result = note.strip()[:300]
    row.save(update_fields=["measure", "result", "recheck_on"])
    LeadEntry.objects.create(
        lead=row, action=action, at=at, by=by, note=note.strip()[:500], visit=visit
    )
    audit.record("monitoring.lead.measured", subject=row, by=by, at=at, action=action)
    return row


@transaction.atomic
def close_lead(
    lead: Lead, *, reason: str, by: Mandate, at: datetime, result: str = "", verdict: str = ""
) -> Lead:
    """Close a verified lead with its reason; an unverified one cannot be closed (LM-07)."""
    row = locked(lead, LeadState.VERIFYING, LeadState.CASE_OPENED, by=by)
    if verdict:
        row.verdict = Verdict(verdict).value
    if not reason.strip():
        raise LeadError("办结须写明原因。")
    if row.recheck_on is not None:
        raise LeadError(f"已实施帮扶，须于 {row.recheck_on:%Y-%m-%d} 前回访后办结。")
    row.state, row.closed_on, row.close_reason = (
        LeadState.CLOSED.value,
        accounts.day_of(at),
        reason.strip()[:300],
    )
    row.result = result.strip()[:300] or row.result or row.close_reason
    row.save(update_fields=["state", "closed_on", "close_reason", "result", "verdict"])
    LeadEntry.objects.create(
        lead=row, action=Action.CLOSED.value, at=at, by=by, note=row.close_reason
    )
    _finish_tasks([row], at=at)
    audit.record("monitoring.lead.closed", subject=row, by=by, at=at)
    return row


@transaction.atomic
def open_case_from_lead(
    lead: Lead,
    *,
    by: Mandate,
    at: datetime,
    workflow: str = "",
    household: Household | None = None,
    data: dict[str, Any] | None = None,
) -> Case:
    """Open the case a lead leads to; its key comes from the kind of the finding unless given.

    Nobody enters an assistance without application and confirmation (handbook G7): the lead only
    opens the case, the procedure decides.
    """
    row = locked(lead, LeadState.OPEN, LeadState.VERIFYING, by=by)
    key = workflow or (declarations.kind_of(row.kind).workflow if row.finding_id else "")
    home = household or row.household
    if not key or home is None:
        raise LeadError("请指明家庭和要办理的事项。")
    case = cases.open_case(
        key, household=home, by=by, at=at, data=data or {}, person=row.person, lead=row.pk
    )
    row.state, row.case_id, row.verifier = LeadState.CASE_OPENED.value, case.pk, row.verifier or by
    row.household, row.verdict = home, row.verdict or Verdict.TRUE.value
    row.save(update_fields=["state", "case_id", "verifier", "household", "verdict"])
    LeadEntry.objects.create(
        lead=row, action=Action.CASE_OPENED.value, at=at, by=by, note=case.number
    )
    _finish_tasks([row], at=at)
    audit.record("monitoring.lead.case_opened", subject=row, by=by, at=at, case=case.pk)
    return case
