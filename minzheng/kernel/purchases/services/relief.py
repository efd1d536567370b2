"""Money for one person or household outside the benefits, premiums, and goods in and out (FN-12, FN-16, CY-18)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Sum

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.cases.models import Case
from minzheng.kernel.enrolment.models import InsuranceCover
from minzheng.kernel.people.models import Household, Membership, Person

from ..choices import AID, AIDS, EMERGENCY, IN, MOVES, OUT, PREMIUM, REFUSED
from ..models import Goods, GoodsMove, Settlement
from .guards import PurchaseError, need, said
from .settling import enter

CHARITY, EMERGENCY_LINE = "charity", "emergency"


@transaction.atomic
def aid_person(
    person: Person, *, kind: str, amount: int, reason: str, fund: str, by: Mandate, at: datetime,
    case: Case | None = None,
) -> Settlement:  # fmt: skip
    """Put aid to one person from charity money up for payment: why, how much (fen), in which case (CY-18)."""
    need(by, "purchases.enter", person.division_id)
    if kind not in AIDS:
        raise PurchaseError("请选择资助类别。")
    members = Membership.objects.filter(person=person)
    if case is not None and not members.filter(household=case.household_id).exists():
        raise PurchaseError("这个办件不是该人员家庭的。")
    return enter(
        AID, division=by.division_id, title=f"{AIDS[kind]}资助：{person.name}", basis=reason, fund=fund,
        source=CHARITY, amount=amount, payee=person.name, person=person, case=case, aid=kind, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def relieve(
    person: Person, *, event: str, amount: int, source: str, by: Mandate, at: datetime
) -> Settlement:
    """Put emergency relief money (fen) for a person up for payment, after which event (FN-12)."""
    need(by, "purchases.enter", person.division_id)
    return enter(
        EMERGENCY, division=by.division_id, title=f"应急救助：{person.name}", basis=event, fund=EMERGENCY_LINE,
        source=source, amount=amount, payee=person.name, person=person, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def settle_premium(
    policy_number: str, insurer: Body, *, fund: str, source: str, by: Mandate, at: datetime
) -> Settlement:
    """Put the premium of a policy up for payment: the sum of its insured list, once (FN-16). PurchaseError."""
    covers = accounts.visible(InsuranceCover.objects.filter(policy_number=policy_number), by)
    held(insurer)
    total = covers.aggregate(
        sum=Sum("premium"), people=Count("person"), name=Max("insurer"), names=Count("insurer", distinct=True),
    )  # fmt: skip
    if not total["people"] or total["names"] != 1 or total["name"] != insurer.name:
        raise PurchaseError("没有这个保单号的参保名单，或承保公司不符。")
    if Settlement.objects.filter(kind=PREMIUM, subject=policy_number).exclude(state=REFUSED).exists():  # fmt: skip
        raise PurchaseError("这份保单的保险费已经提交结算。")
    return enter(
        PREMIUM, division=by.division_id, title=f"保险费 {policy_number}", basis=f"参保 {total['people']} 人",
        fund=fund, source=source, amount=total["sum"], payee=insurer.name, body=insurer, subject=policy_number,
        quantity=total["people"], by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def move_goods(
    division: str, name: str, unit: str, kind: str, *, quantity: int, on: date, party: str, purpose: str,
    voucher: str, by: Mandate, at: datetime, household: Household | None = None,
) -> GoodsMove:  # fmt: skip
    """Book goods in from a giver or out to somebody; never out more than is there. PurchaseError."""
    need(by, "purchases.enter", division)
    words = said(name=name, unit=unit, party=party, purpose=purpose, voucher=voucher)
    if kind not in MOVES or quantity <= 0 or on > accounts.day_of(at):
        raise PurchaseError("请填写收发类别、数量和不晚于今天的日期。")
    if household is not None and not accounts.covers(by, household.division_id):
        raise PurchaseError("该家庭不属于您的辖区。")
    made, _new = Goods.objects.get_or_create(
        division_id=division, name=words["name"], defaults={"unit": words["unit"]}
    )
    goods = held(made)
    if goods.unit != words["unit"]:
        raise PurchaseError(f"“{goods.name}”按{goods.unit}计量。")
    if goods.moves.filter(voucher=words["voucher"]).exists():
        raise PurchaseError("这个单据号已经登记过。")
    if kind == OUT and quantity > goods.left:
        raise PurchaseError(f"结存只有 {goods.left} {goods.unit}。")
    goods.left += quantity if kind == IN else -quantity
    goods.save(update_fields=["left"])
    row = GoodsMove.objects.create(
        goods=goods, kind=kind, quantity=quantity, left_after=goods.left, on=on, household=household, by=by, at=at,
        party=words["party"], purpose=words["purpose"], voucher=words["voucher"],
    )  # fmt: skip
    audit.record("purchases.goods.moved", subject=goods, by=by, at=at, kind=kind, quantity=quantity)
    return row
