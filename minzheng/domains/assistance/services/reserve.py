"""The reserve fund of a township: money in by four eyes, small relief out on vouchers, counted monthly."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan, yuan_to_fen
from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.declarations import RELIEF
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries as ledger_queries
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.ledger.declarations import Entry

from .. import queries
from ..choices import (
    ASKED,
    CONFIRMED,
    DEPOSIT,
    FROM_RESERVE,
    PAID,
    PAYMENT,
    PLANNED,
    REFUSED,
    REPLENISHMENT,
)
from ..models import Instalment, ReserveCheck, ReserveEntry, ReserveFund, ReserveOrder
from . import settings
from .papers import town_of

MONEY, RESERVE, BENEFIT = RELIEF.key, "reserve", "assistance.temporary"

# What the place writes where it has set no ceiling.
UNLIMITED = "无"


def _need(by: Mandate, division: str, *roles: str) -> None:
    if by.role not in roles:
        raise StepRefused("您的岗位不能办理备用金的这一步")
    if by.division_id not in divisions.lineage(division):
        raise StepRefused("该备用金不属于您的辖区")


def _locked(fund: ReserveFund) -> ReserveFund:
    row: ReserveFund = ReserveFund.objects.select_for_update().get(pk=fund.pk)
    return row


@transaction.atomic
def open_fund(division: Division, *, by: Mandate, at: datetime) -> ReserveFund:
    """Open the fund of a township; the one it has already is returned."""
    _need(by, division.pk, OFFICER)
    if division.level != Level.TOWN:
        raise StepRefused("备用金只设在乡镇（街道）")
    fund, made = ReserveFund.objects.get_or_create(
        division=division, defaults={"opened_at": at, "opened_by": by}
    )
    if made:
        audit.record("assistance.reserve.opened", subject=fund, by=by, at=at)
    return fund


@transaction.atomic
def ask_deposit(
    fund: ReserveFund, *, amount: int, reason: str, document: str, by: Mandate, at: datetime
) -> ReserveOrder:
    """Enter a deposit (fen) of the county with its document; it counts when another person confirms."""
    _need(by, fund.division_id, OFFICER)
    if not document.strip():
        raise StepRefused("请填写拨款文号")
    return _ask(fund, DEPOSIT, amount, reason, document, by=by, at=at)


@transaction.atomic
def ask_replenishment(
    fund: ReserveFund, *, amount: int, reason: str, by: Mandate, at: datetime
) -> ReserveOrder:
    """Ask for what was spent to be put back; never more than was spent."""
    _need(by, fund.division_id, HEAD)
    spent = queries.spent_since_filled(fund)
    if amount > spent:
        raise StepRefused(f"补足金额不得超过已支出未补足的 {format_yuan(spent)} 元")
    return _ask(fund, REPLENISHMENT, amount, reason, "", by=by, at=at)


def _ask(
    fund: ReserveFund, kind: str, amount: int, reason: str, document: str, *, by: Mandate, at: datetime
) -> ReserveOrder:  # fmt: skip
    if amount <= 0 or not reason.strip():
        raise StepRefused("请填写金额和事由")
    if fund.orders.filter(kind=kind, state=ASKED).exists():
        raise StepRefused("已有一笔待复核的同类申请")
    ceiling = settings.text("reserve_ceiling", fund.division_id, localdate(at))
    if ceiling != UNLIMITED and fund.balance + amount > yuan_to_fen(ceiling):
        raise StepRefused(f"拨补后将超过备用金规模上限 {format_yuan(yuan_to_fen(ceiling))} 元")
    order = ReserveOrder.objects.create(
        fund=fund, kind=kind, amount=amount, reason=reason.strip(), document=document.strip(), asked_at=at, asked_by=by
    )  # fmt: skip
    audit.record("assistance.reserve.asked", subject=order, by=by, at=at, kind=kind, amount=amount)
    return order


@transaction.atomic
def confirm(order: ReserveOrder, *, voucher: str, by: Mandate, at: datetime) -> ReserveEntry:
    """Book money in, on its voucher; never by the person who asked for it (四眼原则)."""
    row = _open_order(order, by)
    if not voucher.strip():
        raise StepRefused("请填写入账凭证号")
    entry = _book(row.fund, row.kind, row.amount, voucher=voucher, purpose=row.reason, by=by, at=at)
    row.state, row.decided_at, row.decided_by, row.entry = CONFIRMED, at, by, entry
    row.save(update_fields=["state", "decided_at", "decided_by", "entry"])
    audit.record("assistance.reserve.filled", subject=row, by=by, at=at, amount=row.amount)
    return entry


@transaction.atomic
def refuse(order: ReserveOrder, *, by: Mandate, at: datetime) -> ReserveOrder:
    """Turn an order down; nothing is booked."""
    row = _open_order(order, by)
    row.state, row.decided_at, row.decided_by = REFUSED, at, by
    row.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record("assistance.reserve.refused", subject=row, by=by, at=at)
    return row


def _open_order(order: ReserveOrder, by: Mandate) -> ReserveOrder:
    row: ReserveOrder = ReserveOrder.objects.select_for_update().get(pk=order.pk)
    _need(by, row.fund.division_id, REVIEWER)
    if row.state != ASKED:
        raise StepRefused("该申请已办理")
    if row.asked_by.user_id == by.user_id:
        raise StepRefused("提出人与复核人不能是同一人")
    return row


@transaction.atomic
def spend(instalment: Instalment, *, voucher: str, by: Mandate, at: datetime) -> ReserveEntry:
    """Pay one sum of a decision from the township's fund, on a voucher, within its limit, once.

    The limit is a dated value of the place (`reserve_payment_limit`). StepRefused (Chinese) when
    it is exceeded, the money is not there, or the sum was paid already.
    """
    row: Instalment = (
        Instalment.objects.select_for_update(of=("self",)).select_related("case").get(pk=instalment.pk)
    )  # fmt: skip
    town = town_of(row.case.division_id)
    _need(by, town, HEAD, OFFICER)
    if row.state != PLANNED:
        raise StepRefused("该期救助金已发放，不能重复支付")
    if not voucher.strip():
        raise StepRefused("请填写支付凭证号")
    limit = yuan_to_fen(settings.text("reserve_payment_limit", town, localdate(at)))
    if row.amount > limit:
        raise StepRefused(f"超过备用金单笔支付限额 {format_yuan(limit)} 元，应列入县级发放")
    fund = ReserveFund.objects.filter(division_id=town).first()
    if fund is None:
        raise StepRefused("该乡镇（街道）没有设立备用金")
    purpose = f"办件{row.case.number}第{row.sequence}期临时救助"
    entry = _book(
        fund, PAYMENT, -row.amount, voucher=voucher, purpose=purpose, by=by, at=at, instalment=row
    )
    row.state, row.source, row.paid_on = PAID, FROM_RESERVE, localdate(at)
    row.save(update_fields=["state", "source", "paid_on"])
    audit.record(
        "assistance.reserve.spent", subject=entry, by=by, at=at, amount=row.amount, case=row.case_id
    )
    return entry


def _book(
    fund: ReserveFund,
    kind: str,
    amount: int,
    *,
    voucher: str,
    purpose: str,
    by: Mandate,
    at: datetime,
    instalment: Instalment | None = None,
) -> ReserveEntry:
    """Append one line to the ledger and move the balance with it, under the fund's lock."""
    locked = _locked(fund)
    if locked.balance + amount < 0:
        raise StepRefused(f"备用金余额不足：余额 {format_yuan(locked.balance)} 元")
    if locked.entries.filter(voucher=voucher.strip()).exists():
        raise StepRefused(f"凭证号 {voucher.strip()} 已入账")
    locked.balance += amount
    locked.save(update_fields=["balance"])
    entry = ReserveEntry.objects.create(
        fund=locked, sequence=locked.entries.count() + 1, kind=kind, amount=amount, balance_after=locked.balance,
        on=localdate(at), at=at, by=by, voucher=voucher.strip(), purpose=purpose, instalment=instalment,
    )  # fmt: skip
    _post(entry, town=fund.division_id, by=by, at=at)
    return entry


def _post(entry: ReserveEntry, *, town: str, by: Mandate, at: datetime) -> None:
    """Book the line: a deposit leaves the county's money by its sources, a payment the township's reserve."""
    if entry.amount < 0:
        lines = [
            Entry("reserve", RESERVE, MONEY, town, entry.amount),
            Entry("paid", RESERVE, MONEY, town, -entry.amount, BENEFIT),
        ]
    else:
        county = divisions.lineage(town)[1]
        parts = ledger_queries.split(
            entry.amount, ledger_queries.shares_of(MONEY, county, entry.on)
        )
        lines = [Entry("available", source, MONEY, county, -part) for source, part in parts.items()]
        lines.append(Entry("reserve", RESERVE, MONEY, town, entry.amount))
    ledger.post(
        f"assistance.reserve:{entry.pk}", f"assistance.reserve.{entry.kind}", lines, on=entry.on, text=entry.purpose[:200],
        by=by, at=at, reference=f"{entry._meta.label_lower}:{entry.pk}", document=entry.voucher,
    )  # fmt: skip


@transaction.atomic
def reconcile(
    fund: ReserveFund,
    month: str,
    *,
    counted: int,
    vouchers: int,
    note: str,
    by: Mandate,
    at: datetime,
) -> ReserveCheck:
    """Compare the ledger of a finished month with the vouchers and the money counted (fen).

    A difference needs a note; a month is checked once. StepRefused (Chinese).
    """
    _need(by, fund.division_id, CLERK, HEAD, OFFICER)
    if _unfinished(month, localdate(at)):
        raise StepRefused("当月尚未结束，不能对账")
    if fund.checks.filter(month=month).exists():
        raise StepRefused(f"{month} 已对账")
    statement = queries.statement(fund, month)
    differs = counted != statement.closing or vouchers != statement.payments
    if differs and not note.strip():
        raise StepRefused("账实或凭证不符，请说明差异原因")
    row = ReserveCheck.objects.create(
        fund=fund, month=month, balance=statement.closing, counted=counted, payments=statement.payments,
        vouchers=vouchers, note=note.strip(), at=at, by=by,
    )  # fmt: skip
    audit.record("assistance.reserve.reconciled", subject=row, by=by, at=at, month=month)
    return row


def _unfinished(month: str, on: date) -> bool:
    return months.last_day(month) >= on
