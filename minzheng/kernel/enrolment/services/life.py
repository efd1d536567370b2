"""Confirm that recipients live; hold back what nobody confirmed, where the place asks for it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.choices import EntitlementState
from minzheng.kernel.benefits.models import Entitlement, EntitlementEvent
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.people.models import Person

from .. import queries
from ..choices import LIFE_METHODS
from ..declarations import OWNER
from ..models import LifeCheck

HELD = "生存认证已过期"


class EnrolmentRefused(ValueError):
    """A record of this room that cannot be made; the message is for the clerk."""


@transaction.atomic
def check_life(
    person: Person, *, checked_on: date, method: str, by: Mandate, at: datetime
) -> LifeCheck:
    """Record that somebody was seen alive on a day; what was held back for want of it runs again.

    It is good for ``life_check_months``. The same day twice is one check. EnrolmentRefused: the dead,
    a day ahead, a person out of reach, an unknown method.
    """
    division = _division_of(person)
    if not accounts.covers(by, division):
        raise EnrolmentRefused("本人不属于您的辖区")
    if person.died_on is not None:
        raise EnrolmentRefused(f"{person.name}已于{person.died_on}死亡，应办理停发")
    if checked_on > localdate(at):
        raise EnrolmentRefused("认证日期不能晚于今天")
    if method not in LIFE_METHODS:
        raise EnrolmentRefused("请选择认证方式")
    length = int(queries.setting("life_check_months", OWNER, division, checked_on))
    row, is_new = LifeCheck.objects.get_or_create(
        person=person,
        checked_on=checked_on,
        defaults={
            "division_id": division,
            "valid_to": months.add_months(checked_on, length),
            "method": method,
            "by": by,
            "at": at,
        },
    )
    if is_new:
        audit.record("enrolment.life.checked", subject=row, by=by, at=at, method=method)
        _resume(person, by=by, at=at)
    return row


def _division_of(person: Person) -> str:
    """Return the division a person lives in, else that of the registration."""
    member = person.memberships.filter(valid_to__isnull=True).select_related("household").first()
    return member.household.division_id if member else person.division_id


def _resume(person: Person, *, by: Mandate, at: datetime) -> None:
    """Take up again what this room held back, and nothing that others suspended."""
    rows = Entitlement.objects.filter(
        person=person, state=EntitlementState.SUSPENDED.value, valid_to__isnull=True
    )
    for row in rows:
        last = EntitlementEvent.objects.filter(entitlement=row, kind="suspended").last()
        if last is not None and last.reason == HELD:
            benefits.resume(row, reason="已完成生存认证", by=by, at=at)


@transaction.atomic
def hold_unchecked(benefit: str, *, by: Mandate, at: datetime, required: str = "") -> int:
    """Hold back a benefit of the mandate's divisions from everybody without a check in force.

    Returns how many. ``required`` names the yes-or-no parameter of the benefit's policy by which a
    place asks for the check; where it says no, nothing is held. Nobody loses anything by it, the
    months are paid after the check (handbook elderly §3).
    """
    held, on, asked = 0, localdate(at), dict[str, bool]()
    due = queries.life_checks_due(by, benefit, on).filter(state=EntitlementState.ACTIVE.value)
    # Of everybody only the place is read: whole rows, with what is sealed, of those concerned.
    for pk, place in list(due.select_related(None).values_list("pk", "division")):
        if required and place not in asked:
            asked[place] = cases.flag(benefit, required, place, on)
        if asked.get(place, True):
            benefits.suspend(Entitlement.objects.get(pk=pk), reason=HELD, by=by, at=at)
            held += 1
    return held
