"""One application, several items (一件事): what was said once leads to the next item when one is refused."""

from datetime import datetime
from typing import Any

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.declarations import workflow
from minzheng.kernel.cases.models import Case, NearKinRecord
from minzheng.kernel.cases.services.procedure import open_case
from minzheng.kernel.people.models import Person

JOINT = "joint"
# What the family said once and need not say again; findings of the office are made anew.
CARRIED = (
    "reason", "story", "irregular_income", "declared", "near_kin_declared", "phone_on", "lives_at",
    "relief_type", "hardship_cause", "is_urgent", "living_difficult", "requested_amount",
)  # fmt: skip


def track_number(case: Case) -> str:
    """Return the one number under which everything that came of an application is followed."""
    return str(case.data.get(JOINT, {}).get("number") or case.number)


@transaction.atomic
def open_next(case: Case, *, by: Mandate, at: datetime) -> Case | None:
    """Open the next item of a joint application after one was refused; None when there is none.

    The letters, the report of the check and what was said go with it (一次申请、分类认定); the family
    is asked nothing again. The clerk hands it in.
    """
    told = dict(case.data.get(JOINT, {}))
    waiting = list(told.get("then", ()))
    while waiting:
        key = waiting.pop(0)
        definition = workflow(key)
        person = case.person if definition.of == "person" else _applicant(case)
        running = Case.objects.filter(workflow=key, household=case.household, closed_at=None)
        if person is None or running.exists():
            continue
        said: dict[str, Any] = {k: case.data[k] for k in CARRIED if k in case.data}
        number = told.get("number") or case.number
        found = open_case(
            key, household=case.household, person=person, by=by, at=at, channel=case.channel,
            because=case, applied_on=case.applied_on,
            data={**said, JOINT: {**told, "number": number, "then": waiting}},
        )  # fmt: skip
        _carry_kin(case, found)
        audit.record("cases.joint.next", subject=found, by=by, at=at, after=case.number)
        return found
    return None


def _applicant(case: Case) -> Person | None:
    """Return who applies for the household: who applied before, or its head for a member's own item."""
    if case.definition.of == "household" or case.household is None:
        return case.person
    return case.household.head


def _carry_kin(case: Case, found: Case) -> None:
    """Copy the declared ties: the declaration was about the family, not about one item."""
    for record in case.near_kin_records.all():
        NearKinRecord.objects.create(
            case=found, member=record.member, kin_name=record.kin_name, kin_role=record.kin_role,
            relation=record.relation, is_near=record.is_near, declared_at=record.declared_at,
            declared_by=record.declared_by,
        )  # fmt: skip
    if case.near_kin:
        found.near_kin = True
        found.save(update_fields=["near_kin"])
