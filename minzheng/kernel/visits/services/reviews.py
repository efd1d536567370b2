"""Another person clears a suspicious visit or rejects it, and homes are put on the map by hand."""

from datetime import datetime

from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.models import Household

from .. import choices
from ..models import HomePlace, Visit, VisitReview
from .visits import VisitRefused


@transaction.atomic
def judge_visit(
    visit: Visit, *, verdict: str, reason: str, by: Mandate, at: datetime
) -> VisitReview:
    """Clear a suspicious visit or reject it, with the reason; a rejected one counts nowhere.

    VisitRefused (Chinese): by one of the visitors, outside the division, twice, without a reason.
    """
    row = held(visit)
    if not by.may("visits.plan") or not accounts.covers(by, row.division_id):
        raise VisitRefused("您的岗位或辖区不能核验走访")
    went = {row.by.user_id, row.second_visitor.user_id if row.second_visitor else None}
    if by.user_id in went:
        raise VisitRefused("走访人不能核验自己的走访，请由其他人员核验")
    if row.standing != choices.SUSPICIOUS:
        raise VisitRefused("该走访没有待核的疑点，或者已经核验")
    if verdict not in choices.VERDICTS:
        raise VisitRefused("请选择核验结论")
    if not reason.strip():
        raise VisitRefused("请写明核验情况和理由")
    row.standing = verdict
    row.save(update_fields=["standing"])
    review = VisitReview.objects.create(
        visit=row, verdict=verdict, reason=reason.strip()[:300], by=by, at=at
    )
    audit.record("visits.judged", subject=row, by=by, at=at, verdict=verdict)
    return review


@transaction.atomic
def set_home_place(
    household: Household,
    *,
    latitude: float,
    longitude: float,
    by: Mandate,
    at: datetime,
    visit: Visit | None = None,
) -> HomePlace:
    """Say where a household lives (degrees, WGS 84), by hand or from a visit that was cleared."""
    if not by.may("visits.record") or not accounts.covers(by, household.division_id):
        raise VisitRefused("您的岗位或辖区不能标注该户住址")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise VisitRefused("经纬度有误")
    row, _made = HomePlace.objects.update_or_create(
        household=household,
        defaults={
            "latitude": round(latitude, 6), "longitude": round(longitude, 6), "accuracy": 0,
            "source": choices.FROM_VISIT if visit else choices.BY_HAND, "by": by, "at": at,
        },
    )  # fmt: skip
    audit.record("visits.home_placed", subject=household, by=by, at=at, visit=visit and visit.pk)
    return row
