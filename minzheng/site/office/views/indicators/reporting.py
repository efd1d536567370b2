"""What a place has to report, one figure at a time or many from a workbook."""

from operator import methodcaller
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.indicators import queries, services
from minzheng.kernel.indicators.choices import ACCEPTED, ORIGINS, SUBMITTED, VALUE_STATES
from minzheng.kernel.indicators.declarations import Indicator
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import figures, lists
from ...doors import acting, needs
from ...forms import indicators as forms
from ..purchases.entering import button, filled
from .catalogue import tabs

LATE, OPEN, FREE = "late", "open", "free"
STATES: dict[str, Any] = {
    LATE: _lazy("逾期未报"),
    OPEN: _lazy("待填报"),
    **VALUE_STATES,
    FREE: _lazy("可选填"),
}
TONES = {LATE: "danger", OPEN: "due", "rejected": "danger", SUBMITTED: "info", ACCEPTED: "good", FREE: "quiet"}  # fmt: skip


@needs("indicators.report")
def indicator_reports(request: StaffRequest) -> HttpResponseBase:
    """List what the viewer's place has to report, overdue first, with the last figure beside it."""
    viewer, on = acting(request), localdate(request.at)
    rows = [_row(due, on) for due in queries.due_reports(viewer.division_id, viewer.division.level, on)]  # fmt: skip
    table = Table(
        "indicator_reports", _("填报指标"),
        [
            Column("label", _("指标"), href=lambda row: row["href"], order_by=True),
            Column("period", _("统计期"), lambda row: months.period_label(row["period"]), order_by=True),
            Column("due_on", _("应报日期"), kind="date", order_by=True),
            Column("state", _("状态"), lambda row: Badge(STATES[row["state"]], TONES.get(row["state"], "quiet")), kind="badge"),
            Column("last", _("上一个数"), href=lambda row: row["opened"]),
            Column("unit", _("单位")),
            Column("origin", _("来源"), lambda row: ORIGINS[row["origin"]], wide=True),
        ],
        rows=rows,
        filters=[
            Filter("q", _("指标"), fields=("label",)),
            Filter("state", _("状态"), "choice", list(STATES.items())),
        ],
        order="", empty=_("没有要填报的指标。"), row_tone=lambda row: "danger" if row["state"] == LATE else "",
    )  # fmt: skip
    late = sum(row["state"] == LATE for row in rows)
    tiles = [
        {"label": STATES[LATE], "value": late, "href": "?state=late"},
        {"label": STATES["rejected"], "value": sum(row["state"] == "rejected" for row in rows), "href": "?state=rejected"},
        {"label": STATES[SUBMITTED], "value": sum(row["state"] == SUBMITTED for row in rows), "href": "?state=submitted"},
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(viewer, "indicator_reports"), tiles=tiles,
        buttons=[
            {"label": _("下载填报模板"), "url": f"{reverse('office:indicator_import')}?export=xlsx", "icon": "download"},
            button(_("Excel 批量填报"), "indicator_import", primary=True),
        ],
    )  # fmt: skip


def _row(due: queries.Due, on: Any) -> dict[str, Any]:
    state = due.value.state if due.value is not None else FREE
    if due.is_open and state in (FREE, "withdrawn"):
        state = LATE if due.due_on is not None and due.due_on < on else OPEN
    entry = f"{reverse('office:indicator_report', args=[due.item.key])}?month={due.period}"
    last = due.last
    return {
        "label": due.item.label, "unit": due.item.unit, "period": due.period, "due_on": due.due_on,
        "origin": due.item.origin, "state": state,
        "last": f"{last.value.normalize():f}（{months.period_label(last.period)}）" if last else "",
        "opened": figures.address(due.item, last.period, last.division) if last else "",
        "href": entry if due.value is None or state in (LATE, OPEN) else reverse("office:reported_value", args=[due.value.pk]),
    }  # fmt: skip


@needs("indicators.report")
def indicator_report(request: StaffRequest, key: str) -> HttpResponse:
    """Report one figure with its source; what looks wrong is said and asks for a note."""
    viewer = acting(request)
    item = queries.find(key)
    if item is None or not item.is_reported:
        raise Http404
    period = figures.period_asked(request, months.previous_period(months.period_of(localdate(request.at), item.every)))  # fmt: skip
    form = forms.Report(
        request.POST or None, request.FILES or None, item=item, places=_places(viewer),
        initial={"division": viewer.division_id, "period": period},
    )  # fmt: skip
    return filled(
        request, form, lambda told: services.report(key, told.pop("division"), told.pop("period"), **_sound(told), by=viewer, at=request.at),
        title=_("填报：%(label)s") % {"label": item.label}, intro=_intro(viewer, item), done=_("已上报，等待他人审核。"),
        home=lambda row: reverse("office:reported_value", args=[row.pk]), back=reverse("office:indicator_reports"), label=_("上报"),
    )  # fmt: skip


def _sound(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"value": told.get("value") or None}


def _intro(viewer: Mandate, item: Indicator) -> str:
    """Say what is asked and what was said last."""
    past = queries.readings(item.key, viewer.division_id, viewer)
    last = _("上一个数：%(value)s %(unit)s（%(period)s）。") % {
        "value": f"{past[-1].value.normalize():f}", "unit": item.unit, "period": months.period_label(past[-1].period),
    } if past else _("还没有上一期的数。")  # fmt: skip
    return _("口径：%(text)s　依据：%(basis)s　") % {"text": item.definition, "basis": item.basis} + last  # fmt: skip


def _places(viewer: Mandate) -> list[tuple[str, str]]:
    """Return the places one may report for: the own and those below, villages not."""
    rows = divisions.subtree(viewer.division_id).filter(level__lte=max(Level.TOWN, viewer.division.level))  # fmt: skip
    return list(rows.order_by("level", "code").values_list("code", "name"))


def _template(viewer: Mandate, on: Any) -> Table:
    """Return the workbook to fill in: a line for each figure still to be reported."""
    rows = [
        {"指标": due.item.label, "地区": viewer.division.name, "统计期": due.period}
        for due in queries.due_reports(viewer.division_id, viewer.division.level, on)
        if due.is_open
    ]
    columns = [Column(name, name, methodcaller("get", name, "")) for name in services.COLUMNS]
    return Table("indicator_import", _("指标填报模板"), columns, rows=rows, order="")


@needs("indicators.report")
def indicator_import(request: StaffRequest) -> HttpResponseBase:
    """Report many figures from a workbook; the lines that were refused are told one by one."""
    viewer = acting(request)
    if (answer := lists.piece(request, _template(viewer, localdate(request.at)))) is not None:
        return answer

    def act(told: dict[str, Any]) -> Any:
        taken, refused = services.report_workbook(told["file"], by=viewer, at=request.at)
        for line, why in refused:
            messages.error(request, _("第 %(line)s 行：%(why)s") % {"line": line, "why": why})
        messages.success(request, _("已上报 %(taken)s 个数，%(refused)s 行有误。") % {"taken": taken, "refused": len(refused)})  # fmt: skip
        return taken

    return filled(
        request, forms.Upload(request.POST or None, request.FILES or None), act, title=_("Excel 批量填报"), done="",
        intro=_("列：%(columns)s。有误的行不导入，其余照常上报。") % {"columns": "、".join(services.COLUMNS)},
        home=lambda taken: reverse("office:indicator_values"), back=reverse("office:indicator_reports"), label=_("导入"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("indicators/reports/", indicator_reports, name="indicator_reports"),
    path("indicators/reports/import/", indicator_import, name="indicator_import"),
    path("indicators/reports/<str:key>/", indicator_report, name="indicator_report"),
]
