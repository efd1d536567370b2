"""Bank files: what is written is what a bank reads, and what it answers is what we read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.payments.banks.formats import (
    AGRICULTURAL,
    FORMATS,
    RURAL_CREDIT,
    BankFileError,
    Item,
)
from minzheng.kernel.payments.banks.stand_in import StandInBank

NAMES = st.text(alphabet="张王李赵马忠㛃䶮·阿卜杜拉买提江", min_size=1, max_size=12)
ITEMS = st.lists(
    st.builds(
        Item,
        st.integers(1, 10**9).map(lambda n: f"{n:016d}"),
        st.text(alphabet="0123456789", min_size=16, max_size=19),
        NAMES,
        st.integers(1, 10**9),
        st.just("2026-11 低保金"),
    ),
    max_size=8,
    unique_by=lambda item: item.serial,
)


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
@settings(deadline=None)
@given(items=ITEMS)
def test_file_reads_back_to_the_fen(form, items):
    assert form.read_items(form.write(items)) == items


@settings(deadline=None)
@given(items=ITEMS)
def test_bank_answers_every_line_once(items):
    bank = StandInBank(holders={item.account: item.name for item in items})
    first = bank.answer(RURAL_CREDIT.write(items), RURAL_CREDIT)
    again = bank.answer(RURAL_CREDIT.write(items), RURAL_CREDIT)
    assert first == again
    assert bank.balance() == sum(
        answer.amount for answer in RURAL_CREDIT.read_answers(first)[0] if answer.paid
    )


def test_bank_refuses_closed_frozen_unknown_and_misnamed_accounts():
    rows = [
        Item(str(n), account, name, 100, "")
        for n, (account, name) in enumerate([("1", "甲"), ("2", "乙"), ("3", "丙"), ("4", "丁")])
    ]
    bank = StandInBank(
        holders={"1": "甲", "2": "乙", "3": "别人"},
        closed=frozenset({"1"}),
        frozen=frozenset({"2"}),
    )
    answers, problems = AGRICULTURAL.read_answers(
        bank.answer(AGRICULTURAL.write(rows), AGRICULTURAL)
    )
    assert [a.code for a in answers] == ["E001", "E003", "E002", "E004"]
    assert problems == []


def test_rural_credit_file_has_a_totals_line_in_fen():
    text = RURAL_CREDIT.write(
        [Item("1", "62", "张三", 39900, "x"), Item("2", "63", "李四", 100, "x")]
    ).decode("gb18030")
    assert text.splitlines()[0] == "TOTAL 2 40000"


def test_a_name_too_long_for_the_bank_is_refused_in_words():
    with pytest.raises(BankFileError, match="超过银行文件规定的60个字节"):
        RURAL_CREDIT.write([Item("1", "62", "张" * 40, 1, "")])


def test_a_broken_line_of_a_return_is_named_and_the_rest_is_read():
    good = AGRICULTURAL.write_answers([])
    content = "1,62,1.00,00,成功\r\n乱\r\n2,63,2.00,E001,销户\r\n".encode() + good
    answers, problems = AGRICULTURAL.read_answers(content)
    assert [a.serial for a in answers] == ["1", "2"]
    assert problems == ["第2行无法识别，已跳过，请与银行核对。"]


def test_a_return_in_another_encoding_is_refused_in_words():
    with pytest.raises(BankFileError, match="编码"):
        AGRICULTURAL.read_answers("张".encode("gb18030"))
