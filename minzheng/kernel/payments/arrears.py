"""What is left to pay or to hold back of earlier months, and which line of a run settles which part."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum

from minzheng.core import months
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import queries as determinations

from .choices import (
    FROZEN_LINES,
    LIVE_LINES,
    LineKind,
    LineState,
    RecoveryState,
    RepaidBy,
    RunState,
)
from .models import BackPayment, PaymentLine, PaymentRun, Recovery, Repayment, Settlement

OWNER, SHARE = "payments", "recovery_percent"
WHOLE = 100
# A settlement counts where its line is on its way or, having failed, comes again as a re-issue.
COUNTED = (*LIVE_LINES, LineState.FAILED.value)


@dataclass(frozen=True, slots=True)
class Part:
    """So many whole fen of one back payment, or of one recovery."""

    of: BackPayment | Recovery
    amount: int


class Out:
    """Which months of which holders have left the house: by a line that was sent, or long before.

    What lies before the first run of the benefit here the former system paid.
    """

    def __init__(self, benefit: str, path: str) -> None:
        lines = PaymentLine.objects.filter(
            benefit=benefit, kind=LineKind.REGULAR.value, state__in=FROZEN_LINES
        )
        self._sent = set(lines.values_list("holder", "month"))
        self._first = first_run_month(benefit, path)

    def has(self, holder: str, month: str) -> bool:
        """Say whether a holder's month is out."""
        return self._first is None or month < self._first or (holder, month) in self._sent


def owed(run: PaymentRun, due: Collection[str]) -> dict[str, list[Part]]:
    """Return what is to be paid for months that are out or go out with this run, by holder.

    A month is out when its own line was sent, or when it lies before the first run of the benefit
    here: then the former system paid it; this month goes out for the holders `due`. Whoever has a
    live back line of this month waits.
    """
    rows = _open(run).filter(due__gt=F("was"))
    waiting = PaymentLine.objects.filter(
        benefit=run.benefit, month=run.month, kind=LineKind.BACK.value, state__in=LIVE_LINES
    ).exclude(run=run)
    taken = set(waiting.values_list("holder", flat=True))
    out = Out(run.benefit, run.division.path)
    found: dict[str, list[Part]] = {}
    for row in rows:
        is_now = row.month == run.month and row.holder in due
        is_out = is_now or (row.month < run.month and out.has(row.holder, row.month))
        left = row.difference - _settled(row)
        if is_out and left > 0 and row.holder not in taken:
            found.setdefault(row.holder, []).append(Part(row, left))
    return found


def withheld(run: PaymentRun, amounts: Mapping[str, int]) -> dict[str, list[Part]]:
    """Return what is held back from this month's lines, by holder; `amounts` are whole fen due.

    The differences of late standards come first, then decided recoveries (追缴). Never more than
    the share the place allows of a month, so that people can live; the rest waits for the next one.
    """
    found: dict[str, list[Part]] = {}
    share = recovery_share(run)
    taken: Counter[str] = Counter()

    def room(holder: str) -> int:
        # A line always pays something: a month is never taken whole.
        amount = amounts.get(holder, 0)
        return min(amount * share // WHOLE, amount - 1) - taken[holder]

    for row in _open(run).filter(due__lt=F("was")):
        left = min(-row.difference - _settled(row), room(row.holder))
        if left > 0:
            taken[row.holder] += left
            found.setdefault(row.holder, []).append(Part(row, left))
    for claim in _claims(run) if share else ():
        left = min(open_amount(claim, leave_out=run), room(claim.held_holder))
        if claim.monthly is not None:
            left = min(left, int(claim.monthly))
        if left > 0:
            taken[claim.held_holder] += left
            found.setdefault(claim.held_holder, []).append(Part(claim, left))
    return found


def _claims(run: PaymentRun) -> list[Recovery]:
    """Return the recoveries this run may hold back, oldest first, locked against repayments."""
    rows = Recovery.objects.select_for_update(of=("self",)).filter(
        held_from=run.benefit, state=RecoveryState.NOTIFIED.value,
        household__division__path__startswith=run.division.path,
    )  # fmt: skip
    return list(rows.order_by("decided_at", "pk"))


def open_amount(claim: Recovery, leave_out: PaymentRun | None = None) -> int:
    """Return what of a recovery has neither come back nor is set aside by a line on its way (fen).

    A failed line's part stays set aside: its re-issue pays the same amount.
    """
    rows = claim.repayments.filter(Q(line=None) | Q(line__state__in=COUNTED))
    if leave_out is not None:
        rows = rows.exclude(line__run=leave_out, booked_on=None)
    return int(claim.amount) - int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def recovery_share(run: PaymentRun) -> int:
    """Return the percent of a month that may be held back; 0 where nobody has set it."""
    row = determinations.value_in_force(OWNER, SHARE, run.division_id, months.first_day(run.month))
    return int(row.value) if row is not None else 0


def first_run_month(benefit: str, path: str) -> str | None:
    """Return the month of the first run of a benefit that left the house for a place."""
    gone = (RunState.SENT.value, RunState.RETURNED.value, RunState.CLOSED.value)
    runs = PaymentRun.objects.filter(benefit=benefit, state__in=gone).select_related("division")
    return min((run.month for run in runs if path.startswith(run.division.path)), default=None)


def _open(run: PaymentRun) -> QuerySet[BackPayment]:
    counted = Q(settlements__line__state__in=COUNTED) & ~Q(settlements__line__run=run)
    rows = BackPayment.objects.filter(
        benefit=run.benefit, division__path__startswith=run.division.path
    )
    rows = rows.annotate(settled=Sum("settlements__amount", filter=counted))
    return rows.order_by("month", "pk")


def _settled(row: BackPayment) -> int:
    return int(getattr(row, "settled", None) or 0)


def holders_rows(benefit: str, holders: Iterable[str]) -> dict[str, Entitlement]:
    """Return the latest entitlement row of each holder: its payee and account are today's."""
    rows = Entitlement.objects.filter(benefit=benefit, holder__in=list(holders))
    return {row.holder: row for row in rows.select_related("payee").order_by("valid_from", "pk")}


def settle(run: PaymentRun, parts: Sequence[tuple[PaymentLine, Sequence[Part]]]) -> None:
    """Note which part of which back payment or recovery the draft lines of a run settle, anew."""
    Settlement.objects.filter(line__run=run).exclude(line__state__in=FROZEN_LINES).delete()
    Repayment.objects.filter(line__run=run).exclude(line__state__in=FROZEN_LINES).delete()
    settled = [
        Settlement(back_payment=part.of, line=line, amount=part.amount)
        for line, own in parts
        for part in own
        if isinstance(part.of, BackPayment)
    ]
    held = [
        Repayment(recovery=part.of, line=line, amount=part.amount, how=RepaidBy.WITHHELD.value)
        for line, own in parts
        for part in own
        if isinstance(part.of, Recovery)
    ]
    Settlement.objects.bulk_create(settled, batch_size=500)
    Repayment.objects.bulk_create(held, batch_size=500)
