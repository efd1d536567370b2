"""What goes back to the sender: the rejected rows, sealed at home and in a workbook for the way."""

import json
import os
from pathlib import PurePath

import polars as pl
import xlsxwriter
from django.conf import settings

from minzheng.core.sealing import seal, unseal
from minzheng.kernel.exchange import lake
from minzheng.kernel.exchange.cleaning import PROBLEMS, Cleaned, explain
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.exchange.reading import place

SEAL_ROW = "exchange.reject_row"
MOST_ROWS = 50_000
_UNSAFE = '<>:"/\\|?*'


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
        for name, dtype in lake.REJECTS.items()
    )


def write_workbook(delivery: Delivery, rejects: pl.DataFrame, texts: pl.DataFrame) -> str:
    """Write the rejects workbook for the partner and return its path below the home folder."""
    stem = "".join("_" if c in _UNSAFE else c for c in PurePath(delivery.file_name).stem)
    path = f"{lake.OUTBOX}/{delivery.partner}/{stem}_退回.xlsx"
    target = lake.absolute(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f"{target.name}.{os.getpid()}{lake.PARTIAL}")
    try:
        with xlsxwriter.Workbook(str(partial), {"constant_memory": True}) as workbook:
            _fill(workbook, delivery, rejects, texts)
        partial.chmod(0o600)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _fill(
    workbook: xlsxwriter.Workbook, delivery: Delivery, rejects: pl.DataFrame, texts: pl.DataFrame
) -> None:
    sheet = workbook.add_worksheet("退回行")
    bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
    columns = delivery.declaration.columns
    mark = "（演示数据）" if settings.DEMO else ""
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 1 + len(columns), 20, text)
    sheet.write_string(0, 0, f"{delivery.label} {delivery.month} 退回行{mark}", bold)
    counted = f"共 {delivery.rows} 行，退回 {rejects.height} 行"
    shown = f"，本表列出前 {MOST_ROWS} 行" if rejects.height > MOST_ROWS else ""
    sheet.write_string(
        1, 0, f"{counted}{shown}。请按原因更正后重新报送整份文件；原文件：{delivery.file_name}"
    )
    for index, label in enumerate(("原文件位置", "退回原因", *(c.label for c in columns))):
        sheet.write_string(2, index, label, bold)
    rows = zip(
        rejects.select("line", "codes").iter_rows(),
        texts.select(c.name for c in columns).iter_rows(),
        strict=True,
    )
    for number, ((line, codes), cells) in enumerate(rows, start=3):
        if number >= MOST_ROWS + 3:
            break
        sheet.write_string(number, 0, place(line))
        sheet.write_string(number, 1, explain(codes, delivery.declaration, PROBLEMS))
        for index, cell in enumerate(cells, start=2):
            # As text always: what begins with "=" must not become a formula at the sender's.
            sheet.write_string(number, index, cell or "", text)
