"""Files as they come: encodings, titles, notes, totals, quotes, sheets, and numbers as numbers."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from minzheng.kernel.exchange import reading
from minzheng.kernel.exchange.declarations import data_set, data_sets
from minzheng.kernel.exchange.sheets import Unreadable
from minzheng.kernel.exchange.tests.conftest import number

DEPOSITS = data_set("bank.deposits")
HEADER = "姓名,身份证号,开户银行,余额,余额日期"
OWN = number(1)


def _read(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> reading.Table:
    path = tmp_path / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return reading.read(path, (DEPOSITS,))[1]


def _lines(table: reading.Table) -> list[tuple[object, ...]]:
    return table.rows.select("line", "name", "balance").rows()


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_read_finds_the_encoding_and_keeps_rare_characters(
    encoding: str, label: str, tmp_path: Path
) -> None:
    table = _read(tmp_path, f"{HEADER}\n䶮㛃𠅤,{OWN},行,1,\n", encoding)

    assert table.rows["name"].to_list() == ["䶮㛃𠅤"]
    assert f"编码：{label}" in table.notes


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_read_counts_lines_of_the_file_itself(line_end: str, tmp_path: Path) -> None:
    text = ["存款报送表,,,,", "填报单位：某银行", HEADER, "", f"张三,{OWN},行,1,", ",,,,", " ",
            f"李四,{OWN},行,2,", "合计,,,3,", "填表人：王五"]  # fmt: skip

    table = _read(tmp_path, line_end.join(text))

    assert _lines(table) == [(5, "张三", "1"), (8, "李四", "2")]
    assert "表头在第 3 行" in table.notes


def test_read_keeps_a_row_whose_owner_is_called_like_a_total(tmp_path: Path) -> None:
    table = _read(tmp_path, f"{HEADER}\n合计,{OWN},行,1,\n")

    assert _lines(table) == [(2, "合计", "1")]


def test_read_understands_synonyms_units_stars_and_any_order(tmp_path: Path) -> None:
    table = _read(tmp_path, f"备注,存款余额（万元）,*公民身份号码,户 名\n无,1.5,{OWN},张三\n")

    assert _lines(table) == [(2, "张三", "1.5")]
    assert table.units == {"balance": "万元"}
    assert "未使用的列：备注" in table.notes


def test_read_takes_other_separators(tmp_path: Path) -> None:
    table = _read(tmp_path, f"{HEADER}\n张三,{OWN},行,1,\n".replace(",", "\t"))

    assert _lines(table) == [(2, "张三", "1")]


def test_read_marks_rows_with_more_cells_than_headers(tmp_path: Path) -> None:
    table = _read(tmp_path, f"{HEADER}\n张三,{OWN},行,1,234.50,2026-10-31\n李四,{OWN},行,2,,\n")

    assert table.rows["broken"].to_list() == ["too_many_cells", None]


def test_read_joins_cells_with_line_breaks_and_keeps_later_line_numbers(tmp_path: Path) -> None:
    table = _read(tmp_path, f'{HEADER}\n张三,{OWN},"城关\n支行","1,200",\n李四,{OWN},行,2,\n')

    assert _lines(table) == [(2, "张三", "1,200"), (4, "李四", "2")]
    assert table.rows["bank"].to_list() == ["城关 支行", "行"]


def test_read_loses_only_the_line_whose_quote_nobody_closed(tmp_path: Path) -> None:
    rows = [f"人{i},{OWN},行,{i}," for i in range(40)]
    rows[3] = f'"坏,{OWN},行,3,'

    table = _read(tmp_path, "\n".join([HEADER, *rows]))

    assert table.rows.height == 40
    assert table.rows.filter(pl.col("broken").is_not_null())["line"].to_list() == [5]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_read_loses_only_the_lines_with_bad_bytes(encoding: str, tmp_path: Path) -> None:
    rows = [f"张三丰,{OWN},县农商行,{i},\n".encode(encoding) for i in range(9)]
    rows[4] = b"\xff\xfe" + rows[4]

    table = _read(tmp_path, f"{HEADER}\n".encode(encoding) + b"".join(rows))

    assert table.rows["broken"].to_list() == [None] * 4 + ["bad_encoding"] + [None] * 4
    assert table.rows["name"][0] == "张三丰"


def test_read_refuses_headers_that_fit_two_data_sets(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"姓名,身份证号,死亡日期\n张三,{OWN},2026-10-01\n", encoding="utf-8")

    with pytest.raises(Unreadable, match="无法区分"):
        reading.read(path, data_sets())


def _workbook(path: Path, *sheets: list[list[object]], title: str = "") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            if title:
                sheet.merge_range(0, 0, 0, 4, title)
            for number_, row in enumerate(rows, start=1 if title else 0):
                for index, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(number_, index, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(number_, index, cell)
                    elif cell is not None:
                        sheet.write_number(number_, index, cell)
    return path


def test_read_takes_a_workbook_with_title_dates_and_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        HEADER.split(","),
        ["䶮𠅤", OWN, "行", 1234.5, datetime(2026, 10, 31)],
        [None, None, None, None, None],
        ["李四", OWN, "行", 2, 46326],
    ]
    path = _workbook(tmp_path / "x.xlsx", rows, title="存款报送表")

    table = reading.read(path, (DEPOSITS,))[1]

    assert table.rows.select("line", "name", "balance", "balance_on").rows() == [
        (3, "䶮𠅤", "1234.5", "2026-10-31 00:00:00"),
        (5, "李四", "2", "46326"),
    ]


def test_read_knows_a_number_that_lost_its_last_digits(tmp_path: Path) -> None:
    text = number(100, datetime(1960, 5, 17).date())
    zeros = next(n for i in range(0, 1000, 10) if (n := number(i)).endswith("0"))
    rows: list[list[object]] = [
        HEADER.split(","),
        ["张三", int(zeros), "行", 1, None],
        ["李四", zeros, "行", 1, None],
        ["王五", text, "行", 1, None],
    ]

    table = reading.read(_workbook(tmp_path / "x.xlsx", rows), (DEPOSITS,))[1]

    lost, *whole = table.rows["id_no"].to_list()
    assert lost == f"{int(zeros):.14E}"
    assert whole == [zeros, text]


def test_read_keeps_an_old_number_that_is_a_number(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER.split(","), ["张三", 629901600517001, "行", 1, None]]

    table = reading.read(_workbook(tmp_path / "x.xlsx", rows), (DEPOSITS,))[1]

    assert table.rows["id_no"].to_list() == ["629901600517001"]


def test_read_joins_sheets_and_says_which_line_is_where(tmp_path: Path) -> None:
    header = HEADER.split(",")
    path = _workbook(
        tmp_path / "x.xlsx",
        [["说明"]],
        [header, ["张三", OWN, "行", 1, None]],
        [header, ["李四", OWN, "行", 2, None]],
    )

    table = reading.read(path, (DEPOSITS,))[1]

    assert [reading.place(line) for line in table.rows["line"]] == [
        "第 2 个工作表第 2 行",
        "第 3 个工作表第 2 行",
    ]


def test_read_tells_a_workbook_by_its_content(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "x.csv", [HEADER.split(","), ["张三", OWN, "行", 1, None]])

    assert reading.read(path, (DEPOSITS,))[1].rows.height == 1
