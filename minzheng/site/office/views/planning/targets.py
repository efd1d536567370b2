"""One target: where it stands, its course against the goal, its years, the plans above and below, its changes."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.domains.planning.models import Target
from minzheng.domains.planning.queries import plans as queries
from minzheng.domains.planning.queries import standings
from minzheng.domains.planning.queries.standings import Standing
from minzheng.domains.planning.services import amendments
from minzheng.domains.planning.services import plans as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators.choices import ORIGINS
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Table

from ...doors import acting, found, needs
from ...forms import planning_plans as forms
from ..assistance.acts import Deed, Sheet, perform, show
from . import shown
from .plans import on_day, standing_columns

ACT = "office:planning_target_act"


def _above(_request: StaffRequest, row: Target) -> dict[str, Any]:
    above = row.plan.superior
    rows = above.targets.order_by("-is_listed", "sequence") if above is not None else ()
    return {"targets": [(one.pk, f"{one.label} {shown.asked(one)}") for one in rows]}


def _mapped(request: StaffRequest, row: Target, told: dict[str, Any]) -> Any:
    above = told["superior"]
    chosen = found(queries.targets(acting(request)), above) if above is not None else None
    return services.map_target(row, chosen, by=acting(request), at=request.at)


def _amended(request: StaffRequest, row: Target, told: dict[str, Any]) -> Any:
    changes = told.pop("changes")
    return amendments.amend(
        row.plan, changes, target=row, **told, by=acting(request), at=request.at
    )


def _may(viewer: Mandate, row: Target) -> bool:
    return services.may_enter(viewer, row.plan.division_id)


DEEDS = (
    Deed(
        "year", _("分解年度目标"), forms.YearGoal,
        lambda request, row, told: services.set_year(row, told["year"], told["value"], by=acting(request), at=request.at),
        _("年度目标已定下。"), _may,
    ),
    Deed(
        "map", _("对应上级指标"), forms.Mapping, _mapped, _("已对应。"),
        lambda viewer, row: _may(viewer, row) and row.plan.superior_id is not None, shape=_above,
    ),
    Deed(
        "amend", _("提出调整"), forms.TargetAmendment, _amended, _("已提出，等待他人批准。"), _may,
        shape=lambda _request, row: {"target": row},
    ),
)  # fmt: skip


def _facts(row: Target, now: Standing, viewer: Mandate) -> list[Any]:
    item = indicators.find(row.indicator)
    base = shown.figure(now.base, now.unit)
    said: list[Any] = [
        (_("属性"), row.get_kind_display()), (_("计算方法"), row.get_method_display()),
        (_("目标"), shown.asked(row, now.unit)), (_("完成期限"), row.due_on),
        (_("基期"), f"{base}（{_('按基期年数据')}）" if now.base_is_read else base),
        {"label": _("现值"), "value": shown.figure(now.current, now.unit), "href": shown.figure_href(now, viewer)},
        (_("进度应达"), shown.figure(shown.pace(now), now.unit)),
        (_("完成程度"), shown.completion(now)), (_("时间进度"), shown.percent(now.time_progress)),
        (_("预计期末"), shown.figure(now.forecast, now.unit)), (_("判断依据"), now.reason),
        (_("责任单位"), row.owner or "—"), (_("指标口径"), item.definition if item else "—"),
    ]  # fmt: skip
    if row.superior is not None:
        said.append({
            "label": _("上级指标"), "value": f"{row.superior.plan.title}：{shown.asked(row.superior)}",
            "href": reverse("office:planning_target", args=[row.superior_id]),
        })  # fmt: skip
    said += [(_("疑点"), "；".join(row.flags))] if row.flags else []
    said += [(_("备注"), row.note)] if row.note else []
    said += [(_("原文位置"), row.position)] if row.position else []
    return said


def _course(now: Standing, viewer: Mandate) -> Table:
    return Table(
        "target.course", _("规划期内数据"),
        [
            Column("period", _("统计期"), lambda one: months.period_label(one.period), href=lambda one: shown.reading_href(one, viewer)),
            Column("value", _("数值"), lambda one: shown.figure(one.value, now.unit)),
            Column("origin", _("来源"), lambda one: ORIGINS.get(one.origin, one.origin)),
        ],
        rows=list(reversed(now.course)), order="", empty=_("规划期内还没有数据。"), prefix="c-",
    )  # fmt: skip


def _years(row: Target) -> Table:
    return Table(
        "target.years", _("年度目标"),
        [Column("year", _("年度")), Column("value", _("目标"), lambda one: shown.figure(one.value, row.unit))],
        queryset=row.years.order_by("year"), order=("year",), empty=_("还没有分解到年度。"), prefix="y-",
    )  # fmt: skip


def _below(row: Target, request: StaffRequest) -> list[Table]:
    """Return the targets of the plans below, and the same target judged for the places below."""
    viewer, on = acting(request), on_day(request)
    cascade = queries.cascade(viewer, row)
    tables = []
    if cascade.rows:
        plan = Column(
            "plan",
            _("规划"),
            "target.plan.title",
            href=lambda one: reverse("office:plan", args=[one.target.plan_id]),
        )
        tables.append(Table(
            "target.below", f"{_('下级规划')}：{cascade.says}", [plan, *standing_columns(viewer)],
            rows=standings.standings_of(cascade.rows, on, viewer), order="", prefix="b-",
        ))  # fmt: skip
    places = _places(row, request)
    if places:
        tables.append(Table(
            "target.places", _("各地现值"),
            [
                Column("place", _("地区"), "place.name"),
                Column("current", _("现值"), lambda one: shown.figure(one["standing"].current, one["standing"].unit), href=lambda one: shown.figure_href(one["standing"], viewer)),
                Column("completion", _("完成程度"), lambda one: shown.completion(one["standing"])),
                Column("colour", _("亮灯"), lambda one: shown.lamp(one["standing"].colour), kind="badge"),
            ],
            rows=places, order="", page_size=100, prefix="p-",
        ))  # fmt: skip
    return tables


def _places(row: Target, request: StaffRequest) -> list[dict[str, Any]]:
    viewer, on = acting(request), on_day(request)
    series = standings.Series()
    found_places = []
    for place in divisions.children(row.plan.division_id, on):
        if not series.of(row.indicator, place.pk) or not accounts.covers(viewer, place.pk):
            continue
        now = standings.standing(row, on, viewer, division=place.pk, series=series)
        found_places.append({"place": place, "standing": now})
    return found_places


def _sheet(request: StaffRequest, row: Target) -> Sheet:
    viewer = acting(request)
    now = standings.standing(row, on_day(request), viewer)
    return Sheet(
        title=row.label, subtitle=row.plan.title, status=shown.lamp(now.colour), facts=_facts(row, now, viewer),
        back=reverse("office:plan", args=[row.plan_id]), deeds=DEEDS, figure=shown.line_of(now),
        table=_course(now, viewer), more=[_years(row), *_below(row, request)],
        link=(_("调整记录"), reverse("office:plan_amendments", args=[row.plan_id])),
    )  # fmt: skip


@needs("plans.see")
def planning_target(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one target."""
    row = found(queries.targets(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def planning_target_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a target."""
    row = found(queries.targets(acting(request)), pk)
    home = reverse("office:planning_target", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("planning/targets/<int:pk>/", planning_target, name="planning_target"),
    path("planning/targets/<int:pk>/<str:act>/", planning_target_act, name="planning_target_act"),
]
