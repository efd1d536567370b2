"""Text files: the encoding found out, split into cells line by line so that damage stays local."""

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from minzheng.kernel.exchange.sheets.base import (
    BAD_ENCODING,
    BROKEN_QUOTES,
    CHUNK,
    HEAD_LINES,
    Unreadable,
)

SEPARATORS = (",", "\t", ";", "|")
_REPLACEMENT = "\ufffd"
_LONGEST_CELL_LINES = 20
_BINARY = "不是数据表（二进制内容），请报送 .xlsx 或 .csv。"
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Every cell costs 16 bytes and more, an empty one too: the largest honest list has half of these.
MOST_CELLS = 120_000_000


@dataclass
class CsvSheet:
    """A csv file, held as UTF-8 bytes."""

    content: bytes
    separator: str
    head: list[list[str]]
    notes: tuple[str, ...]
    number: int = 0

    def body(self, header_row: int) -> pl.DataFrame:
        """Read the lines below the header; a line that cannot be split says so in ``broken``."""
        start = _line_starts(self.content, header_row + 1)
        content = self.content[start:] if start else self.content
        width = max(len(self.head[header_row]), 1)
        count = content.count(b"\n")
        if count * (width + 1) > MOST_CELLS:
            raise Unreadable(
                f"文件有 {count} 行、{width} 列，超过可以读取的大小，请删去空行后重报。"
            )
        if not content.strip():
            return _empty(width + 1)
        frame = self._quick(content, width)
        if frame is None:
            frame = self._patient(content, width)
        damaged = pl.any_horizontal(
            pl.col(name).str.contains(_REPLACEMENT, literal=True).fill_null(value=False)
            for name in frame.columns
            if name.startswith("c")
        )
        if _REPLACEMENT.encode() in content:
            frame = frame.with_columns(
                pl.when(damaged).then(pl.lit(BAD_ENCODING)).otherwise("broken").alias("broken")
            )
        return frame.with_columns(pl.col("line") + header_row + 2)

    def _quick(self, content: bytes, width: int) -> pl.DataFrame | None:
        """Let Polars read it, if every physical line is one row; otherwise return None."""
        quoted = b'"' in content
        names = [f"c{i}" for i in range(width + 1)]
        try:
            frame = pl.read_csv(
                content,
                has_header=False,
                infer_schema=False,
                schema=dict.fromkeys(names, pl.String),
                missing_columns="insert",
                truncate_ragged_lines=True,
                separator=self.separator,
                quote_char='"' if quoted else None,
                row_index_name="line",
            )
        except pl.exceptions.PolarsError:
            return None
        lines = content.count(b"\n") + (not content.endswith(b"\n"))
        if frame.height != lines:
            return None
        return frame.with_columns(pl.lit(None, pl.String).alias("broken"))

    def _patient(self, content: bytes, width: int) -> pl.DataFrame:
        """Split line by line: for cells with line breaks, and for quotes nobody closed."""
        lines = _lines(content)
        rows: list[tuple[object, ...]] = []
        index = 0
        while index < len(lines):
            text, used = _whole_row(lines, index)
            if text is None:
                cells, broken = lines[index].replace('"', "").split(self.separator), BROKEN_QUOTES
            else:
                cells, broken = _split(text, self.separator), None
            padded = [*cells[: width + 1], *[None] * (width + 1 - len(cells))]
            rows.append((index, *((cell or None) for cell in padded), broken))
            index += used
        names = [f"c{i}" for i in range(width + 1)]
        schema = {"line": pl.UInt32, **dict.fromkeys(names, pl.String), "broken": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")


def _whole_row(lines: list[str], index: int) -> tuple[str | None, int]:
    """Return the text of the row that begins at ``index`` and how many lines it takes."""
    text = lines[index]
    if text.count('"') % 2 == 0:
        return text, 1
    for used in range(2, _LONGEST_CELL_LINES):
        if index + used > len(lines):
            break
        text = f"{text}\n{lines[index + used - 1]}"
        if text.count('"') % 2 == 0 and lines[index + used - 1].count('"') % 2:
            return text.replace("\n", " "), used
    return None, 1


def _line_starts(content: bytes, count: int) -> int:
    """Return where the line after ``count`` lines begins (the length if there is none)."""
    position = 0
    for _ in range(count):
        found = content.find(b"\n", position)
        if found < 0:
            return len(content)
        position = found + 1
    return position


def _split(text: str, separator: str) -> list[str]:
    """Split one row; a row that is no csv at all is split at its separators alone."""
    text = text.replace("\r", " ")
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return text.replace('"', "").split(separator)


def _lines(content: bytes) -> list[str]:
    """Split at line feeds only: Python's ``splitlines`` would also split at odd characters."""
    lines = [line.removesuffix("\r") for line in content.decode().split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def _empty(width: int) -> pl.DataFrame:
    names = [f"c{i}" for i in range(width)]
    return pl.DataFrame(
        schema={"line": pl.UInt32, **dict.fromkeys(names, pl.String), "broken": pl.String}
    )


def open_csv(path: Path) -> CsvSheet:
    """Read a text file whole, as UTF-8, and split its first lines."""
    with path.open("rb") as stream:
        start = stream.read(65536)
    if b"\0" in start and not start.startswith(_BOMS):
        raise Unreadable(_BINARY)
    content, encoding = _as_utf8(path.read_bytes())
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")
    if b"\0" in content[:65536]:
        raise Unreadable(_BINARY)
    lines = _lines(content[: _line_starts(content, HEAD_LINES)])
    separator = max(
        SEPARATORS, key=lambda mark: max((text.count(mark) for text in lines), default=0)
    )
    head = [_split(text, separator) for text in lines]
    return CsvSheet(content, separator, head, (f"编码：{encoding}",))


def _as_utf8(raw: bytes) -> tuple[bytes, str]:
    """Return the text as UTF-8 and the name of the encoding it came in.

    Bytes that fit no encoding become U+FFFD, so that only their own lines are lost.
    """
    if raw.startswith(_BOMS):
        return raw.decode("utf-16", "replace").encode(), "UTF-16"
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
        return (raw, "UTF-8") if _is_utf8(raw) else (_mended(raw, "utf-8"), "UTF-8（有坏字节）")
    if _is_utf8(raw):
        return raw, "UTF-8"
    try:
        return _transcoded(raw), "GB18030"
    except UnicodeDecodeError:
        texts = {name: _mended(raw, name) for name in ("gb18030", "utf-8")}
        mark = _REPLACEMENT.encode()
        name = min(texts, key=lambda key: texts[key].count(mark))
        return texts[name], f"{name.upper()}（有坏字节）"


def _is_utf8(raw: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), CHUNK):
            decoder.decode(raw[start : start + CHUNK], final=start + CHUNK >= len(raw))
    except UnicodeDecodeError:
        return False
    return True


def _transcoded(raw: bytes) -> bytes:
    """Turn GB18030 into UTF-8 piece by piece, strictly."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    return b"".join(
        decoder.decode(raw[start : start + CHUNK], final=start + CHUNK >= len(raw)).encode()
        for start in range(0, len(raw), CHUNK)
    )


def _mended(raw: bytes, encoding: str) -> bytes:
    """Decode line by line: a line break is never part of a character, so damage stays inside."""
    return b"\n".join(line.decode(encoding, "replace").encode() for line in raw.split(b"\n"))
