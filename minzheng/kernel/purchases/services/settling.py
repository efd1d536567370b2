"""What is to be paid: entered by one, confirmed by a second, paid and booked by a third."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from minzheng.core import months
from minzheng.core.models import held
from minzheng.core.money import format_yuan, half_up
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.ledger import queries as books
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.ledger.choices import Kind
from minzheng.kernel.ledger.declarations import SERVICES, Entry, fund_label, source_label
from minzheng.kernel.ledger.models import Account
from minzheng.kernel.people.models import Person

from ..choices import (
    CONFIRMED,
    HEADS,
    PAID,
    PIECES,
    PROJECT,
    PURCHASE,
    REFUSED,
    SCORED,
    SETTLEMENT_STATES,
    SOCIAL_ORGANISATION,
)
from ..declarations import BY_HEAD, BY_PIECE, subsidy
from ..models import (
    Appraisal,
    Contract,
    Invoice,
    Milestone,
    ProjectSource,
    ServiceRecord,
    Settlement,
)
from .guards import PurchaseError, decide, known_money, moved, need, said
from .rules import MONTHS_OF_YEAR, rule_for

POSTED = "purchases.settlement"


def enter(
    kind: str, *, division: str, title: str, basis: str, fund: str, source: str, amount: int, payee: str,
    by: Mandate, at: datetime, **rests_on: Any,
) -> Settlement:  # fmt: skip
    """Write a settlement down for others to confirm and pay; the caller's transaction. PurchaseError.

    ``division`` is the place that pays, whose books it goes through; the caller has asked whether
    ``by`` may act for whom it concerns.
    """
    need(by, "purchases.enter", division)
    known_money(fund, source)
    if amount <= 0:
        raise PurchaseError("没有可结算的金额。")
    row = Settlement.objects.create(
        kind=kind, division_id=division, fund=fund, source=source, amount=amount, entered_by=by, entered_at=at,
        **said(title=title, basis=basis, payee=payee), **rests_on,
    )  # fmt: skip
    audit.record("purchases.settlement.entered", subject=row, by=by, at=at, kind=kind, amount=amount)  # fmt: skip
    return row


@transaction.atomic
def settle_invoice(invoice: Invoice, *, by: Mandate, at: datetime) -> Settlement:
    """Put an invoice up for payment from the money its demand named (FN-07); once. PurchaseError."""
    contract = held(invoice.contract)
    demand = contract.demand
    if invoice.settlements.exclude(state=REFUSED).exists():
        raise PurchaseError("这张发票已经提交结算。")
    Contract.objects.filter(pk=contract.pk).update(settled=F("settled") + invoice.amount)
    return enter(
        PURCHASE, division=contract.division_id, title=f"{demand.title} 发票 {invoice.number}",
        basis=f"合同 {contract.number}", fund=demand.fund, source=demand.source, amount=invoice.amount,
        payee=contract.supplier.name, body=contract.supplier, invoice=invoice, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def settle_appraisal(appraisal: Appraisal, *, by: Mandate, at: datetime) -> Settlement:
    """Put a confirmed appraisal's sum up for payment; once. PurchaseError."""
    row = held(appraisal)
    if row.state != CONFIRMED:
        raise PurchaseError("考核还没有复核，不能结算。")
    if row.settlements.exclude(state=REFUSED).exists():
        raise PurchaseError("这次考核已经提交结算。")
    need(by, "purchases.enter", row.division_id)
    rule = row.rule
    return enter(
        SCORED, division=by.division_id, title=f"{subsidy(rule.subsidy).label} {row.from_month} 至 {row.to_month}",
        basis=f"{rule.document} 得分 {row.score}（{row.grade}）", fund=rule.fund, source=rule.source, amount=row.amount,
        payee=row.operator.name, body=row.operator, appraisal=row, rule=rule, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def record_service(
    operator: Body, person: Person, *, on: date, quantity: int, reference: str, by: Mandate, at: datetime,
    subsidy_key: str = "", contract: Contract | None = None, note: str = "",
) -> ServiceRecord:  # fmt: skip
    """Record one delivery to a person; a slip number of an operator comes once.

    Either a subsidy or a contract pays for it. A slip delivered again changes nothing.
    PurchaseError for a day outside the contract, no quantity, or a month settled already.
    """
    need(by, "purchases.enter", operator.division_id)
    words = said(reference=reference)
    standing = ServiceRecord.objects.filter(operator=operator, **words).first()
    if standing is not None:
        if (standing.person_id, standing.on, standing.quantity) == (person.pk, on, quantity):
            return standing
        raise PurchaseError("这个单号已经登记给别的服务。")
    if quantity <= 0 or on > accounts.day_of(at) or (contract is None) == (not subsidy_key):
        raise PurchaseError("请填写服务日期、数量和由谁付费。")
    if contract is not None and (
        contract.supplier_id != operator.pk or not contract.starts_on <= on <= contract.ends_on
    ):
        raise PurchaseError("服务日期或服务机构不在合同内。")
    if subsidy_key:
        _refuse_settled(operator, subsidy_key, months.month_of(on))
    row = ServiceRecord.objects.create(
        operator=operator, division_id=operator.division_id, person=person, on=on, quantity=quantity,
        subsidy=subsidy_key, contract=contract, note=note.strip(), by=by, at=at, **words,
    )  # fmt: skip
    audit.record("purchases.service.recorded", subject=row, by=by, at=at, quantity=quantity)
    return row


def _refuse_settled(operator: Body, key: str, month: str) -> None:
    rows = Settlement.objects.filter(body=operator, subject=key, month=month).exclude(state=REFUSED)
    if rows.exists():
        raise PurchaseError(f"{month} 已经结算，不能再登记或重复结算。")


@transaction.atomic
def settle_month(operator: Body, key: str, month: str, *, by: Mandate, at: datetime) -> Settlement:
    """Settle a month of recorded deliveries; each keeps the sum it brought.

    By the piece: quantity × the standard of the day. By the head: each person cared for in the
    month brings a twelfth of the year's standard, once, however many records. PurchaseError.
    """
    held(operator)
    need(by, "purchases.enter", operator.division_id)
    offered = subsidy(key)
    if offered.way not in (BY_PIECE, BY_HEAD):
        raise PurchaseError("这项补贴不按服务记录结算。")
    _refuse_settled(operator, key, month)
    rule = rule_for(key, operator.division_id, months.last_day(month))
    rows = list(_month_records(operator, key, month))
    if offered.way == BY_HEAD:
        _price_heads(rows, rule.amount)
    else:
        _price_pieces(rows)
    counted = (
        len({row.person_id for row in rows})
        if offered.way == BY_HEAD
        else sum(row.quantity for row in rows)
    )
    settlement = enter(
        HEADS if offered.way == BY_HEAD else PIECES, division=by.division_id,
        title=f"{offered.label} {month}", basis=rule.document, fund=rule.fund, source=rule.source,
        amount=sum(row.amount or 0 for row in rows), payee=operator.name, body=operator, subject=key, month=month,
        quantity=counted, rule=rule, by=by, at=at,
    )  # fmt: skip
    for row in rows:
        row.settlement = settlement
    ServiceRecord.objects.bulk_update(rows, ["settlement", "amount"], batch_size=500)
    return settlement


def _month_records(operator: Body, key: str, month: str) -> Any:
    rows = ServiceRecord.objects.select_for_update().filter(
        operator=operator,
        subsidy=key,
        settlement=None,
        on__range=(months.first_day(month), months.last_day(month)),
    )
    return rows.order_by("on", "pk")


def _price_heads(rows: list[ServiceRecord], standard: int) -> None:
    """Give a person's first record of the month the twelfth it brings, the others nothing."""
    counted: set[int] = set()
    for row in rows:
        row.amount = 0 if row.person_id in counted else half_up(standard, MONTHS_OF_YEAR)
        counted.add(row.person_id)


def _price_pieces(rows: list[ServiceRecord]) -> None:
    """Give each record its quantity times the standard of its own day."""
    standards: dict[date, int] = {}
    for row in rows:
        if row.on not in standards:
            standards[row.on] = rule_for(row.subsidy, row.division_id, row.on).amount
        row.amount = row.quantity * standards[row.on]


@transaction.atomic
def settle_milestone(
    milestone: Milestone, source: str, *, amount: int, payee: Body, by: Mandate, at: datetime
) -> Settlement:
    """Put a payment for a finished milestone up, from one source of the project.

    Never more than the milestone may cost nor than has come in from the source: the database keeps
    both. PurchaseError.
    """
    part = held(milestone)
    project = part.project
    share = project.sources.select_for_update().filter(source=source).first()
    if part.done_on is None:
        raise PurchaseError("节点还没有完成，不能支付。")
    if share is None:
        raise PurchaseError("项目资金计划里没有这个来源。")
    if part.committed + amount > part.amount:
        raise PurchaseError(f"超出节点可支付金额：还剩 {format_yuan(part.amount - part.committed)} 元。")  # fmt: skip
    if share.committed + amount > share.received:
        raise PurchaseError(f"该来源到位资金不足：还剩 {format_yuan(share.received - share.committed)} 元。")  # fmt: skip
    _commit(part, share, amount)
    return enter(
        PROJECT, division=project.division_id, title=f"{project.name} {part.title}", basis=project.document,
        fund=project.fund, source=source, amount=amount, payee=payee.name, body=payee, milestone=part, by=by, at=at,
    )  # fmt: skip


def _commit(part: Milestone, share: ProjectSource, amount: int) -> None:
    Milestone.objects.filter(pk=part.pk).update(committed=F("committed") + amount)
    ProjectSource.objects.filter(pk=share.pk).update(committed=F("committed") + amount)


@transaction.atomic
def confirm(settlement: Settlement, *, by: Mandate, at: datetime) -> Settlement:
    """Confirm what another entered; finance may pay it then. PurchaseError."""
    row = held(settlement)
    decide(row, CONFIRMED, by=by, at=at)
    audit.record("purchases.settlement.confirmed", subject=row, by=by, at=at, amount=row.amount)
    return row


@transaction.atomic
def refuse(settlement: Settlement, *, reason: str, by: Mandate, at: datetime) -> Settlement:
    """Turn a settlement down; what it rested on is free for another one. PurchaseError."""
    row = held(settlement)
    words = said(reason=reason)
    decide(row, REFUSED, by=by, at=at)
    if row.invoice is not None:
        Contract.objects.filter(pk=row.invoice.contract_id).update(settled=F("settled") - row.amount)  # fmt: skip
    if row.milestone is not None:
        share = row.milestone.project.sources.get(source=row.source)
        _commit(row.milestone, share, -row.amount)
    row.records.update(settlement=None, amount=None)
    audit.record("purchases.settlement.refused", subject=row, by=by, at=at, **words)
    return row


@transaction.atomic
def pay(settlement: Settlement, *, voucher: str, on: date, by: Mandate, at: datetime) -> Settlement:
    """Pay a confirmed settlement on a voucher and book it: available - / paid +. PurchaseError.

    By a third person, once; never more than the fund has available from the source there.
    """
    row = held(settlement)
    need(by, "purchases.pay", row.division_id)
    if row.state != CONFIRMED:
        raise PurchaseError(f"结算单{SETTLEMENT_STATES[row.state]}，不能支付。")
    if by.user_id in (row.entered_by.user_id, row.decided_by and row.decided_by.user_id):
        raise PurchaseError("支付人不能是录入人或复核人。")
    words = said(voucher=voucher)
    if on > accounts.day_of(at):
        raise PurchaseError("支付日期不能晚于今天。")
    if Settlement.objects.filter(division=row.division_id, **words).exists():
        raise PurchaseError("这个凭证号已经用过。")
    _refuse_beyond(row, on)
    row.state, row.paid_by, row.paid_at, row.paid_on = PAID, by, at, on
    row.voucher = words["voucher"]
    row.save(update_fields=["state", "paid_by", "paid_at", "paid_on", "voucher"])
    ledger.post(
        f"{POSTED}:{row.pk}", POSTED, _entries(row), on=on, text=f"{row.get_kind_display()}：{row.title}"[:200],
        by=by, at=at, reference=f"{POSTED}:{row.pk}", document=row.voucher,
    )  # fmt: skip
    audit.record("purchases.settlement.paid", subject=row, by=by, at=at, amount=row.amount)
    return row


def _refuse_beyond(row: Settlement, on: date) -> None:
    """Refuse what the books do not have; whoever pays from the same account waits for this one."""
    pot: dict[str, Any] = {"source": row.source, "fund": row.fund, "year": on.year}
    kind = Kind.AVAILABLE.value
    list(Account.objects.select_for_update().filter(kind=kind, division=row.division_id, **pot))
    left = books.balance(kind, division=row.division_id, **pot)
    if row.amount > left:
        names = f"{fund_label(row.fund)}（{source_label(row.source)}）"
        raise PurchaseError(f"{names}可用余额只有 {format_yuan(left)} 元，请先登记拨款。")


def _entries(row: Settlement) -> list[Entry]:
    """Return what a payment moves; what social organisations are paid for services is marked so (FN-08)."""
    bought = row.kind == PURCHASE and row.body is not None and row.body.kind == SOCIAL_ORGANISATION
    return moved(
        row.source, row.fund, row.division_id, row.amount, out_of=Kind.AVAILABLE, into=Kind.PAID,
        purpose=SERVICES if bought else "",
    )  # fmt: skip
