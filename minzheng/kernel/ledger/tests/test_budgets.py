"""Budgets beside spending and forecast, appropriations, transfers by two, earmarks, the year's end."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries, services
from minzheng.kernel.ledger.declarations import Entry, LedgerError
from minzheng.kernel.ledger.models import Account
from minzheng.kernel.people import services as people
from minzheng.kernel.people.services import Member

from .conftest import AT, COUNTY, DAY, NEXT_TOWN, TOWN

PAPER = "甘财社〔2026〕12号"


@pytest.fixture
def told(office):
    return {"document": PAPER, "by": office["finance"], "at": AT}


def granted(told, source, amount, fund="relief", on=DAY, key="", **more):
    key = key or f"ledger.appropriation:{fund}:{source}"
    return services.appropriate(fund, source, COUNTY, amount, on=on, key=key, **told, **more)


def moved(office, key, *lines, on=DAY):
    entries = [Entry(*line[:5], **(line[5] if len(line) > 5 else {})) for line in lines]
    return services.post(key, "payments.run.sent", entries, on=on, text="试", by=office["finance"], at=AT)  # fmt: skip


def on_register(office, amount):
    """Put one household of a village of the township on dibao from January."""
    village = Division.objects.filter(parent_id=TOWN).order_by("code")[0]
    who = {"by": office["system"], "at": AT}
    person = people.register_person(name="张三", division=village, **who)
    household = people.register_household(division=village, members=[Member(person, "head")], **who)
    benefits.grant(
        "assistance.dibao", household=household, amount=amount, since=date(2026, 1, 1),
        basis=benefits.Basis(reason="试"), **who,
    )  # fmt: skip


def state(office, on=DAY, year=2026):
    return {
        (r.fund, r.purpose, r.source): r for r in queries.budget_state(office["auditor"], year, on)
    }


@pytest.mark.requirement("FN-03", "FN-04")
def test_budget_stands_beside_what_was_granted_spent_and_is_to_come(office, told):
    services.set_shares("relief", COUNTY, date(2026, 1, 1), {"central": 8_000, "county": 2_000}, **told)  # fmt: skip
    services.set_budget("relief", "central", COUNTY, 2026, 200_000, **told)
    services.set_budget("relief", "county", COUNTY, 2026, 50_000, **told)
    granted(told, "central", 150_000)
    moved(office, "r:1", ("available", "central", "relief", TOWN, -40_000),
          ("paid", "central", "relief", TOWN, 30_000), ("in_transit", "central", "relief", NEXT_TOWN, 10_000))  # fmt: skip
    on_register(office, 50_000)
    row = state(office)["relief", "", "central"]
    assert (row.division, row.budget, row.granted, row.paid, row.in_transit, row.left) == (
        COUNTY, 200_000, 150_000, 30_000, 10_000, 160_000,
    )  # fmt: skip
    # September went out already (something is in transit this month): three months of 80 % are to come.
    assert row.forecast == 40_000 + 3 * 40_000
    assert not row.exceeds
    assert state(office, date(2026, 10, 1))["relief", "", "central"].forecast == 160_000
    county = state(office)["relief", "", "county"]
    assert (county.forecast, county.exceeds) == (30_000, False)
    services.set_budget("relief", "county", COUNTY, 2026, 29_999, **told)
    assert state(office)["relief", "", "county"].exceeds
    assert queries.budgets(office["auditor"]).filter(source="county").count() == 2


def test_what_nobody_budgeted_is_unknown_and_warns_of_nothing(office):
    moved(office, "r:1", ("available", "county", "old_age", TOWN, -9), ("paid", "county", "old_age", TOWN, 9))  # fmt: skip
    row = state(office)["old_age", "", "county"]
    assert (row.budget, row.left, row.exceeds, row.spent) == (None, None, False, 9)
    assert queries.budget_state(office["clerk"], 2026, DAY)[0].division == COUNTY


@pytest.mark.requirement("FN-15")
def test_work_funds_are_budgeted_and_spent_by_use(office, told):
    for use, amount in (
        ("staff_pay", 900),
        ("running", 800),
        ("pre_project", 700),
        ("assistance_work", 600),
    ):
        services.set_budget("work", "county", COUNTY, 2026, amount, purpose=use, **told)
    paid = {"on": DAY, "text": "九月工资", "key": "w:1", **told}
    services.spend("work", "county", COUNTY, 300, purpose="staff_pay", **paid)
    found = state(office)
    assert found["work", "staff_pay", "county"].left == 600
    assert {use: found["work", use, "county"].left for use in ("running", "pre_project", "assistance_work")} == {
        "running": 800, "pre_project": 700, "assistance_work": 600,
    }  # fmt: skip
    with pytest.raises(LedgerError, match="没有这样的用途"):
        services.set_budget("work", "county", COUNTY, 2026, 1, purpose="tea", **told)
    with pytest.raises(LedgerError, match="只能通过发放批次"):
        services.spend("relief", "county", COUNTY, 1, purpose="staff_pay", **{**paid, "key": "w:2"})


def test_money_needs_a_document_and_the_right_desk(office, told):
    with pytest.raises(LedgerError, match="文号"):
        granted({**told, "document": " "}, "central", 1)
    with pytest.raises(PermissionDenied):
        granted({**told, "by": office["auditor"]}, "central", 1)
    posting = granted(told, "central", 7)
    assert (posting.document, queries.balance("available")) == (PAPER, 7)
    services.reverse(posting, on=DAY, reason="录错", by=office["reviewer"], at=AT)
    with pytest.raises(LedgerError, match="重录"):
        granted(told, "central", 7)


@pytest.mark.requirement("FN-04")
def test_transfer_moves_nothing_before_a_second_person_confirms(office, told):
    granted(told, "central", 100)
    row = services.ask_transfer(
        fund="relief", source="central", division=COUNTY, to_fund="emergency", to_division=TOWN, amount=40,
        on=DAY, reason="应急调剂", **told,
    )  # fmt: skip
    assert queries.balance("available", division=TOWN) == 0
    deciding = {"confirmed": True, "reason": "同意", "at": AT}
    with pytest.raises(PermissionDenied):
        services.decide_transfer(row, by=office["finance"], **deciding)
    office["reviewer"].user = office["finance"].user
    with pytest.raises(PermissionDenied, match="同一人"):
        services.decide_transfer(row, by=office["reviewer"], **deciding)
    office["reviewer"].refresh_from_db()
    done = services.decide_transfer(row, by=office["reviewer"], **deciding)
    assert queries.balance("available", division=TOWN, fund="emergency") == 40
    assert queries.balance("available", fund="relief") == 60
    with pytest.raises(LedgerError, match="已经办理"):
        services.decide_transfer(done, by=office["reviewer"], **deciding)


@pytest.mark.requirement("FN-08", "LO-04")
def test_quarter_of_the_lottery_money_is_watched_at_every_level(office, told):
    granted(told, "lottery", 100_001, fund="lottery_projects")
    granted(told, "central", 500_000)
    bought = {"purpose": "social_services"}
    moved(office, "p:1", ("available", "lottery", "purchases", TOWN, -10_000), ("paid", "lottery", "purchases", TOWN, 10_000, bought))  # fmt: skip
    moved(office, "p:2", ("available", "lottery", "lottery_projects", COUNTY, -9_000), ("paid", "lottery", "lottery_projects", COUNTY, 9_000))  # fmt: skip
    (row,) = queries.earmarks(office["auditor"], 2026)
    assert (row.division, row.level, row.base, row.spent) == (COUNTY, "县级", 100_001, 10_000)
    assert (row.percent, row.needed, row.missing) == (None, None, None)
    determinations.seed_parameters()
    (row,) = queries.earmarks(office["auditor"], 2026)
    assert (row.percent, row.needed, row.missing) == (25, 25_001, 15_001)
    assert queries.earmarks(office["auditor"], 2025) == []


def test_year_is_carried_over_once_and_then_closed(office, told):
    granted(told, "central", 100)
    services.set_budget("relief", "central", COUNTY, 2026, 100, **told)
    moved(office, "r:1", ("available", "central", "relief", TOWN, -60), ("in_transit", "central", "relief", TOWN, 20), ("paid", "central", "relief", TOWN, 40))  # fmt: skip
    finance, new_year = office["finance"], datetime(2027, 1, 5, 9, tzinfo=SHANGHAI)
    with pytest.raises(LedgerError, match="尚未结束"):
        services.close_year(COUNTY, 2026, by=finance, at=AT)
    services.close_year(COUNTY, 2026, by=finance, at=new_year)
    for kind, left in (("available", 40), ("in_transit", 20), ("paid", 0)):
        assert queries.balance(kind, division=COUNTY, year=2027) == left
    assert queries.balance("available", division=TOWN, year=2027) == -60
    assert queries.balance("available", division=COUNTY, year=2026) == 0
    assert queries.balance("paid", year=2026) == 40
    assert queries.unbalanced() == []
    with pytest.raises(LedgerError, match="已经年结"):
        moved(office, "r:2", ("available", "central", "relief", TOWN, -1), ("paid", "central", "relief", TOWN, 1))  # fmt: skip
    with pytest.raises(LedgerError, match="已经年结"):
        services.close_year(COUNTY, 2026, by=finance, at=new_year)
    assert not Account.objects.filter(year=2028).exists()
    assert [r.budget for r in queries.budget_state(finance, 2027, date(2027, 1, 5))] == [None]
    # What was on its way at the turn of the year arrives in the new one.
    moved(office, "r:3", ("in_transit", "central", "relief", TOWN, -20), ("paid", "central", "relief", TOWN, 20), on=date(2027, 1, 6))  # fmt: skip
    assert queries.balance("in_transit", year=2027) == 0


@pytest.mark.requirement("FN-14")
def test_support_of_private_providers_is_kept_on_its_document(office, told):
    body = Body.objects.create(name="康乐养老院", kind="care_home", division_id=TOWN)
    for kind in ("tax", "land", "utilities", "finance"):
        services.record_support(body, kind=kind, amount=120_000, granted_on=DAY, **told)
    assert queries.supports(office["clerk"]).count() == 4
    row = queries.supports(office["auditor"]).get(kind="utilities")
    assert (row.body, row.amount, row.document) == (body, 120_000, PAPER)
    with pytest.raises(LedgerError, match="扶持类别"):
        services.record_support(body, kind="praise", amount=1, granted_on=DAY, **told)
