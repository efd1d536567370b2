"""What comes back of a recovery and what is given up: on vouchers, by held-back instalments, by three hands."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.declarations import BUREAU_HEAD, FINANCE, OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from .. import arrears
from ..choices import RecoveryState, RepaidBy
from ..models import PaymentRun, Recovery, Repayment, WriteOff
from ..queries import recovery as queries
from . import receivables
from .recovery import RecoveryError, locked

OWED = (RecoveryState.DECIDED, RecoveryState.NOTIFIED)

# -- money comes back -------------------------------------------------------------------------------


@transaction.atomic
def repay(
    recovery: Recovery, *, amount: int, how: str, voucher: str, on: date, by: Mandate, at: datetime
) -> Repayment:
    """Finance books money that came back (fen) on its voucher, once.

    Never more than is left beside what lines on their way hold back. RecoveryError (Chinese).
    """
    row = locked(recovery, by, (FINANCE,), *OWED)
    if how not in (RepaidBy.COUNTER.value, RepaidBy.BANK.value) or not voucher.strip():
        raise RecoveryError("请选择退回方式并填写凭证号。")
    if row.decided_at is None or not localdate(row.decided_at) <= on <= localdate(at):
        raise RecoveryError("入账日期须在决定日之后、今天之前。")
    left = arrears.open_amount(row)
    if not 0 < amount <= left:
        aside = queries.set_aside(row)
        waits = f"，另有{format_yuan(aside)}元已列入发放明细扣回" if aside else ""
        raise RecoveryError(f"退回金额须大于零且不超过{format_yuan(left)}元{waits}。")
    if Repayment.objects.filter(voucher=voucher.strip()).exists():
        raise RecoveryError(f"凭证号{voucher.strip()}已入账。")
    made = Repayment.objects.create(
        recovery=row, how=how, amount=amount, voucher=voucher.strip()[:60], booked_on=on, by=by
    )
    receivables.book_return(row, made, on, by=by, at=at)
    audit.record("payments.recovery.repaid", subject=row, by=by, at=at, amount=amount, how=how)
    _close_if_done(row, on)
    return made


@transaction.atomic
def book_held(run: PaymentRun, *, by: Mandate, at: datetime) -> int:
    """Book the instalments of what a run has paid; return how many. Called when a return was read.

    A failed line's instalment is not taken: it waits for the line that issues it again. Called again
    it books nothing twice.
    """
    done = 0
    for held, line in queries.instalments_paid(run):
        row: Recovery = Recovery.objects.select_for_update(of=("self",)).get(pk=held.recovery_id)
        on = localdate(at)
        held.booked_on, held.by = on, by
        held.save(update_fields=["booked_on", "by"])
        receivables.book_held(row, held, line, on, by=by, at=at)
        audit.record(
            "payments.recovery.held", subject=row, by=by, at=at, amount=held.amount, line=line.pk
        )
        _close_if_done(row, on)
        done += 1
    return done


def _close_if_done(row: Recovery, on: date) -> None:
    fields = ["owing"]
    if queries.repaid(row) == row.amount:
        row.state, row.closed_on = RecoveryState.FINISHED.value, on
        fields += ["state", "closed_on"]
    row.save(update_fields=fields)


# -- given up ---------------------------------------------------------------------------------------


@transaction.atomic
def ask_write_off(
    recovery: Recovery, *, reason: str, evidence: str, by: Mandate, at: datetime
) -> WriteOff:
    """The officer asks for what is left to be given up, with the evidence."""
    row = locked(recovery, by, (OFFICER,), *OWED)
    if not reason.strip() or not evidence.strip():
        raise RecoveryError("请写明核销原因和证明材料。")
    if row.write_offs.filter(refused_at=None).exists():
        raise RecoveryError("已有核销申请在办理。")
    left = arrears.open_amount(row)
    _nothing_on_its_way(row)
    asked = WriteOff.objects.create(
        recovery=row, amount=left, reason=reason.strip()[:300], evidence=evidence.strip()[:300],
        asked_at=at, asked_by=by,
    )  # fmt: skip
    audit.record("payments.recovery.write_off_asked", subject=row, by=by, at=at, amount=left)
    return asked


@transaction.atomic
def approve_write_off(recovery: Recovery, *, by: Mandate, at: datetime) -> WriteOff:
    """First the reviewer checks, then the head of the bureau approves; three different people."""
    row = locked(recovery, by, (REVIEWER, BUREAU_HEAD), *OWED)
    asked = _asked(row)
    hands: list[Any] = [asked.asked_by.user_id, asked.checked_by and asked.checked_by.user_id]
    if by.user_id in hands:
        raise RecoveryError("提出、复核和批准须由三个人办理。")
    if by.role != (REVIEWER if asked.checked_by is None else BUREAU_HEAD):
        raise RecoveryError("核销先由县级复核人复核，再由民政局负责人批准。")
    if asked.checked_by is None:
        asked.checked_by, asked.checked_at = by, at
        asked.save(update_fields=["checked_by", "checked_at"])
        audit.record("payments.recovery.write_off_checked", subject=row, by=by, at=at)
        return asked
    _nothing_on_its_way(row)
    # What came back since is not given up.
    asked.amount = arrears.open_amount(row)
    asked.approved_by, asked.approved_at = by, at
    asked.save(update_fields=["amount", "approved_by", "approved_at"])
    receivables.book_write_off(row, asked, by=by, at=at)
    row.state, row.closed_on = RecoveryState.WRITTEN_OFF.value, localdate(at)
    row.save(update_fields=["owing", "state", "closed_on"])
    audit.record("payments.recovery.written_off", subject=row, by=by, at=at, amount=asked.amount)
    return asked


@transaction.atomic
def refuse_write_off(recovery: Recovery, *, by: Mandate, at: datetime) -> WriteOff:
    """Turn a write-off down; the recovery goes on."""
    row = locked(recovery, by, (REVIEWER, BUREAU_HEAD), *OWED)
    asked = _asked(row)
    asked.refused_at = at
    asked.save(update_fields=["refused_at"])
    audit.record("payments.recovery.write_off_refused", subject=row, by=by, at=at)
    return asked


def _asked(row: Recovery) -> WriteOff:
    asked = row.write_offs.select_for_update(of=("self",)).filter(refused_at=None).first()
    if asked is None:
        raise RecoveryError("没有待办的核销申请。")
    return asked


def _nothing_on_its_way(row: Recovery) -> None:
    if aside := queries.set_aside(row):
        raise RecoveryError(f"有{format_yuan(aside)}元已列入发放明细扣回，请等回盘或重发后再核销。")
