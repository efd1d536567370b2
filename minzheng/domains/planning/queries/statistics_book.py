"""A statistical form as an Excel sheet in its own layout: head with number and approval, lines, signatures."""

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from minzheng.core import months

from ..declarations.forms import form_of
from ..models import StatisticsReturn
from .statistics import frozen

WIDTHS = (8, 34, 10, 16, 30)
LAST = len(WIDTHS) - 1


def book(report: StatisticsReturn, *, is_demo: bool = False) -> bytes:
    """Return the workbook of a form: the frozen one where it is signed, else what is filled so far."""
    snapshot = report.snapshots.filter(revision=report.revision).first()
    said = frozen(snapshot) if snapshot else _filled(report)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as work:
        _write(work, said, is_demo=is_demo)
    return out.getvalue()


def _filled(report: StatisticsReturn) -> dict[str, Any]:
    """Return a form that is not signed, as a snapshot would say it, with empty signatures."""
    form, approval = form_of(report.form), report.approval
    cells = {cell.line: cell for cell in report.cells.all()}
    rows = []
    for line in form.lines:
        cell = cells.get(line.code)
        value = None if cell is None or cell.value is None else f"{cell.value:.{line.digits}f}"
        words = cell.explanation if cell else ""
        rows.append(
            {"line": line.code, "label": line.label, "unit": line.unit, "value": value, "explanation": words}
        )  # fmt: skip
    return {
        "title": form.title, "table_number": approval.table_number, "maker": approval.maker,
        "approval_number": approval.approval_number, "valid_to": approval.valid_to.isoformat(),
        "place": report.division.name, "period": report.period, "cells": rows, "revision": report.revision,
        "filler": str(report.filler.user) if report.filler else "", "head": "",
    }  # fmt: skip


def _write(work: xlsxwriter.Workbook, said: dict[str, Any], *, is_demo: bool) -> None:
    title = work.add_format({"bold": True, "font_size": 18, "align": "center"})
    head = work.add_format({"border": 1, "bold": True, "align": "center", "text_wrap": True})
    text = work.add_format({"border": 1, "text_wrap": True, "num_format": "@"})
    small = work.add_format({"font_size": 10})
    sheet = work.add_worksheet(said["title"][:31])
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.merge_range(0, 0, 0, LAST, said["title"], title)
    right = (
        (_("表号："), said["table_number"]), (_("制表机关："), said["maker"]),
        (_("批准文号："), said["approval_number"]), (_("有效期至："), said["valid_to"]),
    )  # fmt: skip
    for row, (label, value) in enumerate(right, start=1):
        sheet.write_string(row, LAST, f"{label}{value}", small)
    sheet.write_string(3, 0, _("填报单位：") + said["place"], small)
    sheet.write_string(4, 0, months.period_label(said["period"]), small)
    if is_demo:
        sheet.write_string(1, 0, _("演示数据"), small)
    for column, label in enumerate((_("行次"), _("指标"), _("计量单位"), _("数量"), _("说明"))):
        sheet.write_string(5, column, label, head)
    row = 5
    for row, cell in enumerate(said["cells"], start=6):
        sheet.write_string(row, 0, cell["line"], text)
        sheet.write_string(row, 1, cell["label"], text)
        sheet.write_string(row, 2, cell["unit"], text)
        _number(work, sheet, row, cell["value"])
        sheet.write_string(row, LAST, cell["explanation"], text)
    foot = _("单位负责人：%(head)s　　填表人：%(filler)s　　第 %(n)s 版") % {
        "head": said["head"], "filler": said["filler"], "n": said["revision"],
    }  # fmt: skip
    sheet.write_string(row + 1, 0, foot, small)


def _number(work: xlsxwriter.Workbook, sheet: Any, row: int, value: str | None) -> None:
    """Write a value with the digits it was signed with; what is not known stays an empty box."""
    if value is None:
        sheet.write_blank(row, 3, None, work.add_format({"border": 1}))
        return
    digits = len(value.partition(".")[2])
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    sheet.write_number(
        row, 3, Decimal(value), work.add_format({"border": 1, "num_format": pattern})
    )
