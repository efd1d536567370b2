"""Workbooks that would harm the reader, told before they are opened: bombs, macros, far cells."""

import re
import struct
import zipfile
import zlib
from pathlib import Path

from minzheng.kernel.exchange.sheets.base import CHUNK, Unreadable

DAMAGED = "工作簿打不开，文件可能已损坏，请重新导出。"
TOO_LARGE = "工作簿解压后过大，疑似有害文件，未打开。"
# Some ten times the largest honest workbook, far below a bomb.
MOST_UNPACKED = 4 * 1024**3
MOST_RATIO = 200
MOST_PARTS = 5000
# A full sheet of a million rows and 32 columns; every cell costs the reader some 24 bytes.
MOST_CELLS = 34_000_000
_ROW = re.compile(rb"<row [^>]{0,40}?r=[\"']([0-9]{1,10})[\"']")
# Cells beyond column Z or row 999,999: the others fit in any case.
_FAR_CELL = re.compile(rb"r=[\"'](?:([A-Z]{2,3}|[A-Z](?=[0-9]{7}))([0-9]{1,10}))")
_LONGEST_REFERENCE = 80
_FAULTS = (
    zipfile.BadZipFile,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
)


def refuse_bombs(path: Path) -> None:
    """Look at the table of contents before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _FAULTS as problem:
        raise Unreadable(DAMAGED) from problem
    names = {part.filename for part in parts}
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable("不是 Excel 工作簿，请报送 .xlsx 或 .csv。")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("工作簿带有宏，请另存为不带宏的 .xlsx。")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or (unpacked > 64 * 1024**2 and unpacked / packed > MOST_RATIO)
    ):
        raise Unreadable(TOO_LARGE)
    _refuse_far_cells(path, sorted(name for name in names if name.startswith("xl/worksheets/")))


def _refuse_far_cells(path: Path, names: list[str]) -> None:
    """Refuse a sheet whose outermost cells span more than memory holds.

    The reader allots every cell between the first and the last: one stray cell in the last
    corner would end the process.
    """
    with zipfile.ZipFile(path) as archive:
        for name in names:
            try:
                rows, columns = _extent(archive, name)
            except Unreadable:
                raise
            except _FAULTS as problem:
                raise Unreadable(DAMAGED) from problem
            if rows * columns > MOST_CELLS:
                raise Unreadable(
                    f"工作表的单元格散布到第 {rows} 行、第 {columns} 列，"
                    "请删去数据区以外的内容后重新保存。"
                )


def _extent(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Return the last row and column that a sheet's XML names (at least 26 columns)."""
    rows, columns, unpacked, tail = 1, 26, 0, b""
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            unpacked += len(chunk)
            if unpacked > MOST_UNPACKED:
                raise Unreadable(TOO_LARGE)
            text = tail + chunk
            tail = text[-_LONGEST_REFERENCE:]
            rows = max([rows, *map(int, _ROW.findall(text))])
            for letters, digits in _FAR_CELL.findall(text):
                rows = max(rows, int(digits))
                columns = max(columns, _column_number(letters))
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
