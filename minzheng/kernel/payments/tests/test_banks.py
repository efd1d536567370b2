"""Banks, their layouts and codes: what is written well, and every way in which a return may lie."""

import io
import zipfile

import pytest
import xlsxwriter

from minzheng.kernel.payments.banks import stand_in
from minzheng.kernel.payments.banks.formats import (
    AGRICULTURAL,
    BANKS,
    FORMATS,
    POSTAL,
    RURAL_CREDIT,
    Answer,
    BankFileError,
    Item,
    bank_of,
)
from minzheng.kernel.payments.banks.stand_in import FolderBank, Manners, StandInBank

ITEMS = [
    Item(f"{n:016d}", f"62220000{n:08d}", f"张{'三四五六'[n % 4]}", 39_900 + n, "2026-11 低保金")
    for n in range(1, 6)
]
BOOKS = {item.account: item.name for item in ITEMS}
every_form = pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))


def returned(form, **manners):
    return StandInBank(BOOKS).answers(form.write(ITEMS, "B1"), form, Manners(**manners))


@every_form
def test_return_tells_each_line_by_code_and_words(form):
    closed, frozen, misnamed, unknown, _ = (item.account for item in ITEMS)
    books = {a: n for a, n in BOOKS.items() if a != unknown} | {misnamed: "别人"}
    bank = StandInBank(books, frozenset({closed}), frozenset({frozen}))
    answers, problems = form.read_answers(bank.answer(form.write(ITEMS, "B1"), form), "B1")
    causes = [form.codes[answer.code].cause for answer in answers]
    assert causes == ["closed", "frozen", "wrong_name", "unknown_account", "paid"]
    assert [a.paid for a in answers] == [False] * 4 + [True]
    assert (problems, bank.balance()) == ([], ITEMS[-1].amount)
    assert [(a.serial, a.amount) for a in answers] == [(i.serial, i.amount) for i in ITEMS]


@every_form
def test_half_answers_together_are_the_whole(form):
    halves = [form.read_answers(part, "B1")[0] for part in returned(form, halves=True)]
    assert [len(half) for half in halves] == [3, 2]
    assert [a.serial for half in halves for a in half] == [item.serial for item in ITEMS]


@pytest.mark.parametrize("form", [RURAL_CREDIT, POSTAL], ids=["rural_credit", "postal"])
def test_totals_that_are_not_those_of_the_rows_refuse_the_file(form):
    (content,) = returned(form, wrong_totals=True)
    with pytest.raises(BankFileError, match=r"汇总写明6笔.*实有5笔"):
        form.read_answers(content, "B1")


@pytest.mark.parametrize("form", [RURAL_CREDIT, POSTAL], ids=["rural_credit", "postal"])
def test_return_of_another_batch_is_refused(form):
    (content,) = returned(form)
    with pytest.raises(BankFileError, match="这是批次B1的回盘，本文件的批次号是B2"):
        form.read_answers(content, "B2")


@every_form
def test_unknown_code_is_neither_paid_nor_failed(form):
    rows = [Answer("1", "62", 100, True, "Z9", "处理中")]
    answers, problems = form.read_answers(form.write_answers(rows))
    assert answers == []
    assert "的返回码“Z9”不在码表中，未作处理" in problems[0]


@every_form
def test_row_told_twice_counts_once_and_a_contradiction_not_at_all(form):
    good, bad = (next(c for c, m in form.codes.items() if m.cause == k) for k in ("paid", "closed"))
    told = [("1", good), ("1", good), ("2", good), ("2", bad), ("3", bad)]
    rows = [Answer(serial, "62", 100, code == good, code, "话") for serial, code in told]
    answers, problems = form.read_answers(form.write_answers(rows))
    assert [(a.serial, a.paid) for a in answers] == [("1", True), ("3", False)]
    assert "重复（流水号1），只按一笔处理" in problems[0]
    assert "流水号2在同一回盘中有两种结果" in problems[1]


@every_form
def test_formula_in_a_cell_is_a_problem_and_no_answer(form):
    code = stand_in.code_for(form, "paid")
    content = form.write_answers([Answer("1", "62", 100, True, code, "=cmd|' /C calc'!A0")])
    answers, problems = form.read_answers(content)
    assert answers == []
    assert "含有公式" in problems[0]
    with pytest.raises(BankFileError, match="公式"):
        form.write([Item("1", "62", "=1+1", 100, "")])


def test_file_cut_short_in_its_last_line_says_where():
    (content,) = returned(AGRICULTURAL)
    answers, problems = AGRICULTURAL.read_answers(content[: content.rindex(b",00,")])
    assert len(answers) == 4
    assert problems == ["第5行（最后一行）不完整，文件可能没有传完，请向银行重新索取。"]
    (content,) = returned(RURAL_CREDIT)
    with pytest.raises(BankFileError, match=r"汇总写明5笔.*实有4笔"):
        RURAL_CREDIT.read_answers(content[:-130])


@pytest.mark.parametrize(
    ("form", "encoding", "words"),
    [
        (RURAL_CREDIT, "utf-8", "回盘文件是UTF-8编码，约定的是GB18030"),
        (AGRICULTURAL, "gb18030", "不是UTF-8编码（第1行起"),
        (AGRICULTURAL, "utf-16", "不是UTF-8编码"),
    ],
)
def test_return_in_another_encoding_is_refused(form, encoding, words):
    (content,) = returned(form)
    other = content.decode(form.encoding).removeprefix("\ufeff").encode(encoding)
    with pytest.raises(BankFileError, match=words):
        form.read_answers(other)


def test_csv_has_a_mark_for_excel_and_quotes_what_holds_a_comma():
    content = AGRICULTURAL.write([Item("1", "62", '张,"三', 123_456, "x")])
    assert content == '\ufeff1,62,"张,""三",1234.56,x\r\n'.encode()
    answers, problems = AGRICULTURAL.read_answers(
        '1,62,"1,234.56",00,"成功,已入账"\r\n2,63,-1.00,00,x\r\n'.encode()
    )
    assert [(a.amount, a.text) for a in answers] == [(123_456, "成功,已入账")]
    assert problems == ["第2行含有公式或符号开头的内容，未采用，请与银行核对。"]


# -- workbooks ------------------------------------------------------------------------------------


def workbook(rows, *, sheets=("回盘明细",), formula=""):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in sheets:
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        if formula:
            page.write_formula("E9", formula)
    return out.getvalue()


HEADINGS = ["流水号", "账号", "金额（元）", "返回码", "返回信息"]


def test_workbook_with_more_sheets_and_numbers_for_texts_is_read():
    rows = [HEADINGS, [17, "62", 399.1, "S", "好"]]
    answers, problems = POSTAL.read_answers(workbook(rows, sheets=("说明", "回盘明细")))
    assert [(a.serial, a.amount, a.paid) for a in answers] == [(f"{17:016d}", 39_910, True)]
    assert problems == ["工作簿另有工作表“说明”，未读取。"]


def test_workbook_that_is_not_the_template_is_refused_in_words():
    with pytest.raises(BankFileError, match="没有名为“回盘明细”的工作表"):
        POSTAL.read_answers(workbook([HEADINGS], sheets=("甲", "乙")))
    with pytest.raises(BankFileError, match="找不到表头"):
        POSTAL.read_answers(workbook([["流水", "账号"]]))
    with pytest.raises(BankFileError, match="含有公式"):
        POSTAL.read_answers(workbook([HEADINGS], formula="=1+1"))
    with pytest.raises(BankFileError, match="约定的列以外"):
        POSTAL.read_answers(workbook([HEADINGS, [""] * 40 + ["x"]]))
    with pytest.raises(BankFileError, match="打不开"):
        POSTAL.read_answers(workbook([HEADINGS])[:-200])
    with pytest.raises(BankFileError, match="打不开"):
        POSTAL.read_answers("1,62,1.00,S,好".encode())


def test_bomb_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        for number in range(201):
            archive.writestr(f"xl/worksheets/{number}.xml", b"")
    with pytest.raises(BankFileError, match="有害文件"):
        POSTAL.read_answers(out.getvalue())


# -- banks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("branch", "key"),
    [
        ("会宁县农村信用社", "rural_credit"), ("中国农业银行会宁支行", "agricultural"),
        ("中国邮政储蓄银行会宁县支行", "postal"), ("甘肃银行", "rural_credit"), ("", "rural_credit"),
    ],
)  # fmt: skip
def test_bank_is_known_by_its_branch_and_others_go_through_the_agent(branch, key):
    assert bank_of(branch).key == key
    assert set(BANKS) == set(FORMATS)


def test_bank_on_a_folder_pays_no_serial_twice_though_killed_and_asked_again(tmp_path):
    place = tmp_path / "to_bank"
    troubled = {ITEMS[0].account: "closed", ITEMS[1].account: "wrong_name"}
    for _ in range(2):
        stand_in.folder.put(place, "a.txt", RURAL_CREDIT.write(ITEMS, "B1"), layout="rural_credit")
        # Each round is a new process with nothing in its memory.
        assert FolderBank(tmp_path, troubled, Manners(rounds_late=1)).work() == 0
        assert FolderBank(tmp_path, troubled, Manners(twice=True)).work() == 1
    books = FolderBank(tmp_path).books()
    assert sum(a.amount for a in books.values() if a.paid) == sum(i.amount for i in ITEMS[2:])
    answers = {content for _, content, _ in stand_in.folder.waiting(tmp_path / "from_bank")}
    assert len(answers) == 1
    assert [a.code for a in RURAL_CREDIT.read_answers(answers.pop(), "B1")[0][:2]] == [
        "E001",
        "E002",
    ]
