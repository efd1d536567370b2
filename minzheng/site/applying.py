"""An application taken down whole, at the counter or on the portal: case, letters of authorisation and kin, all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel import domain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import declarations
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import COUNTER, FIELD, StepRefused, Workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.declarations import Enrolment, enrolment_of
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.queries import HouseholdFile
from minzheng.kernel.verification import queries as letters
from minzheng.kernel.verification import services as verification

FIRST_STEP = "submit"


@dataclass(frozen=True)
class Kin:
    """A tie somebody declared: whose, to whom, who that is, how near."""

    member: Person
    name: str
    role: str
    relation: str


def offered(channel: str = COUNTER) -> list[Workflow]:
    """Return the procedures a family can ask for at a counter, whether switched on at its place or not."""
    return [
        workflow
        for workflow in declarations.workflows()
        if workflow.service is not None
        and workflow.of == "household"
        and channel in workflow.service.channels
    ]


def matters(division: str, on: date, channel: str = COUNTER) -> list[dict[str, Any]]:
    """Return everything a family of a division can ask for on a day, grouped by field of work."""
    return [
        {"label": room.label, "workflows": asked}
        for room in domain.domains()
        if (
            asked := [
                flow
                for flow in room.workflows
                if flow.service is not None
                and channel in flow.service.channels
                and accounts.is_on(flow.key, division, on)
            ]
        )
    ]


def personal(workflow: str) -> Enrolment | None:
    """Return the row of a benefit whose application this is, None for a procedure of another kind."""
    row = enrolment_of(workflow)
    return row if row is not None and row.application == workflow else None


def candidates(row: Enrolment, file: HouseholdFile) -> list[Person]:
    """Return for whom a benefit may be asked: the members, or those of the family who died."""
    if row.after_death:
        return [line.person for line in file.former if line.person.died_on is not None]
    return [line.person for line in file.members if line.person.died_on is None]


@transaction.atomic
def take_down_for(
    row: Enrolment,
    person: Person,
    *,
    by: Mandate,
    at: datetime,
    payee: Person | None,
    story: str = "",
    origin: str = "",
    phone: str = "",
) -> Case:
    """Open a member's application with everything said at the counter, or none of it."""
    if origin:
        case = enrolment.accept_elsewhere(
            row.key, person, origin=origin, received_on=localdate(at), by=by, at=at
        )
    else:
        channel = FIELD if by.duty.level == "village" else COUNTER
        case = enrolment.open_application(row.key, person, by=by, at=at, channel=channel)
    told = {"story": story, **({"payee": payee.pk} if payee is not None else {})}
    case = cases.amend_data(case, by=by, at=at, **told)
    if phone and payee is not None:
        register.change_phone(payee, phone, by=by, at=at)
    return case


def running(household: Household, workflow: str) -> Case | None:
    """Return the running case of a procedure for a household the caller may see."""
    return Case.objects.filter(household=household, workflow=workflow, closed_at=None).first()


@transaction.atomic
def take_down(
    workflow: str,
    household: Household,
    *,
    by: Mandate,
    at: datetime,
    applicant: Person | None,
    data: Mapping[str, Any],
    signed: Iterable[tuple[Person, Person]],
    kin: Kin | None,
    kin_declared: bool,
    phone: str = "",
) -> Case:
    """Open or continue the draft of an application with everything said at the counter.

    ``signed`` pairs each member with who signed his letter. Nothing of it is kept when one part
    is refused: StepRefused, ValueError (Chinese).
    """
    case = running(household, workflow)
    if case is None:
        channel = FIELD if by.duty.level == "village" else COUNTER
        case = cases.open_case(
            workflow,
            household=household,
            person=applicant,
            by=by,
            at=at,
            data=data,
            channel=channel,
        )
    elif case.state != case.definition.first_state:
        raise StepRefused(f"该户已有在办的申请（{case.number}），不能重复建立")
    else:
        case = cases.amend_data(case, by=by, at=at, **data)
    sign(household, signed, by=by, at=at)
    if kin is not None:
        cases.declare_near_kin(
            case, member=kin.member, kin_name=kin.name, kin_role=kin.role, relation=kin.relation,
            by=by, at=at,
        )  # fmt: skip
    elif kin_declared and not case.data.get("near_kin_declared"):
        cases.declare_no_near_kin(case, by=by, at=at)
    if phone and applicant is not None:
        register.change_phone(applicant, phone, by=by, at=at)
    return case


@transaction.atomic
def sign(
    household: Household, signed: Iterable[tuple[Person, Person]], *, by: Mandate, at: datetime
) -> None:
    """Keep the letters of several members at once."""
    missing = {person.pk for person in letters.unsigned_members(household, localdate(at))}
    for person, signer in signed:
        if person.pk in missing:
            verification.record_authorisation(
                household, person, signed_on=localdate(at), signed_by=signer, by=by, at=at
            )


def signers(household: Household, at: datetime) -> list[dict[str, Any]]:
    """Return each member who still has to sign, with who may sign for him."""
    on = localdate(at)
    members = [row.person for row in people.members(household, on)]
    grown = [p for p in members if letters.is_adult(p, on) and not letters.lacks_capacity(p, on)]
    return [
        {
            "person": person,
            "own": person in grown,
            "signers": [person] if person in grown else grown,
        }
        for person in letters.unsigned_members(household, on)
    ]
