"""One figure of an evaluation report: what it said when it was frozen, and the rows it was read from."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.domains.planning.choices import STATUSES
from minzheng.domains.planning.models import ReportFigure
from minzheng.domains.planning.queries import reports as queries
from minzheng.domains.planning.queries.report_figures import written
from minzheng.domains.planning.services import reports as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators import queries as indicators
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Table, listing

from ... import figures, lists
from ...doors import acting, found, needs

FIGURES = "office:evaluation_report_figure"
STATUS_TONES = {"early": "good", "done": "good", "on_track": "info", "behind": "danger", "unknown": "due"}  # fmt: skip
# Where each kind of row lies, and who may open it.
PAGES = {
    "target": ("office:planning_target", "plans.see"),
    "task": ("office:planning_task", "plans.see"),
    "project": ("office:planning_project", "plans.see"),
    "rectification": ("office:rectification", "plans.see"),
    "honour": ("office:honour", "plans.see"),
}


def light(row: ReportFigure | None) -> Badge | None:
    """Return the status of a target's figure as a badge; None for any other figure."""
    if row is None or not row.status:
        return None
    return Badge(STATUSES[row.status], STATUS_TONES[row.status])


def row_address(viewer: Mandate, figure: ReportFigure, row: dict[str, Any]) -> str:
    """Return the page of a row behind a figure; a reading opens the page of its indicator."""
    if row["kind"] in {"reading", "place"}:
        place = row["id"] if row["kind"] == "place" else figure.report.division_id
        return _indicator(figure, row.get("period") or figure.period, place)
    name, capability = PAGES.get(row["kind"], ("", ""))
    return lists.address(name, row["id"], viewer=viewer, needs=capability) if name else ""


def _indicator(figure: ReportFigure, period: str, place: str) -> str:
    item = indicators.find(figure.indicator) if figure.indicator else None
    return figures.address(item, period, place) if item is not None and period else ""


def _now(figure: ReportFigure, place: str) -> str:
    """Return what the observation says today; empty where it is gone or says the same."""
    readings = indicators.readings(figure.indicator, place) if figure.indicator else []
    reading = next((one for one in readings if one.period == figure.period), None)
    if reading is None or figure.value is None or len(figure.rows) > 1:
        return ""
    now = written(reading.value.quantize(figure.value), figure.unit)
    return "" if reading.value.quantize(figure.value) == figure.value else now


@needs("plans.see")
def figure_page(request: StaffRequest, pk: int, figure: int) -> HttpResponseBase:
    """Show what a figure of a report was read from: the indicator with its period, or the rows counted."""
    viewer, today = acting(request), localdate(request.at)
    report = found(queries.reports(viewer, today), pk)
    row = found(report.figures.select_related("target"), figure)
    services.look(
        report, _("查看数字来源：%(name)s") % {"name": row.name}, by=viewer, at=request.at
    )
    place = row.rows[0]["id"] if row.part == "place" and row.rows else report.division_id
    shown = queries.rows_for(viewer, row)
    table = Table(
        "report.rows", _("数字来自"),
        [
            Column("label", _("名称"), lambda one: one["label"], href=lambda one: row_address(viewer, row, one)),
            Column("note", _("情况"), lambda one: one.get("note", "")),
        ],
        rows=shown, order="", empty=_("没有可以列出的记录。"), prefix="r-",
    )  # fmt: skip
    if (answer := lists.piece(request, table)) is not None:
        return answer
    context = {
        "title": row.name, "row": row, "report": report, "back": reverse("office:evaluation_report", args=[report.pk]),
        "status": light(row),
        "facts": _facts(report.on, row, place), "source": _indicator(row, row.period, place), "now": _now(row, place),
        "rows": listing(request, table), "is_hidden": len(shown) < len(row.rows),
    }  # fmt: skip
    return render(request, "office/planning/report_figure.html", context)


def _facts(on: Any, row: ReportFigure, place: str) -> list[tuple[Any, Any]]:
    facts = [(_("写作"), row.text), (_("截至"), on)]
    if row.value is not None:
        facts.insert(1, (_("数值"), written(row.value, row.unit)))
    if row.indicator:
        item = indicators.find(row.indicator)
        facts += [
            (_("指标"), item.label if item else row.indicator), (_("数据期"), months.period_label(row.period)),
            (_("区划"), divisions.full_name(place)), (_("观测编号"), row.observation),
        ]  # fmt: skip
        facts += [(_("口径"), item.definition)] if item else []
    return [*facts, (_("说明"), row.reason)] if row.reason else facts
