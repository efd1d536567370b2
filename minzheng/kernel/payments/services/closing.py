"""The ends: a run whose lines are all answered, a month whose runs are all closed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from minzheng.core import months
from minzheng.kernel.accounts.declarations import FINANCE
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.divisions.models import Division

from ..choices import LineState, RunState
from ..models import MonthClosing, PaymentLine, PaymentRun
from ..queries import books
from .runs import PaymentError, alone, locked, require


@transaction.atomic
def close(run: PaymentRun, *, by: Mandate, at: datetime) -> PaymentRun:
    """Close a fully answered run; failed lines wait for their re-issue in the next one."""
    require(by, FINANCE.key)
    row = locked(run, RunState.RETURNED)
    row.state, row.closed_at = RunState.CLOSED.value, at
    row.save(update_fields=["state", "closed_at"])
    audit.record("payments.run.closed", subject=row, by=by, at=at)
    return row


@transaction.atomic
def close_month(month: str, division: Division, *, by: Mandate, at: datetime) -> MonthClosing:
    """Close a month of payments (月结), once; it takes no run after that.

    Every run of the month is closed and books and lines agree to the fen; PaymentError says in
    words what is still open. What was held back is paid by an extra run of a later month.
    """
    require(by, FINANCE.key)
    month = months.parse_month(month)
    alone(division.pk)
    standing = MonthClosing.objects.filter(division=division, month=month).first()
    if standing is not None:
        return standing
    runs = PaymentRun.objects.filter(month=month, division__path__startswith=division.path)
    found = list(runs.order_by("benefit", "kind", "sequence"))
    if not found:
        raise PaymentError(f"{month}还没有发放批次，不能月结。")
    if still := [run for run in found if run.state != RunState.CLOSED.value]:
        names = "、".join(
            f"{benefits.label_of(run.benefit)}（{run.get_state_display()}）" for run in still[:5]
        )
        raise PaymentError(f"还有{len(still)}个批次没有办结：{names}。")
    if wrong := books.disagreements(division.pk):
        raise PaymentError(f"账目与明细有{len(wrong)}处不符，请先查明，不能月结。")
    paid = PaymentLine.objects.filter(run__in=found, state=LineState.PAID.value)
    row = MonthClosing.objects.create(
        division=division, month=month, by=by, at=at, runs=len(found),
        paid=paid.aggregate(all=Sum("amount"))["all"] or 0,
    )  # fmt: skip
    audit.record("payments.month.closed", subject=row, by=by, at=at, month=month, runs=row.runs)
    return row
