"""Work on a voice: taken, first response, answered, called back, dealt with a second time."""

from datetime import datetime

from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import APPLICANT, SYSTEM
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.citizens import services as citizens

from .. import choices as c
from ..models import Assignment, Grievance
from ..permissions import HANDLERS
from . import history
from .dispatching import lay
from .limits import PetitionError, after_working_days, number
from .protecting import refuse_unchecked

ROUNDS_MOST = 2


@transaction.atomic
def take(grievance: Grievance, *, by: Mandate, at: datetime) -> Grievance:
    """Begin to work on what lies on one's desk."""
    row = history.running(grievance, c.ASSIGNED)
    mine = history.on_own_desk(row, by)
    mine.taken_at, mine.taken_by = at, by
    mine.save(update_fields=["taken_at", "taken_by"])
    row.state = c.WORKING
    row.save(update_fields=["state"])
    history.write(row, c.TAKEN, "", by=by, at=at, public=True)
    return row


@transaction.atomic
def respond(grievance: Grievance, *, what: str, by: Mandate, at: datetime) -> Grievance:
    """Write down the first response on the spot or by telephone; it stops the clock of urgency."""
    row = history.running(grievance)
    history.on_own_desk(row, by)
    if row.responded_at is not None:
        raise PetitionError("已经登记首次响应。")
    if not what.strip():
        raise PetitionError("请写明到场或联系的情况。")
    row.responded_at, row.state = at, c.WORKING
    row.save(update_fields=["responded_at", "state"])
    history.write(row, c.CONTACTED, what, by=by, at=at)
    return row


@transaction.atomic
def answer(grievance: Grievance, *, text: str, by: Mandate, at: datetime) -> Grievance:
    """Answer whoever spoke, and everybody who told of the same; then somebody else calls back.

    PetitionError (Chinese) without words, for a child's report that was not checked, or for one
    that has to go to the police first.
    """
    row = history.running(grievance)
    mine = history.on_own_desk(row, by)
    if not text.strip():
        raise PetitionError("请填写答复内容。")
    refuse_unchecked(row)
    mine.ended_at, mine.outcome = at, c.ANSWER_GIVEN
    mine.save(update_fields=["ended_at", "outcome"])
    history.take_off_desks(row, at=at)
    if row.need is not None and row.need.answered_at is None:
        discovery.answer_report(row.need, text, by=by, at=at)
    for one in (row, *row.joined.filter(answered_at=None)):
        _tell(one, text.strip(), by=by, at=at)
    days = number("callback_days", row.division_id, accounts.day_of(at))
    cases.open_task(
        kind=OTHER_TASK, title=f"回访：{row.number}", role=mine.role, division=mine.division_id, at=at,
        due_on=after_working_days(at, days).date(), subject=row, source="诉求办理",
    )  # fmt: skip
    return row


def _tell(row: Grievance, text: str, *, by: Mandate, at: datetime) -> None:
    """Write the answer to one voice and send word to its account; the message repeats nothing of it."""
    row.answer, row.answered_at, row.answered_by = text, at, by
    row.responded_at = row.responded_at or at
    if row.state != c.JOINED:
        row.state = c.ANSWERED
    row.save(update_fields=["answer", "answered_at", "answered_by", "responded_at", "state"])
    history.write(row, c.REPLIED, text, by=by, at=at, public=True)
    if row.citizen is not None:
        citizens.tell("petitions.answered", row.citizen, {"number": row.number}, at=at, subject=row)


@transaction.atomic
def call_back(
    grievance: Grievance,
    *,
    solved: bool,
    satisfied: bool,
    by: Mandate,
    at: datetime,
    opinion: str = "",
) -> Grievance:
    """Write down what the one who spoke says of the answer: by telephone, or typed by himself.

    Who answered does not ask how it was. Unsolved or displeased, it is dealt with a second time
    within ``again_days``; after that it is closed as it is said.
    """
    row = history.running(grievance, c.ANSWERED)
    if by.role not in (HANDLERS | {APPLICANT.key, SYSTEM.key}):
        raise PetitionError("您的岗位不能回访。")
    if row.answered_by is not None and row.answered_by.user_id == by.user_id:
        raise PetitionError("不能由答复的人自己回访。")
    if by.role == APPLICANT and (row.citizen is None or row.citizen.user_id != by.user_id):
        raise PetitionError("只能评价本人的诉求。")
    if by.role in HANDLERS and not accounts.covers(by, row.division_id):
        raise PetitionError("该诉求不属于您的辖区。")
    row.called_back_at, row.is_solved, row.is_satisfied = at, solved, satisfied
    row.opinion, row.state = opinion.strip()[:500], c.CLOSED
    row.save(update_fields=["called_back_at", "is_solved", "is_satisfied", "opinion", "state"])
    words = f"{'已解决' if solved else '未解决'}，{'满意' if satisfied else '不满意'}"
    said = "：".join(filter(None, (words, row.opinion)))
    history.take_off_desks(row, at=at)
    history.write(row, c.CALLED_BACK, said, by=by, at=at, public=True)
    if not (solved and satisfied) and row.rounds < ROUNDS_MOST:
        _again(row, by=by, at=at)
    return row


def _again(row: Grievance, *, by: Mandate, at: datetime) -> None:
    """Open the second round on the desk that answered."""
    last = Assignment.objects.filter(grievance=row, outcome=c.ANSWER_GIVEN).latest("ended_at")
    due = after_working_days(at, number("again_days", row.division_id, accounts.day_of(at)))
    row.rounds += 1
    row.answer, row.answered_at, row.answered_by, row.due_at = "", None, None, due
    row.save(update_fields=["rounds", "answer", "answered_at", "answered_by", "due_at"])
    history.write(row, c.AGAIN, "", by=by, at=at, public=True)
    lay(row, last.role, last.division_id, by=by, at=at, due_at=due)
