"""The bytes of a delivered file as sheets of text cells: csv in any usual encoding, and xlsx."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from minzheng.kernel.exchange.sheets.base import HEAD_LINES, MOST_BYTES, Sheet, Unreadable
from minzheng.kernel.exchange.sheets.csvs import open_csv
from minzheng.kernel.exchange.sheets.workbooks import open_workbook

__all__ = ["HEAD_LINES", "Sheet", "Unreadable", "open_sheets"]


@contextlib.contextmanager
def open_sheets(path: Path) -> Iterator[list[Sheet]]:
    """Yield the sheets of a file, told by its content and not by its name."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(f"文件有 {size // 1024**2} MB，超过 {MOST_BYTES // 1024**2} MB 的上限。")
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start:
        raise Unreadable("文件是空的。")
    if start.startswith(b"PK\x03\x04"):
        yield open_workbook(path)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("是旧版 .xls 或加密的文件，请另存为不加密的 .xlsx 或 .csv 后重报。")
    elif start.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
    ):
        raise Unreadable("不是数据表（图片、PDF 或压缩包），请报送 .xlsx 或 .csv。")
    else:
        yield [open_csv(path)]
