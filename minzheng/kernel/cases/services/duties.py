"""Tasks for a role at a division, and applications passed on to the department in charge."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts.declarations import CLERK, OFFICER, Role, role_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.models import Case, Referral, Task
from minzheng.kernel.cases.queries.procedure import NOT_OWN
from minzheng.kernel.cases.services.deadlines import OVERALL, deadline_for
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person

_LEVELS = {
    "state": Level.STATE,
    "prefecture": Level.PREFECTURE,
    "county": Level.COUNTY,
    "town": Level.TOWN,
    "village": Level.VILLAGE,
}


def place_for(role: Role, division: str) -> str:
    """Return the code of the division above ``division`` at which ``role`` sits."""
    wanted = _LEVELS.get(role.level)
    lineage = list(divisions.lineage(division))
    levels = dict(Division.objects.filter(code__in=lineage).values_list("code", "level"))
    return next((code for code in lineage if levels.get(code) == wanted), division)


def open_task(
    *,
    kind: str,
    title: str,
    role: str,
    division: str,
    at: datetime,
    due_on: date | None = None,
    case: Case | None = None,
    subject: models.Model | None = None,
    source: str = "",
    steps: Sequence[str] = (),
    assignee: Mandate | None = None,
) -> Task:
    """Put something on the list of ``role`` at ``division`` (already at the role's level)."""
    return Task.objects.create(
        kind=kind,
        title=title[:200],
        role=role,
        division_id=division,
        created_at=at,
        due_on=due_on,
        case=case,
        subject_key=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        source=source,
        steps=list(steps),
        assignee=assignee,
    )


def open_tasks(rows: Iterable[dict[str, Any]], *, at: datetime) -> int:
    """Open many tasks at once; a subject that has an open task of the kind gets no second one.

    Each row gives kind, title, role, division (code), subject_key, subject_id and optionally
    due_on and source. Returns how many were new.
    """
    rows = list(rows)
    present = set(
        Task.objects.filter(
            done_at=None, subject_key__in={row["subject_key"] for row in rows}
        ).values_list("kind", "subject_key", "subject_id")
    )
    new = {}
    for row in rows:
        key = (row["kind"], row["subject_key"], row["subject_id"])
        if key not in present and key not in new:
            fields = {**row, "division_id": row["division"], "title": row["title"][:200]}
            del fields["division"]
            new[key] = Task(created_at=at, **fields)
    Task.objects.bulk_create(new.values(), batch_size=500)
    return len(new)


def close_tasks(subject: models.Model, *, by: Mandate | None, at: datetime) -> int:
    """Take everything that waits about ``subject`` off the lists; returns how many."""
    rows = Task.objects.filter(
        done_at=None, subject_key=subject._meta.label_lower, subject_id=subject.pk
    )
    return rows.update(done_at=at, assignee=by) if by is not None else rows.update(done_at=at)


@transaction.atomic
def assign_task(task: Task, assignee: Mandate, *, by: Mandate, at: datetime) -> Task:
    """Give a task to one colleague of the same role and division."""
    if assignee.role != task.role or assignee.division_id != task.division_id:
        raise ValueError("只能指派给同一岗位、同一辖区的人员")
    if by.division_id not in divisions.lineage(task.division_id):
        raise PermissionDenied("该待办不属于您的辖区")
    task.assignee = assignee
    task.save(update_fields=["assignee"])
    audit.record("cases.task_assigned", subject=task, by=by, at=at, to=assignee.pk)
    return task


def offer_steps(
    case: Case, roles_of: dict[str, tuple[Role, ...]], *, by: Mandate, at: datetime
) -> None:
    """Replace the step tasks of a case by those of its present state, one for each role.

    A step open to several staff roles waits with the role of whoever acts now if it is one of
    them, else with the first: one thing to do stands on one list.
    """
    case.tasks.filter(done_at=None, kind=choices.STEP_TASK).update(done_at=at, assignee=by)
    wanted: dict[Role, list[str]] = {}
    for key, roles in roles_of.items():
        staff = [role for role in roles if role.level in _LEVELS]
        if staff:
            chosen = next((role for role in staff if role == by.role), staff[0])
            wanted.setdefault(chosen, []).append(key)
    limits = {row.name: row.due_on for row in case.deadlines.filter(met_at=None)}
    overall = [due for name, due in limits.items() if name.startswith(OVERALL)]
    for role, keys in wanted.items():
        own = [limits[key] for key in keys if key in limits]
        first = case.definition.step(keys[0])
        open_task(
            kind=choices.STEP_TASK,
            title=f"{_who(case)} {case.definition.label}·{first.label}",
            role=role.key,
            division=place_for(role, case.division_id),
            at=at,
            due_on=min(own or overall, default=None),
            case=case,
            subject=case,
            source=case.number,
            steps=keys,
        )


def _who(case: Case) -> str:
    """Return whom a case is about, as a clerk names it."""
    if case.person is not None:
        return case.person.name
    head = case.household.head if case.household is not None else None
    return f"{head.name}户" if head is not None else str(case.household or "")


@transaction.atomic
def refer(
    household: Household | None,
    *,
    matter: str,
    department: str,
    text: str,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    case: Case | None = None,
    applicant: str = "",
    limit: tuple[str, str] = ("cases", "referral_days"),
) -> Referral:
    """Accept an application that is another department's and pass it on (社会救助法 64).

    The county officer gets a task with the day by which the answer is due. Without a household
    it is the application of an ``applicant`` registered elsewhere, accepted here for that place;
    ``limit`` names the parameter of the answer's time limit.
    """
    division = household.division if household is not None else by.division
    if by.division_id not in divisions.lineage(division.code):
        raise PermissionDenied("该家庭不属于您的辖区")
    if not citizens.may_act(by, localdate(at), household=household, person=person):
        raise PermissionDenied(NOT_OWN)
    if household is None and not applicant.strip():
        raise ValueError("请填写申请人姓名")
    found = deadline_for(*limit, division=division.code, start=localdate(at))
    referral = Referral.objects.create(
        number=uuid.uuid4().hex,
        case=case,
        household=household,
        person=person,
        applicant=applicant.strip() if household is None else "",
        division=division,
        matter=matter,
        text=text,
        department=department,
        accepted_at=at,
        accepted_by=by,
        due_on=found["due_on"],
    )
    referral.number = f"ZB{localdate(at):%Y%m%d}{referral.pk:06d}"
    referral.save(update_fields=["number"])
    _referral_task(referral, OFFICER, f"转办{department}：{matter}", at=at)
    audit.record("cases.referred", subject=referral, by=by, at=at, department=department)
    return referral


@transaction.atomic
def receive_referral(referral: Referral, *, by: Mandate, at: datetime) -> Referral:
    """Record that the department took the application up."""
    referral = _locked(referral, by, choices.REFERRED)
    referral.state, referral.received_at = choices.RECEIVED, at
    referral.save()
    audit.record("cases.referral_received", subject=referral, by=by, at=at)
    return referral


@transaction.atomic
def answer_referral(referral: Referral, *, answer: str, by: Mandate, at: datetime) -> Referral:
    """Record the answer of the department; the township clerk gets the task to tell the family."""
    return _close_referral(referral, choices.ANSWERED, answer, by=by, at=at)


@transaction.atomic
def return_referral(referral: Referral, *, reason: str, by: Mandate, at: datetime) -> Referral:
    """Record that the department is not in charge; the township has to look for another."""
    return _close_referral(referral, choices.RETURNED, reason, by=by, at=at)


@transaction.atomic
def tell_applicant(referral: Referral, *, by: Mandate, at: datetime) -> Referral:
    """Record that the family was told the answer: only now a referral is finished."""
    referral = _locked(referral, by, choices.ANSWERED, choices.RETURNED)
    referral.told_applicant_at = at
    referral.save(update_fields=["told_applicant_at"])
    close_tasks(referral, by=by, at=at)
    audit.record("cases.referral_told", subject=referral, by=by, at=at)
    return referral


def _close_referral(
    referral: Referral, state: str, answer: str, *, by: Mandate, at: datetime
) -> Referral:
    """Write the answer and hand the rest to the township."""
    if not answer.strip():
        raise ValueError("请填写答复内容")
    referral = _locked(referral, by, choices.REFERRED, choices.RECEIVED)
    referral.state, referral.answer = state, answer
    referral.answered_at, referral.answered_by = at, by
    referral.save()
    close_tasks(referral, by=by, at=at)
    _referral_task(referral, CLERK, f"告知答复：{referral.matter}", at=at)
    audit.record(f"cases.referral_{state}", subject=referral, by=by, at=at)
    return referral


def _locked(referral: Referral, by: Mandate, *states: str) -> Referral:
    """Return the row for writing, or refuse."""
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if by.division_id not in divisions.lineage(row.division_id):
        raise PermissionDenied("该转办件不属于您的辖区")
    if row.state not in states:
        raise ValueError(f"转办件{row.get_state_display()}，不能进行此操作")
    return row


def _referral_task(referral: Referral, role: Role, title: str, *, at: datetime) -> None:
    """Put the next thing to do about a referral on the right list."""
    open_task(
        kind=choices.REFERRAL_TASK,
        title=title,
        role=role.key,
        division=place_for(role_of(role.key), referral.division_id),
        at=at,
        due_on=referral.due_on,
        case=referral.case,
        subject=referral,
        source=referral.number,
    )
