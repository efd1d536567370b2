"""A month of payments: its pay day, what is late, its close; one failed line and two runs after it."""

import threading
from datetime import date, datetime
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from minzheng.kernel.accounts.declarations import FINANCE, REVIEWER
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.ledger.models import Posting, PostingLine
from minzheng.kernel.payments import queries, services
from minzheng.kernel.payments.choices import RunKind
from minzheng.kernel.payments.models import BankFile, PaymentLine
from minzheng.kernel.payments.queries import calendar as calendars
from minzheng.kernel.people import services as people

from .conftest import AT, DIBAO
from .test_books import back, booked, out

SHANGHAI = ZoneInfo("Asia/Shanghai")


def rule(name, value, division="620422", category=""):
    ParameterValue.objects.create(
        policy="payments", name=name, division_id=division, since=date(2020, 1, 1), value=value,
        category=category, source="试", state="released",
    )  # fmt: skip


def test_pay_day_is_the_places_own_and_moves_before_days_of_rest(county):
    assert calendars.pay_day("2026-11", county.pk) is None
    rule("pay_day", "15")
    assert calendars.pay_day("2026-12", county.pk) == date(2026, 12, 15)
    # 15 November 2026 is a Sunday.
    assert calendars.pay_day("2026-11", county.pk) == date(2026, 11, 13)
    rule("pay_day", "31", county.parent_id)
    assert calendars.pay_day("2026-09", county.parent_id) == date(2026, 9, 30)


def test_run_that_has_not_gone_out_by_its_pay_day_is_late(county, three, family):
    family()
    rule("pay_day", "10")
    (due,) = calendars.calendar(three[0], "2026-11", date(2026, 11, 10))
    assert (due.benefit, due.run, due.due_on, due.is_late) == (
        DIBAO,
        None,
        date(2026, 11, 10),
        False,
    )
    (due,) = calendars.calendar(three[0], "2026-11", date(2026, 11, 11))
    assert due.is_late
    run = out(county, three)
    (due,) = calendars.calendar(three[0], "2026-11", date(2026, 11, 11))
    assert (due.run, due.is_late) == (run, False)


def test_month_closes_when_its_runs_are_closed_and_takes_no_run_afterwards(county, three, family):
    maker, _, sender = three
    family()
    with pytest.raises(services.PaymentError, match="还没有发放批次"):
        services.close_month("2026-11", county, by=sender, at=AT)
    run = out(county, three)
    with pytest.raises(
        services.PaymentError, match="还有1个批次没有办结：最低生活保障金（已送银行）"
    ):
        services.close_month("2026-11", county, by=sender, at=AT)
    back(run, three)
    services.close(run, by=sender, at=AT)
    row = services.close_month("2026-11", county, by=sender, at=AT)
    assert (row.runs, row.paid) == (1, 40_000)
    assert services.close_month("2026-11", county, by=sender, at=AT) == row
    family("王五", account="6222000077778888")
    with pytest.raises(services.PaymentError, match="2026-11已经月结"):
        services.build_run(
            DIBAO, "2026-11", division=county, by=maker, at=AT, kind=RunKind.EXTRA
        )  # fmt: skip
    # The month's cycle run again leaves a closed month alone.
    late = family("李六", account="6222000099990000")
    benefits.grant(
        "elderly.old_age", household=late.household, person=late.household.head, amount=100, since=date(2026, 1, 1),
        basis=benefits.Basis(reason="试"), by=maker, at=AT,
    )  # fmt: skip
    assert not services.has_work("elderly.old_age", "2026-11", county)
    assert services.has_work("elderly.old_age", "2026-12", county)
    assert services.has_work(DIBAO, "2026-11", county)


def test_what_a_closed_month_held_back_is_paid_by_an_extra_run_of_a_later_month(
    county, three, family
):
    family("张三", 40_000, "6222000011112222")
    late = family("李四", 30_000, account="", since=date(2026, 11, 1))
    run = out(county, three)
    back(run, three)
    services.close(run, by=three[2], at=AT)
    services.close_month("2026-11", county, by=three[2], at=AT)
    people.change_account(
        late.payee, account_number="6222000033334444", bank_name="会宁县农村信用社", account_name="李四",
        by=three[0], at=AT,
    )  # fmt: skip
    december = datetime(2026, 12, 5, 9, tzinfo=SHANGHAI)
    regular = out(county, three, "2026-12", december)
    assert set(regular.lines.values_list("month", flat=True)) == {"2026-12"}
    extra = out(county, three, "2026-12", december, RunKind.EXTRA)
    line = extra.lines.get()
    assert (line.holder, line.month, line.amount, line.state) == (
        late.holder,
        "2026-11",
        30_000,
        "sent",
    )
    assert queries.disagreements() == []
    again = services.build_run(
        DIBAO, "2026-12", division=county, by=three[0], at=december, kind=RunKind.EXTRA
    )
    assert not again.lines.exists()


def test_wide_difference_from_last_month_is_told_to_the_checker(county, three, family):
    row = family(amount=40_000)
    november = out(county, three)
    rule("total_drift", "10", "620000")
    assert calendars.drift(november) is None
    benefits.adjust(
        row,
        amount=44_000,
        since=date(2026, 12, 1),
        basis=benefits.Basis(reason="x"),
        by=three[0],
        at=AT,
    )
    december = out(county, three, "2026-12", datetime(2026, 12, 5, 9, tzinfo=SHANGHAI))
    told = calendars.drift(december)
    assert (told.before, told.now, told.is_wide) == (40_000, 44_000, False)
    rule("total_drift", "9")
    assert calendars.drift(december).is_wide


@pytest.fixture
def committed():
    """Let the tables be emptied after a test whose lines and postings were committed."""
    yield
    rooms = (("payments", "0002_frozen_lines"), ("ledger", "0002_sealed"))
    guards = [import_module(f"minzheng.kernel.{room}.migrations.{name}") for room, name in rooms]
    for guard in guards:
        with connection.schema_editor() as editor:
            guard.unmake(None, editor)
    PaymentLine.objects.filter(reissue_of__isnull=False).delete()
    for table in (PaymentLine, PostingLine, Posting):
        table.objects.all().delete()
    for guard in guards:
        with connection.schema_editor() as editor:
            guard.make(None, editor)


def at_one_moment(*deeds):
    """Do deeds in threads that start together; return what they raised."""
    start, raised = threading.Barrier(len(deeds)), []

    def do(deed):
        start.wait()
        try:
            deed()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test must see it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_one_moment_approve_once_and_send_once(
    committed, county, three, mandate, family
):
    maker, checker, sender = three
    family(amount=40_000)
    run = services.build_run(DIBAO, "2026-11", division=county, by=maker, at=AT)
    services.submit(run, by=maker, at=AT)
    others = mandate(REVIEWER), mandate(FINANCE)
    told = at_one_moment(
        lambda: services.approve(run, by=checker, at=AT),
        lambda: services.approve(run, by=others[0], at=AT),
    )
    assert [str(error) for error in told] == ["该批次当前为“待发送”，不能办理这一步。请刷新页面。"]
    told = at_one_moment(
        lambda: services.send(run, by=sender, at=AT),
        lambda: services.send(run, by=others[1], at=AT),
    )
    assert [str(error) for error in told] == [
        "该批次当前为“已送银行”，不能办理这一步。请刷新页面。"
    ]
    assert BankFile.objects.filter(run=run).count() == 1
    assert Posting.objects.filter(key=f"payments.run.sent:{run.pk}").count() == 1
    assert booked() == {("available", "county"): -40_000, ("in_transit", "county"): 40_000}
    assert queries.disagreements() == []


@pytest.mark.django_db(transaction=True)
def test_failed_line_is_issued_again_by_one_of_two_runs_built_at_one_moment(
    committed, county, three, family
):
    row = family()
    run = out(county, three)
    back(run, three, failing={"6222000011112222"})
    people.change_account(
        row.payee, account_number="6222000099998888", bank_name="会宁县农村信用社", account_name="张三",
        by=three[0], at=AT,
    )  # fmt: skip
    failures = at_one_moment(
        lambda: services.build_run(
            DIBAO, "2026-11", division=county, by=three[0], at=AT, kind=RunKind.EXTRA
        ),
        lambda: services.build_run(DIBAO, "2026-12", division=county, by=three[0], at=AT),
    )
    assert failures == []
    assert PaymentLine.objects.filter(reissue_of__isnull=False).count() == 1
    live = PaymentLine.objects.filter(state__in=("ready", "sent", "paid")).values_list(
        "month", flat=True
    )
    assert sorted(live) == ["2026-11", "2026-12"]
