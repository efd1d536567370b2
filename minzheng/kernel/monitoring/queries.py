"""Reads: findings, leads, the monitoring ledger and the register, within the viewer's divisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.people.models import Household

from . import declarations
from .choices import FindingState, LeadState, Risk
from .models import Finding, Lead, LeadEntry, RegisterEntry

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


def of_household(viewer: Mandate, household: Household) -> QuerySet[Lead]:
    """Every lead ever opened about a household."""
    return leads(viewer).filter(household=household).order_by("-found_on", "-id")


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
