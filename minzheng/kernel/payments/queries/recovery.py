"""Reads of recoveries: what was paid too much, what is still owed, what the next months hold back."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.people.models import Household

from .. import arrears
from ..choices import INNOCENT, LineKind, LineState, RecoveryState
from ..models import PaymentLine, PaymentRun, Recovery, RecoveryLine, Repayment

KEPT_RULE, RECOVER = "innocent_overpayment", "recover"
# What left the house or came to the account; a failed line paid nobody.
GONE = (LineState.SENT.value, LineState.PAID.value)
OPEN = (
    RecoveryState.FOUND.value, RecoveryState.PROPOSED.value, RecoveryState.DECIDED.value,
    RecoveryState.NOTIFIED.value,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overpaid:
    """What one line paid, what it should have paid, and the difference nobody has claimed yet (fen)."""

    line: PaymentLine
    paid: int
    due: int
    amount: int


def recoveries(viewer: Mandate) -> QuerySet[Recovery]:
    """Recoveries of the viewer's divisions with what has come back and what is left (fen)."""
    rows = Recovery.objects.select_related(
        "household__head", "person", "debtor", "division__parent"
    )
    booked = Repayment.objects.filter(recovery=OuterRef("pk"), booked_on__isnull=False)
    total = booked.values("recovery").annotate(sum=Sum("amount")).values("sum")
    rows = rows.annotate(repaid=Coalesce(Subquery(total), 0)).annotate(
        left=F("amount") - F("repaid")
    )
    return accounts.visible(rows, viewer)


def standing(viewer: Mandate, household: Household) -> QuerySet[Recovery]:
    """The recoveries of one household, newest first."""
    rows = recoveries(viewer).filter(household=household).select_related(None)
    return rows.order_by("-found_at", "-pk")


def rule(name: str, division: str, on: date) -> str:
    """Return a rule of payments in force at a place, or an empty text where nobody has set it."""
    row = determinations.value_in_force(arrears.OWNER, name, division, on)
    return row.value if row is not None else ""


def is_demanded(cause: str, division: str, on: date) -> bool:
    """Say whether a cause obliges to return: never an innocent one, unless the place rules so."""
    return bool(cause) and (cause not in INNOCENT or rule(KEPT_RULE, division, on) == RECOVER)


def overpaid(
    benefit: str, holder: str, since: str, due: int = 0, leave_out: Recovery | None = None
) -> list[Overpaid]:
    """Return the lines that paid more than `due` (fen a month) for the months from `since` on.

    What a line held back of an earlier debt was paid to the holder, too. A back payment counts
    with the months it made up. What another recovery claims already is left out.
    """
    rows = of_holder(benefit, holder).filter(month__gte=since, state__in=GONE)
    found = []
    for line in rows.order_by("month", "pk"):
        paid, owed = _paid(line, since), due if line.kind == LineKind.REGULAR.value else 0
        amount = paid - owed - claimed(line, leave_out)
        if amount > 0:
            found.append(Overpaid(line, paid, owed, amount))
    return found


def of_holder(benefit: str, holder: str) -> QuerySet[PaymentLine]:
    """Return every line of a holder, found by way of his entitlements, which are indexed so."""
    return PaymentLine.objects.filter(entitlement__benefit=benefit, entitlement__holder=holder)


def _paid(line: PaymentLine, since: str) -> int:
    first = line
    while first.reissue_of is not None:
        first = first.reissue_of
    settled = first.settlements.all()
    if line.kind == LineKind.BACK.value:
        made_up = settled.filter(back_payment__month__gte=since)
        return int(made_up.aggregate(sum=Sum("amount"))["sum"] or 0)
    withheld = int(settled.aggregate(sum=Sum("amount"))["sum"] or 0)
    held = Repayment.objects.filter(line=first).aggregate(sum=Sum("amount"))["sum"]
    return int(line.amount) + withheld + int(held or 0)


def claimed(line: PaymentLine, leave_out: Recovery | None = None) -> int:
    """Return what recoveries that were not waived claim of a line (fen)."""
    rows = RecoveryLine.objects.filter(line=line).exclude(
        recovery__state=RecoveryState.WAIVED.value
    )
    if leave_out is not None:
        rows = rows.exclude(recovery=leave_out)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def repaid(recovery: Recovery) -> int:
    """Return what has come back and is booked (fen)."""
    rows = recovery.repayments.filter(booked_on__isnull=False)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def set_aside(recovery: Recovery) -> int:
    """Return what lines on their way hold back that is not booked yet (fen)."""
    rows = recovery.repayments.filter(booked_on=None, line__state__in=arrears.COUNTED)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def owed(recovery: Recovery) -> int:
    """Return what is still to be collected (fen): nothing before the decision, or after the end."""
    if recovery.state not in (RecoveryState.DECIDED.value, RecoveryState.NOTIFIED.value):
        return 0
    return int(recovery.amount) - repaid(recovery)


def benefits_to_hold(recovery: Recovery, month: str) -> list[Entitlement]:
    """Return the family's monthly entitlements of a month an instalment could be held back from."""
    rows = Entitlement.objects.filter(household=recovery.household, amount__gt=0)
    found = []
    for key in sorted(set(rows.values_list("benefit", flat=True))):
        found += list(entitlements.payable(key, month).filter(household=recovery.household))
    return found


@dataclass(frozen=True, slots=True)
class Planned:
    """What a coming month is to hold back (fen)."""

    month: str
    amount: int


def schedule(recovery: Recovery, first: str, most: int = 60) -> list[Planned]:
    """Return the coming months with what each holds back of a recovery, at most so many."""
    if not recovery.held_from or recovery.state in (
        RecoveryState.FINISHED.value, RecoveryState.WRITTEN_OFF.value, RecoveryState.WAIVED.value,
    ):  # fmt: skip
        return []
    row = (
        entitlements.payable(recovery.held_from, first).filter(holder=recovery.held_holder).first()
    )
    if row is None:
        return []
    percent = rule(arrears.SHARE, recovery.division_id, months.first_day(first))
    step = min(int(row.amount) * int(percent or 0) // arrears.WHOLE, int(row.amount) - 1)
    if recovery.monthly is not None:
        step = min(step, int(recovery.monthly))
    left, found = arrears.open_amount(recovery), list[Planned]()
    while left > 0 < step and len(found) < most:
        found.append(Planned(months.shift_month(first, len(found)), min(step, left)))
        left -= step
    return found


def instalments_paid(run: PaymentRun) -> list[tuple[Repayment, PaymentLine]]:
    """Return the unbooked instalments of a run's paid lines, each with the line that paid.

    An instalment stays with the line that first held it back; the line that issues it again pays it.
    """
    waiting = Repayment.objects.filter(booked_on=None).select_related("line__run").order_by("pk")
    own = waiting.filter(line__run=run, line__state=LineState.PAID.value)
    found = [(row, row.line) for row in own if row.line is not None]
    for row in waiting.filter(line__state=LineState.FAILED.value):
        last = row.line
        while last is not None and hasattr(last, "reissue"):
            last = last.reissue
        if last is not None and last.run_id == run.pk and last.state == LineState.PAID.value:
            found.append((row, last))
    return found
