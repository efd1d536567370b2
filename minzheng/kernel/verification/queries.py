"""Who has to sign, what was checked, and whether a case holds a valid report."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from minzheng.core.months import completed_age, month_of, shift_month
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.exchange.choices import DELIVERY, DeliveryState
from minzheng.kernel.exchange.declarations import data_set, partner
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.choices import FlagKind
from minzheng.kernel.people.models import Household, Person, PersonFlag
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import Authorisation, Objection, Verification

ADULT_AGE = 18


def living_members(household: Household, on: date) -> list[Person]:
    """Return the members of a household who live on the day ``on``."""
    members = [membership.person for membership in people.members(household, on)]
    return [person for person in members if person.died_on is None or person.died_on > on]


def is_adult(person: Person, on: date) -> bool:
    """Say whether somebody has to sign for himself by age; an unknown age counts as adult."""
    return person.birth_on is None or completed_age(person.birth_on, on) >= ADULT_AGE


def lacks_capacity(person: Person, on: date) -> bool:
    """Say whether a guardian signs for an adult (无民事行为能力)."""
    return (
        PersonFlag.objects.in_force(on)
        .filter(person=person, kind=FlagKind.NO_CAPACITY.value)
        .exists()
    )


def standing_authorisations(household: Household, on: date) -> QuerySet[Authorisation]:
    """Return the letters that hold on a day: signed, not run out, not withdrawn."""
    rows = Authorisation.objects.filter(household=household, signed_on__lte=on, valid_to__gt=on)
    return rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=on))


def unsigned_members(household: Household, on: date) -> list[Person]:
    """Return the members for whom no letter holds.

    Every co-living adult needs one (a guardian signs for those without capacity); children are
    covered by the letter of any adult of the household, and need one of their own where there
    is no adult.
    """
    members = living_members(household, on)
    adults = [person for person in members if is_adult(person, on)]
    signed = set(standing_authorisations(household, on).values_list("person_id", flat=True))
    return [person for person in adults or members if person.pk not in signed]


def verifications(viewer: Mandate, state: str = "") -> QuerySet[Verification]:
    """Return the checks in the viewer's division, the soonest due first."""
    rows = accounts.visible(Verification.objects.all(), viewer)
    rows = rows.filter(state=state) if state else rows
    return rows.select_related("household__head", "case", "division").order_by("due_on", "pk")


def progress(row: Verification) -> dict[str, Any]:
    """Return how far the questions of a verification are, as a whole and by department."""
    departments: dict[str, dict[str, Any]] = {}
    for query in row.partner_queries.exclude(mode=DELIVERY).order_by("partner", "data_set"):
        line = departments.setdefault(
            query.data_set,
            {
                "label": f"{partner(query.partner).label}·{data_set(query.data_set).label}",
                "mode": query.get_mode_display(),
                "asked": 0,
                "answered": 0,
                "marked": 0,
                "waiting": 0,
                "problem": "",
                "due_on": query.due_on,
            },
        )
        line["asked"] += 1
        line[query.state] += 1
        line["problem"] = query.problem or line["problem"]
    counts = {
        name: sum(line[name] for line in departments.values())
        for name in ("asked", "answered", "marked", "waiting")
    }
    return {"departments": list(departments.values()), **counts}


def latest_month(on: date) -> str:
    """Return the last month departments delivered for; the month before ``on`` if none did."""
    months = Delivery.objects.filter(state=DeliveryState.INGESTED, month__lte=month_of(on))
    last: str | None = months.aggregate(last=Max("month"))["last"]
    return last or shift_month(month_of(on), -1)


def latest_report(case: Case) -> Verification | None:
    """Return the last report of a case."""
    rows = case.verifications.filter(state=choices.RETURNED)
    return rows.order_by("-returned_at", "-pk").first()


def objections(viewer: Mandate) -> QuerySet[Objection]:
    """Return the open objections in the viewer's division, the soonest due first."""
    rows = accounts.visible(Objection.objects.all(), viewer, "verification__division")
    return rows.filter(state=choices.OPEN).order_by("due_on")


def names(persons: Iterable[Person]) -> str:
    """Return names as a sentence lists them."""
    return "、".join(person.name for person in persons)


@condition("核对授权书已签署")
def authorised(case: Case, at: datetime) -> tuple[bool, str]:
    """Every co-living adult signed a letter that holds today (一证一书)."""
    if case.household is None:
        return False, "办件没有家庭，不能核对"
    missing = unsigned_members(case.household, localdate(at))
    return not missing, f"尚缺核对授权书：{names(missing)}" if missing else ""


@condition("核对报告已出具且有效")
def verification_returned(case: Case, at: datetime) -> tuple[bool, str]:
    """The case holds a report that is valid today and no objection against it is open."""
    running = case.verifications.filter(state=choices.REQUESTED).first()
    if running is not None:
        return False, f"核对报告尚未出具（应于 {running.due_on} 前出具）"
    report = latest_report(case)
    if report is None or report.valid_to is None:
        return False, "尚未委托核对"
    if localdate(at) >= report.valid_to:
        return False, f"核对报告已于 {report.valid_to} 失效，须重新核对"
    if report.objections.filter(state=choices.OPEN).exists():
        return False, "申请人对核对报告提出异议，正在复核"
    return True, ""
