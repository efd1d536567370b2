"""Reads of runs, their lines and what differs from last month."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from minzheng.core import months
from minzheng.core.reading import kept
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.people.models import Household

from ..choices import LIVE_LINES, LineKind, LineState
from ..models import PaymentLine, PaymentRun, Repayment


def runs(viewer: Mandate) -> QuerySet[PaymentRun]:
    """Payment runs of the viewer's divisions, newest first, with their line counts and sums (fen)."""
    rows = accounts.visible(PaymentRun.objects.select_related("division"), viewer)
    return rows.annotate(
        line_count=Count("lines"),
        ready_total=Sum("lines__amount", filter=Q(lines__state__in=LIVE_LINES)),
        blocked_count=Count("lines", filter=Q(lines__state=LineState.BLOCKED.value)),
        failed_count=Count("lines", filter=Q(lines__state=LineState.FAILED.value)),
    ).order_by("-month", "-id")


def lines(viewer: Mandate, run: PaymentRun | None = None) -> QuerySet[PaymentLine]:
    """Lines of the viewer's divisions, of one run when named."""
    rows = PaymentLine.objects.select_related("household", "payee", "division", "run")
    seen = accounts.visible(rows, viewer)
    return seen.filter(run=run) if run is not None else seen


@kept
def statement(household: Household) -> QuerySet[PaymentLine]:
    """Every line ever made for a household, newest month first."""
    return PaymentLine.objects.filter(household=household).order_by("-month", "-id")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a run by state: state key, number of lines, whole fen."""

    state: str
    lines: int
    amount: int


def totals(run: PaymentRun) -> list[Totals]:
    """Sums of a run by state of its lines."""
    rows = run.lines.values("state").annotate(n=Count("id"), total=Sum("amount")).order_by("state")
    return [Totals(row["state"], row["n"], row["total"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Difference:
    """Why this month's run differs from last month's: cause (new, stopped, raised, cut), households, fen."""

    cause: str
    label: str
    households: int
    amount: int


def differences(run: PaymentRun) -> list[Difference]:
    """Explain the run's total against last month's entitlements, by cause."""
    now = dict(entitlements.payable(run.benefit, run.month).values_list("holder", "amount"))
    before = dict(
        entitlements.payable(run.benefit, months.shift_month(run.month, -1)).values_list(
            "holder", "amount"
        )
    )
    groups: dict[str, list[int]] = {"new": [], "stopped": [], "raised": [], "cut": []}
    for holder in now.keys() | before.keys():
        change = now.get(holder, 0) - before.get(holder, 0)
        if holder not in before:
            groups["new"].append(change)
        elif holder not in now:
            groups["stopped"].append(change)
        elif change:
            groups["raised" if change > 0 else "cut"].append(change)
    labels = {"new": "新增", "stopped": "停发", "raised": "调增", "cut": "调减"}
    return [
        Difference(key, labels[key], len(values), sum(values)) for key, values in groups.items()
    ]


def register_gaps(run: PaymentRun) -> QuerySet[PaymentLine]:
    """Lines whose amount is not the register's any more: empty when the register equals the list (SA-15).

    What is held back of an earlier month counts as paid; back payments are not the month's amount.
    """
    rows = run.lines.filter(reissue_of__isnull=True, kind=LineKind.REGULAR.value)
    held = Repayment.objects.filter(line=OuterRef("pk")).values("line").annotate(sum=Sum("amount"))
    rows = rows.annotate(
        whole=F("amount")
        + Coalesce(Sum("settlements__amount"), 0)
        + Coalesce(Subquery(held.values("sum")), 0)
    )
    return rows.exclude(whole=F("entitlement__amount"))
