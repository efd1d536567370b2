"""Reads of households on assistance, reserve funds, rounds, care and plans."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.people.models import Household

from ..choices import APPLICATION, CHANGE, DEPOSIT, DIBAO, LISTED, OBJECTION, PAYMENT
from ..models import (
    Admission,
    PlanItem,
    ReliefRound,
    ReliefService,
    ReserveFund,
    RoundLine,
    SelfCareAssessment,
)


def household_panel(household: Household, viewer: Mandate, at: datetime) -> dict[str, object]:
    """Dibao of a household: what it receives, its open cases, the last determination."""
    workflows = (APPLICATION, CHANGE, OBJECTION)
    return {
        "entitlement": benefits.current(household, at.date(), benefit=DIBAO).first(),
        "history": benefits.history(household).filter(benefit=DIBAO),
        "cases": Case.objects.filter(household=household, workflow__in=workflows).order_by(
            "-opened_at"
        )[:10],
        "determination": determinations.latest(DIBAO, household),
    }


@dataclass(frozen=True)
class Statement:
    """A month of a reserve fund: what stood at its start, what moved, what stood at its end (fen)."""

    opening: int
    filled: int
    spent: int
    closing: int
    payments: int


def reserve_funds(viewer: Mandate) -> QuerySet[ReserveFund]:
    """Return the reserve funds of the viewer's townships."""
    return accounts.visible(ReserveFund.objects.select_related("division"), viewer)


def statement(fund: ReserveFund, month: str) -> Statement:
    """Work a month of a fund out from its ledger."""
    first, last = months.first_day(month), months.last_day(month)
    before = fund.entries.filter(on__lt=first).aggregate(sum=Sum("amount"))["sum"] or 0
    rows = fund.entries.filter(on__range=(first, last))
    filled = rows.filter(amount__gt=0).aggregate(sum=Sum("amount"))["sum"] or 0
    spent = -(rows.filter(amount__lt=0).aggregate(sum=Sum("amount"))["sum"] or 0)
    return Statement(
        before, filled, spent, before + filled - spent, rows.filter(kind=PAYMENT).count()
    )


def spent_since_filled(fund: ReserveFund) -> int:
    """Return how much of the fund was spent and not put back yet, in fen."""
    moved = fund.entries.exclude(kind=DEPOSIT).aggregate(sum=Sum("amount"))["sum"] or 0
    return max(-moved, 0)


def relief_rounds(viewer: Mandate) -> QuerySet[ReliefRound]:
    """Return the special rounds of the viewer's divisions and of the county above it."""
    line = divisions.lineage(viewer.division_id)
    rows = ReliefRound.objects.select_related("division", "made_by__user")
    return rows.filter(divisions.inside(viewer.division_id) | Q(division__in=line))


def round_lines(viewer: Mandate, relief: ReliefRound) -> QuerySet[RoundLine]:
    """Return the lines of a round in the viewer's divisions."""
    return accounts.visible(
        relief.lines.select_related("household__head", "payee", "division__parent"), viewer
    )


def round_report(relief: ReliefRound, viewer: Mandate | None = None) -> dict[str, int]:
    """Return households, persons and money (fen) of a round, and what of it arrived, for a report."""
    lines = relief.lines.filter(state=LISTED)
    lines = accounts.visible(lines, viewer) if viewer is not None else lines
    told = lines.aggregate(households=Count("pk"), persons=Sum("heads"), amount=Sum("amount"))
    paid = PaymentLine.objects.filter(
        entitlement__in=lines.values("entitlement"), state=LineState.PAID.value
    )
    arrived = paid.aggregate(paid=Sum("amount"))
    return {key: value or 0 for key, value in {**told, **arrived}.items()}


def last_assessments(viewer: Mandate) -> QuerySet[SelfCareAssessment]:
    """Return the last assessment of self-care of everybody in the viewer's divisions."""
    rows = accounts.visible(SelfCareAssessment.objects.all(), viewer)
    newest = rows.filter(person=OuterRef("person")).order_by("-assessed_on", "-id").values("pk")[:1]
    return rows.filter(pk=Subquery(newest), person__died_on=None).select_related(
        "person", "division__parent"
    )


def admissions(viewer: Mandate) -> QuerySet[Admission]:
    """Return who wants or wanted to live in a home, those who cannot care for themselves first."""
    rows = accounts.visible(Admission.objects.all(), viewer)
    return rows.select_related("person", "division__parent")


def plan_items(viewer: Mandate) -> QuerySet[PlanItem]:
    """Return the measures of the plans of the viewer's divisions."""
    rows = PlanItem.objects.select_related("plan__case__household")
    return accounts.visible(rows, viewer, "plan__division")


def relief_services(viewer: Mandate) -> QuerySet[ReliefService]:
    """Return the service-type help given in the viewer's divisions."""
    rows = ReliefService.objects.select_related("household__head", "division__parent")
    return accounts.visible(rows, viewer)
