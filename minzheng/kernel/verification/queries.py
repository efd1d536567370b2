"""Who has to sign, what was checked, and whether a case holds a valid report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from minzheng.core.months import completed_age, first_day, month_of, shift_month
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.exchange.choices import DELIVERY, DeliveryState
from minzheng.kernel.exchange.declarations import data_set, data_sets, partner
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.choices import FlagKind
from minzheng.kernel.people.models import Household, Person, PersonFlag
from minzheng.kernel.sharing.choices import CHECK, Direction
from minzheng.kernel.sharing.queries import LATEST, LedgerLine
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import (
    AreaRequest,
    Authorisation,
    ChangeReport,
    Objection,
    PartnerQuery,
    ReportUse,
    Verification,
)

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
    """Return how far the questions of a verification are, as a whole and by department.

    Under way is also what nobody is waited for any more, until its report is out.
    """
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
    settled = counts["answered"] + counts["marked"]
    return {
        "departments": list(departments.values()),
        "settled": settled,
        "is_under_way": bool(counts["waiting"] or (departments and _is_being_reported(row))),
        **counts,
    }


def _is_being_reported(row: Verification) -> bool:
    """Say whether all is answered that was asked, and only the report is still to be made."""
    is_asked = row.state == choices.REQUESTED and row.queried_at is not None
    return is_asked and not row.manual_queries.filter(state=choices.WAITING).exists()


def latest_month(on: date) -> str:
    """Return the last month departments delivered for; the month before ``on`` if none did."""
    months = Delivery.objects.filter(state=DeliveryState.INGESTED, month__lte=month_of(on))
    last: str | None = months.aggregate(last=Max("month"))["last"]
    return last or shift_month(month_of(on), -1)


def latest_report(case: Case) -> Verification | None:
    """Return the last report of a case: its own, else the one it took from another case."""
    rows = case.verifications.filter(state=choices.RETURNED)
    own = rows.order_by("-returned_at", "-pk").first()
    if own is not None:
        return own
    use = ReportUse.objects.filter(case=case).select_related("verification").first()
    return use.verification if use else None


def reusable_report(case: Case, at: datetime) -> Verification | None:
    """Return a valid report of another case of the same family that this case may rest on.

    Valid today, nothing objected to, and about exactly the members who live together now (HD-19).
    """
    if case.household is None:
        return None
    on = localdate(at)
    rows = Verification.objects.filter(
        household=case.household, state=choices.RETURNED, valid_to__gt=on
    ).exclude(case=case)
    now = {person.pk for person in living_members(case.household, on)}
    for row in rows.order_by("-returned_at", "-pk"):
        checked = {member["person"] for member in row.report.get("members", [])}
        if checked == now and not row.objections.filter(state=choices.OPEN).exists():
            return row
    return None


@dataclass(frozen=True)
class Paper:
    """A paper of one member: dropped where ``query`` was answered, else still to be brought."""

    label: str
    person: Person
    query: PartnerQuery

    @property
    def is_dropped(self) -> bool:
        """Say whether a query answered what the paper would prove."""
        return self.query.state == choices.ANSWERED


def papers(row: Verification) -> list[Paper]:
    """Return the papers a check may need, each dropped where a query answered (HD-06)."""
    queries = row.partner_queries.filter(data_set__in=choices.PAPERS).select_related("person")
    return [
        Paper(choices.PAPERS[query.data_set], query.person, query)
        for query in queries.order_by("data_set", "person_id")
    ]


def rests_on_another(case: Case, at: datetime) -> bool:
    """Say whether a case took a report of another one that is still valid."""
    use = ReportUse.objects.filter(case=case).select_related("verification").first()
    valid_to = use.verification.valid_to if use else None
    return valid_to is not None and localdate(at) < valid_to


def partner_queries(viewer: Mandate) -> QuerySet[PartnerQuery]:
    """Return the questions to departments about the families of the viewer's division."""
    rows = accounts.visible(PartnerQuery.objects.all(), viewer, "verification__division")
    return rows.select_related("verification__case", "person", "asked_by__user", "authorisation")


def area_requests(viewer: Mandate) -> QuerySet[AreaRequest]:
    """Return the requests between areas of the viewer's division, the soonest due first."""
    rows = accounts.visible(AreaRequest.objects.all(), viewer)
    return rows.select_related("person", "division", "letter").order_by("due_on", "pk")


def change_reports(viewer: Mandate) -> QuerySet[ChangeReport]:
    """Return what families of the viewer's division reported of their changes (HD-15)."""
    rows = accounts.visible(ChangeReport.objects.all(), viewer)
    return rows.select_related("household__head", "division__parent", "verification", "case")


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


# -- how departments and families stand in a month (HD-17, HD-20) ---------------------------------


@dataclass(frozen=True)
class MonthCounts:
    """The verifications requested in a month; ``hits`` are reports in which something was found."""

    requested: int
    returned: int
    late: int
    hits: int
    over_limit: int
    undetermined: int
    objections: int
    departments_answered: int
    departments_asked: int


@dataclass(frozen=True)
class DepartmentCounts:
    """One data set in a month: its duty, and what was asked, answered, in time and how fast."""

    key: str
    partner: str
    data_set: str
    mode: str
    basis: str
    duty_days: int
    asked: int
    answered: int
    hits: int
    marked: int
    waiting: int
    in_time: int
    mean_days: float | None
    longest_days: int | None

    @property
    def pk(self) -> str:
        """Return what names the row on a page."""
        return self.key


def _of_month(viewer: Mandate, month: str) -> QuerySet[Verification]:
    days = (first_day(month), first_day(shift_month(month, 1)))
    return accounts.visible(Verification.objects.all(), viewer).filter(
        requested_at__date__gte=days[0], requested_at__date__lt=days[1]
    )


def month_counts(viewer: Mandate, month: str, on: date) -> MonthCounts:
    """Count the verifications of the viewer's division that were requested in a month."""
    rows = list(_of_month(viewer, month).exclude(state="").only(
        "state", "report", "due_on", "returned_at"))  # fmt: skip
    reports = [row.report for row in rows if row.state == choices.RETURNED]
    departments = department_counts(viewer, month)
    return MonthCounts(
        requested=len(rows),
        returned=len(reports),
        late=sum(
            (localdate(row.returned_at) if row.returned_at else on) > row.due_on for row in rows
        ),
        hits=sum(
            any(e["column"] for m in told["members"] for e in m["entries"]) for told in reports
        ),
        over_limit=sum(bool(told["limits"]) for told in reports),
        undetermined=sum(told["outcome"] == "undetermined" for told in reports),
        objections=Objection.objects.filter(verification__in=rows).count(),
        departments_answered=sum(row.answered > 0 for row in departments),
        departments_asked=len(departments),
    )


def department_counts(viewer: Mandate, month: str) -> list[DepartmentCounts]:
    """Return for each department its duty to answer and the time it took (社会救助法 41)."""
    rows: dict[str, list[PartnerQuery]] = {}
    asked = PartnerQuery.objects.filter(verification__in=_of_month(viewer, month))
    for query in asked.select_related("link").defer("sealed", "log", "values").order_by("pk"):
        rows.setdefault(query.data_set, []).append(query)
    return [_department(key, rows[key]) for key in (d.key for d in data_sets()) if key in rows]


def _department(key: str, queries: list[PartnerQuery]) -> DepartmentCounts:
    answered = [row for row in queries if row.state == choices.ANSWERED and row.settled_at]
    days = [(localdate(row.settled_at) - localdate(row.asked_at)).days for row in answered]
    last = queries[-1]
    return DepartmentCounts(
        key,
        partner(last.partner).label,
        data_set(key).label,
        last.get_mode_display(),
        last.link.source if last.link else data_set(key).legal_basis,
        last.link.duty_days if last.link else 0,
        len(queries),
        len(answered),
        sum(bool(row.hits) for row in answered),
        sum(row.state == choices.MARKED for row in queries),
        sum(row.state == choices.WAITING for row in queries),
        sum(localdate(row.settled_at) <= row.due_on for row in answered),
        sum(days) / len(days) if days else None,
        max(days, default=None),
    )


def exchange_lines(viewer: Mandate) -> list[LedgerLine]:
    """Return what departments were asked as lines of the exchange ledger, the latest first.

    Read from the questions themselves, nothing is copied. What the month's deliveries answered was
    no exchange; a question still open is no failure.
    """
    if not viewer.may("sharing.see"):
        return []
    rows = accounts.visible(PartnerQuery.objects.all(), viewer, field="verification__division")
    rows = rows.exclude(mode=DELIVERY).select_related("verification__division", "asked_by__user")
    return [_ledger_line(row) for row in rows.defer("sealed", "log").order_by("-pk")[:LATEST]]


def _ledger_line(row: PartnerQuery) -> LedgerLine:
    outcomes = {
        choices.ANSWERED: f"已答复，命中 {row.hits or 0} 条",
        choices.MARKED: f"未取得答复：{row.problem}",
        choices.WAITING: "待答复",
    }
    return LedgerLine(
        row.sent_at or row.asked_at, CHECK, Direction.IN.value, row.partner,
        partner(row.partner).label, row.data_set, data_set(row.data_set).label,
        row.verification.division.name, f"家庭经济状况核对 {row.verification.number}", row.hits or 0, 0,
        row.digest, row.state != choices.MARKED, outcomes[row.state], str(row.asked_by.user),
        check=row.verification_id,
    )  # fmt: skip
