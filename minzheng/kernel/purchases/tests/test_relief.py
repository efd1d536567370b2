"""Money for one person, premiums and goods outside the benefits."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from minzheng.kernel.bodies.models import Body
from minzheng.kernel.cases.models import Case
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.ledger import queries as books
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.models import Goods, GoodsMove
from minzheng.kernel.purchases.services import PurchaseError

from .conftest import AT, COUNTY
from .test_buying import paid


def moved(hands, kind, quantity, voucher, **more):
    return services.move_goods(
        COUNTY, "棉被", "床", kind, quantity=quantity, on=date(2026, 11, 3), party="爱心企业", purpose="受灾救助",
        voucher=voucher, by=hands["chen"], at=AT, **more,
    )  # fmt: skip


@pytest.mark.requirement("FN-12")
def test_emergency_money_goes_through_the_books_and_goods_never_run_below_nought(
    hands, family, money
):
    money("emergency", "county", 100_000)
    row = services.relieve(
        family.head, event="11月1日火灾", amount=60_000, source="county", by=hands["chen"], at=AT
    )
    paid(row, hands)
    assert books.balance("paid", fund="emergency", source="county") == 60_000
    moved(hands, "in", 10, "入1")
    assert moved(hands, "out", 4, "出1", household=family).left_after == 6
    with pytest.raises(PurchaseError, match="结存只有 6"):
        moved(hands, "out", 7, "出2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Goods.objects.update(left=-1)
    with pytest.raises(DatabaseError), transaction.atomic():
        GoodsMove.objects.update(quantity=1)


@pytest.mark.requirement("CY-18")
def test_aid_to_a_person_is_followed_by_case_kind_amount_and_day(hands, family, money):
    money("local", "charity", 800_000)
    case = Case.objects.create(
        workflow="test.aid", number="B1", household=family, division=family.division, state="open", opened_at=AT,
        opened_by=hands["chen"], applied_on=AT.date(),
    )  # fmt: skip
    row = services.aid_person(
        family.head, kind="illness", amount=500_000, reason="白血病", fund="local", case=case, by=hands["chen"], at=AT
    )  # fmt: skip
    paid(row, hands)
    assert list(case.settlements.values_list("person__name", "amount", "paid_on")) == [("张秀英", 500_000, date(2026, 11, 10))]  # fmt: skip
    services.aid_person(
        family.head, kind="student", amount=300_000, reason="大一", fund="local", by=hands["chen"], at=AT
    )  # fmt: skip
    assert queries.aids_of(hands["chen"], 2026) == [{"aid": "illness", "people": 1, "sum": 500_000}]
    assert books.balance("paid", source="charity") == 500_000
    assert queries.aids_of(hands["zhao"], 2026) == []


@pytest.mark.requirement("FN-16")
def test_premium_of_a_policy_is_its_list_and_the_report_shows_claims(hands, family, money, county):
    people = [(m.person, family.division_id) for m in family.memberships.all()]
    enrolment.insure(
        "test.accident", people, insurer="人保财险", policy_number="PA1", valid_from=date(2026, 1, 1),
        valid_to=date(2027, 1, 1), premium=5_000, by=hands["chen"], at=AT,
    )  # fmt: skip
    insurer = Body.objects.create(name="人保财险", kind="insurer", division=county)
    money("relief", "county", 15_000)
    told = {"fund": "relief", "source": "county", "by": hands["chen"], "at": AT}
    row = services.settle_premium("PA1", insurer, **told)
    assert (row.amount, row.quantity) == (15_000, 3)
    with pytest.raises(PurchaseError, match="已经提交"):
        services.settle_premium("PA1", insurer, **told)
    paid(row, hands)
    cover = family.head.insurance_covers.get()
    claim = enrolment.report_claim(
        cover, happened_on=date(2026, 10, 1), event="摔伤", by=hands["chen"], at=AT
    )
    enrolment.settle_claim(
        claim, paid=200_000, settled_on=date(2026, 11, 16), by=hands["chen"], at=AT
    )
    (policy,) = queries.policies(hands["chen"])
    assert (policy.people, policy.premium_paid, policy.claims, policy.claimed) == (3, 15_000, 1, 200_000)  # fmt: skip
