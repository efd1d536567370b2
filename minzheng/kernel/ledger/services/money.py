"""Money that comes in (拨款), and money that goes to another place or fund by two people (划转)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.declarations import funds

from ..choices import ASKED, CONFIRMED, REFUSED, Kind
from ..declarations import Entry, LedgerError, fund_label, purpose_label, purposes, source_label
from ..models import Posting, Transfer
from .budgets import known, need, papered
from .postings import post

APPROPRIATED = "ledger.appropriation"
SPENT = "ledger.spending"


@transaction.atomic
def appropriate(
    fund: str,
    source: str,
    division: str,
    amount: int,
    *,
    document: str,
    on: date,
    by: Mandate,
    at: datetime,
    key: str,
    purpose: str = "",
) -> Posting:
    """Book money (fen) a source grants a place under a fund, by its document (拨款); LedgerError."""
    need(by, "ledger.enter", division)
    known(fund, source)
    if amount <= 0:
        raise LedgerError("拨款金额应大于零")
    posting = post(
        key, APPROPRIATED,
        [Entry(Kind.GRANTED.value, source, fund, division, -amount, purpose=purpose),
         Entry(Kind.AVAILABLE.value, source, fund, division, amount, purpose=purpose)],
        on=on, text=f"拨入{fund_label(fund)}（{source_label(source)}）", by=by, at=at, document=papered(document),
    )  # fmt: skip
    _refuse_reversed(posting)
    audit.record("ledger.appropriated", subject=posting, by=by, at=at, amount=amount)
    return posting


def _refuse_reversed(posting: Posting) -> None:
    if Posting.objects.filter(reversal_of=posting).exists():
        raise LedgerError("同样的一笔已经入账并冲销；确需重录的，请在文号后注明“重录”")


@transaction.atomic
def spend(
    fund: str,
    source: str,
    division: str,
    amount: int,
    *,
    purpose: str,
    document: str,
    on: date,
    text: str,
    by: Mandate,
    at: datetime,
    key: str,
) -> Posting:
    """Book what was paid (fen) for a use that no payment run or purchase books: wages, running costs.

    LedgerError (Chinese) for a fund of benefits: its money leaves by runs only.
    """
    need(by, "ledger.enter", division)
    known(fund, source)
    if fund in {one.key for one in funds()}:
        raise LedgerError("待遇资金只能通过发放批次支付")
    if amount <= 0 or purpose not in {one.key for one in purposes(fund)}:
        raise LedgerError("请填写金额和用途")
    posting = post(
        key, SPENT,
        [Entry(Kind.AVAILABLE.value, source, fund, division, -amount),
         Entry(Kind.PAID.value, source, fund, division, amount, purpose=purpose)],
        on=on, text=text.strip() or purpose_label(purpose), by=by, at=at, document=papered(document),
    )  # fmt: skip
    _refuse_reversed(posting)
    audit.record("ledger.spent", subject=posting, by=by, at=at, amount=amount, purpose=purpose)
    return posting


@transaction.atomic
def ask_transfer(
    *,
    fund: str,
    source: str,
    division: str,
    to_fund: str,
    to_division: str,
    amount: int,
    on: date,
    document: str,
    reason: str,
    by: Mandate,
    at: datetime,
) -> Transfer:
    """Ask for money of one source to be moved to another place or fund; nothing moves yet. LedgerError."""
    need(by, "ledger.enter", division, to_division)
    known(fund, source)
    known(to_fund)
    if amount <= 0 or not reason.strip():
        raise LedgerError("请填写金额和事由")
    if (fund, division) == (to_fund, to_division):
        raise LedgerError("划出和划入不能相同")
    row = Transfer.objects.create(
        fund=fund, source=source, division_id=division, to_fund=to_fund, to_division_id=to_division, amount=amount,
        on=on, document=papered(document), reason=reason.strip(), asked_by=by, asked_at=at,
    )  # fmt: skip
    audit.record("ledger.transfer.asked", subject=row, by=by, at=at, amount=amount)
    return row


@transaction.atomic
def decide_transfer(
    transfer: Transfer, *, confirmed: bool, reason: str, by: Mandate, at: datetime
) -> Transfer:
    """Confirm a transfer, which books it, or refuse it; never by whom it was asked (四眼原则)."""
    row: Transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    need(by, "ledger.confirm", row.division_id, row.to_division_id)
    if row.state != ASKED:
        raise LedgerError("该笔划转已经办理")
    if row.asked_by.user_id == by.user_id:
        raise PermissionDenied("申请人与复核人不能是同一人")
    if not reason.strip():
        raise LedgerError("请填写复核意见")
    row.state = CONFIRMED if confirmed else REFUSED
    row.decision, row.decided_by, row.decided_at = reason.strip(), by, at
    if confirmed:
        kind = Kind.AVAILABLE.value
        row.posting = post(
            f"ledger.transfer:{row.pk}", "ledger.transfer",
            [Entry(kind, row.source, row.fund, row.division_id, -row.amount),
             Entry(kind, row.source, row.to_fund, row.to_division_id, row.amount)],
            on=row.on, text=f"划转：{row.reason}"[:200], by=by, at=at, document=row.document,
        )  # fmt: skip
    row.save()
    verb = "ledger.transfer.confirmed" if confirmed else "ledger.transfer.refused"
    audit.record(verb, subject=row, by=by, at=at, amount=row.amount)
    return row
