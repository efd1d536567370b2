"""A service is bought from the catalogue to the payment, and never paid beyond what was agreed."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from minzheng.kernel.ledger import queries as books
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.models import Contract, Settlement
from minzheng.kernel.purchases.services import PurchaseError

from .conftest import AT

SEPTEMBER = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 30)}


def accepted(contract, hands, quantity=50, points=(60, 40), **days):
    return services.accept(
        contract, quantity=quantity, points=points, by=hands["chen"], at=AT, **(days or SEPTEMBER)
    )


def invoiced(contract, hands, amount, number="发票1"):
    return services.take_invoice(
        contract, number=number, issued_on=date(2026, 10, 8), amount=amount, by=hands["chen"], at=AT
    )


def paid(settlement, hands, voucher="付1"):
    services.confirm(settlement, by=hands["reviewer"], at=AT)
    return services.pay(settlement, voucher=voucher, on=date(2026, 11, 10), by=hands["cai"], at=AT)


@pytest.mark.requirement("FN-06")
def test_purchase_runs_from_catalogue_to_payment_and_rating(contract, hands, money):
    money("work", "county", 500_000)
    acceptance = accepted(contract, hands, points=(50, 35))
    assert (acceptance.score, acceptance.grade, acceptance.amount) == (85, "良", 380_000)
    settlement = services.settle_invoice(
        invoiced(contract, hands, 380_000), by=hands["chen"], at=AT
    )
    row = paid(settlement, hands)
    assert (row.payee, row.voucher, row.state) == ("夕阳红社工服务中心", "付1", "paid")
    ended = services.rate_contract(
        contract, points=(55, 38), rating="按时完成", by=hands["chen"], at=AT
    )
    assert (ended.state, ended.grade, ended.settled) == ("ended", "优", 380_000)
    assert contract.costs == [["人工", 700_000], ["管理", 100_000]]


@pytest.mark.requirement("FN-07")
def test_assistance_services_are_bought_from_its_own_money_and_the_source_stands_in_the_books(
    item, contract, hands, money
):
    item.room = "assistance"
    with pytest.raises(PurchaseError, match="困难群众救助补助资金"):
        services.ask_demand(
            item, title="照护", reason="照护", quantity=1, budget=1, fund="old_age", source="county",
            by=hands["chen"], at=AT,
        )  # fmt: skip
    money("work", "county", 400_000)
    accepted(contract, hands)
    settlement = services.settle_invoice(
        invoiced(contract, hands, 400_000), by=hands["chen"], at=AT
    )
    row = paid(settlement, hands)
    assert (row.fund, row.source) == ("work", "county")
    assert books.balance("paid", fund="work", source="county") == 400_000
    assert books.balance("available", fund="work", source="county") == 0
    # Bought from a social organisation: marked, for the share of lottery money (FN-08).
    assert books.balance("paid", fund="work", purpose="social_services") == 400_000


@pytest.mark.requirement("SA-66")
def test_hospital_care_is_bought_and_its_use_recorded_by_person(contract, hands, family, operator):
    for day in (1, 2):
        services.record_service(
            operator, family.head, on=date(2026, 9, day), quantity=1, reference=f"护{day}", contract=contract,
            note="县医院住院照护", by=hands["chen"], at=AT,
        )  # fmt: skip
    with pytest.raises(PurchaseError, match="服务记录合计 2"):
        accepted(contract, hands, quantity=30)
    assert accepted(contract, hands, quantity=None).quantity == 2
    used = queries.service_records(hands["chen"]).filter(person=family.head)
    assert [row.acceptance.amount for row in used] == [16_000, 16_000]
    assert not queries.service_records(hands["zhao"]).exists()


def test_nothing_is_invoiced_beyond_acceptance_nor_accepted_beyond_the_contract(contract, hands):
    accepted(contract, hands)
    for act in (
        lambda: invoiced(contract, hands, 400_001),
        lambda: accepted(contract, hands, starts_on=date(2026, 9, 20), ends_on=date(2026, 10, 1)),
        lambda: accepted(
            contract, hands, quantity=51, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31)
        ),
    ):
        with pytest.raises(PurchaseError):
            act()
    invoiced(contract, hands, 100)
    with pytest.raises(PurchaseError, match="已经登记过"):
        invoiced(contract, hands, 100)


@pytest.mark.parametrize("sums", [{"settled": 1}, {"invoiced": 1}, {"accepted": 800_001}])
def test_the_database_refuses_an_overdrawn_contract(contract, sums):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**sums)


def test_two_hands_with_the_same_old_copy_settle_an_invoice_once(contract, hands, money):
    accepted(contract, hands)
    bill = invoiced(contract, hands, 400_000)
    services.settle_invoice(bill, by=hands["chen"], at=AT)
    with pytest.raises(PurchaseError, match="已经提交结算"):
        services.settle_invoice(bill, by=hands["chen"], at=AT)


def test_three_people_pay_and_what_is_paid_stays(contract, hands, money):
    accepted(contract, hands)
    row = services.settle_invoice(invoiced(contract, hands, 400_000), by=hands["chen"], at=AT)
    with pytest.raises(PurchaseError):
        services.pay(row, voucher="付1", on=date(2026, 11, 10), by=hands["cai"], at=AT)
    with pytest.raises(PurchaseError):
        services.confirm(row, by=hands["chen"], at=AT)
    with pytest.raises(PurchaseError, match="可用余额"):
        paid(row, hands)
    money("work", "county", 400_000)
    services.pay(row, voucher="付1", on=date(2026, 11, 10), by=hands["cai"], at=AT)
    with pytest.raises(PurchaseError):
        services.pay(row, voucher="付2", on=date(2026, 11, 10), by=hands["cai"], at=AT)
    for change in (lambda: Settlement.objects.update(amount=1), Settlement.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_refused_settlement_frees_its_invoice(contract, hands):
    accepted(contract, hands)
    bill = invoiced(contract, hands, 400_000)
    row = services.settle_invoice(bill, by=hands["chen"], at=AT)
    services.refuse(row, reason="附件不全", by=hands["reviewer"], at=AT)
    contract.refresh_from_db()
    assert contract.settled == 0
    assert services.settle_invoice(bill, by=hands["chen"], at=AT).state == "entered"


def test_contract_needs_an_agreed_demand_its_budget_and_a_full_cost_account(
    demand, operator, hands
):
    told = {
        "number": "购2", "method": "single", "signed_on": date(2026, 9, 1), "starts_on": date(2026, 9, 1),
        "ends_on": date(2026, 9, 30), "by": hands["chen"], "at": AT,
    }  # fmt: skip
    with pytest.raises(PurchaseError, match="预算"):
        services.sign_contract(demand, operator, quantity=1, unit_price=1_000_001, costs=[("人工", 1_000_001)], **told)  # fmt: skip
    with pytest.raises(PurchaseError, match="成本"):
        services.sign_contract(demand, operator, quantity=1, unit_price=10, costs=[("人工", 9)], **told)  # fmt: skip


def test_stranger_sees_and_does_nothing(contract, hands):
    assert not queries.contracts(hands["zhao"]).exists()
    with pytest.raises(PurchaseError):
        accepted(contract, hands | {"chen": hands["zhao"]})
