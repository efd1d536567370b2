"""The inbox: every department's file in its own format, and the truth beside it."""

import dataclasses
import datetime
import json
import pathlib
from typing import Any

import numpy as np
import polars as pl
import xlsxwriter

from world.county import County
from world.dirt import TROUBLED_SHARE, Dirty, soil
from world.layouts import LAYOUTS, UTF8, XLSX, Layout

# Beyond this a department sends text: nobody opens such a sheet.
XLSX_ROWS = 12_000
_FIXED = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_EXTRA = {"民族": "汉族", "参保状态": "正常", "坐落": "甘肃省白银市会宁县", "班级": "1班"}


def write_before(county: County, inbox: pathlib.Path) -> str:
    """Write the lists of the month before into their own folder beside the inbox; return that month."""
    last = county.month_end.replace(day=1) - datetime.timedelta(days=1)
    month = f"{last:%Y-%m}"
    earlier = dataclasses.replace(county, month=month, records=county.before, warnings=[])
    write(earlier, inbox.parent / month)
    return month


def write(county: County, inbox: pathlib.Path) -> dict[str, Any]:
    """Write all files of the month and ``truth.json`` beside the inbox; return the truth."""
    inbox.mkdir(parents=True, exist_ok=True)
    people = 1 + max(int(frame["person"].max() or 0) for frame in county.records.values())
    is_protected = np.zeros(people, dtype=bool)
    is_protected[county.protected] = True
    rng = np.random.default_rng([county.seed, *b"troubled"])
    is_troubled = rng.random(people) < TROUBLED_SHARE
    counts = {}
    for key, frame in county.records.items():
        layout = LAYOUTS[key]
        dirty = soil(
            np.random.default_rng([county.seed, *key.encode()]),
            frame,
            layout,
            is_protected=is_protected,
            is_troubled=is_troubled,
            forced_styles=county.id_styles if key == "police.residents" else {},
        )
        name = _write_file(inbox, county.month, layout, dirty)
        counts[key] = {"file": name, "rows": dirty.rows, "mendable": dirty.mendable,
                       "broken": dirty.broken, "doubled": dirty.doubled}  # fmt: skip
    truth = _truth(county, counts)
    (inbox.parent / "truth.json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return truth


def _truth(county: County, counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "note": "演示数据：全部人员均为虚构，身份证号使用从未存在的县级代码 629901。",
        "seed": county.seed,
        "month": county.month,
        "households": len(county.households),
        "persons": county.memberships["valid_to"].is_null().sum(),
        "files": counts,
        "rows": sum(c["rows"] for c in counts.values()),
        "dirty": sum(c["mendable"] + c["broken"] for c in counts.values()),
        "broken": sum(c["broken"] for c in counts.values()),
        "truths": county.truths,
        "decoys": county.decoys,
        "stories": county.stories,
        "warnings": county.warnings,
    }


def _write_file(inbox: pathlib.Path, month: str, layout: Layout, dirty: Dirty) -> str:
    body = _body(layout, dirty.frame)
    if layout.encoding == XLSX and dirty.rows <= XLSX_ROWS:
        name = layout.file_name(month, "xlsx")
        _write_sheet(inbox / name, month, layout, body)
    else:
        name = layout.file_name(month, "csv")
        encoding = UTF8 if layout.encoding == XLSX else layout.encoding
        (inbox / name).write_bytes(_text(month, layout, body).encode(encoding))
    return name


def _body(layout: Layout, frame: pl.DataFrame) -> pl.DataFrame:
    """Put the columns in the department's order under its headers, with what it adds."""
    table = frame.select(pl.col(ours).alias(theirs) for ours, theirs in layout.headers.items())
    if layout.extra:
        table = table.with_columns(pl.lit(_EXTRA[layout.extra]).alias(layout.extra))
    return table


def _lines_before(month: str, layout: Layout) -> list[str]:
    year, number = month.split("-")
    title = f"{layout.title}（{year}年{int(number)}月）" if layout.title else ""
    return [line for line in (title, layout.note) if line]


def _lines_after(layout: Layout, table: pl.DataFrame) -> list[list[str]]:
    if not layout.has_total:
        return []
    return [["合计", *[""] * (table.width - 2), str(len(table))]]


def _text(month: str, layout: Layout, table: pl.DataFrame) -> str:
    pad = "," * (table.width - 1)
    before = "".join(f"{line}{pad}\n" for line in _lines_before(month, layout))
    half = len(table) // 2
    lines = [
        before,
        table[:half].write_csv(),
        f"{pad}\n" if layout.title else "",
        table[half:].write_csv(include_header=False),
        "".join(",".join(line) + "\n" for line in _lines_after(layout, table)),
    ]
    return "".join(line or "" for line in lines)


def _write_sheet(path: pathlib.Path, month: str, layout: Layout, table: pl.DataFrame) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        # Without this the file carries the moment of writing, and no two runs are alike.
        book.set_properties({"created": _FIXED})
        sheet = book.add_worksheet("数据")
        heading = book.add_format({"bold": True, "align": "center"})
        row = 0
        for line in _lines_before(month, layout):
            sheet.merge_range(row, 0, row, table.width - 1, line, heading)
            row += 1
        sheet.write_row(row, 0, table.columns, heading)
        half = len(table) // 2
        for nth, values in enumerate(table.iter_rows()):
            row += 2 if layout.title and nth == half else 1
            sheet.write_row(row, 0, [v if v is not None else "" for v in values])
        for line in _lines_after(layout, table):
            row += 1
            sheet.write_row(row, 0, line)
