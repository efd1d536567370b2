"""Major projects: the list, a new one, one project with milestones, money, land and photographs."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import PROJECT_STATES
from minzheng.domains.planning.models import Plan, Project
from minzheng.domains.planning.queries import plans, work
from minzheng.domains.planning.queries.work import ProjectStanding
from minzheng.domains.planning.services import projects as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.purchases import queries as purchases
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_plans as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import filled, tabs
from . import shown
from .plans import PAGE, head, on_day
from .tracking import button

ACT = "office:planning_project_act"
FEN_OF_TEN_THOUSAND = 1_000_000


def address(row: Project) -> str:
    """Return where a project lies."""
    return reverse("office:planning_project", args=[row.pk])


def columns() -> list[Column]:
    """Return the columns of a list of projects with where they stand."""
    return [
        Column("name", _("项目"), "project.name", href=lambda one: address(one.project), order_by=lambda one: one.project.name),
        Column("plan", _("规划"), lambda one: one.project.plan.title if one.project.plan else "", wide=True),
        Column("site", _("地点"), "project.site", wide=True),
        Column("area", _("建筑面积（平方米）"), lambda one: shown.figure(one.project.area_m2), wide=True),
        Column("beds", _("床位"), "project.beds", kind="number", wide=True),
        Column("total", _("总投资（元）"), "project.total", kind="money"),
        Column("state", _("状态"), "project.get_state_display"),
        Column("stones", _("节点"), lambda one: shown.percent(one.completion) if one.completion is not None else "—"),
        Column("colour", _("亮灯"), lambda one: shown.lamp(one.colour), kind="badge"),
        Column("reason", _("说明"), wide=True),
        Column("land", _("用地"), lambda one: _land(one.project), kind="badge", wide=True),
        Column("flags", _("疑点"), lambda one: "；".join(one.project.flags), wide=True),
    ]  # fmt: skip


def _land(row: Project) -> Badge:
    if row.spatial_plan_on and row.land_plan_year:
        return Badge(_("已纳入"), "good")
    if row.spatial_plan_on or row.land_plan_year:
        return Badge(_("部分纳入"), "due")
    return Badge(_("未纳入"))


def _filters() -> list[Filter]:
    return [
        Filter("q", _("项目或地点"), fields=("project.name", "project.site")),
        Filter("state", _("状态"), "choice", list(PROJECT_STATES.items()), apply=lambda rows, key: [one for one in rows if one.project.state == key]),
        Filter("late", _("只看逾期"), "flag", apply=lambda rows, _yes: [one for one in rows if one.late]),
        Filter("flagged", _("只看有疑点"), "flag", apply=lambda rows, _yes: [one for one in rows if one.project.flags]),
        Filter("landless", _("用地未纳入"), "flag", apply=lambda rows, _yes: [one for one in rows if not (one.project.spatial_plan_on and one.project.land_plan_year)]),
    ]  # fmt: skip


def _table(key: str, title: str, rows: list[ProjectStanding]) -> Table:
    return Table(
        key, title, columns(), rows=rows, filters=_filters(), order="", empty=_("还没有重大工程。"),
        row_tone=lambda one: "danger" if one.late else "due" if one.project.flags else "",
    )  # fmt: skip


@needs("plans.see")
def planning_projects(request: StaffRequest) -> HttpResponseBase:
    """List major projects with their milestones, land and doubts."""
    viewer = acting(request)
    rows = work.projects_of(work.projects(viewer).order_by("pk"), on_day(request))
    home = reverse("office:planning_projects")
    tiles: list[dict[str, Any]] = [
        {"label": _("项目"), "value": len(rows)},
        {"label": _("总投资"), "value": f"{sum(one.project.total or 0 for one in rows) / FEN_OF_TEN_THOUSAND:,.0f}", "unit": _("万元")},
        {"label": _("床位"), "value": sum(one.project.beds or 0 for one in rows)},
        {"label": _("节点逾期"), "value": sum(bool(one.late) for one in rows), "href": f"{home}?late=1"},
        {"label": _("有疑点"), "value": sum(bool(one.project.flags) for one in rows), "href": f"{home}?flagged=1"},
    ]  # fmt: skip
    buttons = [button(_("登记工程"), "planning_project_new", primary=True)]
    return lists.respond(
        request, _table("planning.projects", _("重大工程"), rows), "office/list.html",
        tabs=tabs(shown.TABS, "planning_projects"), tiles=tiles, buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


@needs("plans.see")
def plan_projects(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List the projects of one plan."""
    viewer = acting(request)
    row = found(plans.plans(viewer), pk)
    rows = work.project_standings(row, on_day(request), viewer)
    return lists.respond(
        request,
        _table("plan.projects", row.title, rows),
        PAGE,
        **head(request, row, "plan_projects"),
    )


@needs("plans.enter")
def planning_project_new(request: StaffRequest) -> HttpResponseBase:
    """Register a project, by itself or under a plan."""
    viewer = acting(request)
    own = plans.plans(viewer).filter(pk__in=accounts.visible(Plan.objects.all(), viewer))
    form = forms.ProjectEntry(request.POST or None, plans=[(one.pk, one.title) for one in own])

    def entered(told: dict[str, Any]) -> Project:
        plan = told.pop("plan")
        chosen = found(own, plan) if plan is not None else None
        place = chosen.division_id if chosen is not None else viewer.division_id
        return services.enter_project(**told, plan=chosen, division=place, by=viewer, at=request.at)

    return filled(
        request, form, entered, title=_("登记工程"), done=_("工程已登记。"), home=address,
        back=reverse("office:planning_projects"),
    )  # fmt: skip


# -- one project --------------------------------------------------------------------------------


def _waiting(_request: StaffRequest, row: Project) -> dict[str, Any]:
    rows = row.milestones.filter(done_on=None).order_by("sequence")
    return {"milestones": [(one.pk, one.title) for one in rows]}


def _reached(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    stone = found(row.milestones.all(), told.pop("milestone"))
    return services.finish_milestone(stone, **told, by=acting(request), at=request.at)


def _photo(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    return services.add_photo(row, told.pop("upload"), **told, by=acting(request), at=request.at)


def _paid(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    paid = found(purchases.projects(acting(request)), told["paid"])
    return services.link_money(row, paid, by=acting(request), at=request.at)


def _may(condition: Any = None) -> Any:
    def allowed(viewer: Mandate, row: Project) -> bool:
        own = viewer.may("plans.enter") and accounts.covers(viewer, row.division_id)
        return own and (condition is None or bool(condition(viewer, row)))

    return allowed


def _may_photograph(viewer: Mandate, row: Project) -> bool:
    near = accounts.covers(viewer, row.division_id)
    return near and (viewer.may("plans.enter") or viewer.may("plans.work"))


DEEDS = (
    Deed(
        "reach", _("登记节点完成"), forms.MilestoneReached, _reached, _("节点已登记完成。"),
        _may(lambda _viewer, row: row.milestones.filter(done_on=None).exists()), shape=_waiting,
    ),
    Deed(
        "stone", _("增加节点"), forms.MilestoneEntry,
        lambda request, row, told: services.plan_milestone(row, **told, by=acting(request), at=request.at),
        _("节点已增加。"), _may(),
    ),
    Deed(
        "state", _("更新状态"), forms.ProjectState,
        lambda request, row, told: services.move_on(row, **told, by=acting(request), at=request.at),
        _("状态已更新。"), _may(), initial=lambda _request, row: {"state": row.state},
    ),
    Deed("photo", _("上传照片"), forms.Photo, _photo, _("照片已上传。"), _may_photograph),
    Deed(
        "land", _("登记用地"), forms.Land,
        lambda request, row, told: services.record_land(row, **told, by=acting(request), at=request.at),
        _("用地情况已登记。"), _may(),
        initial=lambda _request, row: {"spatial_plan_on": row.spatial_plan_on, "land_plan_year": row.land_plan_year, "document": row.land_plan_document},
    ),
    Deed(
        "money", _("关联项目资金"), forms.Money, _paid, _("已关联，资金到位和支付见项目资金。"),
        _may(lambda viewer, row: row.money_id is None and purchases.projects(viewer).exists()),
        shape=lambda request, _row: {"projects": [(one.pk, one.name) for one in purchases.projects(acting(request))]},
    ),
)  # fmt: skip


def _stages(now: ProjectStanding, on: Any) -> list[dict[str, Any]]:
    stages = []
    current = next((one for one in now.stones if one.done_on is None), None)
    for one in now.stones:
        due = f"{_('计划')} {one.due_on}" if one.due_on else ""
        done = f"{_('完成')} {one.done_on}" if one.done_on else _("逾期") if one in now.late else ""
        note = " · ".join(part for part in (due, done, one.note) if part)
        state = "done" if one.done_on else "current" if one == current else "next"
        stages.append({"label": one.title, "state": state, "note": note})
    return stages


def _facts(row: Project, now: ProjectStanding, viewer: Mandate) -> list[Any]:
    facts: list[Any] = [
        (_("地点"), row.site or "—"), (_("占地面积（平方米）"), shown.figure(row.land_m2)),
        (_("建筑面积（平方米）"), shown.figure(row.area_m2)), (_("床位"), row.beds if row.beds is not None else "—"),
        (_("总投资（元）"), yuan(row.total) if row.total is not None else "—"),
        (_("状态"), f"{row.get_state_display()} {row.status_note}".strip()), (_("进展"), now.reason),
        (_("纳入国土空间规划"), row.spatial_plan_on or _("未纳入")),
        (_("纳入年度用地计划"), row.land_plan_year or _("未纳入")), (_("用地文件"), row.land_plan_document or "—"),
    ]  # fmt: skip
    if row.plan is not None:
        facts.append(
            {
                "label": _("规划"),
                "value": row.plan.title,
                "href": reverse("office:plan", args=[row.plan_id]),
            }
        )
    if row.money is not None:
        href = lists.address("office:project", row.money_id, viewer=viewer, needs="purchases.see")
        facts.append({"label": _("项目资金"), "value": row.money.name, "href": href})
    facts += [{"label": _("疑点"), "value": one, "tone": "due"} for one in row.flags]
    return facts


def _sheet(request: StaffRequest, row: Project) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    now = work.projects_of(work.projects(viewer).filter(pk=row.pk), on)[0]
    return Sheet(
        title=row.name, subtitle=row.division.name, status=shown.lamp(now.colour), facts=_facts(row, now, viewer),
        back=reverse("office:planning_projects"), deeds=DEEDS, stages=_stages(now, on),
        table=Table(
            "project.planned", _("资金来源"),
            [Column("source", _("来源")), Column("planned", _("计划（元）"), kind="money")],
            queryset=row.sources.all(), order=("-planned",), empty=_("没有登记资金来源。"), prefix="s-",
        ),
        more=[Table(
            "project.photos", _("照片"),
            [
                Column("taken_on", _("日期"), kind="date"), Column("text", _("说明")),
                Column("document", _("照片"), "document.title", href=lambda one: lists.address("office:document", one.document_id, viewer=viewer, needs="documents.see")),
            ],
            queryset=row.photos.select_related("document"), order=("-taken_on", "-pk"), empty=_("还没有照片。"), prefix="f-",
        )],
    )  # fmt: skip


@needs("plans.see")
def planning_project(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one project."""
    row = found(work.projects(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter", "plans.work")
def planning_project_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a project."""
    row = found(work.projects(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, address(row))


urlpatterns: list[URLPattern] = [
    path("plans/<int:pk>/projects/", plan_projects, name="plan_projects"),
    path("planning/projects/", planning_projects, name="planning_projects"),
    path("planning/projects/new/", planning_project_new, name="planning_project_new"),
    path("planning/projects/<int:pk>/", planning_project, name="planning_project"),
    path(
        "planning/projects/<int:pk>/<str:act>/", planning_project_act, name="planning_project_act"
    ),
]
