"""What goes back to the sender: the rejected rows, sealed at home and in a workbook for the way."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath

import polars as pl
import xlsxwriter

from minzheng.core import files
from minzheng.core.sealing import seal, unseal
from minzheng.kernel.exchange.cleaning import PROBLEMS, Cleaned, explain
from minzheng.kernel.exchange.declarations import DataSet
from minzheng.kernel.exchange.manifests import OUTBOX, REJECTS
from minzheng.kernel.exchange.reading import SHEET_STEP

SEAL_ROW = "exchange.reject_row"
MOST_ROWS = 50_000
_UNSAFE = '<>:"/\\|?*'
_SHEET = "xl/worksheets/sheet1.xml"
_FIRST_ROW = 4
_SAMPLE = re.compile(rb'<row r="4".*?<c r="A4" s="([0-9]+)".*?</row>', re.DOTALL)
_EXTENT = re.compile(rb'<dimension ref="[^"]*"/>')
_CELL = 32_767


@dataclass(frozen=True)
class Letter:
    """What a rejects workbook says of the file it answers."""

    data_set: DataSet
    month: str
    file_name: str
    rows: int
    is_demo: bool


def delivered_texts(rows: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    """Return the text of some lines as it was delivered, in the order of the lines."""
    wanted = pl.DataFrame({"line": lines.cast(pl.UInt32)})
    return wanted.join(rows.drop("broken"), on="line", how="left", maintain_order="left")


def sealed_rejects(cleaned: Cleaned, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that did not enter the lake, without anything readable of a number."""
    rejects = cleaned.rejects.with_columns(
        has_number=pl.col("id_text").str.contains(r"\d").fill_null(value=False)
    )
    sealed = pl.Series(
        "sealed_row",
        [
            seal(json.dumps(row, ensure_ascii=False), SEAL_ROW)
            for row in texts.drop("line").iter_rows(named=True)
        ],
        dtype=pl.Binary,
    )
    rejected = rejects.drop("id_text").with_columns(sealed)
    duplicates = cleaned.duplicates.with_columns(pl.lit(".duplicate").alias("codes"))
    frames = [_shaped(rejected), _shaped(duplicates)]
    return pl.concat(frames, how="vertical").sort("line")


def delivered_row(sealed: bytes) -> dict[str, str | None]:
    """Return the text of a rejected row as it was delivered, by column."""
    row: dict[str, str | None] = json.loads(unseal(sealed, SEAL_ROW))
    return row


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in REJECTS.items()
    )


def write_workbook(letter: Letter, rejects: pl.DataFrame, texts: pl.DataFrame, home: Path) -> str:
    """Write the rejects workbook for the partner and return its path below the home folder."""
    stem = "".join("_" if c in _UNSAFE else c for c in PurePath(letter.file_name).stem)
    path = f"{OUTBOX}/{letter.data_set.partner}/{stem}_退回.xlsx"
    frame = _frame(letter, rejects.height)
    with files.whole(home / path, mode=0o700) as partial:
        with (
            zipfile.ZipFile(frame) as empty,
            zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as filled,
        ):
            for name in empty.namelist():
                content = empty.read(name)
                filled.writestr(
                    name, _filled(content, letter, rejects, texts) if name == _SHEET else content
                )
        partial.chmod(0o600)
    return path


def _frame(letter: Letter, rejected: int) -> io.BytesIO:
    """Return the workbook with its heads and one sample cell, which shows the format of text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True, "in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("退回行")
        bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        labels = [column.label for column in letter.data_set.columns]
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 1 + len(labels), 20, text)
        mark = "（演示数据）" if letter.is_demo else ""
        sheet.write_string(0, 0, f"{letter.data_set.label} {letter.month} 退回行{mark}", bold)
        counted = f"共 {letter.rows} 行，退回 {rejected} 行"
        shown = f"，本表列出前 {MOST_ROWS} 行" if rejected > MOST_ROWS else ""
        sheet.write_string(
            1, 0, f"{counted}{shown}。请按原因更正后重新报送整份文件；原文件：{letter.file_name}"
        )
        for index, label in enumerate(("原文件位置", "退回原因", *labels)):
            sheet.write_string(2, index, label, bold)
        sheet.write_string(_FIRST_ROW - 1, 0, "x", text)
    content.seek(0)
    return content


def _filled(sheet: bytes, letter: Letter, rejects: pl.DataFrame, texts: pl.DataFrame) -> bytes:
    """Put the rows in place of the sample, all of them by columns: there may be tens of thousands."""
    sample = _SAMPLE.search(sheet)
    if sample is None:
        raise ValueError("退回表的样式行不在工作表中")
    columns = [column.name for column in letter.data_set.columns]
    codes = rejects["codes"].unique().to_list()
    reasons = {code: explain(code, letter.data_set, PROBLEMS) for code in codes}
    rows = (
        rejects.select(
            _place(),
            pl.col("codes").replace_strict(reasons, return_dtype=pl.String).alias("1"),
        )
        .hstack(texts.select(pl.col(name).alias(str(i)) for i, name in enumerate(columns, 2)))
        .head(MOST_ROWS)
        .with_row_index("row", offset=_FIRST_ROW)
    )
    style = sample[1].decode()
    cells = [_cell(str(i), _letters(i), style) for i in range(2 + len(columns))]
    written = rows.select(
        pl.concat_str(pl.format('<row r="{}">', "row"), *cells, pl.lit("</row>")).str.join("")
    ).item()
    extent = f'<dimension ref="A1:{_letters(1 + len(columns))}{rows.height + _FIRST_ROW - 1}"/>'
    body = sheet[: sample.start()] + (written or "").encode() + sheet[sample.end() :]
    return _EXTENT.sub(extent.encode(), body, count=1)


def _place() -> pl.Expr:
    """Where a line is, in the words of ``reading.place``."""
    sheet, row = pl.col("line") // SHEET_STEP, pl.col("line") % SHEET_STEP
    named = pl.format("第 {} 个工作表第 {} 行", sheet + 1, row)
    return pl.when(sheet > 0).then(named).otherwise(pl.format("第 {} 行", row)).alias("0")


def _cell(name: str, letters: str, style: str) -> pl.Expr:
    """A cell as text always: what begins with "=" must not become a formula at the sender's."""
    text = (
        pl.col(name)
        .str.slice(0, _CELL)
        .str.replace_all(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]", "")
        .str.replace_all(r"_x([0-9A-Fa-f]{4})_", "_x005F_x${1}_")
        .str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    )
    opened = pl.format(
        f'<c r="{letters}{{}}" s="{style}" t="inlineStr"><is><t xml:space="preserve">', "row"
    )
    whole = pl.concat_str(opened, text, pl.lit("</t></is></c>"))
    return pl.when(text.fill_null("") == "").then(pl.lit("")).otherwise(whole).alias(f"cell {name}")


def _letters(index: int) -> str:
    """Name a column of a sheet: 0 is A, 26 is AA."""
    first, last = divmod(index, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)
