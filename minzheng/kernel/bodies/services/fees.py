"""What facilities ask for what they give: published, dated, each with its document."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from ..models import Facility, FacilityFee
from .facilities import FacilityError


@transaction.atomic
def set_fee(
    facility: Facility, *, item: str, amount: int, unit: str, since: date, document: str, by: Mandate, at: datetime
) -> FacilityFee:  # fmt: skip
    """Put down what a facility asks for an item (fen; nought is free of charge) from a day on. FacilityError.

    The fee before it ends on that day; days of one item go forward only.
    """
    row = held(facility)
    if not by.may("facilities.edit") or not accounts.covers(by, row.division_id):
        raise FacilityError("您的岗位或辖区不能登记这个设施。")
    item, unit, document = item.strip(), unit.strip(), document.strip()
    if not (item and unit and document):
        raise FacilityError("请填写收费项目、计价单位和依据文件。")
    if amount < 0:
        raise FacilityError("收费金额不能小于零；免费的项目填 0。")
    before = row.fees.filter(item=item).order_by("-since").first()
    if before is not None and since <= before.since:
        raise FacilityError("起始日期应晚于这个项目上一次定价的日期。")
    row.fees.filter(Q(until__isnull=True) | Q(until__gt=since), item=item).update(until=since)
    made = FacilityFee.objects.create(
        facility=row, item=item, amount=amount, unit=unit, since=since, document=document, by=by, at=at
    )  # fmt: skip
    audit.record("bodies.facility.priced", subject=row, by=by, at=at, item=item, amount=amount)
    return made
