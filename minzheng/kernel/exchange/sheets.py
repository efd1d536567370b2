"""The bytes of a delivered file as sheets of text cells: csv in any usual encoding, and xlsx."""

import codecs
import contextlib
import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import fastexcel
import polars as pl
import python_calamine

HEAD_LINES = 10
MOST_BYTES = 1024**3
# What a workbook may unpack to: some ten times the largest honest one, far below a bomb.
MOST_UNPACKED = 4 * 1024**3
MOST_RATIO = 200
MOST_PARTS = 5000
SEPARATORS = (",", "\t", ";", "|")
BROKEN_QUOTES, BAD_ENCODING = "broken_quotes", "bad_encoding"
LOST_DIGITS_FROM = 1e15
_REPLACEMENT = "\ufffd"
_CHUNK = 1 << 22
_LONGEST_CELL_LINES = 20


class Unreadable(ValueError):
    """The file as a whole is of no use; the text says why, in Chinese, for its sender."""


class Sheet(Protocol):
    """One table of cells: its first lines, and its body as columns ``line c0 c1 … broken``."""

    number: int
    head: list[list[str]]
    notes: tuple[str, ...]

    def body(self, header_row: int) -> pl.DataFrame:
        """Return every line below ``header_row`` (counted from 0) as text."""


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
        yield _open_workbook(path)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("是旧版 .xls 或加密的文件，请另存为不加密的 .xlsx 或 .csv 后重报。")
    elif start.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
    ):
        raise Unreadable("不是数据表（图片、PDF 或压缩包），请报送 .xlsx 或 .csv。")
    else:
        yield [_open_csv(path)]


# -- csv ----------------------------------------------------------------------------------------


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
                cells, broken = next(csv.reader([text], delimiter=self.separator), []), None
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


def _lines(content: bytes) -> list[str]:
    """Split at line feeds only: Python's ``splitlines`` would also split at odd characters."""
    lines = [line.removesuffix("\r") for line in content.decode().split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def _empty(width: int) -> pl.DataFrame:
    names = [f"c{i}" for i in range(width)]
    return pl.DataFrame(
        schema={"line": pl.UInt32, **dict.fromkeys(names, pl.String), "broken": pl.String}
    )


def _open_csv(path: Path) -> CsvSheet:
    content, encoding = _as_utf8(path.read_bytes())
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")
    if b"\0" in content[:65536]:
        raise Unreadable("不是数据表（二进制内容），请报送 .xlsx 或 .csv。")
    lines = _lines(content[: _line_starts(content, HEAD_LINES)])
    separator = max(
        SEPARATORS, key=lambda mark: max((text.count(mark) for text in lines), default=0)
    )
    head = [next(csv.reader([text], delimiter=separator), []) for text in lines]
    return CsvSheet(content, separator, head, (f"编码：{encoding}",))


def _as_utf8(raw: bytes) -> tuple[bytes, str]:
    """Return the text as UTF-8 and the name of the encoding it came in.

    Bytes that fit no encoding become U+FFFD, so that only their own lines are lost.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
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
        for start in range(0, len(raw), _CHUNK):
            decoder.decode(raw[start : start + _CHUNK], final=start + _CHUNK >= len(raw))
    except UnicodeDecodeError:
        return False
    return True


def _transcoded(raw: bytes) -> bytes:
    """Turn GB18030 into UTF-8 piece by piece, strictly."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    return b"".join(
        decoder.decode(raw[start : start + _CHUNK], final=start + _CHUNK >= len(raw)).encode()
        for start in range(0, len(raw), _CHUNK)
    )


def _mended(raw: bytes, encoding: str) -> bytes:
    """Decode line by line: a line break is never part of a character, so damage stays inside."""
    return b"\n".join(line.decode(encoding, "replace").encode() for line in raw.split(b"\n"))


# -- xlsx ---------------------------------------------------------------------------------------


@dataclass
class WorkbookSheet:
    """One sheet of a workbook, every cell as text."""

    path: Path
    number: int
    rows: pl.DataFrame
    head: list[list[str]]
    left: int
    notes: tuple[str, ...] = ()

    def body(self, header_row: int) -> pl.DataFrame:
        """Return the rows below the header; numbers too long for a cell are marked as lost."""
        frame = self.rows.slice(header_row + 1)
        for index in self._long_numbers(frame):
            frame = self._with_numeric_cells(frame, index)
        return frame.with_columns(pl.lit(None, pl.String).alias("broken"))

    def _long_numbers(self, frame: pl.DataFrame) -> list[int]:
        """Columns that hold 16 digits or more ending in 0: text, or a number that lost digits."""
        return [
            int(name[1:])
            for name in frame.columns
            if name != "line" and frame[name].str.contains(r"^\d{15,}0$").any()
        ]

    def _with_numeric_cells(self, frame: pl.DataFrame, index: int) -> pl.DataFrame:
        """Write cells that are numbers of 16 digits or more as the scientific text they are."""
        try:
            fastexcel.read_excel(self.path).load_sheet(
                self.number,
                header_row=None,
                skip_rows=0,
                use_columns=[index],
                schema_sample_rows=None,
                dtype_coercion="strict",
            )
        except fastexcel.FastExcelError:
            pass
        else:
            return frame
        sheet = python_calamine.CalamineWorkbook.from_path(self.path).get_sheet_by_index(
            self.number
        )
        found = [
            (number, f"{row[index - self.left]:.14E}")
            for number, row in enumerate(sheet.iter_rows(), start=1)
            if len(row) > index - self.left
            and isinstance(row[index - self.left], float)
            and row[index - self.left] >= LOST_DIGITS_FROM
        ]
        if not found:
            return frame
        lost = pl.DataFrame(found, schema={"line": pl.UInt32, "lost": pl.String}, orient="row")
        name = f"c{index}"
        return (
            frame.join(lost, on="line", how="left", maintain_order="left")
            .with_columns(pl.coalesce("lost", name).alias(name))
            .drop("lost")
        )


def _open_workbook(path: Path) -> list[Sheet]:
    _refuse_bombs(path)
    try:
        workbook = fastexcel.read_excel(path)
        frames = [
            workbook.load_sheet(number, header_row=None, dtypes="string", skip_rows=0)
            for number in range(len(workbook.sheet_names))
        ]
    except fastexcel.FastExcelError as problem:
        raise Unreadable("工作簿打不开，文件可能已损坏，请重新导出。") from problem
    sheets: list[Sheet] = []
    for number, loaded in enumerate(frames):
        if not loaded.height:
            continue
        columns = loaded.available_columns()
        rows = loaded.to_polars()
        left = min((c.absolute_index - c.index for c in columns), default=0)
        rows = rows.rename({name: f"c{i + left}" for i, name in enumerate(rows.columns)})
        head = [
            ["" if cell is None else str(cell) for cell in row]
            for row in rows.head(HEAD_LINES).rows()
        ]
        head = [[""] * left + row for row in head]
        rows = rows.with_row_index("line", offset=1)
        sheets.append(WorkbookSheet(path, number, rows, head, left))
    if not sheets:
        raise Unreadable("工作簿中没有数据。")
    return sheets


def _refuse_bombs(path: Path) -> None:
    """Look at the table of contents before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as problem:
        raise Unreadable("工作簿打不开，文件可能已损坏，请重新导出。") from problem
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
        raise Unreadable("工作簿解压后过大，疑似有害文件，未打开。")
