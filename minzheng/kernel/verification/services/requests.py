"""Ask for a check and look up delivered rows: never without a case and a letter."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.services import deadline_for
from minzheng.kernel.exchange.facts import evidence
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import Verification
from minzheng.kernel.verification.queries import living_members, names, unsigned_members

OWNER = "verification"


class QueryRefused(PermissionDenied):
    """A query without an open case or without the family's letter; it was put on record."""


def refused(reason: str, *, subject: Any, by: Mandate, at: datetime) -> QueryRefused:
    """Put a refused query on record and return the refusal to raise.

    Called outside a transaction of its own: what is refused must stay on record.
    """
    audit.record("verification.query_refused", subject=subject, by=by, at=at, reason=reason)
    return QueryRefused(reason)


def request(
    case: Case, *, by: Mandate, at: datetime, recheck_of: Verification | None = None
) -> Verification:
    """Ask the county to check the means of the family of an open case.

    QueryRefused (and an audit line) without an open case, outside one's division, or when a
    co-living adult has not signed. A check that already runs is returned as it is.
    """
    if case.closed_at is not None or case.household is None:
        raise refused("没有在办的申请，不得核对（社会救助法第七十条）", subject=case, by=by, at=at)
    if not by.may("verification.request") or not accounts.covers(by, case.division_id):
        raise refused("您的岗位或辖区不能委托核对", subject=case, by=by, at=at)
    missing = unsigned_members(case.household, localdate(at))
    if missing:
        raise refused(f"尚缺核对授权书：{names(missing)}", subject=case, by=by, at=at)
    return _create(case, by=by, at=at, recheck_of=recheck_of)


@transaction.atomic
def _create(
    case: Case, *, by: Mandate, at: datetime, recheck_of: Verification | None
) -> Verification:
    """Write the request with its two time limits."""
    household = case.household
    if household is None:
        raise ValueError("办件没有家庭")
    Case.objects.select_for_update().get(pk=case.pk)
    running = case.verifications.filter(state=choices.REQUESTED).first()
    if running is not None:
        return running
    start = localdate(at)
    dates = {
        name: deadline_for(
            (case.workflow, OWNER), parameter, division=case.division_id, start=start
        )["due_on"]
        for name, parameter in (("start_due_on", "start_check_days"), ("due_on", "check_days"))
    }
    row = Verification.objects.create(
        case=case,
        household=household,
        division=case.division,
        number=uuid.uuid4().hex,
        requested_at=at,
        requested_by=by,
        recheck_of=recheck_of,
        **dates,
    )
    row.number = f"HD{start:%Y%m%d}{row.pk:06d}"
    row.save(update_fields=["number"])
    audit.record("verification.requested", subject=row, by=by, at=at, case=case.pk)
    return row


def look_up(
    person: Person, *, data_set: str, month: str, by: Mandate, at: datetime, case: Case | None
) -> list[dict[str, Any]]:
    """Return the delivered rows of one person in one data set, for an open case of the family.

    QueryRefused (and an audit line) without an open case, for somebody who is not of the family
    of the case, or without the letter (社会救助法 70(6)).
    """
    if case is None or case.closed_at is not None or case.household is None:
        raise refused(
            "没有该人员的在办申请，不得查询（社会救助法第七十条）", subject=person, by=by, at=at
        )
    if not accounts.covers(by, case.division_id):
        raise refused("该办件不属于您的辖区", subject=person, by=by, at=at)
    if person not in living_members(case.household, localdate(at)):
        raise refused("该人员不是办件家庭的成员", subject=person, by=by, at=at)
    if person in unsigned_members(case.household, localdate(at)):
        raise refused(f"尚缺核对授权书：{person.name}", subject=person, by=by, at=at)
    audit.record(
        "verification.looked_up", subject=person, by=by, at=at, data_set=data_set, case=case.pk
    )
    return evidence(data_set, month, [person.pid] if person.pid else []).to_dicts()
