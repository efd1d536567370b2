"""The Excel template of a plan, and the filled one read into the same content as a plan file."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from minzheng.core.text import half_width

from .checks import check
from .faults import FAULT, WARNING, Finding, Path, Reading
from .naming import key_of, own_key
from .schema import (
    COMPARATOR,
    COMPARATORS,
    DAY,
    KEY,
    NUMBER,
    SCHEMA,
    SECTIONS,
    TEXT,
    WHOLE,
)

INFORMATION = "基本信息"
YES = "是"
TYPES = (
    "five_year_plan",
    "annual_work_list",
    "three_year_action",
    "special_plan",
    "action_plan",
    "other",
)
# Label, where the value goes, what it is, whether it must be there, a word of help.
HEAD: tuple[tuple[str, tuple[str, str], str, bool, str], ...] = (
    ("规划代号", ("", "id"), KEY, True, "小写字母、数字和下划线，如 huining_2026"),
    ("规划名称", ("document", "title_zh"), TEXT, True, ""),
    ("规划类型", ("document", "type"), TEXT, True, "从列表选择"),
    ("印发单位", ("document", "issuer_zh"), TEXT, False, ""),
    ("文号", ("document", "doc_no"), TEXT, False, "如 会政办发〔2022〕114号"),
    ("印发日期", ("document", "issued"), DAY, False, "2022-09-20"),
    ("规划期起", ("period", "from"), DAY, True, "2021-01-01"),
    ("规划期止", ("period", "to"), DAY, True, "2025-12-31"),
    ("地区名称", ("area", "name_zh"), TEXT, True, ""),
    ("区划代码", ("area", "code"), TEXT, True, "六位"),
    ("中期评估年度", ("evaluation", "midterm_year"), WHOLE, False, ""),
    ("终期评估年度", ("evaluation", "final_year"), WHOLE, False, ""),
    ("上级规划代号", ("document", "superior"), KEY, False, ""),
)


@dataclass(frozen=True)
class _Column:
    """One column: its heading, the field it fills, what it holds, a list to choose from."""

    label: str
    field: str
    holds: str = TEXT
    required: bool = False
    inner: str = ""
    choices: tuple[str, ...] = ()


def _of(section: str, *names: str) -> tuple[_Column, ...]:
    fields = SECTIONS[section].fields
    return tuple(
        _Column(
            fields[name].label, name, fields[name].holds, fields[name].required and name not in {"key", "seq"},
            choices=COMPARATORS if fields[name].holds == COMPARATOR else fields[name].allowed,
        )
        for name in names
    )  # fmt: skip


SHEETS: Mapping[str, tuple[str, tuple[_Column, ...]]] = {
    "指标": (
        "indicators",
        _of(
            "indicators", "seq", "key", "name_zh", "unit", "comparator", "target", "relative_to", "kind", "base",
            "base_year", "due", "owner", "notes",
        ),
    ),
    "目标": (
        "targets",
        _of("targets", "key", "zh", "comparator", "value", "unit", "base", "base_year", "due", "owner", "notes"),
    ),
    "任务": (
        "tasks",
        (
            *_of("tasks", "title", "text", "unit", "due", "quantity", "quantity_unit"),
            _Column("为民办实事", "practical", choices=(YES,)),
        ),
    ),
    "项目": (
        "projects",
        (
            *_of("projects", "name_zh", "site_zh", "land_m2", "area_m2", "beds", "m2_per_bed", "total_investment"),
            _Column("中央资金元", "central_budget", NUMBER, inner="funding"),
            _Column("省级资金元", "provincial", NUMBER, inner="funding"),
            _Column("市级资金元", "municipal", NUMBER, inner="funding"),
            _Column("县级资金元", "county", NUMBER, inner="funding"),
            _Column("招标日期", "bidding", DAY, inner="milestones"),
            _Column("开工日期", "start", DAY, inner="milestones"),
            _Column("完工日期", "finish", DAY, inner="milestones"),
            *_of("projects", "status", "notes"),
        ),
    ),
    "标准": (
        "standards", _of("standards", "benefit", "category", "measure", "from", "to", "value", "unit", "period", "notes")
    ),
}  # fmt: skip


def template() -> bytes:
    """Return the empty workbook: one sheet for each part, headings, lists to choose from, help."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef3f6", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(INFORMATION)
        sheet.write_row(0, 0, ["项目", "内容", "说明"], bold)
        for number, (label, _place, _holds, required, hint) in enumerate(HEAD, 1):
            sheet.write_row(number, 0, [f"{label}{'*' if required else ''}", "", hint])
            if label == "规划类型":
                sheet.data_validation(number, 1, number, 1, {"validate": "list", "source": list(TYPES)})  # fmt: skip
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 40, text)
        sheet.set_column(2, 2, 46)
        for name, (_section, columns) in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.write(0, place, f"{column.label}{'*' if column.required else ''}", bold)
                sheet.set_column(place, place, 24 if column.required else 14)
                if column.choices:
                    sheet.data_validation(1, place, 2_000, place, {"validate": "list", "source": list(column.choices)})  # fmt: skip
    return stream.getvalue()


def read(raw: bytes) -> Reading:
    """Return the content of a filled workbook with every finding, each with its sheet and row.

    The caller has looked into the file before (``documents.inspect``): no bomb, no macro.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = {
            name.strip(): book.get_sheet_by_name(name).to_python() for name in book.sheet_names
        }
    except (CalamineError, ValueError):
        return Reading({}, [Finding(FAULT, _("文件"), _("Excel 文件打不开"), _("请用下载的模板填写后重试"))])  # fmt: skip
    if INFORMATION not in sheets:
        return Reading({}, [Finding(FAULT, _("文件"), _("没有“基本信息”工作表"), _("请用下载的模板填写"))])  # fmt: skip
    places: dict[Path, str] = {}
    content = _information(sheets[INFORMATION], places)
    strange: list[Finding] = []
    for name, (section, columns) in SHEETS.items():
        rows, unknown = _rows(name, section, columns, sheets.get(name, []), places)
        strange += unknown
        if rows:
            content[section] = rows
    found = check(content, lambda path: _where(places, path))
    return Reading(found.content, strange + found.findings)


def _where(places: Mapping[Path, str], path: Path) -> str:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, _("工作表“基本信息”"))


def _information(rows: Sequence[Sequence[Any]], places: dict[Path, str]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": SCHEMA, "document": {}, "period": {}, "area": {}}
    known = {label: (place, holds) for label, place, holds, _required, _hint in HEAD}
    for number, row in enumerate(rows, 1):
        label = _label(row[0]) if row else ""
        if label not in known:
            continue
        (part, field), holds = known[label]
        path: Path = (part, field) if part else (field,)
        places[path] = _("工作表“基本信息”第 %(row)d 行") % {"row": number}
        value = _typed(row[1] if len(row) > 1 else "", holds)
        if value is None:
            continue
        if part:
            content.setdefault(part, {})[field] = value
        else:
            content[field] = value
    return content


def _label(cell: Any) -> str:
    return half_width(str(cell)).strip().rstrip("*").strip()


def _rows(
    name: str, section: str, columns: Sequence[_Column], rows: Sequence[Sequence[Any]], places: dict[Path, str]
) -> tuple[list[dict[str, Any]], list[Finding]]:  # fmt: skip
    if not rows:
        return [], []
    known = {column.label: column for column in columns}
    heads = [_label(cell) for cell in rows[0]]
    unknown = [
        Finding(WARNING, _("工作表“%(sheet)s”第 1 行") % {"sheet": name}, _("不认识的列“%(label)s”") % {"label": head}, _("这一列没有读入"))
        for head in heads if head and head not in known
    ]  # fmt: skip
    found: list[dict[str, Any]] = []
    for number, row in enumerate(rows[1:], 2):
        cells = [
            (known[head], cell) for head, cell in zip(heads, row, strict=False) if head in known
        ]
        if not any(str(cell).strip() for _column, cell in cells):
            continue
        path: Path = (section, len(found))
        places[path] = _("工作表“%(sheet)s”第 %(row)d 行") % {"sheet": name, "row": number}
        found.append(_row(section, cells, len(found) + 1))
    return found, unknown


def _row(section: str, cells: Sequence[tuple[_Column, Any]], number: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column, cell in cells:
        value = _typed(cell, column.holds)
        if value is None:
            continue
        if column.field == "practical":
            value = value == YES
        (made.setdefault(column.inner, {}) if column.inner else made)[column.field] = value
    if section == "indicators":
        made.setdefault("seq", number)
    if section in {"indicators", "targets"} and "key" not in made:
        label = str(made.get("name_zh") or made.get("zh") or "")
        key, is_sure = key_of(label)
        # A name that is only near is no reason to take it for the same indicator.
        made["key"] = key if is_sure else own_key(label)
    return made


def _typed(cell: Any, holds: str) -> Any:
    """Return a cell as plan data writes it; what does not fit stays as it is for the checks to name."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, str):
        return _of_text(half_width(cell).strip() if holds != TEXT else cell.strip(), holds)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if holds == TEXT and not isinstance(cell, (date, bool)):
        return str(cell)
    return cell


def _of_text(text: str, holds: str) -> Any:
    if holds in {NUMBER, WHOLE}:
        return next(_number(text), text)
    if holds == DAY:
        try:
            return int(text) if text.isdecimal() and len(text) == 4 else date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _number(text: str) -> Iterator[int | float]:
    try:
        told = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return
    if told.is_finite():
        yield int(told) if told == told.to_integral_value() else float(told)
