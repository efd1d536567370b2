"""What an urgent voice becomes: a lead, small urgent help at once, a conference with duties (社会救助法 29, 37)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts.declarations import role_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.choices import CITIZEN, HOTLINE
from minzheng.kernel.campaigns.models import NeedReport
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person

from .. import choices as c
from ..models import Consultation, Duty, Grievance
from ..permissions import may_coordinate
from . import history
from .limits import PetitionError

BY_TELEPHONE = (c.HOTLINE, c.ORDER)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a conference asks of one unit."""

    role: str
    division: Division
    text: str
    due_on: date


@transaction.atomic
def report_as_need(grievance: Grievance, *, by: Mandate, at: datetime) -> NeedReport:
    """Hand a cry for help to active discovery: it opens a lead, or joins the one that runs already.

    The one who spoke stays sealed here; discovery learns the number only.
    """
    row = history.running(grievance)
    history.on_own_desk(row, by)
    if row.need is not None:
        raise PetitionError("已经转为救助线索。")
    if row.kind != c.HELP:
        raise PetitionError("只有求助可以转为救助线索。")
    rang = row.channel in BY_TELEPHONE
    row.need = discovery.report_need(
        division=row.division, text=row.text, by=by, at=at, channel=HOTLINE if rang else CITIZEN,
        household=row.household, person=row.person, place=row.place, told_by=row.number,
        order_number=(row.order_number or row.number) if rang else "", urgent=row.urgency in c.URGENT,
    )  # fmt: skip
    row.state = c.WORKING
    row.save(update_fields=["need", "state"])
    history.write(row, c.TO_LEAD, "", by=by, at=at, public=True)
    return row.need


@transaction.atomic
def name_them(
    grievance: Grievance, *, household: Household | None, person: Person | None, by: Mandate, at: datetime
) -> Grievance:  # fmt: skip
    """Write down whom a voice is about, once that is known; PetitionError where nobody is named."""
    row = held(grievance)
    if household is None and person is None:
        raise PetitionError("请选择家庭或人员。")
    if not may_coordinate(row, by):
        history.on_own_desk(row, by)
    row.household, row.person = household or row.household, person or row.person
    row.save(update_fields=["household", "person"])
    history.write(row, c.ADDED, "已核对反映的家庭（人员）", by=by, at=at)
    return row


@transaction.atomic
def open_urgent_help(grievance: Grievance, *, by: Mandate, at: datetime) -> Case:
    """Open temporary assistance where the emergency arises, for the household the voice is about.

    StepRefused (Chinese) when the mandate may not open cases or one runs already.
    """
    row = history.running(grievance)
    history.on_own_desk(row, by)
    if row.household is None:
        raise PetitionError("请先核对是哪一户，才能建立临时救助办件。")
    if row.case is not None:
        raise PetitionError("已经建立办件。")
    row.case = cases.open_case(
        c.RELIEF, household=row.household, by=by, at=at, division=row.division,
        lead=row.need.lead_id if row.need else None, data={"grievance": row.number},
    )  # fmt: skip
    row.state = c.WORKING
    row.save(update_fields=["case", "state"])
    history.write(row, c.TO_CASE, row.case.number, by=by, at=at, public=True)
    return row.case


@transaction.atomic
def join_case(grievance: Grievance, case: Case, *, by: Mandate, at: datetime) -> Grievance:
    """Write down that a voice belongs to a case that already runs; it stands on the page of the case."""
    row = history.running(grievance)
    if case.closed_at is not None or not case.division.path.startswith(by.division.path):
        raise PetitionError("请选择本辖区正在办理的办件。")
    if not may_coordinate(row, by):
        history.on_own_desk(row, by)
    row.case = case
    row.save(update_fields=["case"])
    history.write(row, c.TO_CASE, case.number, by=by, at=at)
    if row.kind in (c.COMPLAINT, c.REPORT):
        # A complaint about a case obliges the county to visit the family.
        cases.note_complaint(case, text=row.number, by=by, at=at)
    return row


@transaction.atomic
def hold_consultation(
    grievance: Grievance,
    *,
    held_at: datetime,
    participants: Sequence[str],
    decision: str,
    asked: Sequence[Asked],
    by: Mandate,
    at: datetime,
) -> Consultation:
    """Write down a conference on one case: who sat there, what was decided, what each unit does by when."""
    row = history.running(grievance)
    if not may_coordinate(row, by):
        history.on_own_desk(row, by)
    sat = [name.strip()[:60] for name in participants if name.strip()]
    if len(sat) < 2 or not decision.strip():
        raise PetitionError("请填写两个以上参加单位（人员）和会商意见。")
    if held_at > at:
        raise PetitionError("会商时间不能晚于现在。")
    made = Consultation.objects.create(
        grievance=row, held_at=held_at, participants=sat, decision=decision.strip(), by=by, at=at
    )
    for one in asked:
        place = cases.place_for(role_of(one.role), one.division.code)
        duty = Duty.objects.create(
            consultation=made, role=one.role, division_id=place, text=one.text.strip()[:200], due_on=one.due_on,
        )  # fmt: skip
        cases.open_task(
            kind=OTHER_TASK, title=f"会商事项：{duty.text}", role=one.role, division=place, at=at,
            due_on=one.due_on, subject=duty, source="个案会商",
        )  # fmt: skip
    history.write(row, c.CONFERRED, f"{'、'.join(sat)}：{decision}", by=by, at=at)
    return made


@transaction.atomic
def finish_duty(duty: Duty, *, result: str, by: Mandate, at: datetime) -> Duty:
    """Write down what came of something a conference asked for."""
    row = held(duty)
    if row.done_at is not None:
        raise PetitionError("该会商事项已经完成。")
    if by.role != row.role or by.division_id != row.division_id:
        raise PetitionError("该会商事项没有交给您的岗位。")
    if not result.strip():
        raise PetitionError("请填写完成情况。")
    row.result, row.done_at, row.done_by = result.strip()[:300], at, by
    row.save(update_fields=["result", "done_at", "done_by"])
    cases.close_tasks(row, by=None, at=at)
    audit.record("petitions.duty.done", subject=row, by=by, at=at)
    history.write(row.consultation.grievance, c.DUTY_DONE, row.result, by=by, at=at)
    return row
