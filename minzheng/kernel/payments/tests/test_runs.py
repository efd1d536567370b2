"""Payment runs: from live register to bank and back, three people, nobody paid twice."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from minzheng.kernel.accounts.models import User
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.messages.models import Message
from minzheng.kernel.payments import files, queries, services
from minzheng.kernel.payments.banks.formats import RURAL_CREDIT
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.choices import RunKind
from minzheng.kernel.payments.models import BankReturn, PaymentLine
from minzheng.kernel.people import services as people

from .conftest import AT, DIBAO


def build(county, by, month="2026-11", kind=RunKind.REGULAR):
    return services.build_run(DIBAO, month, division=county, by=by, at=AT, kind=kind)


def send(run, three):
    maker, checker, sender = three
    services.submit(run, by=maker, at=AT)
    services.approve(run, by=checker, at=AT)
    return services.send(run, by=sender, at=AT)


def answer(run, three, bank):
    return [
        services.read_return(
            f,
            file_name="回盘.txt",
            content=bank.answer(files.content(f), files.form_of(f)),
            by=three[2],
            at=AT,
        )
        for f in run.files.all()
    ]


def states(run):
    return sorted(run.lines.values_list("payee_name", "state"))


@pytest.mark.requirement("FN-01")
def test_a_month_is_built_approved_sent_returned_and_reissued(county, system, three, family):
    family("张三", 40_000, "6222000011112222")
    failing = family("李四", 30_000, "6222000033334444")
    run = build(county, system)
    send(run, three)
    bank = StandInBank(
        holders={"6222000011112222": "张三", "6222000033334444": "李四"},
        closed=frozenset({"6222000033334444"}),
    )
    answer(run, three, bank)
    run.refresh_from_db()
    assert (run.state, states(run)) == ("returned", [("张三", "paid"), ("李四", "failed")])
    services.close(run, by=three[2], at=AT)
    people.change_account(
        failing.payee,
        account_number="6222000055556666",
        bank_name="会宁县农村信用社",
        account_name="李四",
        by=system,
        at=AT,
    )
    extra = build(county, system, kind=RunKind.EXTRA)
    assert states(extra) == [("李四", "ready")]
    assert extra.lines.get().reissue_of == PaymentLine.objects.get(state="failed")
    assert bank.balance() == 40_000


@pytest.mark.requirement("SA-15")
def test_run_follows_the_live_register_one_in_one_out(county, system, family):
    first, second = family("张三", account="1" * 16), family("李四", account="2" * 16)
    run = build(county, system)
    assert len(run.lines.all()) == 2
    benefits.end(second, until=date(2026, 11, 1), reason="不再符合", by=system, at=AT)
    benefits.adjust(
        first,
        amount=50_000,
        since=date(2026, 11, 1),
        basis=benefits.Basis(reason="调增"),
        by=system,
        at=AT,
    )
    third = family("王五", account="3" * 16)
    build(county, system)
    assert sorted(run.lines.values_list("holder", "amount")) == sorted(
        [(first.holder, 50_000), (third.holder, 40_000)]
    )
    assert not queries.register_gaps(run).exists()


def test_building_again_changes_no_row(county, system, family):
    family()
    run = build(county, system)
    before = list(run.lines.values())
    build(county, system)
    assert list(run.lines.values()) == before


@pytest.mark.requirement("FN-02")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"account": ""}, "没有登记银行账户"),
        ({"account_name": "别人"}, "银行户名与收款人姓名不一致"),
    ],
)
def test_a_line_that_fails_a_check_is_held_back_with_its_reason(
    county, system, family, change, reason
):
    family("好人", account="9" * 16)
    family("张三", **change)
    lines = {line.payee_name or line.payee.name: line for line in build(county, system).lines.all()}
    held = next(line for line in lines.values() if line.state == "blocked")
    assert held.block_reason == reason
    assert lines["好人"].state == "ready"


@pytest.mark.requirement("FN-02")
def test_a_death_that_comes_in_before_sealing_holds_the_line_back(county, system, three, family):
    family("活人", account="9" * 16)
    dead = family("张三")
    run = build(county, system)
    services.submit(run, by=three[0], at=AT)
    services.approve(run, by=three[1], at=AT)
    dead.payee.died_on = date(2026, 10, 20)
    dead.payee.save()
    services.send(run, by=three[2], at=AT)
    assert states(run) == [("张三", "blocked"), ("活人", "sent")]


def test_one_account_for_two_families_is_held_back(county, system, family):
    family("张三", account="7" * 16)
    family("李四", account="7" * 16, account_name="李四")
    assert [line.block_reason for line in build(county, system).lines.all()] == [
        "同一账户出现在多户"
    ] * 2


def test_the_database_refuses_a_second_live_line(county, system, family):
    family()
    line = build(county, system).lines.get()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.parametrize("change", [{"amount": 1}, {"account_index": "x"}, {"state": "ready"}])
def test_the_database_refuses_to_change_what_was_sent(county, system, three, family, change):
    family()
    run = build(county, system)
    send(run, three)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentLine.objects.filter(run=run).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentLine.objects.filter(run=run).delete()


def test_the_three_steps_are_three_people(county, system, three, mandate, family):
    family()
    run = build(county, system)
    maker, checker, sender = three
    services.submit(run, by=maker, at=AT)
    both = mandate("reviewer")
    both.user = maker.user
    with pytest.raises(services.PaymentError, match="不能是同一人"):
        services.approve(run, by=both, at=AT)
    with pytest.raises(services.PaymentError, match="岗位"):
        services.approve(run, by=sender, at=AT)
    services.approve(run, by=checker, at=AT)
    with pytest.raises(services.PaymentError, match="待发送"):
        services.approve(run, by=mandate("reviewer"), at=AT)


def test_a_return_read_twice_or_contradicting_pays_nothing_again(county, system, three, family):
    family()
    run = build(county, system)
    (file,) = send(run, three)
    bank = StandInBank(holders={"6222000011112222": "张三"})
    content = bank.answer(files.content(file), RURAL_CREDIT)
    first = services.read_return(file, file_name="a", content=content, by=three[2], at=AT)
    again = services.read_return(file, file_name="b", content=content, by=three[2], at=AT)
    assert (again.pk, first.paid) == (first.pk, 1)
    frozen = StandInBank(
        holders={"6222000011112222": "张三"}, frozen=frozenset({"6222000011112222"})
    )
    other = services.read_return(
        file,
        file_name="c",
        content=frozen.answer(files.content(file), RURAL_CREDIT),
        by=three[2],
        at=AT,
    )
    assert other.problems == [
        f"流水号{files.serial(run.lines.get())}前后两次回盘结果不一致，请与银行核对。"
    ]
    assert run.lines.get().state == "paid"
    assert BankReturn.objects.count() == 2


def test_bank_file_is_sealed_at_rest_and_matches_its_digest(county, system, three, family):
    family()
    run = build(county, system)
    (file,) = send(run, three)
    stored = files.path(run, file.file_name).read_bytes()
    assert b"6222000011112222" not in stored
    assert b"6222000011112222" in files.content(file)
    assert run.lines.get().account == "6222000011112222"


def test_overlapping_entitlements_are_refused_by_the_database(family, system):
    row = family()
    benefits.end(row, until=date(2026, 6, 1), reason="x", by=system, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entitlement.objects.create(
            benefit=row.benefit, holder=row.holder, household=row.household, payee=row.payee, division=row.division,
            amount=1, valid_from=date(2026, 5, 1), valid_to=date(2026, 7, 1),
        )  # fmt: skip


def test_differences_explain_the_total_by_cause(county, system, family):
    family("老户", 40_000, "1" * 16)
    raised = family("调增", 40_000, "2" * 16)
    family("新户", 10_000, "3" * 16, since=date(2026, 11, 1))
    benefits.adjust(
        raised,
        amount=45_000,
        since=date(2026, 11, 1),
        basis=benefits.Basis(reason="x"),
        by=system,
        at=AT,
    )
    found = {d.cause: (d.households, d.amount) for d in queries.differences(build(county, system))}
    assert found == {"new": (1, 10_000), "stopped": (0, 0), "raised": (1, 5_000), "cut": (0, 0)}


def test_payee_with_an_account_hears_once_that_money_arrived(county, system, three, family):
    row = family("张三", 40_000, "6222000011112222")
    family("李四", 30_000, "6222000033334444")
    Citizen.objects.create(
        user=User.objects.create_user("zhang"), person=row.household.head, issuer="test", subject="1",
        name="张三", phone="13900001111", created_at=AT, seen_at=AT,
    )  # fmt: skip
    run = build(county, system)
    send(run, three)
    bank = StandInBank(holders={"6222000011112222": "张三", "6222000033334444": "李四"})
    for _ in range(2):
        answer(run, three, bank)
    said = Message.objects.get(template="payments.arrived", channel="sms")
    assert (said.phone, "低保" in said.text, said.sent_at) == ("13900001111", False, None)
    assert Message.objects.filter(template="payments.arrived").count() == 2
