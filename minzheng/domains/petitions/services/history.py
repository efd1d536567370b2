"""What every deed leaves behind: a line of the history, an audit line, tasks on and off desks."""

from datetime import datetime

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import OFFICER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK

from ..choices import KINDS, RUNNING, STATES
from ..declarations import matter_of
from ..models import Assignment, Entry, Grievance
from ..permissions import may_coordinate, may_work
from ..queries import assignment_of
from .limits import PetitionError


def write(
    grievance: Grievance, action: str, text: str, *, by: Mandate, at: datetime, public: bool = False
) -> Entry:
    """Write one line of the history and one of the audit, which never repeats what was told."""
    audit.record(f"petitions.grievance.{action}", subject=grievance, by=by, at=at)
    return Entry.objects.create(
        grievance=grievance, action=action, text=text.strip() or None, by=by, at=at, is_public=public
    )  # fmt: skip


def running(grievance: Grievance, *states: str) -> Grievance:
    """Return the row as it stands, locked; PetitionError when it is not in one of the states."""
    row = held(grievance)
    if row.state not in (states or RUNNING):
        raise PetitionError(f"该诉求当前为“{STATES[row.state]}”，不能办理这一步。请刷新页面。")
    return row


def on_own_desk(grievance: Grievance, by: Mandate) -> Assignment:
    """Return the assignment that lies on one's own desk; PetitionError for anybody else's."""
    assignment = assignment_of(grievance)
    if assignment is None or not may_work(assignment, by):
        raise PetitionError("该诉求没有派给您的岗位，不能办理。")
    return assignment


def needs_coordinator(grievance: Grievance, by: Mandate) -> None:
    """Refuse whoever does not decide about the way of a voice."""
    if not may_coordinate(grievance, by):
        raise PetitionError("只有县级岗位可以派单、审定退单和延期。")


def lay_on_desk(grievance: Grievance, assignment: Assignment, *, at: datetime) -> None:
    """Put a voice on the list of the unit it was sent to, under its nearest limit."""
    limits = [assignment.due_at]
    if grievance.respond_by is not None and grievance.responded_at is None:
        limits.append(grievance.respond_by)
    cases.open_task(
        kind=OTHER_TASK, title=f"{KINDS[grievance.kind]}：{matter_of(grievance.matter).label}",
        role=assignment.role, division=assignment.division_id, at=at,
        due_on=accounts.day_of(min(limits)), subject=grievance, source=grievance.get_channel_display(),
    )  # fmt: skip


def ask_coordinator(grievance: Grievance, what: str, *, at: datetime) -> None:
    """Put a decision on the county's list: it is due before the limit it is about."""
    cases.open_task(
        kind=OTHER_TASK, title=f"{what}：{grievance.number}", role=OFFICER.key,
        division=cases.place_for(OFFICER, grievance.division_id), at=at, due_on=accounts.day_of(at),
        subject=grievance, source="诉求办理",
    )  # fmt: skip


def take_off_desks(grievance: Grievance, *, at: datetime) -> None:
    """Take everything that waits about a voice off the lists."""
    cases.close_tasks(grievance, by=None, at=at)
