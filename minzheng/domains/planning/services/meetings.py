"""Mechanisms and their members, meetings with decisions, the tasks they give out, pressing (KC-23, PL-14, PL-21)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held, once
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import MINUTES
from minzheng.kernel.messages import services as messages

from ..choices import (
    CONVENERS,
    MECHANISM_KINDS,
    MECHANISM_MEETING,
    MEETING_KINDS,
    MEMBER_ROLES,
    OPEN,
)
from ..models import (
    Mechanism,
    MechanismMember,
    Meeting,
    MeetingIssue,
    MeetingTask,
    Task,
    TaskPress,
)
from . import tasks
from .guards import PlanningError, need, said


@transaction.atomic
def found_mechanism(
    division: str, *, title: str, kind: str, basis: str, duty: str, since: date, by: Mandate, at: datetime, office: str = ""
) -> Mechanism:  # fmt: skip
    """Enter a mechanism with the document that founded it. PlanningError."""
    need(by, "plans.enter", division)
    if kind not in MECHANISM_KINDS:
        raise PlanningError("请选择机制类别。")
    words = said(title=title, basis=basis, duty=duty)
    if Mechanism.objects.filter(division=division, title=words["title"], valid_to=None).exists():
        raise PlanningError("这个机制已经登记。")
    row = Mechanism.objects.create(
        division_id=division, kind=kind, valid_from=since, office=office.strip(), by=by, at=at, **words
    )  # fmt: skip
    audit.record("planning.mechanism.founded", subject=row, by=by, at=at)
    return row


@transaction.atomic
def seat_member(
    mechanism: Mechanism, *, role: str, name: str, unit: str, since: date, by: Mandate, at: datetime, post: str = ""
) -> MechanismMember:  # fmt: skip
    """Seat somebody in a mechanism from a day on. PlanningError where he sits there already."""
    row = _standing(mechanism, by)
    if role not in MEMBER_ROLES or since < row.valid_from:
        raise PlanningError("请选择职务；任职日期不能早于机制成立。")
    words = said(name=name, unit=unit)
    if row.members.filter(valid_to=None, **words).exists():
        raise PlanningError("这位成员已在任。")
    made = MechanismMember.objects.create(
        mechanism=row, role=role, post=post.strip(), valid_from=since, by=by, at=at, **words
    )
    audit.record("planning.member.seated", subject=row, by=by, at=at, role=role)
    return made


@transaction.atomic
def unseat_member(
    member: MechanismMember, *, until: date, by: Mandate, at: datetime
) -> MechanismMember:
    """End a seat: ``until`` is the first day he no longer sits. PlanningError."""
    row = held(member)
    _standing(row.mechanism, by)
    if row.valid_to is not None or until <= row.valid_from:
        raise PlanningError("该成员已离任，或离任日期不晚于任职日期。")
    row.valid_to = until
    row.save(update_fields=["valid_to"])
    audit.record("planning.member.unseated", subject=row.mechanism, by=by, at=at)
    return row


@transaction.atomic
def end_mechanism(mechanism: Mechanism, *, until: date, by: Mandate, at: datetime) -> Mechanism:
    """Dissolve a mechanism; every seat ends with it. PlanningError."""
    row = _standing(mechanism, by)
    if until <= row.valid_from or row.members.filter(valid_to=None, valid_from__gte=until).exists():
        raise PlanningError("撤销日期须晚于成立日期和在任成员的任职日期。")
    row.members.filter(valid_to=None).update(valid_to=until)
    row.valid_to = until
    row.save(update_fields=["valid_to"])
    audit.record("planning.mechanism.ended", subject=row, by=by, at=at)
    return row


def _standing(mechanism: Mechanism, by: Mandate) -> Mechanism:
    row = held(mechanism)
    need(by, "plans.enter", row.division_id)
    if row.valid_to is not None:
        raise PlanningError("这个机制已经撤销。")
    return row


@transaction.atomic
def hold_meeting(
    division: str, *, kind: str, convener: str, title: str, held_on: date, place: str, chair: str, by: Mandate,
    at: datetime, attendees: str = "", mechanism: Mechanism | None = None, minutes: File | None = None,
    issues: Iterable[tuple[str, str]] = (),
) -> Meeting:  # fmt: skip
    """Record a meeting that was held, with its matters (title, decision) and minutes. PlanningError.

    A special meeting of the party committee or the government counts only with a matter and a decision.
    """
    need(by, "plans.work", division)
    if kind not in MEETING_KINDS or convener not in CONVENERS:
        raise PlanningError("请选择会议类别和召开单位。")
    if held_on > accounts.day_of(at):
        raise PlanningError("召开日期不能晚于今天。")
    if (kind == MECHANISM_MEETING) != (mechanism is not None):
        raise PlanningError("协调机制会议须选择所属机制，其他会议不选。")
    if mechanism is not None and mechanism.division_id != division:
        raise PlanningError("会议和机制不在同一区划。")
    words = said(title=title, place=place, chair=chair)
    if Meeting.objects.filter(division=division, title=words["title"], held_on=held_on).exists():
        raise PlanningError("这次会议已经登记。")
    row = Meeting.objects.create(
        division_id=division, kind=kind, convener=convener, held_on=held_on, mechanism=mechanism,
        attendees=attendees.strip(), by=by, at=at, **words,
    )  # fmt: skip
    _decide(row, issues)
    if minutes is not None:
        _keep_minutes(row, minutes, by=by, at=at)
    audit.record("planning.meeting.held", subject=row, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def add_issue(
    meeting: Meeting, *, title: str, decision: str, by: Mandate, at: datetime
) -> MeetingIssue:
    """Add a matter with its decision to a meeting. PlanningError."""
    row = held(meeting)
    need(by, "plans.work", row.division_id)
    made = _decide(row, [(title, decision)])[0]
    audit.record("planning.meeting.decided", subject=row, by=by, at=at)
    return made


@transaction.atomic
def keep_minutes(meeting: Meeting, *, minutes: File, by: Mandate, at: datetime) -> Meeting:
    """Keep the minutes of a meeting, once. PlanningError."""
    row = held(meeting)
    need(by, "plans.work", row.division_id)
    if row.minutes_id:
        raise PlanningError("会议纪要已经上传。")
    return _keep_minutes(row, minutes, by=by, at=at)


def _keep_minutes(row: Meeting, minutes: File, *, by: Mandate, at: datetime) -> Meeting:
    row.minutes = documents.store(
        minutes, kind=MINUTES, title=f"{row.title}纪要"[:200], division=row.division_id, subject=row, by=by, at=at
    )  # fmt: skip
    row.save(update_fields=["minutes"])
    audit.record("planning.meeting.minuted", subject=row, by=by, at=at)
    return row


def _decide(row: Meeting, issues: Iterable[tuple[str, str]]) -> list[MeetingIssue]:
    last = row.issues.count()
    return [
        MeetingIssue.objects.create(
            meeting=row, sequence=last + number, **said(title=title, decision=decision)
        )
        for number, (title, decision) in enumerate(issues, start=1)
    ]


@transaction.atomic
def assign(
    meeting: Meeting, *, title: str, unit: str, due_on: date, by: Mandate, at: datetime,
    owner: Mandate | None = None, issue: MeetingIssue | None = None, division: str = "", text: str = "",
) -> Task:  # fmt: skip
    """Give out a task at a meeting; it stands among all tasks and in the next week's dispatch. PlanningError."""
    row = held(meeting)
    need(by, "plans.enter", row.division_id)
    if issue is not None and issue.meeting_id != row.pk:
        raise PlanningError("议题不是这次会议的。")
    task = tasks.assign(
        plan=None, title=title, text=text, unit=unit, division=division or row.division_id, owner=owner,
        due_on=due_on, origin=f"{row.held_on} {row.title}"[:200], by=by, at=at,
    )  # fmt: skip
    # A second click finds the task that stands.
    MeetingTask.objects.get_or_create(task=task, defaults={"meeting": row, "issue": issue})
    audit.record("planning.meeting.assigned", subject=row, by=by, at=at, task=task.pk)
    return task


@transaction.atomic
def press(task: Task, *, text: str, by: Mandate, at: datetime) -> TaskPress:
    """Press for an open task: once a day, and its owner is told. PlanningError."""
    row = held(task)
    need(by, "plans.enter", row.division_id)
    if row.state != OPEN:
        raise PlanningError("这项任务已经办结。")
    words = said(text=text)
    with once(PlanningError("今天已经催办过这项任务。")):
        made = TaskPress.objects.create(task=row, on=accounts.day_of(at), by=by, at=at, **words)
    if row.owner is not None:
        messages.send("messages.plain", row.owner, {"text": f"催办：{row.title}。{made.text}"}, at=at, subject=row)  # fmt: skip
    audit.record("planning.task.pressed", subject=row, by=by, at=at)
    return made
