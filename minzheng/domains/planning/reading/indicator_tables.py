"""Tables of indicators: rows with cells, and tables a web page printed one cell to a line."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from . import numbers
from .proposals import CONSUMPTION_GROWTH, INDICATORS, UNITS, Found
from .schema import KINDS
from .texts import Line, plain

_YEAR = re.compile(r"(20\d{2})年?")
RELATIVE = re.compile(r"不低于.*(?:消费|支出).*(?:增速|增长|增幅)")
_COUNT_WORDS = ("数量", "总量", "数")


@dataclass(frozen=True)
class _Columns:
    """Where each thing stands in a row; -1: not there."""

    number: int
    label: int
    unit: int
    kind: int
    years: tuple[tuple[int, int], ...]


def tables(lines: list[Line]) -> tuple[list[Found], set[int]]:
    """Return the indicators of every table and the numbers of the lines they took."""
    found: list[Found] = []
    taken: set[int] = set()
    columns: _Columns | None = None
    for line in lines:
        if not line.cells:
            if line.text:
                columns = None
            continue
        header = _header(line.cells)
        if header is not None:
            columns = header
            taken.add(line.number)
        elif columns is not None and len(line.cells) > 2:
            row = _row(columns, line.cells, line)
            if row is not None:
                found.append(row)
                taken.add(line.number)
    stacked, more = _stacked([line for line in lines if line.text and not line.cells])
    return found + stacked, taken | more


def _header(cells: tuple[str, ...]) -> _Columns | None:
    label = _place(cells, ("指标内容", "指标名称", "指标", "项目名称"), ("属性", "目标值", "单位"))
    years = tuple((at, int(y[1])) for at, cell in enumerate(cells) if (y := _YEAR.search(cell)))
    if not years and (goal := _place(cells, ("目标值", "目标"))) >= 0:
        years = ((goal, 0),)
    if label < 0 or not years:
        return None
    return _Columns(
        _place(cells, ("序号",)), label, _place(cells, ("单位",)), _place(cells, ("属性", "性质")), years
    )  # fmt: skip


def _place(cells: tuple[str, ...], words: tuple[str, ...], without: tuple[str, ...] = ()) -> int:
    for word in words:
        for at, cell in enumerate(cells):
            if word in cell and not any(one in cell for one in without):
                return at
    return -1


def _row(columns: _Columns, cells: tuple[str, ...], line: Line) -> Found | None:
    def at(place: int) -> str:
        return plain(cells[place]) if 0 <= place < len(cells) else ""

    label = re.sub(r"\s", "", at(columns.label))
    goal_at, goal_year = columns.years[-1]
    if not label or not at(goal_at):
        return None
    base = [(at(place), year) for place, year in columns.years[:-1] if at(place)]
    sequence = at(columns.number)
    found = _indicator(
        int(sequence) if sequence.isdecimal() else None, label, at(columns.unit), at(goal_at),
        at(columns.kind), goal_year, line,
    )  # fmt: skip
    if base:
        found.base, found.base_year = numbers.cell(base[0][0])[1], base[0][1]
    return found


def _indicator(
    sequence: int | None, label: str, unit: str, goal: str, kind: str, year: int, line: Line
) -> Found:
    unit = re.sub(r"\s", "", unit)
    found = Found(
        INDICATORS, label, line.number, " ".join(plain(line.text).split("\t")), number=sequence,
        unit=UNITS.get(unit, unit), kind=kind if kind in KINDS else "",
        due=date(year, 12, 31) if year else None,
    )  # fmt: skip
    goal = re.sub(r"\s", "", goal)
    if RELATIVE.search(goal):
        found.comparator, found.relative_to = ">=", CONSUMPTION_GROWTH
        found.unit = found.unit or "percent"
        return found
    found.comparator, found.value = numbers.cell(goal)
    if found.value is None:
        found.flags.append(_("目标值“%(text)s”不是数字") % {"text": goal})
    if not unit:
        found.flags.append(_("没有印单位"))
    elif "/" in unit and label.endswith(_COUNT_WORDS):
        found.flags.append(_("名称是数量，单位却印作比率“%(unit)s”") % {"unit": unit})
    if kind and kind not in KINDS:
        found.flags.append(_("属性“%(kind)s”不认识") % {"kind": kind})
    return found


def _stacked(lines: list[Line]) -> tuple[list[Found], set[int]]:
    """Read tables printed one cell to a line: 序号 · 指标 · 单位 · 目标值 · 属性, then their rows."""
    found: list[Found] = []
    taken: set[int] = set()
    for start, line in enumerate(lines):
        head = [one.text for one in lines[start : start + 7]]
        if line.text != "序号" or "属性" not in "".join(head):
            continue
        end = next(at for at, text in enumerate(head) if "属性" in text)
        year = next((int(y[1]) for text in head if (y := _YEAR.search(text))), 0)
        at, expected = start + end + 1, 1
        while at < len(lines) and lines[at].text == str(expected):
            stop = at + 1
            while stop < len(lines) and stop - at < 6 and lines[stop].text not in KINDS:
                stop += 1
            if stop >= len(lines) or lines[stop].text not in KINDS:
                break
            cells = [one.text for one in lines[at : stop + 1]]
            row = Line(lines[at].number, "\t".join(cells))
            unit = cells[2] if len(cells) > 4 else ""
            found.append(_indicator(expected, cells[1], unit, cells[-2], cells[-1], year, row))
            taken |= {one.number for one in lines[at : stop + 1]}
            at, expected = stop + 1, expected + 1
    return found, taken
