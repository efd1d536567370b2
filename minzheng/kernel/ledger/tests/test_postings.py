"""Postings sum to nought, are booked once, and the database itself keeps what is sealed."""

import threading
from datetime import date
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.kernel.ledger import queries, services
from minzheng.kernel.ledger.declarations import Entry, LedgerError
from minzheng.kernel.ledger.models import Posting, PostingLine

from .conftest import AT, COUNTY, DAY, NEXT_TOWN, TOWN, seats


def sent(office, key="payments.run.sent:1", amount=30_000, **more):
    entries = [
        Entry("available", "county", "relief", TOWN, -amount),
        Entry("in_transit", "county", "relief", TOWN, amount - 1),
        Entry("in_transit", "county", "relief", TOWN, 1),
    ]
    return services.post(
        key, "payments.run.sent", more.pop("entries", entries), on=more.pop("on", DAY), text="九月低保",
        by=office["finance"], at=AT,
    )  # fmt: skip


def test_posting_adds_up_the_lines_of_an_account_and_knows_the_place_that_holds_them(office):
    posting = sent(office)
    assert posting.is_sealed
    assert posting.division_id == TOWN
    assert sorted(posting.lines.values_list("amount", flat=True)) == [-30_000, 30_000]
    wide = sent(office, "b", entries=[
        Entry("available", "county", "relief", TOWN, -5), Entry("available", "county", "relief", NEXT_TOWN, 5),
    ])  # fmt: skip
    assert wide.division_id == COUNTY
    assert queries.balance("available", division=COUNTY) == -30_000
    assert queries.balance("in_transit", division=TOWN, fund="relief", year=2026) == 30_000
    assert queries.balance("in_transit", until=date(2026, 9, 13)) == 0


def test_same_key_again_returns_what_stands_and_refuses_other_amounts(office):
    assert sent(office) == sent(office)
    assert PostingLine.objects.count() == 2
    with pytest.raises(LedgerError, match="已经入账"):
        sent(office, amount=30_001)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], "没有要记账的金额"),
        ([("available", "county", "relief", TOWN, 1)], "借贷不平：相差 1 分"),
        ([("cash", "county", "relief", TOWN, 1), ("paid", "county", "relief", TOWN, -1)], "科目：cash"),
        ([("paid", "mars", "relief", TOWN, 1), ("paid", "county", "relief", TOWN, -1)], "来源：mars"),
        ([("paid", "county", "x", TOWN, 1), ("paid", "county", "relief", TOWN, -1)], "资金：x"),
        ([("paid", "county", "relief", "99", 1), ("paid", "county", "relief", TOWN, -1)], "区划：99"),
    ],
)  # fmt: skip
def test_nothing_unbalanced_or_unknown_is_booked(office, entries, words):
    with pytest.raises(LedgerError, match=words):
        sent(office, entries=[Entry(*one) for one in entries])
    assert not Posting.objects.exists()


def test_reversal_is_booked_once_and_is_final(office):
    posting = sent(office)
    told = {"on": DAY, "reason": "重复提交", "by": office["finance"], "at": AT}
    back = services.reverse(posting, **told)
    assert services.reverse(posting, **told) == back
    assert queries.balance("in_transit") == 0
    with pytest.raises(LedgerError, match="不能再冲销"):
        services.reverse(back, **told)


DEEDS = {
    "text": "UPDATE ledger_posting SET text = 'x'",
    "unsealed": "UPDATE ledger_posting SET is_sealed = (1 = 0)",
    "gone": "DELETE FROM ledger_posting",
    "amount": "UPDATE ledger_postingline SET amount = amount * 2",
    "line gone": "DELETE FROM ledger_postingline",
    "one line more": "INSERT INTO ledger_postingline (posting_id, account_id, purpose, amount) "
    "SELECT posting_id, account_id, 'x', amount FROM ledger_postingline",
    "account": "UPDATE ledger_account SET source = 'central'",
    "born sealed": 'INSERT INTO ledger_posting (key, kind, "on", text, reference, document, division_id, by_id, at, '
    """is_sealed) SELECT 'x', kind, "on", text, reference, document, division_id, by_id, at, is_sealed """
    "FROM ledger_posting",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_database_refuses_to_change_what_is_sealed(office, deed):
    sent(office)
    with pytest.raises(DatabaseError, match="ledger_"), transaction.atomic():
        connection.cursor().execute(DEEDS[deed])
    assert queries.unbalanced() == []


def test_database_refuses_a_seal_that_does_not_sum_to_nought(office):
    standing = sent(office)
    posting = Posting.objects.create(
        key="raw", kind="raw", on=DAY, text="x", division_id=TOWN, by=office["finance"], at=AT
    )
    account = standing.lines.order_by("pk")[0].account
    line = PostingLine.objects.create(posting=posting, account=account, amount=1)
    with pytest.raises(DatabaseError, match="does not sum to nought"), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(is_sealed=True)
    assert queries.unbalanced() == ["raw"]
    if connection.vendor == "postgresql":  # SQLite has no deferred triggers
        with pytest.raises(DatabaseError, match="not sealed"), transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    line.delete()
    posting.delete()


SHARES = st.lists(st.integers(1, 5_000), min_size=1, max_size=5).map(
    lambda parts: [(f"s{i}", part) for i, part in enumerate([*parts[:-1], 10_000 - sum(parts[:-1])])]
    if sum(parts[:-1]) < 10_000
    else [("s0", 10_000)]
)  # fmt: skip


@given(amounts=st.lists(st.integers(-(10**12), 10**12), max_size=8), shares=SHARES)
@settings(max_examples=60, deadline=None)
def test_split_sums_exactly_and_the_vectorised_one_agrees(amounts, shares):
    single = [queries.split(amount, shares) for amount in amounts]
    assert [sum(one.values()) for one in single] == amounts
    assert queries.split_many(amounts, shares).to_dicts() == single


def test_largest_remainder_gets_the_fen_left_over():
    thirds = [("central", 3_333), ("province", 3_333), ("county", 3_334)]
    assert queries.split(100, thirds) == {"central": 33, "province": 33, "county": 34}
    assert queries.split(1, [("central", 5_000), ("county", 5_000)]) == {"central": 1, "county": 0}


def test_nearest_rule_of_shares_counts_from_its_day(office):
    told = {"document": "会财社〔2026〕1号", "by": office["finance"], "at": AT}
    assert queries.shares_of("relief", TOWN, DAY) == (("county", 10_000),)
    services.set_shares("relief", COUNTY, DAY, {"county": 2_000, "central": 8_000}, **told)
    assert queries.shares_of("relief", TOWN, DAY) == (("central", 8_000), ("county", 2_000))
    assert queries.shares_of("relief", TOWN, date(2026, 9, 13)) == (("county", 10_000),)
    services.set_shares("relief", TOWN, DAY, {"lottery": 10_000}, **told)
    assert queries.shares_of("relief", TOWN, DAY) == (("lottery", 10_000),)
    assert queries.shares_of("relief", NEXT_TOWN, DAY)[0] == ("central", 8_000)
    with pytest.raises(LedgerError, match="100%"):
        services.set_shares("old_age", COUNTY, DAY, {"county": 9_999}, **told)
    with pytest.raises(LedgerError, match="另定执行日期"):
        services.set_shares("relief", COUNTY, DAY, {"county": 10_000}, **told)


STEP = st.tuples(
    st.sampled_from(["send", "return", "reverse", "transfer", "again"]), st.integers(1, 10**9), st.integers(0, 9)
)  # fmt: skip


@pytest.fixture
def books():
    """Let the tables be emptied after a test whose postings were committed."""
    yield
    guards = import_module("minzheng.kernel.ledger.migrations.0002_sealed")
    with connection.schema_editor() as editor:
        guards.unmake(None, editor)
    PostingLine.objects.all().delete()
    Posting.objects.all().delete()
    with connection.schema_editor() as editor:
        guards.make(None, editor)


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_one_moment_book_once(books):
    office, start, answers = seats(), threading.Barrier(2), []

    def book():
        start.wait()
        try:
            answers.append(sent(office).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=book) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(answers)) == 1
    assert len(answers) == 2
    assert (Posting.objects.count(), queries.unbalanced(), queries.total()) == (1, [], 0)


@given(steps=st.lists(STEP, max_size=8))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_keeps_the_books_at_nought(office, steps):
    booked = []
    with transaction.atomic():
        for number, (deed, amount, which) in enumerate(steps):
            if deed in ("reverse", "again") and booked:
                chosen = booked[which % len(booked)]
                if deed == "again" or chosen.reversal_of_id:
                    amounts = chosen.lines.count()
                    sent(office, "again", amount=7)
                    assert chosen.lines.count() == amounts
                else:
                    booked.append(
                        services.reverse(chosen, on=DAY, reason="试", by=office["finance"], at=AT)
                    )
                continue
            pair = {
                "send": ("available", TOWN, "in_transit", TOWN),
                "return": ("in_transit", TOWN, "paid", TOWN),
            }.get(deed, ("available", COUNTY, "available", NEXT_TOWN))
            booked.append(sent(office, f"step:{number}", entries=[
                Entry(pair[0], "central", "relief", pair[1], -amount), Entry(pair[2], "central", "relief", pair[3], amount),
            ]))  # fmt: skip
            assert queries.total() == 0
        assert queries.unbalanced() == []
        assert queries.total() == 0
        transaction.set_rollback(True)
