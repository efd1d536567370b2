"""The reserve fund of a township: four eyes, never negative, append-only, counted monthly."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from minzheng.domains.assistance import queries
from minzheng.domains.assistance.models import ReserveEntry, ReserveFund
from minzheng.domains.assistance.services import reserve
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.ledger import queries as ledger

from .conftest import moment
from .test_relief import DAY, FIRE, HOME, asked, fund, home

__all__ = ["HOME", "asked", "fund", "home"]


@pytest.mark.requirement("SA-52")
def test_fund_is_filled_spent_counted_and_filled_again(home, fund, asked, act, office):
    assert fund.balance == 500_000
    case = asked(home, **FIRE, requested_amount=30_000)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    said = queries.statement(fund, "2026-09")
    assert (said.opening, said.spent, said.closing, said.payments) == (500_000, 30_000, 470_000, 1)
    count = {"vouchers": 1, "by": office["clerk"], "at": moment("2026-10-09")}
    with pytest.raises(StepRefused, match="说明差异"):
        reserve.reconcile(fund, "2026-09", counted=460_000, note="", **count)
    row = reserve.reconcile(fund, "2026-09", counted=470_000, note="", **count)
    assert row.difference == 0
    with pytest.raises(StepRefused, match=r"300\.00"):
        reserve.ask_replenishment(
            fund, amount=30_001, reason="补足", by=office["head"], at=moment("2026-10-09")
        )
    order = reserve.ask_replenishment(
        fund, amount=30_000, reason="补足", by=office["head"], at=moment("2026-10-09")
    )
    reserve.confirm(order, voucher="补-001", by=office["reviewer"], at=moment("2026-10-10"))
    assert ReserveFund.objects.get().balance == 500_000
    assert queries.spent_since_filled(fund) == 0


def test_every_line_of_the_fund_is_booked_in_the_ledger(home, fund, asked, act):
    """A deposit leaves the county's money, a payment the township's reserve."""
    case = asked(home, **FIRE, requested_amount=30_000)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    town = {"division": fund.division_id}
    assert ledger.balance("reserve", **town) == 470_000
    assert (
        ledger.balance("paid", source="reserve", benefit="assistance.temporary", **town) == 30_000
    )
    assert ledger.balance("available", source="county", fund="relief") == -500_000
    assert ledger.unbalanced() == []


def test_deposit_needs_two_people(fund, office):
    ask = {"amount": 100, "reason": "追加", "by": office["officer"], "at": moment("2026-02-01")}
    with pytest.raises(StepRefused, match="文号"):
        reserve.ask_deposit(fund, document="", **ask)
    order = reserve.ask_deposit(fund, document="会财社〔2026〕2号", **ask)
    with pytest.raises(StepRefused, match="岗位"):
        reserve.confirm(order, voucher="拨-002", by=office["officer"], at=moment("2026-02-01"))
    reviewer = office["reviewer"]
    reviewer.user = office["officer"].user
    with pytest.raises(StepRefused, match="不能是同一人"):
        reserve.confirm(order, voucher="拨-002", by=reviewer, at=moment("2026-02-01"))
    fund.refresh_from_db()
    assert fund.balance == 500_000


def test_payment_keeps_to_the_limit_the_balance_and_one_voucher(home, fund, asked, act):
    case = asked(home, **FIRE, requested_amount=30_000)
    with pytest.raises(StepRefused, match="凭证号 拨-001 已入账"):
        act(case, "help_first", "head", DAY, source="reserve", voucher="拨-001")
    ReserveFund.objects.update(balance=10_000)
    with pytest.raises(StepRefused, match="余额不足"):
        act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    assert case.state == "accepted"


def test_fund_is_never_filled_beyond_what_the_place_allows(fund, office):
    ParameterValue.objects.create(
        policy="assistance", name="reserve_ceiling", division_id="620422", since=date(2026, 1, 1), value="6000",
        source="试", state="released",
    )  # fmt: skip
    more = {
        "reason": "年中增拨",
        "document": "会财社〔2026〕5号",
        "by": office["officer"],
        "at": moment("2026-06-01"),
    }
    with pytest.raises(StepRefused, match=r"6,?000\.00"):
        reserve.ask_deposit(fund, amount=100_001, **more)
    assert reserve.ask_deposit(fund, amount=100_000, **more).amount == 100_000


@pytest.mark.parametrize("change", ["balance", "line", "gone"])
def test_database_guards_balance_and_ledger(fund, change):
    """Never negative, never edited, never removed, whoever asks."""
    deeds = {
        "balance": lambda: ReserveFund.objects.update(balance=-1),
        "line": lambda: ReserveEntry.objects.update(amount=1),
        "gone": lambda: ReserveEntry.objects.all()._raw_delete(using="default"),
    }
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        deeds[change]()


def test_unfinished_month_is_not_counted(fund, office):
    with pytest.raises(StepRefused, match="尚未结束"):
        reserve.reconcile(
            fund,
            "2026-09",
            counted=0,
            vouchers=0,
            note="",
            by=office["clerk"],
            at=moment("2026-09-30"),
        )
