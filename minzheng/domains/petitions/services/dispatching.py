"""The way of a voice: sent to a unit, returned once, extended before it is late, hung up, joined (platform.md 18)."""

from datetime import datetime, timedelta

from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, OFFICER, role_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import services as cases
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from .. import choices as c
from ..declarations import matter_of
from ..models import Assignment, Grievance
from ..permissions import TEAM
from ..queries import assignment_of
from . import history
from .limits import PetitionError, after_working_days, answer_due, number


def unit_for(matter: str, division: Division) -> tuple[str, str]:
    """Return the role and the division a matter goes to; what has no township goes to the county."""
    role = matter_of(matter).role
    if role == CLERK and division.level < Level.TOWN:
        role = OFFICER
    return role.key, cases.place_for(role, division.code)


def lay(
    grievance: Grievance, role: str, division: str, *, by: Mandate, at: datetime, due_at: datetime | None = None
) -> Assignment:  # fmt: skip
    """Send a voice to a unit whose own limit starts now; its limit towards the citizen runs on."""
    assignment = Assignment.objects.create(
        grievance=grievance, role=role, division_id=division, assigned_at=at, assigned_by=by,
        due_at=due_at or answer_due(grievance.kind, grievance.urgency, division, at),
    )  # fmt: skip
    grievance.state = c.ASSIGNED
    grievance.save(update_fields=["state"])
    unit = f"{assignment.division.name} {role_of(role).label}"
    history.write(grievance, c.SENT, unit, by=by, at=at, public=True)
    history.lay_on_desk(grievance, assignment, at=at)
    return assignment


@transaction.atomic
def assign(
    grievance: Grievance, *, role: str, division: Division, by: Mandate, at: datetime
) -> Assignment:
    """Send a voice to another unit; PetitionError (Chinese) for a role without a desk or a foreign place."""
    history.needs_coordinator(grievance, by)
    row = history.running(grievance)
    if role not in TEAM or cases.place_for(role_of(role), division.code) != division.code:
        raise PetitionError("请选择乡镇经办或县级经办岗位。")
    if not accounts.covers(by, division.code):
        raise PetitionError("只能派给本辖区的单位。")
    before = assignment_of(row)
    if before is not None:
        if (before.role, before.division_id) == (role, division.code):
            raise PetitionError("该诉求已经在这个单位。")
        _end(before, c.REASSIGNED, at)
    history.take_off_desks(row, at=at)
    return lay(row, role, division.code, by=by, at=at)


def _end(assignment: Assignment, outcome: str, at: datetime) -> None:
    assignment.ended_at, assignment.outcome = at, outcome
    assignment.save(update_fields=["ended_at", "outcome"])


@transaction.atomic
def ask_return(grievance: Grievance, *, reason: str, by: Mandate, at: datetime) -> Assignment:
    """Ask to send a voice back with a reason, within the hours of the place.

    A unit may do so once: its second wish goes to the coordinator as a note and stops nothing.
    """
    row = history.running(grievance)
    mine = history.on_own_desk(row, by)
    if not reason.strip():
        raise PetitionError("请填写退单理由。")
    earlier = Assignment.objects.filter(
        grievance=row, role=mine.role, division=mine.division_id, return_asked_at__isnull=False
    )
    if earlier.exists():
        history.write(row, c.RETURN_ASKED, f"再次要求退单（不停止计时）：{reason}", by=by, at=at)
        history.ask_coordinator(row, "再次要求退单", at=at)
        return mine
    hours = number("return_hours", mine.division_id, accounts.day_of(at))
    if at > mine.assigned_at + timedelta(hours=hours):
        raise PetitionError(f"派单已超过 {hours} 小时，不能退单；可以申请延期或者请县级改派。")
    mine.return_asked_at, mine.return_asked_by, mine.return_reason = at, by, reason.strip()[:300]
    mine.save(update_fields=["return_asked_at", "return_asked_by", "return_reason"])
    history.write(row, c.RETURN_ASKED, reason, by=by, at=at)
    history.ask_coordinator(row, "审定退单", at=at)
    return mine


@transaction.atomic
def decide_return(
    grievance: Grievance, *, accepted: bool, by: Mandate, at: datetime, note: str = ""
) -> Grievance:
    """Accept or refuse a return; an accepted one ends the unit's clock and the voice waits for another."""
    row, mine = _asked(grievance, "return", "退单", by)
    mine.return_accepted = accepted
    mine.save(update_fields=["return_accepted"])
    said = "同意退单" if accepted else "不同意退单，请继续办理"
    history.write(row, c.RETURN_DECIDED, "：".join(filter(None, (said, note.strip()))), by=by, at=at)  # fmt: skip
    history.take_off_desks(row, at=at)
    if accepted:
        _end(mine, c.RETURNED, at)
        row.state = c.WAITING
        row.save(update_fields=["state"])
        history.ask_coordinator(row, "重新派单", at=at)
    else:
        history.lay_on_desk(row, mine, at=at)
    return row


@transaction.atomic
def ask_more_time(
    grievance: Grievance, *, days: int, reason: str, by: Mandate, at: datetime
) -> Assignment:
    """Ask for more working days before the limit has passed; once, and not beyond what the place allows."""
    row = history.running(grievance)
    mine = history.on_own_desk(row, by)
    if not reason.strip():
        raise PetitionError("请填写延期理由。")
    most = number("extension_days_most", mine.division_id, accounts.day_of(at))
    if not 1 <= days <= most:
        raise PetitionError(f"延期应为 1 至 {most} 个工作日。")
    if at > min(mine.due_at, row.due_at):
        raise PetitionError("已经超过期限，不能再申请延期。")
    if mine.more_asked_at is not None:
        raise PetitionError("每个单位只能申请一次延期。")
    mine.more_asked_at, mine.more_asked_by, mine.more_days = at, by, days
    mine.more_reason = reason.strip()[:300]
    mine.save(update_fields=["more_asked_at", "more_asked_by", "more_days", "more_reason"])
    history.write(row, c.MORE_ASKED, f"{days} 个工作日：{reason}", by=by, at=at)
    history.ask_coordinator(row, "审定延期", at=at)
    return mine


@transaction.atomic
def decide_more_time(
    grievance: Grievance, *, accepted: bool, by: Mandate, at: datetime, note: str = ""
) -> Grievance:
    """Approve or refuse an extension; approval counts only before the limit has passed."""
    row, mine = _asked(grievance, "more", "延期", by)
    if accepted and at > min(mine.due_at, row.due_at):
        raise PetitionError("期限已过，不能批准延期；请按逾期办理。")
    mine.more_accepted = accepted
    if accepted:
        mine.due_at = after_working_days(mine.due_at, mine.more_days)
        row.due_at = max(row.due_at, after_working_days(row.due_at, mine.more_days))
        row.save(update_fields=["due_at"])
    mine.save(update_fields=["more_accepted", "due_at"])
    said = f"同意延期 {mine.more_days} 个工作日" if accepted else "不同意延期"
    text = "：".join(filter(None, (said, note.strip())))
    history.write(row, c.MORE_DECIDED, text, by=by, at=at, public=accepted)
    history.take_off_desks(row, at=at)
    history.lay_on_desk(row, mine, at=at)
    return row


def _asked(
    grievance: Grievance, wish: str, words: str, by: Mandate
) -> tuple[Grievance, Assignment]:
    """Return a voice and the assignment whose ``wish`` waits to be decided, by another than asked for it."""
    row = history.running(grievance)
    mine = assignment_of(row)
    history.needs_coordinator(row, by)
    if (
        mine is None
        or getattr(mine, f"{wish}_asked_at") is None
        or getattr(mine, f"{wish}_accepted") is not None
    ):
        raise PetitionError(f"没有待审定的{words}。")
    asker: Mandate | None = getattr(mine, f"{wish}_asked_by")
    if asker is not None and asker.user_id == by.user_id:
        raise PetitionError("不能审定自己提出的申请。")
    return row, mine


@transaction.atomic
def hang(grievance: Grievance, *, reason: str, by: Mandate, at: datetime) -> Grievance:
    """Put aside what cannot be solved for objective reasons; only the county may, and says why (挂账)."""
    history.needs_coordinator(grievance, by)
    row = history.running(grievance)
    if not reason.strip():
        raise PetitionError("请写明客观上不能解决的原因。")
    row.state, row.hung_at = c.HUNG, at
    row.save(update_fields=["state", "hung_at"])
    history.write(row, c.HELD_UP, reason, by=by, at=at, public=True)
    history.take_off_desks(row, at=at)
    return row


@transaction.atomic
def resume(grievance: Grievance, *, reason: str, by: Mandate, at: datetime) -> Grievance:
    """Take up again what was put aside; the time it lay does not count."""
    history.needs_coordinator(grievance, by)
    row = history.running(grievance, c.HUNG)
    lay_for = at - row.hung_at if row.hung_at else timedelta()
    mine = assignment_of(row)
    row.due_at += lay_for
    row.state, row.hung_at = c.ASSIGNED if mine else c.WAITING, None
    row.save(update_fields=["state", "hung_at", "due_at"])
    history.write(row, c.RESUMED, reason, by=by, at=at, public=True)
    if mine is None:
        history.ask_coordinator(row, "重新派单", at=at)
        return row
    mine.due_at += lay_for
    mine.save(update_fields=["due_at"])
    history.lay_on_desk(row, mine, at=at)
    return row


@transaction.atomic
def join(grievance: Grievance, to: Grievance, *, by: Mandate, at: datetime) -> Grievance:
    """Join a voice that tells of the same thing; it keeps its number and gets the other's answer."""
    row = history.running(grievance)
    main = history.running(to)
    if row.pk == main.pk or main.joined_to_id is not None:
        raise PetitionError("请选择另一件正在办理的诉求。")
    if not main.division.path.startswith(by.division.path):
        raise PetitionError("该诉求不属于您的辖区。")
    if assignment_of(row) is not None:
        history.on_own_desk(row, by)
    else:
        history.needs_coordinator(row, by)
    return fold(row, main, by=by, at=at)


def fold(row: Grievance, main: Grievance, *, by: Mandate, at: datetime) -> Grievance:
    """Write down that one voice goes with another."""
    Assignment.objects.filter(grievance=row, ended_at=None).update(
        ended_at=at, outcome=c.REASSIGNED
    )
    row.state, row.joined_to = c.JOINED, main
    row.save(update_fields=["state", "joined_to"])
    history.take_off_desks(row, at=at)
    history.write(row, c.REMOVED_TO, "与先前反映的同一件事一并办理", by=by, at=at, public=True)
    history.write(main, c.ADDED, f"又有人反映：{row.number}", by=by, at=at)
    return row
