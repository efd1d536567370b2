"""Applications across provinces (跨省通办): accepted here for another place, or there for this one."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Referral
from minzheng.kernel.people.models import Person

from ..declarations import enrolment
from .opening import open_application


@transaction.atomic
def accept_elsewhere(
    benefit: str, person: Person, *, origin: str, received_on: date, by: Mandate, at: datetime
) -> Case:
    """Take up an application another place accepted for a person registered here.

    The limit of ``remote_days`` runs from the day it was received; the decision opens the task to
    tell the place that accepted it.
    """
    row = enrolment(benefit)
    if not row.remote:
        raise StepRefused(f"{row.label}不在跨省通办范围内")
    if not origin.strip():
        raise StepRefused("请填写受理地")
    case = open_application(
        benefit, person, by=by, at=at, applied_on=received_on,
        data={"origin": origin.strip(), "received_on": received_on.isoformat()},
    )  # fmt: skip
    cases.start_deadline(case, "remote", "remote_days", "跨省通办：户籍地作出决定", on=received_on)
    audit.record("enrolment.remote.received", subject=case, by=by, at=at, origin=origin.strip())
    return case


@transaction.atomic
def hand_over(
    benefit: str, *, applicant: str, destination: str, text: str, by: Mandate, at: datetime
) -> Referral:
    """Accept an application of somebody registered elsewhere and pass it to that place.

    The officer pushes it within ``handover_days``; its answer comes back as that of a referral does,
    and the township then tells the applicant.
    """
    row = enrolment(benefit)
    if not row.remote:
        raise StepRefused(f"{row.label}不在跨省通办范围内")
    if not destination.strip():
        raise StepRefused("请填写户籍所在地")
    return cases.refer(
        None, applicant=applicant, matter=f"{row.label}（跨省通办）", department=destination.strip(),
        text=text, by=by, at=at, limit=(row.application, "handover_days"),
    )  # fmt: skip


def tell_origin(case: Case, outcome: str, *, by: Mandate, at: datetime) -> None:
    """Put the answer to the place that accepted an application on the clerk's list, with its day."""
    origin = case.data.get("origin")
    if not origin:
        return
    found = cases.deadline_for(
        case.workflow, "inform_days", division=case.division_id, start=localdate(at)
    )
    cases.open_task(
        kind=OTHER_TASK, title=f"向受理地{origin}反馈：{case.definition.label}{outcome}",
        role=CLERK.key, division=cases.place_for(CLERK, case.division_id), at=at,
        due_on=found["due_on"], case=case, subject=case, source=case.number,
    )  # fmt: skip
