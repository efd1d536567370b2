"""Open a case and take its steps: the table of the procedure decides everything."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.models import held
from minzheng.core.resident_id import InvalidId, parse
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.declarations import (
    COUNTER,
    PORTAL,
    SCOPES,
    Step,
    StepRefused,
    Workflow,
    workflow,
)
from minzheng.kernel.cases.models import Case, CaseEvent
from minzheng.kernel.cases.queries.parameters import roles_in_force
from minzheng.kernel.cases.queries.procedure import (
    NOT_OWN,
    asks_note,
    blockers,
    is_own,
    refusals,
)
from minzheng.kernel.cases.services.deadlines import follow_step, start_steps
from minzheng.kernel.cases.services.duties import offer_steps
from minzheng.kernel.cases.services.tidings import tell_step
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person

_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
OPENED = "open"


@transaction.atomic
def open_case(
    workflow_key: str,
    *,
    household: Household | None,
    by: Mandate,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    person: Person | None = None,
    lead: int | None = None,
    applied_on: date | None = None,
    channel: str = COUNTER,
    because: Case | None = None,
    division: Division | None = None,
    anywhere: bool = False,
) -> Case:
    """Open a case in the newest version of a procedure, in its first state.

    ``because`` is the case whose step causes this one: the power then lies with that step.
    ``division`` is where the case is dealt with when that is not the home of whom it is about
    (社会救助法 37: temporary help where the emergency arises). ``anywhere`` lets a window that is not
    that of the place take the application in, within the scope of the service (全州通办).
    StepRefused (Chinese) when the mandate may not open cases here, when the service is switched
    off there, or when the same procedure already runs for this household or person.
    """
    definition = workflow(workflow_key)
    subject = household or person
    if subject is None:
        raise StepRefused("请选择家庭或人员")
    place = division.pk if division is not None else subject.division_id
    far = anywhere and _within_scope(definition, place, by.division_id)
    caused = because is not None
    _refuse_strangers(definition.key, place, by, localdate(at), caused=caused, far=far)
    _refuse_what_is_not_offered(definition, household, person, by, localdate(at), caused=caused)
    # What nobody can ask for (a review, an objection) follows from what runs and is never off.
    if definition.service and not accounts.is_on(definition.key, place, localdate(at)):
        raise StepRefused(f"“{definition.label}”在该地尚未启用或已停用")
    _refuse_second(definition, household, person, subject)
    case = Case.objects.create(
        workflow=workflow_key,
        workflow_version=definition.version,
        number=uuid.uuid4().hex,
        household=household,
        person=person,
        division_id=place,
        state=str(definition.first_state),
        channel=channel,
        opened_at=at,
        opened_by=by,
        applied_on=applied_on or localdate(at),
        data=_clean(data),
        lead_id=lead,
    )
    case.number = f"{case.division_id[:6]}{localdate(at):%Y%m%d}{case.pk:06d}"
    case.save(update_fields=["number"])
    _write_event(case, OPENED, "建立办件", "", by=by, at=at, note="", data=case.data)
    start_steps(case, on=localdate(at))
    _offer(case, by=by, at=at)
    audit.record(f"{definition.key}.opened", subject=case, by=by, at=at, number=case.number)
    return case


@transaction.atomic
def take(
    case: Case,
    step_key: str,
    *,
    by: Mandate,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """Take a step of a case; every reason against it comes back at once in StepRefused.

    A second click of the same person on the same step changes nothing and returns the event of
    the first. ``seen`` is the number of events the page showed: with it, a page that has become
    stale is refused even where a step leads back to its own state.
    """
    shown = case.state
    locked = Case.objects.select_for_update().get(pk=case.pk)
    step = locked.definition.step(step_key)
    again = _same_click(locked, step, shown, seen, by)
    if again is None:
        reasons = refusals(step, locked, by, at) or blockers(step, locked, at)
        if asks_note(step) and not note.strip():
            reasons = [*reasons, f"“{step.label}”须填写说明"]
        if reasons:
            raise StepRefused(*reasons)
        again = _advance(locked, step, by=by, at=at, note=note, data=_clean(data))
    case.refresh_from_db()
    return again


@transaction.atomic
def amend_data(case: Case, *, by: Mandate, at: datetime, **data: Any) -> Case:
    """Add answers to a running case outside a step, for instance what a form found out."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.closed_at is not None:
        raise StepRefused("办件已办结，不能修改")
    if by.division_id not in divisions.lineage(locked.division_id):
        raise StepRefused("该办件不属于您的辖区")
    if not is_own(locked, by, localdate(at)):
        raise StepRefused(NOT_OWN)
    locked.data.update(_clean(data))
    locked.save(update_fields=["data"])
    audit.record("cases.data_amended", subject=locked, by=by, at=at, keys=sorted(data))
    case.refresh_from_db()
    return locked


def _refuse_second(
    definition: Workflow,
    household: Household | None,
    person: Person | None,
    subject: Household | Person,
) -> None:
    """Refuse a procedure that already runs for the household or person."""
    # The lock on the subject makes "one running case" true for two counters at once.
    held(subject)
    running = _running(definition, household, person)
    if running is not None:
        raise StepRefused(f"已有在办的“{definition.label}”（{running.number}），不能重复建立")


def _running(
    definition: Workflow, household: Household | None, person: Person | None
) -> Case | None:
    """Return the case of the procedure that already runs; a person keeps his when he moves home."""
    if definition.of == "person":
        person = Person.objects.select_for_update().get(pk=person.pk) if person else None
        about = Case.objects.filter(person=person)
    else:
        about = Case.objects.filter(household=household, person=person)
    return about.filter(workflow=definition.key, closed_at=None).first()


def _refuse_strangers(
    key: str, division: str, by: Mandate, on: date, *, caused: bool, far: bool
) -> None:
    """Refuse to open a case outside one's power."""
    reasons = []
    if not (caused or by.may("cases.open") or by.role == APPLICANT):
        reasons.append("您的岗位不能建立办件")
    if not by.is_in_force(on):
        reasons.append("岗位授权不在有效期内")
    if not far and by.division_id not in divisions.lineage(division):
        reasons.append("该家庭（人员）不属于您的辖区")
    if by.programme and not key.startswith(f"{by.programme}."):
        reasons.append("该业务不在您的授权范围内")
    if reasons:
        raise StepRefused(*reasons)


def _within_scope(definition: Workflow, place: str, window: str) -> bool:
    """Say whether a window lies in the area within which the service is accepted anywhere."""
    if definition.service is None:
        return False
    shared = SCOPES[definition.service.scope]
    # A lineage runs from the place upward to the state.
    here, there = divisions.lineage(place)[::-1], divisions.lineage(window)[::-1]
    return len(there) >= shared and here[:shared] == there[:shared]


def _refuse_what_is_not_offered(
    definition: Workflow,
    household: Household | None,
    person: Person | None,
    by: Mandate,
    on: date,
    *,
    caused: bool,
) -> None:
    """Refuse a citizen what is not his own matter, or what nobody can ask for himself.

    What an earlier matter of his leads to (an objection) is not asked for.
    """
    if by.role != APPLICANT:
        return
    service = definition.service
    if not caused and (service is None or PORTAL not in service.channels):
        raise StepRefused(f"“{definition.label}”不能在网上申请，请到乡镇（街道）窗口办理")
    # Help after a death is asked for by the family: the dead entrust nobody.
    about = person if person is not None and person.died_on is None else None
    if not citizens.may_act(by, on, household=household, person=about):
        raise StepRefused(NOT_OWN)


def _same_click(
    case: Case, step: Step, shown: str, seen: int | None, by: Mandate
) -> CaseEvent | None:
    """Return the event of the first click when this is the second; refuse a stale page."""
    last = case.events.order_by("-sequence").select_related("by").first()
    if last is None:
        return None
    same = last.step == step.key and last.by.user_id == by.user_id
    if seen is not None and seen != last.sequence:
        if same and seen == last.sequence - 1:
            return last
        raise StepRefused("办件已有新的进展，请刷新页面后再操作")
    moved_on = case.state != shown and case.state not in step.from_
    return last if same and moved_on and last.from_state == shown else None


def _advance(
    case: Case, step: Step, *, by: Mandate, at: datetime, note: str, data: dict[str, Any]
) -> CaseEvent:
    """Move the case and do everything the step causes, in one transaction.

    1. the state and the answers; 2. the event; 3. what the step causes; 4. time limits;
    5. tasks; 6. the applicant's inbox; 7. the record of the audit.
    """
    before, case.state = case.state, str(step.to)
    case.data.update(data)
    if case.definition.is_end(case.state):
        case.closed_at = at
    case.save(update_fields=["state", "data", "closed_at"])
    event = _write_event(case, step.key, step.label, before, by=by, at=at, note=note, data=data)
    if step.do is not None:
        step.do(case, by=by, at=at, data=data)
        case.refresh_from_db()
    follow_step(case, step, at=at)
    _offer(case, by=by, at=at)
    tell_step(case, event, at=at)
    audit.record(
        f"{case.workflow}.{step.key}", subject=case, by=by, at=at, from_=before, to=case.state
    )
    return event


def _write_event(
    case: Case,
    step: str,
    label: str,
    before: str,
    *,
    by: Mandate,
    at: datetime,
    note: str,
    data: dict[str, Any],
) -> CaseEvent:
    """Add one line to the timeline."""
    return CaseEvent.objects.create(
        case=case,
        sequence=case.events.count() + 1,
        step=step,
        label=label,
        from_state=before,
        to_state=case.state,
        at=at,
        by=by,
        note=note,
        data=data,
    )


def _offer(case: Case, *, by: Mandate, at: datetime) -> None:
    """Put the steps that may follow on the lists of those who may take them."""
    on = localdate(at)
    steps = [s for s in case.definition.steps_from(case.state) if _is_offered(s, case, at)]
    roles = {s.key: roles_in_force(s, case.workflow, case.division_id, on) for s in steps}
    offer_steps(case, roles, by=by, at=at)


def _is_offered(step: Step, case: Case, at: datetime) -> bool:
    """Say whether a step is something to do, or an exception that only may be done."""
    if step.offered_when:
        return all(condition(case, at)[0] for condition in step.offered_when)
    return not asks_note(step)


def _clean(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the answers, refusing clear identity numbers: those live sealed in the person file."""
    cleaned = dict(data or {})
    for hit in _NUMBER.finditer(str(cleaned)):
        try:
            parse(hit.group().upper(), allow_demo=True)
        except InvalidId:
            continue
        raise StepRefused("办件内容中不得直接填写公民身份号码，请在人员档案中登记")
    return cleaned
