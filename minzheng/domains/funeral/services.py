"""Settle waived items with the funeral home that served."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.enrolment.services import EnrolmentRefused

from .choices import BASIC
from .models import WaiverSettlement


@transaction.atomic
def settle(
    entitlement: Entitlement, facility: Body, *, settled_on: date, by: Mandate, at: datetime
) -> WaiverSettlement:
    """Settle one confirmed waiver with a facility, at the amount confirmed; once and for all.

    A second click gives the settlement that stands. EnrolmentRefused (Chinese): another benefit,
    nothing waived, a place out of reach, a day ahead, settled with another facility already.
    """
    row = Entitlement.objects.select_for_update().get(pk=entitlement.pk)
    if row.benefit != BASIC or row.amount <= 0:
        raise EnrolmentRefused("只有已确认减免的基本殡葬服务费才能结算")
    if not accounts.covers(by, row.division_id):
        raise EnrolmentRefused("该减免不属于您的辖区")
    if settled_on > localdate(at):
        raise EnrolmentRefused("结算日期不能晚于今天")
    standing = WaiverSettlement.objects.filter(entitlement=row).first()
    if standing is not None:
        if standing.facility_id == facility.pk:
            return standing
        raise EnrolmentRefused(f"该减免已于{standing.settled_on}与{standing.facility.name}结算")
    made = WaiverSettlement.objects.create(
        entitlement=row, facility=facility, division_id=row.division_id, amount=row.amount,
        settled_on=settled_on, by=by, at=at,
    )  # fmt: skip
    audit.record("funeral.waiver.settled", subject=made, by=by, at=at, amount=row.amount)
    return made
