"""The ways in which a delivered file is spoilt, each drawn from a seed: name and bytes."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import xlsxwriter

from minzheng.core.resident_id import make

ROWS = 20
WAGES = ("姓名", "身份证号", "单位名称", "月工资", "个人缴费")
DEPOSITS = ("姓名", "身份证号", "开户银行", "余额", "余额日期")
MEGABYTE = 1 << 20
HEADER_TOO = 0.02
NASTY = (
    "", "不详", "=1+1", "6.29901E+17", "１２３", "-0", "9" * 400, "\ufeff", "2026-13-45",
    "NaN", "Infinity", "1e999", "true", "{}", "' OR 1=1 --", "<script>", "\u202e", "0x1F", "#REF!",
)  # fmt: skip
INJECTED = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", '=HYPERLINK("http://x")')

Cells = list[tuple[str, ...]]
Poison = Callable[[random.Random], tuple[str, bytes]]


def _people() -> list[tuple[str, str]]:
    birth = date(1961, 4, 12)
    return [(f"张某{number}", make("629901", birth, number)) for number in range(1, ROWS + 1)]


def wages() -> Cells:
    """Return a list without a fault."""
    people = _people()
    return [WAGES, *((name, number, "县砖厂", "3200.00", "320.00") for name, number in people)]


def deposits() -> Cells:
    """Return the list that is going to be poisoned."""
    people = _people()
    return [DEPOSITS, *((n, number, "农商行", "1,234.50", "2026-10-31") for n, number in people)]


def text(cells: Cells) -> str:
    """Write a list as quoted csv."""
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in cells) + "\n"


def _workbook(cells: Cells) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return content.getvalue()


def _flip(content: bytes, draw: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(draw.randrange(1, 40)):
        spoiled[draw.randrange(len(spoiled))] = draw.randrange(256)
    return bytes(spoiled)


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content))]


def _spoil(draw: random.Random, words: tuple[str, ...] = NASTY) -> Cells:
    spoiled = [list(row) for row in deposits()]
    for _ in range(draw.randrange(1, 30)):
        # A spoilt header ends the file: mostly its rows are to be looked at.
        row = spoiled[draw.randrange(0 if draw.random() < HEADER_TOO else 1, len(spoiled))]
        row[draw.randrange(len(row))] = draw.choice(words)
    return [tuple(row) for row in spoiled]


def _typed(draw: random.Random) -> bytes:
    """Cells of every type where text is meant: numbers, days, truths, errors, formulas."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, DEPOSITS)
        for number, row in enumerate(deposits()[1:], start=1):
            for column, cell in enumerate(row):
                kind = draw.randrange(7)
                if kind == 0:
                    sheet.write_number(number, column, draw.uniform(-1e18, 1e18))
                elif kind == 1:
                    sheet.write_datetime(number, column, date(2026, 10, 31), day)
                elif kind == 2:
                    sheet.write_boolean(number, column, bool(draw.randrange(2)))
                elif kind == 3:
                    sheet.write_formula(number, column, '="=1+1"&A1', value=draw.choice(INJECTED))
                elif kind == 4:
                    sheet.write_formula(number, column, "=1/0", value="#DIV/0!")
                else:
                    sheet.write_string(number, column, cell)
    return content.getvalue()


def _rezipped(change: Callable[[str, bytes], tuple[str, bytes]], *more: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_workbook(deposits()))) as sound,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as spoilt,
    ):
        for name in sound.namelist():
            spoilt.writestr(*change(name, sound.read(name)))
        for name, extra in more:
            spoilt.writestr(name, extra)
    return content.getvalue()


def _as_it_is(name: str, content: bytes) -> tuple[str, bytes]:
    return name, content


def _mangled(draw: random.Random) -> bytes:
    """A sound archive whose parts are not what their names say."""
    victim = draw.choice(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml",
                          "xl/sharedStrings.xml", "xl/styles.xml"])  # fmt: skip
    return _rezipped(lambda n, c: (n, _flip(c, draw) if n == victim else c))


@lru_cache(maxsize=8)
def _bomb(megabytes: int) -> bytes:
    filled = b"<row>" * (megabytes * MEGABYTE // 5)
    return _rezipped(lambda n, c: (n, filled if n.endswith("sheet1.xml") else c))


def _laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "哈">' for n in range(10)
    )
    head = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>'.encode()
    return _rezipped(lambda n, c: (n, head + c if n.endswith(("sheet1.xml", "Strings.xml")) else c))


def _far(draw: random.Random) -> bytes:
    return _with_far_cell(draw.choice([900_000, 1_048_575]), draw.choice([9_000, 16_383]))


@lru_cache(maxsize=4)
def _with_far_cell(row: int, column: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, DEPOSITS)
        sheet.write_string(row, column, "x")
    return content.getvalue()


def _paths(draw: random.Random) -> bytes:
    names = ("../../../etc/cron.d/x", "/etc/passwd", "xl/../../x", "C:\\x.exe", "xl/\x01")
    return _rezipped(_as_it_is, (draw.choice(names), b"x"))


def _blank_lines(draw: random.Random) -> bytes:
    line = draw.choice([b"\n", b",,,,\n", b'"","","","",""\n', b"\r\n"])
    return text(deposits()).encode() + line * draw.randrange(1, 200_000)


def _encoded(draw: random.Random) -> bytes:
    names = ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-7", "big5", "shift_jis", "cp037")
    return text(deposits()).encode(draw.choice(names), "replace")


def _mixed(draw: random.Random) -> bytes:
    lines = text(deposits()).splitlines(keepends=True)
    return b"".join(line.encode(draw.choice(["utf-8", "gb18030"])) for line in lines)


def _ragged(draw: random.Random) -> bytes:
    kinds = (b'"' * draw.randrange(1, 999), b"," * draw.randrange(1, 99_999), b"\r" * 50, b"\x1a")
    return text(deposits()).encode() + draw.choice(kinds) + b"\n" + text(deposits()).encode()


def nothing(size: int) -> bytes:
    """Return so many bytes of nothing."""
    return bytes(size)


POISONS: dict[str, Poison] = {
    "noise": lambda draw: (".csv", draw.randbytes(draw.randrange(5000))),
    "noise as workbook": lambda draw: (".xlsx", draw.randbytes(draw.randrange(5000))),
    "broken zip": lambda draw: (".xlsx", b"PK\x03\x04" + draw.randbytes(draw.randrange(5000))),
    "flipped text": lambda draw: (".csv", _flip(text(deposits()).encode(), draw)),
    "flipped gb18030": lambda draw: (".csv", _flip(text(deposits()).encode("gb18030"), draw)),
    "flipped workbook": lambda draw: (".xlsx", _flip(_workbook(deposits()), draw)),
    "flipped part": lambda draw: (".xlsx", _mangled(draw)),
    "cut text": lambda draw: (".csv", _cut(text(deposits()).encode("gb18030"), draw)),
    "cut workbook": lambda draw: (".xlsx", _cut(_workbook(deposits()), draw)),
    "wrong types": lambda draw: (".csv", text(_spoil(draw)).encode()),
    "wrong types in a workbook": lambda draw: (".xlsx", _workbook(_spoil(draw))),
    "cells of all types": lambda draw: (".xlsx", _typed(draw)),
    "injected formulas": lambda draw: (".csv", text(_spoil(draw, INJECTED)).encode()),
    "injected formulas in a workbook": lambda draw: (".xlsx", _workbook(_spoil(draw, INJECTED))),
    "workbook called text": lambda draw: (".csv", _workbook(deposits())),
    "text called workbook": lambda draw: (".xlsx", text(deposits()).encode()),
    "macros": lambda draw: (".xlsm", _rezipped(_as_it_is, ("xl/vbaProject.bin", draw.randbytes(99)))),
    "path names": lambda draw: (".xlsx", _paths(draw)),
    "bomb": lambda draw: (".xlsx", _bomb(draw.choice([80, 96]))),
    "small bomb": lambda draw: (".xlsx", _bomb(draw.choice([1, 8]))),
    "billion laughs": lambda draw: (".xlsx", _laughs()),
    "far cell": lambda draw: (".xlsx", _far(draw)),
    "wrong encoding": lambda draw: (".csv", _encoded(draw)),
    "mixed encodings": lambda draw: (".csv", _mixed(draw)),
    "ragged": lambda draw: (".csv", _ragged(draw)),
    "blank lines": lambda draw: (".csv", _blank_lines(draw)),
    "nothing": lambda draw: (".csv", nothing(draw.randrange(1, 4 * MEGABYTE))),
    "empty": lambda draw: (".csv", b""),
}  # fmt: skip
# What stands between the data set and the ending of a name.
NAMES = (
    "",
    "_补",
    " (1)",
    "..",
    "%2e%2e%2f",
    "'; DROP TABLE x;--",
    "\n",
    "\u202egpj",
    "=1+1",
    "长" * 40,
)
