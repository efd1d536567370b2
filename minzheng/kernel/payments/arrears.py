"""What late standards leave to pay or to hold back, and which line of a run settles which part."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum

from minzheng.core import months
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import queries as determinations

from .choices import FROZEN_LINES, LIVE_LINES, LineKind, LineState, RunState
from .models import BackPayment, PaymentLine, PaymentRun, Settlement

OWNER, SHARE = "payments", "recovery_percent"
WHOLE = 100
# A settlement counts where its line is on its way or, having failed, comes again as a re-issue.
COUNTED = (*LIVE_LINES, LineState.FAILED.value)


@dataclass(frozen=True, slots=True)
class Part:
    """So many whole fen of one back payment."""

    of: BackPayment
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

    Never more than the share the place allows of a month, so that people can live; the rest waits
    for the next one.
    """
    found: dict[str, list[Part]] = {}
    share = recovery_share(run)
    # A line always pays something: a month is never taken whole.
    room = {h: min(amount * share // WHOLE, amount - 1) for h, amount in amounts.items()}
    for row in _open(run).filter(due__lt=F("was")):
        left = min(-row.difference - _settled(row), room.get(row.holder, 0))
        if left > 0:
            room[row.holder] -= left
            found.setdefault(row.holder, []).append(Part(row, left))
    return found


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
    """Note which part of which back payment the draft lines of a run settle, in place of before."""
    Settlement.objects.filter(line__run=run).exclude(line__state__in=FROZEN_LINES).delete()
    rows = [
        Settlement(back_payment=part.of, line=line, amount=part.amount)
        for line, own in parts
        for part in own
    ]
    Settlement.objects.bulk_create(rows, batch_size=500)
