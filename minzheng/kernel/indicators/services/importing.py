"""Many figures from one workbook: the good lines are reported, the others told by their line."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
from python_calamine import CalamineError, CalamineWorkbook

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from .. import queries
from .reporting import IndicatorError, report

COLUMNS = ("指标", "地区", "统计期", "指标值", "分子", "分母", "来源文件", "说明")
MOST = 5000


def report_workbook(
    upload: File, *, by: Mandate, at: datetime
) -> tuple[int, list[tuple[int, str]]]:
    """Report every line of a workbook; return how many were taken and (line, why) of the others.

    Indicators are named by label or key, places by name or code within the reporter's divisions.
    IndicatorError when the file is no such workbook.
    """
    try:
        rows = (
            CalamineWorkbook.from_filelike(BytesIO(upload.read())).get_sheet_by_index(0).to_python()
        )
    except (CalamineError, IndexError) as problem:
        raise IndicatorError("读不出这个文件，请使用模板另存为 .xlsx。") from problem
    # The template has lines of its own above the names of the columns.
    heads = [
        n for n, row in enumerate(rows[:10]) if tuple(map(str, row[: len(COLUMNS)])) == COLUMNS
    ]
    if not heads:
        raise IndicatorError("找不到表头：" + "、".join(COLUMNS))
    first = heads[0] + 1
    if len(rows) > MOST:
        raise IndicatorError(f"一次最多导入 {MOST} 行。")
    items = {item.label: item.key for item in queries.known()}
    items |= {item.key: item.key for item in queries.known()}
    named: dict[str, list[str]] = {}
    for code, name in divisions.subtree(by.division_id).values_list("code", "name"):
        named.setdefault(name, []).append(code)
    taken, refused = 0, []
    for number, cells in enumerate(rows[first:], start=first + 1):
        line = dict(zip(COLUMNS, (_text(cell) for cell in cells), strict=False))
        if not any(line.values()):
            continue
        try:
            with transaction.atomic():
                _report(line, items, named, by, at)
            taken += 1
        except IndicatorError as problem:
            refused.append((number, str(problem)))
    return taken, refused


def _report(
    line: dict[str, str],
    items: dict[str, str],
    named: dict[str, list[str]],
    by: Mandate,
    at: datetime,
) -> None:
    key = items.get(line["指标"])
    if key is None:
        raise IndicatorError(f"没有指标“{line['指标']}”。")
    places = named.get(line["地区"], [line["地区"]])
    if len(places) > 1:
        raise IndicatorError(f"有几个“{line['地区']}”，请写区划代码。")
    report(
        key, places[0], line["统计期"], value=line["指标值"] or None, numerator=_count(line["分子"]),
        denominator=_count(line["分母"]), source=line.get("来源文件", ""), note=line.get("说明", ""), by=by, at=at,
    )  # fmt: skip


def _text(cell: Any) -> str:
    """Return a cell as typed: a whole number without the point spreadsheets give it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.lstrip("-").isdecimal():
        raise IndicatorError(f"“{text}”不是整数。")
    return int(text)
