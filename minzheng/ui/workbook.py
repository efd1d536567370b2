"""Excel workbooks of what is on screen: typed numbers, codes as text, formulas never run."""

import re
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from minzheng.core import money
from minzheng.core.text import RISKY
from minzheng.ui import formats
from minzheng.ui.columns import Cell, Column

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DEMO_MARK = "演示数据"
WIDTHS = {
    "money": 14,
    "number": 10,
    "percent": 10,
    "date": 12,
    "datetime": 17,
    "badge": 12,
    "code": 22,
}
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "number": "#,##0.######",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


def answer(
    request: HttpRequest,
    title: str,
    columns: Iterable[Column],
    rows: Iterable[list[Cell]],
    asked: Iterable[tuple[str, str]] = (),
) -> tuple[FileResponse, int]:
    """The rows as a download, and how many there were; ``asked`` are the filters as (label, value)."""
    # The response owns the file and closes it after sending.
    out = tempfile.TemporaryFile()  # noqa: SIM115
    count = write(out, [title, *_notes(request, asked)], columns, rows)
    out.seek(0)
    name = f"{title}{_stamp(request)}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=CONTENT_TYPE), count


Sheet = tuple[str, Iterable[Column], Iterable[list[Cell]]]


def answer_book(
    request: HttpRequest, title: str, sheets: Iterable[Sheet]
) -> tuple[FileResponse, int]:
    """Several lists as one download, a sheet each (name, columns, rows), and how many rows there were."""
    out = tempfile.TemporaryFile()  # noqa: SIM115
    notes = _notes(request, ())
    count = 0
    with _book(out) as book:
        styles = _styles(book)
        for name, columns, rows in sheets:
            count += _write_sheet(book, styles, name, [f"{title}·{name}", *notes], columns, rows)
    out.seek(0)
    name = f"{title}{_stamp(request)}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=CONTENT_TYPE), count


def write(
    out: IO[bytes], heads: list[str], columns: Iterable[Column], rows: Iterable[list[Cell]]
) -> int:
    """Write one sheet: head lines, the column names, the rows; return the number of rows.

    Text is written as text and never as a formula; text that would start one if someone retyped the
    cell is marked with Excel's quote prefix, which leaves the value itself untouched.
    """
    with _book(out) as book:
        return _write_sheet(book, _styles(book), heads[0], heads, columns, rows)


def _book(out: IO[bytes]) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    styles = {kind: book.add_format({"num_format": code}) for kind, code in NUMBER_FORMATS.items()}
    return styles | {
        "text": book.add_format({"num_format": "@"}),
        "risky": book.add_format({"num_format": "@", "quote_prefix": True}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#E6EEF2"}),
    }


def _write_sheet(
    book: xlsxwriter.Workbook,
    styles: dict[str, Any],
    name: str,
    heads: list[str],
    columns: Iterable[Column],
    rows: Iterable[list[Cell]],
) -> int:
    columns = list(columns)
    sheet = book.add_worksheet(NOT_IN_SHEET_NAMES.sub(" ", name)[:31] or "Sheet1")
    for position, column in enumerate(columns):
        sheet.set_column(position, position, WIDTHS.get(column.kind, 18))
    for line, text in enumerate(heads):
        sheet.write_string(line, 0, text, styles["title"] if line == 0 else None)
    top = len(heads)
    for position, column in enumerate(columns):
        sheet.write_string(top, position, str(column.label), styles["head"])
    sheet.freeze_panes(top + 1, 0)
    line = top
    for line, cells in enumerate(rows, start=top + 1):
        for position, cell in enumerate(cells):
            _write_cell(sheet, line, position, cell, styles)
    if columns:
        sheet.autofilter(top, 0, max(line, top), len(columns) - 1)
    return line - top


def _write_cell(sheet: Any, line: int, position: int, cell: Cell, styles: dict) -> None:
    raw, kind = cell.raw, cell.column.kind
    if raw is None or raw == "":
        return
    if kind == "money":
        sheet.write_number(line, position, money.fen_to_yuan(raw), styles["money"])
    elif kind in {"number", "percent"} and isinstance(raw, int | float | Decimal):
        sheet.write_number(line, position, raw, styles[kind])
    elif isinstance(raw, datetime):
        local = timezone.make_naive(raw) if timezone.is_aware(raw) else raw
        sheet.write_datetime(
            line, position, local, styles["date" if kind == "date" else "datetime"]
        )
    elif isinstance(raw, date):
        sheet.write_datetime(line, position, datetime(raw.year, raw.month, raw.day), styles["date"])  # noqa: DTZ001
    else:
        text = str(cell.text)
        sheet.write_string(
            line, position, text, styles["risky" if text.startswith(RISKY) else "text"]
        )


def _notes(request: HttpRequest, asked: Iterable[tuple[str, str]]) -> list[str]:
    """Lines under the title: the filters, when and by whom, and the demo mark."""
    filters = "；".join(f"{label}：{worded}" for label, worded in asked) or _("无")
    notes = [_("筛选条件：%(filters)s") % {"filters": filters}]
    at, mandate, user = (
        getattr(request, "at", None),
        getattr(request, "mandate", None),
        getattr(request, "user", None),
    )
    who = str(mandate or user or "")
    notes.append(
        _("导出时间：%(at)s　导出人：%(who)s")
        % {"at": formats.moment(at), "who": who or formats.NOTHING}
    )
    if getattr(settings, "DEMO", False):
        notes.append(DEMO_MARK)
    return notes


def _stamp(request: HttpRequest) -> str:
    at = getattr(request, "at", None)
    return f"-{timezone.localtime(at):%Y%m%d-%H%M}" if at else ""
