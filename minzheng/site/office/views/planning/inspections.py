"""Inspections of townships on site: the list, the plan of a quarter, the record of one, coverage by quarter."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.domains.planning.choices import (
    AS_IT_SHOULD_BE,
    FAULTY,
    INSPECTED,
    INSPECTION_STATES,
    NOT_APPLICABLE,
    PLANNED_INSPECTION,
)
from minzheng.domains.planning.declarations.checklist import CHECKLIST
from minzheng.domains.planning.models import Inspection
from minzheng.domains.planning.queries import inspections as queries
from minzheng.domains.planning.queries import rectification as ledger
from minzheng.domains.planning.services import inspections as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import moment, percent
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_tracking as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import filled
from .rectification import address as item_address
from .tracking import TABS, button, late, tabs

ACT = "office:inspection_act"
QUARTERS_SHOWN = 8
ANSWERS = {AS_IT_SHOULD_BE: "good", FAULTY: "danger", NOT_APPLICABLE: "quiet"}
OUTCOMES = {
    "met": ("good", "已检查"),
    "late": ("danger", "逾期未检查"),
    "due": ("due", "本季度待检查"),
    "unknown": ("quiet", "未规定次数"),
}


def _address(row: Inspection) -> str:
    return reverse("office:inspection", args=[row.pk])


def _state(row: Inspection) -> Badge:
    return Badge(row.get_state_display(), "good" if row.state == INSPECTED else "due")


def _quarters(on: date) -> list[str]:
    now = months.period_of(on, months.QUARTER)
    return [months.previous_period(now, count) for count in range(QUARTERS_SHOWN)]


@needs("plans.see")
def inspections(request: StaffRequest) -> HttpResponseBase:
    """List the inspections planned and held, what is due first."""
    viewer, on = acting(request), localdate(request.at)
    table = Table(
        "inspections", _("乡镇实地检查"),
        [
            Column("division", _("乡镇（街道）"), "division.name", href=_address, order_by="division__path"),
            Column("quarter", _("季度"), lambda row: months.period_label(row.quarter), order_by="quarter"),
            Column("due_on", _("最迟"), kind="date", order_by="due_on"),
            Column("late", _("时限"), lambda row: late(row.due_on, on, is_open=row.state == PLANNED_INSPECTION), kind="badge"),
            Column("held_on", _("检查日期"), kind="date", order_by="held_on"),
            Column("people", _("检查人"), _people, wide=True),
            Column("place", _("地点"), wide=True),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
        ],
        queryset=queries.inspections(viewer),
        filters=[
            Filter("quarter", _("季度"), "choice", [(q, months.period_label(q)) for q in _quarters(on)]),
            Filter("state", _("状态"), "choice", list(INSPECTION_STATES.items())),
            Filter("late", _("只看逾期"), "flag", apply=lambda rows, _yes: rows.filter(state=PLANNED_INSPECTION, due_on__lt=on)),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("-quarter", "division__path", "sequence"),
        row_tone=lambda row: "danger" if row.state == PLANNED_INSPECTION and row.due_on < on else "",
        empty=_("还没有检查计划。"),
    )  # fmt: skip
    buttons = [{**button(_("覆盖情况"), "inspection_coverage"), "icon": "chart-bar"}]
    if viewer.may("plans.enter"):
        buttons.append(button(_("生成季度计划"), "inspection_plan", primary=True))
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "inspections"), buttons=buttons
    )


def _people(row: Inspection) -> str:
    return f"{row.inspector.user}、{row.companion.user}" if row.inspector and row.companion else ""


@needs("plans.enter")
def inspection_plan(request: StaffRequest) -> HttpResponse:
    """Plan the inspections of a quarter; pressed again it adds only what is missing."""
    viewer, on = acting(request), localdate(request.at)
    now = months.period_of(on, months.QUARTER)
    offered = [now, months.previous_period(now, -1), months.previous_period(now)]
    form = forms.QuarterChoice(
        request.POST or None, quarters=[(q, months.period_label(q)) for q in offered]
    )
    return filled(
        request, form,
        lambda told: services.plan_quarter(viewer.division_id, told["quarter"], by=viewer, at=request.at),
        title=_("生成季度计划"), intro=_("按“标准与参数”中每季度检查次数，为辖区每个乡镇（街道）列出检查任务。"),
        label=_("生成"), done=_("季度计划已生成。"), home=lambda _new: reverse("office:inspections"), back=reverse("office:inspections"),
    )  # fmt: skip


@needs("plans.see")
def inspection_coverage(request: StaffRequest) -> HttpResponseBase:
    """Show which townships were inspected in a quarter, which are late, and the course of the figure."""
    viewer, on = acting(request), localdate(request.at)
    known = _quarters(on)
    asked = request.GET.get("quarter", "")
    quarter = asked if asked in known else known[0]
    rows = queries.coverage(viewer, quarter, on)
    home = reverse("office:inspections")
    table = Table(
        "inspection_coverage", _("%(quarter)s实地检查覆盖") % {"quarter": months.period_label(quarter)},
        [
            Column("name", _("乡镇（街道）"), href=lambda row: f"{home}?quarter={quarter}&division={row.code}"),
            Column("wanted", _("应检查"), kind="number"), Column("held", _("已检查"), kind="number", order_by=True),
            Column("outcome", _("结论"), lambda row: Badge(OUTCOMES[row.outcome][1], OUTCOMES[row.outcome][0]), kind="badge"),
        ],
        rows=rows, order="held", empty=_("辖区没有乡镇。"),
        filters=[Filter("outcome", _("结论"), "choice", [(key, label) for key, (_tone, label) in OUTCOMES.items()])],
    )  # fmt: skip
    told = queries.figure(rows)
    tiles = [
        {"label": _("应检查乡镇"), "value": told.townships, "href": f"{home}?quarter={quarter}"},
        {"label": _("已按次数检查"), "value": told.covered, "href": f"{home}?quarter={quarter}&state={INSPECTED}"},
        {"label": _("覆盖率"), "value": percent(told.share), "href": f"{home}?quarter={quarter}", "tone": "good" if told.share == 1 else "due"},
    ]  # fmt: skip
    if told.unknown:
        tiles.append({"label": _("未规定次数"), "value": told.unknown, "tone": "quiet"})
    course = [queries.figure(queries.coverage(viewer, one, on)) for one in reversed(known[:4])]
    figure = charts.bar(
        _("近四个季度"), [months.period_label(one) for one in reversed(known[:4])],
        {_("应检查"): [one.townships for one in course], _("已检查"): [one.covered for one in course]},
        unit=_("个乡镇"), head=_("季度"),
    )  # fmt: skip
    quarters = [
        {"label": months.period_label(one), "url": f"{reverse('office:inspection_coverage')}?quarter={one}", "active": one == quarter}
        for one in known[:4]
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/planning/coverage.html", tabs=quarters, tiles=tiles, figure=figure
    )


# -- one inspection -----------------------------------------------------------------------------------


def _companions(viewer: Mandate, on: date) -> Any:
    rows = ledger.workers(viewer.division_id, on) | ledger.deciders(viewer.division_id, on)
    return rows.exclude(user=viewer.user_id)


def _shape(request: StaffRequest, row: Inspection) -> dict[str, Any]:
    viewer, on = acting(request), localdate(request.at)
    offered = [(one.pk, one.label) for one in _companions(viewer, on)]
    return {"points": CHECKLIST, "companions": offered, "today": on}


def _recorded(request: StaffRequest, row: Inspection, told: dict[str, Any]) -> Any:
    viewer = acting(request)
    companion = found(_companions(viewer, localdate(request.at)), told.pop("companion"))
    return services.record(row, companion=companion, **told, by=viewer, at=request.at)


DEEDS = (
    Deed(
        "record", _("登记检查"), forms.InspectionRecord, _recorded, _("检查已登记，不符合项已列入整改台账。"),
        lambda viewer, row: row.state == PLANNED_INSPECTION and viewer.may("plans.enter"), shape=_shape,
    ),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Inspection) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    answers = Table(
        "inspection.answers", _("检查记录"),
        [
            Column("sequence", _("序号"), kind="number"), Column("text", _("检查内容")),
            Column("answer", _("结果"), lambda one: Badge(one.get_answer_display(), ANSWERS[one.answer]), kind="badge"),
            Column("note", _("情况")), Column("basis", _("依据"), wide=True),
            Column("item", _("整改"), lambda one: one.item.get_state_display() if one.item else "", href=lambda one: item_address(one.item) if one.item else ""),
        ],
        queryset=row.answers.select_related("item"), order=("sequence",), prefix="a-", empty=_("还没有检查。"),
    )  # fmt: skip
    facts: list[tuple[Any, Any]] = [
        (_("季度"), f"{months.period_label(row.quarter)} 第 {row.sequence} 次"), (_("最迟"), row.due_on),
        (_("检查日期"), row.held_on), (_("检查地点"), row.place), (_("检查人"), _people(row)),
        (_("检查指导意见"), row.opinion), (_("登记时间"), moment(row.recorded_at) if row.recorded_at else ""),
    ]  # fmt: skip
    photo = lists.address("office:document", row.photo_id, viewer=viewer, needs="documents.see") if row.photo_id else ""  # fmt: skip
    status = _state(row) if row.state == INSPECTED else late(row.due_on, on, is_open=True)
    return Sheet(
        title=_("%(town)s实地检查") % {"town": row.division.name}, subtitle=months.period_label(row.quarter), status=status,
        facts=[fact for fact in facts if fact[1]], back=reverse("office:inspections"), deeds=DEEDS, table=answers,
        link=(_("现场照片"), photo) if photo else None,
    )  # fmt: skip


@needs("plans.see")
def inspection(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one inspection, and take down what two people found."""
    row = found(queries.inspections(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def inspection_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Record an inspection."""
    row = found(queries.inspections(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("inspections/", inspections, name="inspections"),
    path("inspections/plan/", inspection_plan, name="inspection_plan"),
    path("inspections/coverage/", inspection_coverage, name="inspection_coverage"),
    path("inspections/<int:pk>/", inspection, name="inspection"),
    path("inspections/<int:pk>/<str:act>/", inspection_act, name="inspection_act"),
]
