"""Buying services: catalogue, demand, contract, acceptance, invoice, and how the supplier did (FN-06)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum

from minzheng.core import credit_code as codes
from minzheng.core.models import held
from minzheng.core.money import format_yuan, half_up
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.ledger.declarations import fund_label

from ..choices import ACTIVE, CONFIRMED, CONTRACT_STATES, ENDED, METHODS, REFUSED, SUPPLIERS
from ..declarations import WHOLE, funds_for
from ..models import Acceptance, CatalogueItem, Contract, Demand, Invoice, ServiceRecord
from .guards import PurchaseError, decide, known_money, need, said
from .rules import rule_for, scored

ACCEPTANCE = "purchase"


@transaction.atomic
def register_supplier(
    *, name: str, kind: str, credit_code: str, phone: str, by: Mandate, at: datetime
) -> Body:
    """Register who may be paid: a supplier or an operator. ValueError for a wrong credit code."""
    need(by, "purchases.enter", by.division_id)
    if kind not in SUPPLIERS:
        raise PurchaseError("请选择机构类别。")
    code = codes.parse(credit_code).number
    if Body.objects.filter(credit_code=code).exists():
        raise PurchaseError("这个统一社会信用代码已经登记。")
    return bodies.register_body(
        kind=kind, division=by.division, credit_code=code, phone=phone.strip(), by=by, at=at, **said(name=name)
    )  # fmt: skip


@transaction.atomic
def list_item(
    division: str, *, code: str, name: str, room: str, unit: str, document: str, since: date,
    by: Mandate, at: datetime,
) -> CatalogueItem:  # fmt: skip
    """Put a service on the list of what may be bought (目录). PurchaseError when it stands there."""
    need(by, "purchases.enter", division)
    words = said(code=code, name=name, room=room, unit=unit, document=document)
    if CatalogueItem.objects.in_force(since).filter(division=division, code=words["code"]).exists():
        raise PurchaseError("目录里已有这个编号。")
    row = CatalogueItem.objects.create(
        division_id=division, valid_from=since, by=by, at=at, **words
    )
    audit.record("purchases.item.listed", subject=row, by=by, at=at)
    return row


@transaction.atomic
def ask_demand(
    item: CatalogueItem, *, title: str, reason: str, quantity: int, budget: int, fund: str, source: str,
    by: Mandate, at: datetime,
) -> Demand:  # fmt: skip
    """Ask for a service to be bought and say which money pays (fen). PurchaseError.

    What a room may pay its purchases from is declared by the room: assistance buys from its work
    funds or relief funds only (FN-07).
    """
    need(by, "purchases.enter", item.division_id)
    if not item.is_in_force(accounts.day_of(at)):
        raise PurchaseError("该项已不在购买服务目录。")
    known_money(fund, source)
    allowed = funds_for(item.room)
    if allowed and fund not in allowed:
        names = "、".join(fund_label(key) for key in allowed)
        raise PurchaseError(f"这类服务只能从{names}中列支。")
    if quantity <= 0 or budget <= 0:
        raise PurchaseError("请填写数量和预算金额。")
    row = Demand.objects.create(
        item=item, division_id=item.division_id, quantity=quantity, budget=budget, fund=fund, source=source,
        entered_by=by, entered_at=at, **said(title=title, reason=reason),
    )  # fmt: skip
    audit.record("purchases.demand.asked", subject=row, by=by, at=at, budget=budget, fund=fund)
    return row


@transaction.atomic
def decide_demand(row: Demand, *, agreed: bool, by: Mandate, at: datetime) -> Demand:
    """Agree to a demand or refuse it; never the one who asked."""
    demand = held(row)
    decide(demand, CONFIRMED if agreed else REFUSED, by=by, at=at)
    audit.record("purchases.demand.decided", subject=demand, by=by, at=at, agreed=agreed)
    return demand


@transaction.atomic
def sign_contract(
    demand: Demand, supplier: Body, *, number: str, method: str, signed_on: date, starts_on: date, ends_on: date,
    quantity: int, unit_price: int, costs: Sequence[tuple[str, int]], by: Mandate, at: datetime,
) -> Contract:  # fmt: skip
    """Register a signed contract: quantity × price (fen), with the cost account behind the price.

    The costs must add up to the amount. Contracts of a demand never exceed its budget: the database
    keeps it. PurchaseError (Chinese).
    """
    row = held(demand)
    need(by, "purchases.enter", row.division_id)
    amount = quantity * unit_price
    if row.state != CONFIRMED:
        raise PurchaseError("需求还没有复核同意，不能签约。")
    if method not in METHODS or amount <= 0 or starts_on > ends_on:
        raise PurchaseError("请填写采购方式、数量、单价和服务起止日期。")
    if row.contracted + amount > row.budget:
        raise PurchaseError(
            f"超出需求预算：还可签约 {format_yuan(row.budget - row.contracted)} 元。"
        )
    if sum(part for _name, part in costs) != amount:
        raise PurchaseError(f"成本核算各项合计应等于合同金额 {format_yuan(amount)} 元。")
    words = said(number=number)
    if Contract.objects.filter(division=row.division_id, **words).exists():
        raise PurchaseError("这个合同编号已经登记。")
    Demand.objects.filter(pk=row.pk).update(contracted=F("contracted") + amount)
    contract = Contract.objects.create(
        demand=row, division_id=row.division_id, supplier=supplier, method=method, signed_on=signed_on,
        starts_on=starts_on, ends_on=ends_on, quantity=quantity, unit_price=unit_price, amount=amount,
        costs=[list(cost) for cost in costs], by=by, at=at, **words,
    )  # fmt: skip
    audit.record("purchases.contract.signed", subject=contract, by=by, at=at, amount=amount)
    return contract


def _running(contract: Contract, by: Mandate) -> Contract:
    row = held(contract)
    need(by, "purchases.enter", row.division_id)
    if row.state != ACTIVE:
        raise PurchaseError(f"合同{CONTRACT_STATES[row.state]}。")
    return row


@transaction.atomic
def accept(
    contract: Contract, *, starts_on: date, ends_on: date, points: Sequence[int], by: Mandate, at: datetime,
    quantity: int | None = None, note: str = "",
) -> Acceptance:  # fmt: skip
    """Accept what was delivered in a period: counted, scored, worth quantity × price × the grade's part.

    Where deliveries were recorded one by one under the contract, they are counted and no other
    figure is taken. Periods of a contract do not overlap. PurchaseError (Chinese).
    """
    row = _running(contract, by)
    if not row.starts_on <= starts_on <= ends_on <= row.ends_on:
        raise PurchaseError("验收期间须在合同服务期内。")
    if row.acceptances.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise PurchaseError("这段时间已经验收过。")
    records = ServiceRecord.objects.filter(
        contract=row, acceptance=None, on__range=(starts_on, ends_on)
    )
    recorded = records.aggregate(all=Sum("quantity"))["all"]
    if recorded is not None and quantity not in (None, recorded):
        raise PurchaseError(f"这段时间的服务记录合计 {recorded}，与填写的数量不符。")
    count = recorded if recorded is not None else quantity
    if not count or count < 0:
        raise PurchaseError("请填写验收数量，或先登记服务记录。")
    rule = rule_for(ACCEPTANCE, row.division_id, ends_on)
    score, band = scored(rule, points)
    worth = half_up(count * row.unit_price * band.share, WHOLE)
    if row.accepted + worth > row.amount:
        raise PurchaseError(f"超出合同：还可验收 {format_yuan(row.amount - row.accepted)} 元。")
    Contract.objects.filter(pk=row.pk).update(accepted=F("accepted") + worth)
    acceptance = Acceptance.objects.create(
        contract=row, starts_on=starts_on, ends_on=ends_on, quantity=count, rule=rule, points=list(points),
        score=score, grade=band.label, amount=worth, note=note.strip(), by=by, at=at,
    )  # fmt: skip
    records.update(acceptance=acceptance)
    audit.record(
        "purchases.accepted", subject=acceptance, by=by, at=at, quantity=count, amount=worth
    )
    return acceptance


@transaction.atomic
def take_invoice(
    contract: Contract, *, number: str, issued_on: date, amount: int, by: Mandate, at: datetime
) -> Invoice:
    """Register an invoice (fen): a supplier's number once, never more than was accepted."""
    row = _running(contract, by)
    if amount <= 0 or row.invoiced + amount > row.accepted:
        raise PurchaseError(
            f"开票金额不能超过已验收未开票的 {format_yuan(row.accepted - row.invoiced)} 元。"
        )
    words = said(number=number)
    if Invoice.objects.filter(supplier=row.supplier_id, **words).exists():
        raise PurchaseError("该供应商的这张发票已经登记过。")
    Contract.objects.filter(pk=row.pk).update(invoiced=F("invoiced") + amount)
    invoice = Invoice.objects.create(
        contract=row, supplier_id=row.supplier_id, issued_on=issued_on, amount=amount, by=by, at=at, **words
    )  # fmt: skip
    audit.record("purchases.invoice.taken", subject=invoice, by=by, at=at, amount=amount)
    return invoice


@transaction.atomic
def rate_contract(
    contract: Contract, *, points: Sequence[int], rating: str, by: Mandate, at: datetime
) -> Contract:
    """End a contract with the rating of the supplier; what was invoiced must have been settled."""
    row = _running(contract, by)
    if row.settled != row.invoiced or row.invoiced != row.accepted:
        raise PurchaseError("还有验收或发票没有结算，不能结束合同。")
    rule = rule_for(ACCEPTANCE, row.division_id, accounts.day_of(at))
    row.score, band = scored(rule, points)
    row.grade, row.rating = band.label, said(rating=rating)["rating"]
    row.state, row.rated_at, row.rated_by = ENDED, at, by
    row.save(update_fields=["score", "grade", "rating", "state", "rated_at", "rated_by"])
    audit.record("purchases.contract.rated", subject=row, by=by, at=at, score=row.score)
    return row
