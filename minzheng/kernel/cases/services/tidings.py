"""What the people concerned are told of their case: each step the office takes, in plain words."""

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.declarations import Step
from minzheng.kernel.cases.models import Appointment, Case, CaseEvent
from minzheng.kernel.cases.queries.parameters import contact
from minzheng.kernel.cases.queries.procedure import asks_note, is_own
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.documents.declarations import LAWSUIT_MONTHS, RECONSIDERATION_DAYS
from minzheng.kernel.people.models import Person


def applicant_of(handling: Case | Appointment) -> Person | None:
    """Return whom messages about a handling go to: the person it is for, else the family's head."""
    home = handling.household
    return handling.person or (home.head if home is not None else None)


def tell_step(case: Case, event: CaseEvent, *, at: datetime) -> None:
    """Tell who is concerned and has an account of a step the office took; some steps by SMS as well.

    An exception (sent back, refused) comes with its written note: it says what to do or why. What
    goes to the telephone says neither the note nor what the matter is: others may read it.
    """
    step = case.definition.by_key.get(event.step)
    is_asked = case.definition.service is not None or event.step in choices.OBJECTION_ANSWERS
    if not is_asked or step is None or event.by.role == APPLICANT:
        return
    concerned = _concerned(case, at)
    if not concerned:
        return
    note = event.note.strip().rstrip("。") if asks_note(step) else ""
    said = f"：{note}" if note else ""
    by_sms = _by_sms(case, step)
    is_no = by_sms == choices.REFUSED or event.step == "uphold"
    told = {
        "matter": case.definition.label,
        "number": case.number,
        "done": f"已办理“{event.label}”{said}",
        "state": case.state_label,
        "told": by_sms,
        "remedy": _REMEDY if is_no else "",
        "phone": contact(case.division_id, localdate(at)),
    }
    for person in concerned:
        named = {**told, "applicant": person.name}
        citizens.tell("cases.step", person, named, at=at, subject=case, by_sms=bool(by_sms))


_REMEDY = f"不服的，收到决定书后{RECONSIDERATION_DAYS}日内可以申请行政复议，{LAWSUIT_MONTHS}个月内可以起诉。"


def _concerned(case: Case, at: datetime) -> list[Person]:
    """Return whom the case is for and who handed it in, as far as they have an account here.

    Who handed it in for another and may no longer act for him hears nothing more.
    """
    to = applicant_of(case)
    mine = Q(pk=to.pk if to is not None else None, citizens__isnull=False)
    if is_own(case, case.opened_by, localdate(at)):
        mine |= Q(citizens__user=case.opened_by.user_id)
    return list(Person.objects.filter(mine).distinct().order_by("pk"))


def _by_sms(case: Case, step: Step) -> str:
    """Return what the telephone says of a step; empty where the inbox is enough."""
    if step.key in choices.TOLD_BY_SMS:
        return choices.TOLD_BY_SMS[step.key]
    if case.closed_at is None:
        return ""
    if not asks_note(step):
        return choices.GRANTED
    return choices.ENDED if APPLICANT in step.roles else choices.REFUSED
