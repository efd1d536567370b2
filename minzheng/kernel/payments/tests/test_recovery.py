"""Recoveries: exact lines, four eyes, the share people keep, books that always balance."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.documents.tests.county import county, own_home, register, staff
from minzheng.kernel.ledger import queries as books
from minzheng.kernel.messages.models import Message
from minzheng.kernel.payments import arrears, files, queries, services
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.models import Recovery, Repayment
from minzheng.kernel.payments.queries import recovery as reads
from minzheng.kernel.payments.services import recovery, repayments
from minzheng.kernel.payments.services.recovery import RecoveryError
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person

from .overpaid import DIBAO, at, claim, family, hands, paid, run_of, span

__all__ = ["county", "family", "hands", "own_home", "register", "staff"]


def stands(kind: str) -> int:
    return books.balance(kind, benefit=DIBAO)


def test_late_stop_puts_down_exactly_the_months_paid_after_it(family, hands):
    row, other = family(), family()
    for month in span("2026-08", "2026-10"):
        paid(row, month, hands["chen"])
        paid(other, month, hands["chen"])
    paid(row, "2026-11", hands["chen"], state="failed")
    benefits.end(row, until=date(2026, 9, 1), reason="已就业", by=hands["reviewer"], at=at(11))
    made = Recovery.objects.get()
    assert (made.origin, made.holder, made.amount, made.state) == (
        "stop",
        row.holder,
        80_000,
        "found",
    )
    told = made.lines.order_by("pk").values_list("line__month", "paid", "due", "amount")
    assert list(told) == [("2026-09", 40_000, 0, 40_000), ("2026-10", 40_000, 0, 40_000)]
    assert stands("receivable") == 0


def test_stop_in_time_and_what_is_claimed_already_find_nothing(family, hands):
    row = family()
    paid(row, "2026-09", hands["chen"])
    claim(row, hands)
    benefits.end(row, until=date(2026, 9, 1), reason="已就业", by=hands["chen"], at=at(12, 8))
    benefits.end(family(), until=date(2026, 9, 1), reason="已就业", by=hands["chen"], at=at(12, 8))
    assert Recovery.objects.count() == 1


def test_late_fall_claims_the_difference_only(family, hands):
    row = family()
    paid(row, "2026-09", hands["chen"])
    basis = benefits.Basis(reason="收入增加")
    benefits.adjust(
        row, amount=25_000, since=date(2026, 9, 1), basis=basis, by=hands["chen"], at=at(11)
    )
    made = Recovery.objects.get()
    assert (made.origin, made.amount, made.lines.get().due) == ("fall", 15_000, 25_000)


def test_failed_line_of_a_month_that_was_not_due_is_not_issued_again(family, hands):
    row, other = family(), family()
    run_of(hands, "2026-12", failing=True)
    benefits.end(row, until=date(2026, 12, 1), reason="已就业", by=hands["chen"], at=at(12, 22))
    run = services.build_run(
        DIBAO, "2027-01", division=hands["chen"].division, by=hands["chen"], at=at(13)
    )
    again = run.lines.filter(reissue_of__isnull=False).values_list("holder", flat=True)
    assert (list(again), Recovery.objects.count()) == ([other.holder], 0)


@pytest.mark.parametrize(("told", "cause"), [(at(9, 20), "in_time"), (at(12, 20), "unreported")])
def test_months_after_a_death_are_put_down_at_once_with_who_has_the_money(
    told, cause, register, hands
):
    home = register(("儿子", date(1970, 1, 1), "head"), ("老人", date(1930, 1, 1), "parent"))
    old = Person.objects.get(memberships__household=home, name="老人")
    row = benefits.grant(
        "elderly.old_age", household=home, person=old, payee=old, amount=10_000, since=date(2026, 8, 1),
        basis=benefits.Basis(reason="试"), by=hands["chen"], at=at(8),
    )  # fmt: skip
    for month in span("2026-08", "2026-10"):
        paid(row, month, hands["chen"])
    people.record_death(old, died_on=date(2026, 9, 10), by=hands["lin"], at=told)
    made = Recovery.objects.get()
    assert (made.origin, made.cause, made.amount) == ("death", cause, 10_000)
    assert (made.lines.get().line.month, made.debtor) == ("2026-10", home.head)


def test_decision_takes_another_person_and_a_hearing_and_is_booked_written_and_told(family, hands):
    row = family()
    line = paid(row, "2026-09", hands["chen"], state="sent")
    made = recovery.report_overpayment(
        row, since=date(2026, 9, 1), due=0, reason="瞒报工资", by=hands["lin"], at=at(12)
    )
    with pytest.raises(RecoveryError, match="听取"):
        recovery.propose(made, cause="fraud", heard="", by=hands["chen"], at=at(12))
    recovery.propose(made, cause="fraud", heard="认可", by=hands["chen"], at=at(12))
    with pytest.raises(RecoveryError, match="岗位"):
        recovery.decide(made, agree=True, words="同意", by=hands["chen"], at=at(12))
    with pytest.raises(RecoveryError, match="回盘"):
        recovery.decide(made, agree=True, words="同意", by=hands["reviewer"], at=at(12))
    line.state = "paid"
    line.save(update_fields=["state"])
    made = recovery.decide(made, agree=True, words="同意", by=hands["reviewer"], at=at(12))
    assert (made.state, made.owing) == ("decided", {"county:620422100": 40_000})
    assert (stands("receivable"), stands("paid")) == (40_000, -40_000)
    assert made.notice is not None
    said = Message.objects.get(channel="sms")
    assert said.template == "payments.recovery" and "400" not in said.text


@pytest.mark.parametrize("cause", ["in_time", "office"])
def test_what_people_did_not_cause_stays_with_them(cause, family, hands):
    row = family()
    paid(row, "2026-09", hands["chen"])
    made = recovery.report_overpayment(
        row, since=date(2026, 9, 1), due=0, reason="录入错误", by=hands["chen"], at=at(12)
    )
    recovery.propose(made, cause=cause, heard="", by=hands["chen"], at=at(12))
    made = recovery.decide(made, agree=True, words="不追", by=hands["reviewer"], at=at(12))
    assert (made.state, stands("receivable")) == ("waived", 0)


def test_month_keeps_the_share_of_the_place_and_counts_when_it_is_paid(family, hands):
    row = family(40_000)
    paid(row, "2026-11", hands["chen"])
    made = claim(row, hands, since="2026-11", due=25_000, hold_from=row)
    assert [one.amount for one in reads.schedule(made, "2026-12")] == [8_000, 7_000]
    run = run_of(hands, "2026-12", failing=True)
    assert run.lines.get().amount == 32_000
    assert not queries.register_gaps(run).exists()
    assert (reads.repaid(made), reads.set_aside(made), stands("receivable")) == (0, 8_000, 15_000)
    people.change_account(
        row.payee, account_number="6222000099998888", bank_name="会宁县农村信用社", account_name=row.payee.name,
        by=hands["lin"], at=at(12, 20),
    )  # fmt: skip
    run_of(hands, "2027-01")
    assert stands("receivable") == 0
    made.refresh_from_db()
    assert (made.state, set(made.owing.values())) == ("finished", {0})
    # The claim left what counts as paid; what the months held back was due, and came to it again.
    assert books.balance("paid", benefit=DIBAO) == 0


def test_return_of_the_bank_books_what_the_line_held_back_once(family, hands):
    row = family(40_000)
    paid(row, "2026-11", hands["chen"])
    made = claim(row, hands, since="2026-11", due=35_000, hold_from=row)
    run = run_of(hands, "2026-12", answers=False)
    (file,) = run.files.all()
    bank = StandInBank(holders={row.payee.account_number: row.payee.name})
    answer = {
        "content": bank.answer(files.content(file), files.form_of(file)),
        "by": hands["finance"],
    }
    for name in ("回盘.txt", "再次回盘.txt"):
        services.read_return(file, file_name=name, at=at(12, 20), **answer)
    made.refresh_from_db()
    assert (made.state, made.repayments.get().amount, stands("receivable")) == (
        "finished",
        5_000,
        0,
    )
    # The month cost 400: 350 to the account, 50 to the claim, which had left what counts as paid.
    assert (stands("paid"), stands("in_transit")) == (35_000 + 5_000 - 5_000, 0)
    assert queries.disagreements() == []


def test_line_always_pays_something_and_the_officer_may_hold_back_less(family, hands):
    row = family(3)
    paid(row, "2026-11", hands["chen"])
    made = claim(row, hands, since="2026-11", hold_from=row, monthly=1)
    run = services.build_run(
        DIBAO, "2026-12", division=hands["chen"].division, by=hands["chen"], at=at(12, 7)
    )
    assert [line.amount for line in run.lines.all()] == [3]
    share = {row.holder: 40_000}
    assert sum(part.amount for part in arrears.withheld(run, share)[row.holder]) == 1
    Recovery.objects.filter(pk=made.pk).update(monthly=None, amount=999_999)
    assert sum(part.amount for part in arrears.withheld(run, share)[row.holder]) == 8_000


def test_repayment_needs_its_own_voucher_and_never_exceeds_what_is_left(family, hands):
    row = family()
    paid(row, "2026-09", hands["chen"])
    made = claim(row, hands)
    more = {"how": "counter", "on": date(2026, 12, 7), "by": hands["finance"], "at": at(12, 7)}
    with pytest.raises(RecoveryError, match="不超过400"):
        repayments.repay(made, amount=40_001, voucher="收1", **more)
    repayments.repay(made, amount=15_000, voucher="收1", **more)
    with pytest.raises(RecoveryError, match="已入账"):
        repayments.repay(made, amount=15_000, voucher="收1", **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        Repayment.objects.create(recovery=made, how="bank", amount=1, voucher="收1")
    repayments.repay(made, amount=25_000, voucher="收2", **more)
    made.refresh_from_db()
    assert (made.state, stands("receivable"), stands("available")) == ("finished", 0, 40_000)


def test_write_off_takes_three_people(family, hands):
    row = family()
    paid(row, "2026-09", hands["chen"])
    made = claim(row, hands)
    repayments.ask_write_off(
        made, reason="死亡无遗产", evidence="村委会证明", by=hands["chen"], at=at(12, 8)
    )
    with pytest.raises(RecoveryError, match="先由"):
        repayments.approve_write_off(made, by=hands["bureau"], at=at(12, 8))
    repayments.approve_write_off(made, by=hands["reviewer"], at=at(12, 8))
    with pytest.raises(RecoveryError, match="三个人"):
        repayments.approve_write_off(made, by=hands["reviewer"], at=at(12, 8))
    repayments.approve_write_off(made, by=hands["bureau"], at=at(12, 9))
    made.refresh_from_db()
    assert (made.state, stands("written_off"), stands("receivable")) == ("written_off", 40_000, 0)


def test_clerk_of_the_next_township_sees_and_touches_nothing(family, hands):
    row = family()
    paid(row, "2026-09", hands["chen"])
    made = claim(row, hands)
    assert not reads.recoveries(hands["zhao"]).exists()
    assert reads.recoveries(hands["lin"]).get().left == made.amount
    with pytest.raises(RecoveryError, match="辖区"):
        recovery.report_overpayment(
            row, since=date(2026, 9, 1), due=0, reason="试", by=hands["zhao"], at=at(12)
        )
