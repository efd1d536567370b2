"""Bank files that are Excel workbooks: a block of batch and totals, headings, one row per payment."""

import io
import itertools
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from minzheng.core.money import format_yuan

from .rows import (
    Answer,
    BankFileError,
    Code,
    Item,
    Judge,
    PaymentFormat,
    fen_of,
    refuse_formula,
    same_batch,
)

BATCH, COUNT, SUM = "批次号", "总笔数", "总金额（元）"
# Serial numbers that Excel took for numbers lost their zeros; ours have this many digits.
SERIAL_DIGITS = 16
# A sheet holds 1,048,576 rows; headings and totals take some.
MOST_ROWS = 1_000_000
# A return of a million rows, unpacked, with room; a bomb is larger.
MOST_UNPACKED, MOST_PARTS, CHUNK = 512 * 1024**2, 200, 1024**2
HEADER_ROWS = 12
_FORMULA_CELL = re.compile(rb"<f[ >/]")
# The reader allots every cell up to the outermost: no return reaches beyond column L.
_FAR_CELL = re.compile(rb"""r=["'](?:[M-Z]|[A-Z]{2,3})[0-9]+["']""")
_TAIL = 64
_DAMAGED = "回盘工作簿打不开，文件可能已损坏或没有传完，未采用，请向银行重新索取。"
_FAULTS = (zipfile.BadZipFile, OSError, RuntimeError, EOFError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class WorkbookFormat(PaymentFormat):
    """One bank's Excel template: sheet names, and the heading of each column in order."""

    key: str
    label: str
    title: str
    sheet: str
    fields: Mapping[str, str] = field(hash=False)
    answer_sheet: str
    answer: Mapping[str, str] = field(hash=False)
    codes: Mapping[str, Code] = field(hash=False)
    extension: str = "xlsx"

    def draft(self) -> "WorkbookDraft":
        """Begin a payment file."""
        return WorkbookDraft(self)

    def read_answers(self, content: bytes, batch: str = "") -> tuple[list[Answer], list[str]]:
        """Return the answers of a return file and the Chinese problems of rows that were not taken.

        BankFileError refuses the whole file: damaged, a bomb, formulas, another batch, wrong totals.
        """
        rows, others = _sheet(content, self.answer_sheet)
        start, head = _head(rows, self.answer)
        judge = Judge(self.codes)
        judge.problems += [f"工作簿另有工作表“{name}”，未读取。" for name in others]
        for number, row in enumerate(rows[start:], start=start + 1):
            if any(cell not in ("", None) for cell in row):
                judge.take(number, _values(row, self.answer))
        same_batch(head.get(BATCH, ""), batch)
        judge.expect(*_totals(head))
        return judge.answers(), judge.problems

    def read_items(self, content: bytes) -> list[Item]:
        """Return the payments of a file as the bank reads it (used by the stand-in bank)."""
        rows, _ = _sheet(content, self.sheet)
        start, _ = _head(rows, self.fields)
        items = []
        for row in rows[start:]:
            v = _values(row, self.fields)
            items.append(
                Item(v["serial"], v["account"], v["name"], fen_of(v["amount"]), v["remark"])
            )
        return items

    def batch_of(self, content: bytes) -> str:
        """Return the batch a payment file names (used by the stand-in bank)."""
        rows, _ = _sheet(content, self.sheet)
        return _head(rows, self.fields)[1].get(BATCH, "")

    def write_answers(
        self, answers: Iterable[Answer], batch: str = "", *, told: tuple[int, int] | None = None
    ) -> bytes:
        """Return a return file's bytes (used by the stand-in bank); `told` overrides true totals."""
        listed = list(answers)
        rows = [(a.serial, a.account, a.amount, a.code, a.text) for a in listed]
        totals = told or (len(listed), sum(a.amount for a in listed))
        return _book("代发结果明细", self.answer_sheet, self.answer, rows, totals, batch)


@dataclass(slots=True)
class WorkbookDraft:
    """A payment file in the making: rows come one by one, the totals are known at the end."""

    form: WorkbookFormat
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    total: int = 0

    def add(self, item: Item) -> None:
        """Append one payment; BankFileError for what the template cannot hold."""
        refuse_formula(item)
        if len(self.rows) >= MOST_ROWS:
            raise BankFileError(f"Excel 代发模板最多{MOST_ROWS:,}笔，请分批发送。")
        self.rows.append((item.serial, item.account, item.name, item.amount, item.remark))
        self.total += item.amount

    def finish(self, batch: str) -> bytes:
        """Return the whole file."""
        form = self.form
        totals = len(self.rows), self.total
        return _book(form.title, form.sheet, form.fields, self.rows, totals, batch)


# -- writing --------------------------------------------------------------------------------------


def _book(
    title: str,
    sheet: str,
    fields: Mapping[str, str],
    rows: Sequence[tuple[Any, ...]],
    totals: tuple[int, int],
    batch: str,
) -> bytes:
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet)
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        page.set_column(0, 1, 22)
        page.set_column(2, len(fields) - 1, 18)
        page.write_string(0, 0, title, bold)
        head = (BATCH, batch, COUNT, str(totals[0]), SUM, format_yuan(totals[1]).replace(",", ""))
        for column, text in enumerate(head):
            page.write_string(1, column, text)
        for column, heading in enumerate(fields.values()):
            page.write_string(2, column, heading, bold)
        for number, row in enumerate(rows, start=3):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(number, column, cell / 100, money)
                else:
                    page.write_string(number, column, cell)
    return out.getvalue()


# -- reading --------------------------------------------------------------------------------------


def _sheet(content: bytes, wanted: str) -> tuple[list[list[Any]], list[str]]:
    """Return the rows of the named sheet (or of the only one) and the names of the others."""
    _refuse_harm(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if wanted not in names and len(names) != 1:
            raise BankFileError(
                f"工作簿里没有名为“{wanted}”的工作表，未采用，请按约定的模板重新索取。"
            )
        name = wanted if wanted in names else names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise BankFileError(_DAMAGED) from error
    return rows, [other for other in names if other != name]


def _refuse_harm(content: bytes) -> None:
    """Refuse bombs, macros, formulas and far cells before the workbook is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise BankFileError("回盘文件不是约定的 Excel 工作簿（.xlsx），未采用，请核对。")
            if any(name.endswith("vbaProject.bin") for name in names):
                raise BankFileError("回盘工作簿带有宏，未采用，请向银行索取不带宏的文件。")
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise BankFileError("回盘工作簿解压后过大，疑似有害文件，未打开。")
            for part in parts:
                with archive.open(part) as stream:
                    _look(stream, is_sheet=part.filename.startswith("xl/worksheets/"))
    except _FAULTS as error:
        raise BankFileError(_DAMAGED) from error


def _look(stream: Any, *, is_sheet: bool) -> None:
    """Unpack one part to nowhere: its sum is proved, its cells are looked at."""
    unpacked, tail = 0, b""
    while chunk := stream.read(CHUNK):
        unpacked += len(chunk)
        if unpacked > MOST_UNPACKED:
            raise BankFileError("回盘工作簿解压后过大，疑似有害文件，未打开。")
        if not is_sheet:
            continue
        text = tail + chunk
        tail = text[-_TAIL:]
        if _FORMULA_CELL.search(text):
            raise BankFileError("回盘工作表含有公式，未采用，请向银行索取只含数值和文字的文件。")
        if _FAR_CELL.search(text):
            raise BankFileError("回盘工作表在约定的列以外还有内容，未采用，请核对模板。")


def _head(rows: list[list[Any]], fields: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """Return where the payments begin (counted from 0) and what the block above them says."""
    wanted = list(fields.values())
    head: dict[str, str] = {}
    for number, row in enumerate(rows[:HEADER_ROWS]):
        texts = [_text(cell) for cell in row]
        if texts[: len(wanted)] == wanted:
            return number + 1, head
        head |= {
            label: value
            for label, value in itertools.pairwise(texts)
            if label in (BATCH, COUNT, SUM)
        }
    raise BankFileError(f"工作表里找不到表头“{'、'.join(wanted)}”，未采用，请核对模板。")


def _totals(head: Mapping[str, str]) -> tuple[int | None, int | None]:
    try:
        count = int(head[COUNT]) if head.get(COUNT) else None
        total = fen_of(head[SUM]) if head.get(SUM) else None
    except ValueError as error:
        raise BankFileError("回盘文件的汇总行无法识别，未采用，请向银行重新索取。") from error
    return count, total


def _values(row: list[Any], fields: Mapping[str, str]) -> dict[str, str]:
    cells = [*row, *[""] * len(fields)]
    values = {name: _text(cell) for name, cell in zip(fields, cells, strict=False)}
    if isinstance(cells[0], float) and values["serial"].isdigit():
        values["serial"] = values["serial"].zfill(SERIAL_DIGITS)
    return values


def _text(cell: Any) -> str:
    """Return a cell as text; a number without the noise of its binary form."""
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        return f"{exact:f}".removesuffix(".0")
    return str(cell).strip()
