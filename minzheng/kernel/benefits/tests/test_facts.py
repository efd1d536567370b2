"""What somebody holds, as facts: complete books, a household's benefit on each member."""

from datetime import date

import polars as pl
import pytest

from minzheng.kernel.benefits import facts
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff

__all__ = ["county", "family", "own_home", "register", "staff"]
DAY = date(2026, 10, 31)


@pytest.fixture
def hold(family):
    def hold_benefit(benefit, person=None, amount=100, valid_from=date(2026, 1, 1), valid_to=None):
        return Entitlement.objects.create(
            benefit=benefit, holder=f"p{person.pk}" if person else f"h{family.pk}", household=family,
            person=person, division=family.division, amount=amount, valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip

    return hold_benefit


def held(family):
    people = list(family.memberships.order_by("pk").values_list("person_id", flat=True))
    frame = pl.DataFrame({"person": people, "household": [family.pk] * len(people)})
    persons = facts.held_by_persons("2026-10", DAY, frame).sort("person").to_dicts()
    return persons, facts.held_by_households("2026-10", DAY, frame).to_dicts()


def test_what_the_household_holds_reaches_every_member_and_nothing_is_unknown(family, hold):
    hold("assistance.dibao")
    persons, (home,) = held(family)
    assert [row["dibao_recipient"] for row in persons] == [True, True, True]
    assert [row["tekun_recipient"] for row in persons] == [False, False, False]
    assert (home["dibao_family"], home["rigid_family"], home["rigid_recognised_on"]) == (
        True, False, None,
    )  # fmt: skip


def test_what_one_member_holds_is_his_own(family, hold):
    hold("assistance.dibao", family.head)
    hold("disability.nursing", family.head, 11000)
    persons, (home,) = held(family)
    assert [row["dibao_recipient"] for row in persons] == [True, False, False]
    assert [row["disability_nursing_money"] for row in persons] == [11000, 0, 0]
    assert home["dibao_family"] is False


def test_ended_entitlement_is_held_no_more(family, hold):
    hold("children.orphan", family.head, valid_to=date(2026, 10, 1))
    assert [row["orphan_recipient"] for row in held(family)[0]] == [False, False, False]


def test_first_month_of_an_unbroken_benefit_is_remembered(family, hold):
    for begin, end in ((date(2024, 1, 1), date(2025, 1, 1)), (date(2026, 1, 1), date(2026, 6, 1)),
                       (date(2026, 6, 1), None)):  # fmt: skip
        hold("assistance.tekun", family.head, valid_from=begin, valid_to=end)
    assert facts.first_held("assistance.tekun").rows() == [(family.head_id, date(2026, 1, 1))]
