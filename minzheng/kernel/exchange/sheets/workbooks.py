"""Workbooks (.xlsx) as text: every cell, and numbers too long for a cell marked as lost."""

from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl
import python_calamine

from minzheng.kernel.exchange.sheets.base import HEAD_LINES, Sheet, Unreadable
from minzheng.kernel.exchange.sheets.safety import DAMAGED, refuse_bombs

LOST_DIGITS_FROM = 1e15


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
        place = index - self.left
        found = [
            (number, f"{cell:.14E}")
            for number, row in enumerate(sheet.iter_rows(), start=1)
            if len(row) > place
            and isinstance(cell := row[place], float)
            and cell >= LOST_DIGITS_FROM
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


def open_workbook(path: Path) -> list[Sheet]:
    """Read every sheet that holds anything, once it is known to be safe to unpack."""
    refuse_bombs(path)
    try:
        workbook = fastexcel.read_excel(path)
        frames = [
            workbook.load_sheet(number, header_row=None, dtypes="string", skip_rows=0)
            for number in range(len(workbook.sheet_names))
        ]
    except fastexcel.FastExcelError as problem:
        raise Unreadable(DAMAGED) from problem
    except BaseException as problem:
        # A panic of the Rust reader is no Exception, and its type cannot be imported.
        if type(problem).__name__ != "PanicException":
            raise
        raise Unreadable(DAMAGED) from problem
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
