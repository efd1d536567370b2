"""Reads: findings, leads, the monitoring ledger and the register, within the viewer's divisions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from minzheng.core import months
from minzheng.core.reading import kept
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household

from . import declarations
from .choices import Action, FindingState, LeadState, Risk, Verdict
from .models import Finding, Lead, LeadEntry, RegisterEntry
from .permissions import RECEIVERS

OPEN_STATES = (LeadState.OPEN.value, LeadState.VERIFYING.value)


def findings(viewer: Mandate, month: str = "") -> QuerySet[Finding]:
    """Findings that stand, of one month or of all, gravest and newest first."""
    rows = accounts.visible(Finding.objects.filter(state=FindingState.NEW.value), viewer)
    rows = rows.filter(month=month) if month else rows
    return rows.select_related("household", "person", "division", "lead").order_by(
        "-month", "kind", "household_id"
    )


def finding_counts(viewer: Mandate, month: str) -> dict[str, int]:
    """How many findings of each kind a month has; kinds without any are shown with 0."""
    counted = findings(viewer, month).order_by().values_list("kind").annotate(n=Count("id"))
    return {kind.key: 0 for kind in declarations.finding_kinds()} | dict(counted)


def leads(viewer: Mandate) -> QuerySet[Lead]:
    """Leads of the viewer's divisions, those due first on top."""
    rows = accounts.visible(
        Lead.objects.select_related("household", "person", "division", "finding", "verifier"),
        viewer,
    )
    return rows.order_by("due_on", "id")


def open_leads(viewer: Mandate) -> QuerySet[Lead]:
    """Leads that still have to be verified."""
    return leads(viewer).filter(state__in=OPEN_STATES)


def ledger(
    viewer: Mandate,
    *,
    since: date | None = None,
    until: date | None = None,
    kind: str = "",
    state: str = "",
) -> QuerySet[Lead]:
    """The monitoring ledger (监测台账): household, source, rule hit, found, verifier, measure, result, closed."""
    rows = leads(viewer).select_related("verifier__user", "reported_by__user")
    if since is not None:
        rows = rows.filter(found_on__gte=since)
    if until is not None:
        rows = rows.filter(found_on__lt=until)
    if kind:
        rows = rows.filter(kind=kind)
    return (rows.filter(state=state) if state else rows).order_by("-found_on", "id")


def timeline(viewer: Mandate, lead: Lead) -> QuerySet[LeadEntry]:
    """What was done about a lead, in order."""
    seen = accounts.visible(Lead.objects.filter(pk=lead.pk), viewer)
    return (
        LeadEntry.objects.filter(lead__in=seen)
        .select_related("by__user", "visit")
        .order_by("at", "id")
    )


@kept
def of_household(viewer: Mandate, household: Household) -> QuerySet[Lead]:
    """Every lead ever opened about a household."""
    rows = leads(viewer).filter(household=household).select_related(None)
    return rows.order_by("-found_on", "-id")


def unresolved(kinds: Sequence[str], *, up_to: str) -> dict[int, str]:
    """Households with a standing finding of these kinds, not later than a month, nobody resolved.

    Payments ask before they pay: household id to the Chinese name of the finding.
    """
    rows = Finding.objects.filter(
        state=FindingState.NEW.value, kind__in=list(kinds), month__lte=up_to
    )
    waiting = rows.filter(Q(lead__isnull=True) | ~Q(lead__state=LeadState.CLOSED.value)).exclude(
        repeats__lead__state=LeadState.CLOSED.value
    )
    return {
        household: declarations.kind_of(kind).label
        for kind, household in waiting.order_by("-month", "kind").values_list(
            "kind", "household_id"
        )
    }


def register(
    viewer: Mandate, on: date, *, category: str = "", residence: str = ""
) -> QuerySet[RegisterEntry]:
    """The register of the low-income population on a day, by category (LM-06)."""
    rows = RegisterEntry.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on
    )
    rows = accounts.visible(rows.select_related("household", "household__head", "division"), viewer)
    rows = rows.filter(category=category) if category else rows
    return (rows.filter(residence=residence) if residence else rows).order_by(
        "category", "division_id", "household_id"
    )


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """One line of the register's summary: category, households, persons, rural households."""

    key: str
    label: str
    basis: str
    households: int
    persons: int
    rural: int


def register_counts(viewer: Mandate, on: date) -> list[CategoryCount]:
    """Households and persons of each declared category on a day; empty categories are shown too."""
    rows = register(viewer, on).order_by().values("category")
    counted = rows.annotate(
        n=Count("id"), people=Sum("persons"), rural=Count("id", filter=Q(residence="rural"))
    )
    found: dict[str, tuple[int, int, int]] = {
        row["category"]: (row["n"], row["people"] or 0, row["rural"]) for row in counted
    }
    return [
        CategoryCount(c.key, c.label, c.basis, *found.get(c.key, (0, 0, 0)))
        for c in declarations.categories()
    ]


def dropped_and_missed(viewer: Mandate, month: str) -> dict[str, QuerySet[Finding]]:
    """Households that qualify and do not receive (LM-10).

    `dropped` 脱保: they received within the twelve months before; `missed` 漏保: they did not.
    """
    rows = findings(viewer, month).filter(kind="missed")
    return {
        "dropped": rows.filter(detail__dropped=True),
        "missed": rows.exclude(detail__dropped=True),
    }


@dataclass(frozen=True, slots=True)
class Disposal:
    """How the warnings of a month were dealt with."""

    warned: int
    verified: int
    visited: int
    helped: int
    rechecked: int
    closed: int
    overdue: int
    high: int


def disposal(viewer: Mandate, month: str, on: date) -> Disposal:
    """Count warnings of a month by how far they came: warn, visit, help, re-check (LM-14)."""
    rows = leads(viewer).filter(
        found_on__gte=months.first_day(month),
        found_on__lt=months.first_day(months.shift_month(month, 1)),
    )
    done = dict(
        LeadEntry.objects.filter(lead__in=rows.order_by())
        .values_list("action")
        .annotate(n=Count("lead", distinct=True))
    )
    return Disposal(
        warned=rows.count(),
        verified=rows.exclude(state=LeadState.OPEN.value).count(),
        visited=done.get("visited", 0),
        helped=done.get("helped", 0),
        rechecked=done.get("rechecked", 0),
        closed=rows.filter(state=LeadState.CLOSED.value).count(),
        overdue=rows.filter(state__in=OPEN_STATES, due_on__lt=on).count(),
        high=rows.filter(risk=Risk.HIGH.value).count(),
    )


def rechecks_due(viewer: Mandate, on: date) -> QuerySet[Lead]:
    """Leads after help whose re-check is due by a day."""
    return leads(viewer).filter(recheck_on__lte=on).exclude(state=LeadState.CLOSED.value)


def overdue(viewer: Mandate, on: date) -> QuerySet[Lead]:
    """Leads not verified, or verified and not closed, by the day they were due."""
    late = Q(state=LeadState.OPEN.value, due_on__lt=on) | Q(close_by__lt=on)
    return leads(viewer).filter(late).exclude(state=LeadState.CLOSED.value)


def awaiting_feedback(viewer: Mandate) -> QuerySet[Lead]:
    """Verified leads that were closed and that the county has not answered yet."""
    closed = leads(viewer).filter(state=LeadState.CLOSED.value, fed_back_on=None)
    return closed.exclude(close_reason=Action.SUPERSEDED.label)


def receivers(viewer: Mandate, lead: Lead, on: date) -> QuerySet[Mandate]:
    """Whom the viewer may give a lead to: the people of its township and village, village first."""
    people = Mandate.objects.in_force(on).filter(
        role__in=RECEIVERS, division__in=divisions.lineage(lead.division_id), user__is_active=True
    )
    return (
        accounts.visible(people, viewer)
        .select_related("user", "division")
        .order_by("-division__level", "role", "pk")
    )


# -- how often a rule is right ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quality:
    """How a rule fared: its hits, what was found out about them, and the share that was right.

    `rate` is the percentage of right among right and wrong answers; None while nobody answered.
    `flagged`: enough answers, and too few of them right.
    """

    kind: declarations.FindingKind
    hits: int
    waiting: int
    right: int
    wrong: int
    unclear: int
    rate: float | None
    flagged: bool


def rule_quality(viewer: Mandate, *, floor: int, least: int, month: str = "") -> list[Quality]:
    """Count for every declared rule how often it was right, over all time or for one month's finds.

    A rule with at least `least` answers and less than `floor` percent of them right is flagged.
    """
    rows = leads(viewer).filter(finding__isnull=False)
    rows = rows.filter(finding__month=month) if month else rows
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, verdict, state, count in rows.order_by().values_list(
        "kind", "verdict", "state"
    ).annotate(n=Count("id")):  # fmt: skip
        counted[kind]["hits"] += count
        counted[kind][verdict] += count
        if state in OPEN_STATES and not verdict:
            counted[kind]["waiting"] += count
    return [
        _quality(kind, counted[kind.key], floor, least) for kind in declarations.finding_kinds()
    ]


def _quality(kind: declarations.FindingKind, of: Counter[str], floor: int, least: int) -> Quality:
    right, wrong = of[Verdict.TRUE.value], of[Verdict.FALSE.value]
    rate = round(100 * right / (right + wrong), 1) if right + wrong else None
    poor = rate is not None and right + wrong >= least and rate < floor
    unclear = of[Verdict.UNCLEAR.value]
    return Quality(kind, of["hits"], of["waiting"], right, wrong, unclear, rate, poor)


def rule_months(viewer: Mandate, kind: str) -> list[tuple[str, int, int, int]]:
    """Return month, hits, right and wrong of one rule, oldest month first."""
    rows = leads(viewer).filter(kind=kind, finding__isnull=False).order_by()
    counted = rows.values("finding__month").annotate(
        hits=Count("id"),
        right=Count("id", filter=Q(verdict=Verdict.TRUE.value)),
        wrong=Count("id", filter=Q(verdict=Verdict.FALSE.value)),
    )
    return list(
        counted.order_by("finding__month").values_list("finding__month", "hits", "right", "wrong")
    )


# -- the population month by month ------------------------------------------------------------------


def entered(viewer: Mandate, month: str, category: str = "") -> QuerySet[RegisterEntry]:
    """Rows of the register that began in a month."""
    return _of_category(viewer, category).filter(
        valid_from__gte=months.first_day(month), valid_from__lt=_next(month)
    )


def left(viewer: Mandate, month: str, category: str = "") -> QuerySet[RegisterEntry]:
    """Rows of the register that ended in a month (their last day lies before its first)."""
    return _of_category(viewer, category).filter(
        valid_to__gte=months.first_day(month), valid_to__lt=_next(month)
    )


def _next(month: str) -> date:
    return months.first_day(months.shift_month(month, 1))


def _of_category(viewer: Mandate, category: str) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.select_related("household__head", "division__parent")
    rows = accounts.visible(rows, viewer)
    return rows.filter(category=category) if category else rows


@dataclass(frozen=True, slots=True)
class Movement:
    """One category in one month: who stood in it at its end, who came and who went."""

    key: str
    label: str
    special: bool
    households: int
    persons: int
    urban: int
    entered: int
    left: int


def population(viewer: Mandate, month: str) -> list[Movement]:
    """The population ledger of a month by category: stock at its end, entries, exits (LM-01, LM-06)."""
    on = months.last_day(month)
    stock = {
        row["category"]: row
        for row in register(viewer, on).order_by().values("category").annotate(
            n=Count("id"), people=Sum("persons"), urban=Count("id", filter=Q(residence="urban"))
        )
    }  # fmt: skip
    came = _per_category(entered(viewer, month))
    went = _per_category(left(viewer, month))
    none = {"n": 0, "people": 0, "urban": 0}
    return [
        Movement(
            c.key, c.label, c.special, stock.get(c.key, none)["n"], stock.get(c.key, none)["people"] or 0,
            stock.get(c.key, none)["urban"], came.get(c.key, 0), went.get(c.key, 0),
        )
        for c in sorted(declarations.categories(), key=lambda c: c.special)
    ]  # fmt: skip


def _per_category(rows: QuerySet[RegisterEntry]) -> dict[str, int]:
    return dict(rows.order_by().values_list("category").annotate(n=Count("id")))


def township_of_each() -> dict[str, str]:
    """Return the township of every division at or below one; others stand for themselves."""
    levels = dict(Division.objects.values_list("code", "level"))
    return {
        code: next((c for c in lineage if levels.get(c) == Level.TOWN), code)
        for code, lineage in divisions.lineages().items()
    }


@dataclass(frozen=True, slots=True)
class AreaReport:
    """One area in one month: whom it watches, what was warned of, how and how fast it was dealt with."""

    code: str
    name: str
    households: int
    persons: int
    warned: int
    verified: int
    closed: int
    overdue: int
    rate: float | None
    days: float | None


def monthly_report(viewer: Mandate, month: str, on: date) -> list[AreaReport]:
    """Population, warnings, share disposed of and days needed, by township, the whole at the end (LM-15).

    A household that stands in several classes counts once. Warnings are those of the month's data.
    """
    names = {d.code: d.name for d in divisions.subtree(viewer.division_id)}
    area_of = township_of_each()
    homes: dict[str, dict[int, int]] = defaultdict(dict)
    classes = [c.key for c in declarations.categories() if not c.special]
    stock = register(viewer, months.last_day(month)).filter(category__in=classes).order_by()
    for division, household, persons in stock.values_list("division_id", "household_id", "persons"):
        homes[area_of.get(division, division)][household] = persons
    found: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads(viewer).filter(finding__month=month):
        found[area_of.get(lead.division_id, lead.division_id)].append(lead)
    codes = sorted(homes.keys() | found.keys())
    lines = [_area(code, names.get(code, code), homes[code], found[code], on) for code in codes]
    every = [lead for rows in found.values() for lead in rows]
    together = {home: n for area in homes.values() for home, n in area.items()}
    return [*lines, _area("", "合计", together, every, on)]


def _area(
    code: str, name: str, homes: dict[int, int], rows: Sequence[Lead], on: date
) -> AreaReport:
    closed = [lead for lead in rows if lead.closed_on is not None]
    took = [(lead.closed_on - lead.found_on).days for lead in closed if lead.closed_on]
    late = [r for r in rows if r.state in OPEN_STATES and (r.due_on if r.state == "open" else r.close_by or r.due_on) < on]  # fmt: skip
    return AreaReport(
        code, name, len(homes), sum(homes.values()), len(rows),
        sum(lead.state != LeadState.OPEN.value for lead in rows), len(closed), len(late),
        round(100 * len(closed) / len(rows), 1) if rows else None,
        round(sum(took) / len(took), 1) if took else None,
    )  # fmt: skip
