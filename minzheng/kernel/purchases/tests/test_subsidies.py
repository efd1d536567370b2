"""Operators are paid by score, by head or by delivery, and every sum opens to what it rests on."""

from datetime import date

import pytest

from minzheng.kernel.ledger import queries as books
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.declarations import (
    BANDS,
    Band,
    Item,
    check_bands,
    check_items,
    scoring_of,
)
from minzheng.kernel.purchases.services import PurchaseError

from .conftest import AT, ITEMS
from .test_buying import paid

LOTTERY = {"fund": "elderly_service", "source": "lottery"}


def appraised(operator, hands, points=(60, 40), to_month="2026-09"):
    return services.appraise(
        operator, "test.canteen", from_month="2026-07", to_month=to_month, points=points, note="",
        by=hands["chen"], at=AT,
    )  # fmt: skip


def delivered(operator, person, hands, key, day, quantity=1, reference="", month=10):
    return services.record_service(
        operator, person, on=date(2026, month, day), quantity=quantity, subsidy_key=key,
        reference=reference or f"{key}{person.pk}-{month}-{day}", by=hands["chen"], at=AT,
    )  # fmt: skip


@pytest.mark.requirement("EL-49")
def test_operator_is_judged_by_scored_rules_and_paid_by_the_score(operator, hands, rule, money):
    # The three rule sets of the county's operators are offered, a hundred points each.
    for kind in ("canteen", "day_care", "meal_point"):
        assert sum(item.points for item in scoring_of(f"elderly.{kind}")) == 100
    rule("test.canteen", amount=2_400_000, items=ITEMS, bands=BANDS, **LOTTERY)
    row = appraised(operator, hands, points=(50, 35))
    # A quarter of 24,000 yuan a year, of which the grade 良 brings 95 %.
    assert (row.score, row.grade, row.amount) == (85, "良", 570_000)
    with pytest.raises(PurchaseError, match="还没有复核"):
        services.settle_appraisal(row, by=hands["chen"], at=AT)
    services.decide_appraisal(row, agreed=True, by=hands["reviewer"], at=AT)
    money("elderly_service", "lottery", 570_000)
    paid(services.settle_appraisal(row, by=hands["chen"], at=AT), hands)
    assert books.balance("paid", fund="elderly_service", source="lottery") == 570_000
    with pytest.raises(PurchaseError, match="已经提交结算"):
        services.settle_appraisal(row, by=hands["chen"], at=AT)


@pytest.mark.requirement("FN-11")
def test_operator_is_paid_per_head_a_twelfth_of_the_years_standard_once_a_person(
    operator, hands, rule, register
):
    rule("test.care", amount=3_600_000, fund="disability", source="county")
    one, two = (register((name, date(1990, 1, 1), "head")).head for name in ("甲一", "乙二"))
    for day in (1, 2):
        delivered(operator, one, hands, "test.care", day)
    delivered(operator, two, hands, "test.care", 5)
    row = services.settle_month(operator, "test.care", "2026-10", by=hands["chen"], at=AT)
    assert (row.amount, row.quantity) == (600_000, 2)
    assert sorted(r.amount for r in row.records.all()) == [0, 300_000, 300_000]


def test_meals_are_priced_by_the_standard_of_their_day_and_settled_once(
    operator, hands, rule, family
):
    rule("test.meals", amount=200, **LOTTERY)
    rule(
        "test.meals", since=date(2026, 10, 16), amount=300, document="会民发〔2026〕9号", **LOTTERY
    )
    delivered(operator, family.head, hands, "test.meals", 15, quantity=2)
    delivered(operator, family.head, hands, "test.meals", 16, quantity=2)
    row = services.settle_month(operator, "test.meals", "2026-10", by=hands["chen"], at=AT)
    assert (row.amount, row.quantity) == (1_000, 4)
    assert [r.amount for r in row.records.order_by("on")] == [400, 600]
    with pytest.raises(PurchaseError, match="已经结算"):
        services.settle_month(operator, "test.meals", "2026-10", by=hands["chen"], at=AT)
    with pytest.raises(PurchaseError, match="已经结算"):
        delivered(operator, family.head, hands, "test.meals", 20)


def test_slip_delivered_twice_is_one_record_and_a_refused_month_may_come_again(
    operator, hands, rule, family
):
    rule("test.meals", amount=200, **LOTTERY)
    first = delivered(operator, family.head, hands, "test.meals", 15, reference="单1")
    assert delivered(operator, family.head, hands, "test.meals", 15, reference="单1") == first
    with pytest.raises(PurchaseError, match="别的服务"):
        delivered(operator, family.head, hands, "test.meals", 16, reference="单1")
    row = services.settle_month(operator, "test.meals", "2026-10", by=hands["chen"], at=AT)
    services.refuse(row, reason="单据不全", by=hands["reviewer"], at=AT)
    again = services.settle_month(operator, "test.meals", "2026-10", by=hands["chen"], at=AT)
    assert again.amount == 200


def test_unknown_standard_is_no_nought(operator, hands, family, rule):
    delivered(operator, family.head, hands, "test.meals", 15)
    with pytest.raises(PurchaseError, match="没有已复核的标准"):
        services.settle_month(operator, "test.meals", "2026-10", by=hands["chen"], at=AT)
    rule("test.meals", since=date(2026, 10, 20), amount=200, **LOTTERY)
    with pytest.raises(PurchaseError, match="没有已复核的标准"):
        services.settle_month(operator, "test.meals", "2026-10", by=hands["chen"], at=AT)


def test_rule_counts_when_a_second_person_confirms_and_ends_its_forerunner(hands, rule, county):
    first = rule("test.meals", amount=200, **LOTTERY)
    row = services.enter_rule(
        "test.meals", county.pk, date(2026, 6, 1), document="文", amount=300, by=hands["chen"], at=AT, **LOTTERY
    )  # fmt: skip
    assert queries.rule_in_force("test.meals", county.pk, date(2026, 7, 1)) == first
    with pytest.raises(PurchaseError):
        services.decide_rule(row, agreed=True, by=hands["chen"], at=AT)
    services.decide_rule(row, agreed=True, by=hands["reviewer"], at=AT)
    assert queries.rule_in_force("test.meals", county.pk, date(2026, 7, 1)) == row
    first.refresh_from_db()
    assert first.valid_to == date(2026, 6, 1)


def test_appraisal_of_the_same_months_or_beyond_the_points_is_refused(operator, hands, rule):
    rule("test.canteen", amount=2_400_000, items=ITEMS, bands=BANDS, **LOTTERY)
    for points in ((61, 40), (60,)):
        with pytest.raises(PurchaseError):
            appraised(operator, hands, points=points)
    appraised(operator, hands)
    with pytest.raises(PurchaseError, match="已经考核过"):
        appraised(operator, hands, to_month="2026-07")


def test_scoring_rules_make_a_hundred_and_grades_fall():
    with pytest.raises(ValueError, match="100"):
        check_items([Item("卫生", 99, "查")])
    with pytest.raises(ValueError, match="更高"):
        check_bands([Band(60, "中", 5_000), Band(0, "差", 6_000)])
