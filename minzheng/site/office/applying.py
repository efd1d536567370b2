"""An application taken down at the counter: case, letters of authorisation and kin, all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import declarations
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import COUNTER, FIELD, StepRefused, Workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Household, Person
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
    """Return the procedures a family can ask for at a counter."""
    return [
        workflow
        for workflow in declarations.workflows()
        if workflow.service is not None
        and workflow.of == "household"
        and channel in workflow.service.channels
    ]


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
