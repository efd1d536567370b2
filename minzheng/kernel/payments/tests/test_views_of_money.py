"""Statements, the auditor's questions and samples, findings until they close, the money of a period."""

from datetime import date, timedelta

import pytest

from minzheng.kernel.accounts.declarations import AUDITOR
from minzheng.kernel.payments import services
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.payments.queries import audits, reports, statements
from minzheng.kernel.payments.services import PaymentError
from minzheng.kernel.payments.services import audits as desk

from .conftest import AT, DIBAO

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def auditor(mandate):
    return mandate(AUDITOR)


@pytest.fixture
def lines(county, three, family):
    """Four families' lines of November: three arrived, one failed."""
    officer = three[0]
    for number in range(4):
        family(name=f"张{'一二三四'[number]}", amount=10_000 * (number + 1), account=f"622200001111{number:04d}")  # fmt: skip
    services.build_run(DIBAO, "2026-11", division=county, by=officer, at=AT)
    rows = list(PaymentLine.objects.order_by("amount"))
    PaymentLine.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(
        state="paid", settled_on=date(2026, 11, 8)
    )
    PaymentLine.objects.filter(pk=rows[3].pk).update(state="failed", failure_text="账户已销户")
    return list(PaymentLine.objects.order_by("amount"))


def paid_again(line):
    """Send the re-issue of a failed line."""
    failed = line.pk
    line.pk, line.state, line.failure_text, line.reissue_of_id = None, "sent", "", failed
    line.save(force_insert=True)


def pks(rows):
    return set(rows.values_list("pk", flat=True))


def test_statement_says_what_arrived_and_what_failed(lines):
    rows = statements.statement_of_household(lines[0].household)
    assert [(row.month, row.amount, row.has_arrived) for row in rows] == [("2026-11", 10_000, True)]
    failed = statements.statement_of_household(lines[3].household)
    assert "账户已销户" in failed[0].note
    assert statements.totals_of([*rows, *failed])[0] == statements.Total(rows[0].benefit, 10_000, 0, 40_000)  # fmt: skip


def test_person_reads_what_he_received_himself(lines):
    rows = statements.statement_of_person(lines[1].payee)
    assert [row.line for row in rows] == [lines[1].pk]


def test_each_question_finds_all_and_only_its_lines(auditor, lines):
    one, two, three, four = (row.pk for row in lines)
    asked = {
        ("least", "200"): {two, three, four}, ("most", "200.00"): {one, two}, ("state", "failed"): {four}, ("since", "2026-12"): set(),
        ("reason", "账户已销户"): {four}, ("q", "张三"): {three}, ("settled_until", "2026-11-07"): set(), ("fund", "relief"): {one, two, three, four},
        ("fund", "old_age"): set(),
    }  # fmt: skip
    for (key, text), expected in asked.items():
        assert pks(audits.asked_lines(auditor, {key: text})) == expected, key
    assert pks(audits.asked_lines(auditor, {"least": "200", "state": "paid"})) == {two, three}


def test_account_that_takes_the_money_of_two_families_is_seen(county, auditor, three, family):
    for name, account in (("李一", "6222000099990001"), ("李二", "6222000099990001"), ("李三", "6222000099990003")):  # fmt: skip
        family(name=name, account=account, account_name=name)
    services.build_run(DIBAO, "2026-11", division=county, by=three[0], at=AT)
    found = audits.asked_lines(auditor, {"twice": "1"})
    assert set(found.values_list("household__head__name", flat=True)) == {"李一", "李二"}


def test_line_of_a_month_after_death_is_seen_and_the_month_of_death_is_not(auditor, system, lines):
    for line, day in ((lines[0], date(2026, 10, 31)), (lines[1], date(2026, 11, 1))):
        line.payee.died_on = day
        line.payee.save(update_fields=["died_on"])
    assert pks(audits.asked_lines(auditor, {"dead": "1"})) == {lines[0].pk}


def test_payee_outside_the_household_is_seen(auditor, lines):
    PaymentLine.objects.filter(pk=lines[2].pk).update(payee=lines[0].payee)
    assert pks(audits.asked_lines(auditor, {"stranger": "1"})) == {lines[2].pk}


def test_sample_is_drawn_again_from_its_seed_and_says_when_its_population_changed(auditor, lines):
    asked = {"unmended": "1"}
    sample = desk.draw_sample(asked, size=2, seed="20261122", by=auditor, at=AT)
    other = desk.draw_sample(asked, size=2, seed="20261122", by=auditor, at=AT)
    assert sample.population == 4
    assert [i.line_id for i in sample.items.all()] == [i.line_id for i in other.items.all()]
    assert audits.drawn_again(sample) == (True, True)
    paid_again(lines[3])
    assert audits.drawn_again(sample)[0] is False


def test_nobody_but_the_auditor_draws_or_judges(auditor, three, lines):
    with pytest.raises(PaymentError, match="审计监督人"):
        desk.draw_sample({}, size=1, by=three[0], at=AT)
    item = desk.draw_sample({}, size=1, by=auditor, at=AT).items.get()
    with pytest.raises(PaymentError, match="审计监督人"):
        desk.judge_item(item, outcome="sound", by=three[2], at=AT)


@pytest.mark.requirement("FN-09")
def test_sample_closes_only_when_every_line_is_seen_and_every_finding_mended(auditor, three, lines):
    officer = three[0]
    sample = desk.draw_sample({}, size=2, by=auditor, at=AT)
    first, second = sample.items.all()
    desk.judge_item(first, outcome="sound", by=auditor, at=AT)
    with pytest.raises(PaymentError, match="写明疑点"):
        desk.judge_item(second, outcome="doubtful", by=auditor, at=AT)
    with pytest.raises(PaymentError, match="还有 1 笔"):
        desk.close_sample(sample, conclusion="完毕", by=auditor, at=AT)
    desk.judge_item(second, outcome="doubtful", note="户名不符", by=auditor, at=AT)
    finding = desk.record_finding(
        text="户名不符", responsible="会师镇", due_on=AT.date() + timedelta(days=30), sample=sample,
        line=second.line, amount=100, by=auditor, at=AT,
    )  # fmt: skip
    with pytest.raises(PaymentError, match="1 个问题"):
        desk.close_sample(sample, conclusion="完毕", by=auditor, at=AT)
    with pytest.raises(PaymentError, match="不能核销"):
        desk.close_finding(finding, mended=True, closing="好", by=auditor, at=AT)
    with pytest.raises(PaymentError, match="经办人"):
        desk.answer_finding(finding, answer="已改", by=auditor, at=AT)
    desk.answer_finding(finding, answer="已换卡", by=officer, at=AT)
    desk.close_finding(finding, mended=False, closing="请附回单", by=auditor, at=AT)
    desk.answer_finding(finding, answer="已换卡，附回单", by=officer, at=AT)
    desk.close_finding(finding, mended=True, closing="属实", by=auditor, at=AT)
    desk.close_sample(sample, conclusion="未发现其他问题", by=auditor, at=AT)
    sample.refresh_from_db()
    assert sample.closed_by == auditor
    with pytest.raises(PaymentError, match="不能再改"):
        desk.judge_item(first, outcome="doubtful", note="再看", by=auditor, at=AT)


@pytest.mark.requirement("SA-89", "FN-13")
def test_report_gives_money_by_programme_place_and_head(auditor, lines):
    home = lines[0].household
    home.residence = "urban"
    home.save(update_fields=["residence"])
    frame = reports.money_frame(reports.paid(auditor, SINCE, UNTIL))
    (row,) = reports.report(frame)
    assert (row.money, row.lines, row.holders, row.heads, row.per_head) == (60_000, 3, 3, 3, 20_000)
    parts = {row.part: row.money for row in reports.report(frame, "residence")}
    assert parts == {"城镇": 10_000, "农村": 50_000}
    assert {row.part for row in reports.report(frame, "town")} == {lines[0].division.parent.name}
    assert [row.part for row in reports.report(frame, "year")] == ["2026"]
    assert (
        reports.report(reports.money_frame(reports.paid(auditor, SINCE, date(2026, 11, 7)))) == []
    )


def test_month_rows_add_up_and_a_reissued_failure_is_due_once(auditor, lines):
    (row,) = reports.month_rows(auditor, "2026-11", "2026-11")
    assert (row.due, row.arrived, row.failed, row.open) == (100_000, 60_000, 40_000, 40_000)
    (held,) = reports.held_back(auditor, "2026-11", "2026-11")
    assert (held.reason, held.lines, held.amount) == ("账户已销户", 1, 40_000)
    paid_again(lines[3])
    (row,) = reports.month_rows(auditor, "2026-11", "2026-11")
    assert (row.due, row.failed, row.in_transit) == (100_000, 0, 40_000)
    assert reports.held_back(auditor, "2026-11", "2026-11") == []
