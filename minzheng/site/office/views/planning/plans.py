"""Plans: the list, one plan with its targets and lamps, and what else it holds, each on a tab."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    COLOURS,
    COMPARATORS,
    FACT_SECTIONS,
    PLAN_KINDS,
    PLAN_STATES,
    STATUSES,
    TARGET_KINDS,
    UNKNOWN,
)
from minzheng.domains.planning.models import Plan
from minzheng.domains.planning.queries import judging, standings
from minzheng.domains.planning.queries import ledger as items
from minzheng.domains.planning.queries import plans as queries
from minzheng.domains.planning.queries.standings import Standing
from minzheng.domains.planning.services import amendments
from minzheng.domains.planning.services import content as written
from minzheng.domains.planning.services import plans as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui import formats
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_plans as forms
from ..assistance.acts import Deed, Sheet, perform
from ..purchases.entering import tabs
from . import shown

ACT = "office:plan_act"
PAGE = "office/planning/plan.html"


@needs("plans.see")
def plans(request: StaffRequest) -> HttpResponseBase:
    """List the plans of the viewer's divisions and of the places above."""
    viewer = acting(request)
    table = Table(
        "plans", _("规划"),
        [
            Column("title", _("规划"), href=address, order_by="title"),
            Column("division", _("地区"), "division.name", order_by="division"),
            Column("kind", _("类别"), "get_kind_display", order_by="kind", wide=True),
            Column("period", _("规划期"), period, order_by="period_from"),
            Column("document_no", _("文号"), wide=True),
            Column("superior", _("上级规划"), lambda row: row.superior.title if row.superior else "", wide=True),
            Column("target_count", _("指标目标"), kind="number", order_by="target_count"),
            Column("task_count", _("任务"), kind="number", order_by="task_count", wide=True),
            Column("project_count", _("工程"), kind="number", order_by="project_count", wide=True),
            Column("state", _("状态"), "get_state_display", kind="badge", order_by="state"),
        ],
        queryset=queries.listed(viewer),
        filters=[
            Filter("q", _("名称、文号或印发单位"), fields=("title", "document_no", "issuer")),
            Filter("kind", _("类别"), "choice", list(PLAN_KINDS.items())),
            Filter("state", _("状态"), "choice", list(PLAN_STATES.items())),
        ],
        order=("-period_from", "division__path", "-pk"), empty=_("还没有登记规划。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("plans.enter") and (url := lists.address("office:plan_imports")):
        buttons.append({"label": _("导入规划"), "url": url, "icon": "plus", "primary": True})
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(shown.TABS, "plans"), buttons=buttons
    )


def address(plan: Plan) -> str:
    """Return where a plan lies."""
    return reverse("office:plan", args=[plan.pk])


def period(plan: Plan) -> str:
    """Return the years of a plan."""
    first, last = plan.period_from, plan.period_to
    return f"{first.year}" if first.year == last.year else f"{first.year}—{last.year}"


def head(request: StaffRequest, plan: Plan, tab: str) -> dict[str, Any]:
    """Return what every tab of a plan shows above its list."""
    said = [
        plan.division.name,
        plan.issuer,
        plan.document_no,
        f"{plan.period_from} 至 {plan.period_to}",
    ]
    return {
        "plan": plan, "tabs": shown.plan_tabs(plan, tab), "back": reverse("office:plans"),
        "subtitle": " · ".join(one for one in said if one),
        "status": Badge(plan.get_state_display(), "info"),
    }  # fmt: skip


def on_day(request: StaffRequest) -> date:
    """Return the day a standing is asked for (``?on=2028-06-30``), today where none is sound."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return localdate(request.at)


def standing_columns(viewer: Mandate, rows: Sequence[Standing] = ()) -> list[Column]:
    """Return the columns of a table of standings; those that would say nothing or the same are left out."""
    columns = [
        Column("label", _("指标"), "target.label", href=lambda row: reverse("office:planning_target", args=[row.target.pk])),
        Column("kind", _("属性"), lambda row: Badge(TARGET_KINDS[row.target.kind], "quiet"), kind="badge", wide=True),
        Column("asked", _("目标"), lambda row: shown.asked(row.target, row.unit)),
        Column("base", _("基期"), lambda row: shown.figure(row.base), wide=True),
        Column("current", _("现值"), lambda row: shown.figure(row.current, row.unit), href=lambda row: shown.figure_href(row, viewer)),
        Column("pace", _("进度应达"), lambda row: shown.figure(shown.pace(row)), wide=True),
        Column("completion", _("完成程度"), shown.completion, order_by=lambda row: -1 if row.completion is None else row.completion),
        Column("colour", _("亮灯"), lambda row: shown.lamp(row.colour), kind="badge", order_by=lambda row: list(COLOURS).index(row.colour)),
        Column("status", _("状态"), lambda row: shown.status(row.status), kind="badge", wide=True),
        Column("forecast", _("预计期末"), lambda row: shown.figure(row.forecast, row.unit), wide=True),
        Column("course", _("走势"), shown.course, wide=True),
        Column("due_on", _("期限"), "target.due_on", kind="date", order_by=lambda row: row.target.due_on, wide=True),
        Column("owner", _("责任单位"), "target.owner", wide=True),
    ]  # fmt: skip
    silent = {"owner"} if not any(one.target.owner for one in rows) else set()
    if all(one.target.due_on == one.target.plan.period_to for one in rows):
        silent.add("due_on")
    return [one for one in columns if not rows or one.key not in silent]


def standing_filters() -> list[Filter]:
    """Return the filters of a table of standings."""
    return [
        Filter("q", _("指标或责任单位"), fields=("target.label", "target.owner")),
        Filter("colour", _("亮灯"), "choice", list(COLOURS.items())),
        Filter("status", _("状态"), "choice", list(STATUSES.items())),
        Filter("kind", _("属性"), "choice", [(key or "none", label) for key, label in TARGET_KINDS.items()], apply=_of_kind),
        Filter("listed", _("只看指标表"), "flag", apply=lambda rows, _yes: [row for row in rows if row.target.is_listed]),
    ]  # fmt: skip


def _of_kind(rows: Sequence[Standing], kind: str) -> list[Standing]:
    return [row for row in rows if (row.target.kind or "none") == kind]


@needs("plans.see")
def plan(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show a plan: its targets with where they stand on a day, and the lamps counted."""
    viewer = acting(request)
    row = found(queries.plans(viewer), pk)
    on = on_day(request)
    rows = standings.standings(row, on, viewer)
    table = Table(
        "plan.targets", row.title, standing_columns(viewer, rows), rows=rows, filters=standing_filters(), order="",
        row_tone=lambda one: shown.LAMPS[one.colour] if one.colour != UNKNOWN else "",
        empty=_("这个规划没有指标和目标。"),
    )  # fmt: skip
    context = head(request, row, "plan") | {
        "tiles": _tiles(row, rows, on),
        "figure": shown.lights(standings.counts(rows, lambda one: one.colour), _("指标亮灯")),
        "on": on,
        "offered": _offered(request, row),
    }
    return lists.respond(request, table, PAGE, **context)


def _tiles(row: Plan, rows: Sequence[Standing], on: date) -> list[dict[str, Any]]:
    counted = standings.counts(rows, lambda one: one.status)
    time = judging.time_progress(row.period_from, row.period_to, on)
    home = reverse("office:plan", args=[row.pk])
    tiles: list[dict[str, Any]] = [
        {
            "label": _("时间进度"),
            "value": shown.percent(time),
            "note": _("截至%(day)s") % {"day": on},
        },
        {"label": _("指标目标"), "value": len(rows)},
    ]
    for key, label in STATUSES.items():
        tiles.append({
            "label": label, "value": counted.get(key, 0), "tone": shown.TONES[key] if counted.get(key) else "",
            "href": f"{home}?status={key}&on={on}",
        })  # fmt: skip
    return tiles


def _offered(request: StaffRequest, row: Plan) -> list[dict[str, Any]]:
    if not services.may_enter(acting(request), row.division_id):
        return []
    return [
        {
            "deed": deed,
            "form": _form(request, row, deed),
            "url": reverse(ACT, args=[row.pk, deed.key]),
        }
        for deed in DEEDS
        if deed.may(acting(request), row)
    ]


def _form(request: StaffRequest, row: Plan, deed: Deed) -> Any:
    return deed.form(auto_id=f"{deed.key}_%s", **(deed.shape(request, row) if deed.shape else {}))


# -- what may be done to a plan -----------------------------------------------------------------


def _above(request: StaffRequest, row: Plan) -> dict[str, Any]:
    others = queries.plans(acting(request)).exclude(pk=row.pk).order_by("division__path", "title")
    return {"plans": [(one.pk, f"{one.title}（{one.division.name}）") for one in others]}


def _linked(request: StaffRequest, row: Plan, told: dict[str, Any]) -> Any:
    superior = found(queries.plans(acting(request)), told["superior"])
    return services.link(row, superior, by=acting(request), at=request.at)


def _amended(request: StaffRequest, row: Plan, told: dict[str, Any]) -> Any:
    return amendments.amend(row, told.pop("changes"), **told, by=acting(request), at=request.at)


def _may(viewer: Mandate, row: Plan) -> bool:
    return services.may_enter(viewer, row.division_id)


DEEDS = (
    Deed("link", _("对接上级规划"), forms.Link, _linked, _("已对接，相同的指标已对应。"), _may, shape=_above),
    Deed(
        "amend", _("提出规划调整"), forms.PlanAmendment, _amended, _("已提出，等待他人批准。"), _may,
        shape=lambda _request, row: {"plan": row},
    ),
)  # fmt: skip


def _sheet(row: Plan) -> Sheet:
    return Sheet(
        title=row.title, subtitle=row.division.name, facts=[], back=address(row), deeds=DEEDS
    )


@require_POST
@needs("plans.enter")
def plan_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a plan."""
    row = found(queries.plans(acting(request)), pk)
    return perform(request, row, act, _sheet(row), ACT, address(row))


# -- the other tabs -----------------------------------------------------------------------------


@needs("plans.see")
def plan_ledger(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show every item of a plan: number, deadline, office, state; for Excel and paper."""
    viewer = acting(request)
    row = found(queries.plans(viewer), pk)
    pages = {
        items.TARGET: "office:planning_target", items.TASK: "office:planning_task",
        items.PROJECT: "office:planning_project", items.MEASURE: "office:measure",
    }  # fmt: skip
    table = Table(
        "plan.ledger", row.title,
        [
            Column("position", _("序号"), kind="number"),
            Column("kind_label", _("类别"), wide=True),
            Column("title", _("事项"), href=lambda one: lists.address(pages[one.kind], one.pk)),
            Column("number", _("数量或要求")),
            Column("due_on", _("期限"), kind="date", order_by=True),
            Column("office", _("责任单位"), order_by=True),
            Column("done", _("完成情况")),
            Column("status", _("状态"), lambda one: shown.status(one.status), kind="badge", order_by=lambda one: one.status),
            Column("reason", _("说明"), wide=True),
        ],
        rows=items.ledger(row, on_day(request), viewer),
        filters=[
            Filter("q", _("事项或单位"), fields=("title", "office")),
            Filter("kind", _("类别"), "choice", list(items.ITEMS.items())),
            Filter("status", _("状态"), "choice", list(STATUSES.items())),
            Filter("due_on", _("到期月份"), "month"),
        ],
        order="", page_size=200, empty=_("这个规划没有事项。"),
    )  # fmt: skip
    return lists.respond(request, table, PAGE, **head(request, row, "plan_ledger"))


@needs("plans.see")
def plan_years(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show what each year is to bring, target by target."""
    row = found(queries.plans(acting(request)), pk)
    rows = [
        {"target": target, "years": {one.year: one.value for one in target.years.all()}}
        for target in row.targets.prefetch_related("years").order_by("-is_listed", "sequence", "pk")
    ]
    years = range(row.period_from.year, min(row.period_to.year, row.period_from.year + 9) + 1)
    table = Table(
        "plan.years", row.title,
        [
            Column("label", _("指标"), "target.label", href=lambda one: reverse("office:planning_target", args=[one["target"].pk])),
            Column("base", _("基期"), lambda one: shown.figure(one["target"].base), wide=True),
            *(Column(f"y{year}", f"{year}", _of_year(year), wide=True) for year in years),
            Column("asked", _("规划目标"), lambda one: shown.asked(one["target"])),
        ],
        rows=rows, filters=[Filter("q", _("指标"), fields=("target.label",))], order="", page_size=200,
        empty=_("这个规划没有指标和目标。"),
    )  # fmt: skip
    intro = _("在指标页上分解年度目标；已定下的年度目标只能通过规划调整修改。")
    return lists.respond(request, table, PAGE, intro=intro, **head(request, row, "plan_years"))


def _of_year(year: int) -> Any:
    return lambda one: shown.figure(one["years"].get(year))


@needs("plans.see")
def plan_alignment(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show each target beside the one of the plan above that it serves."""
    row = found(queries.plans(acting(request)), pk)
    table = Table(
        "plan.alignment", row.title,
        [
            Column("label", _("本级指标"), lambda one: one.target.label if one.target else "", href=lambda one: _target_href(one.target)),
            Column("asked", _("本级目标"), lambda one: shown.asked(one.target) if one.target else ""),
            Column("above", _("上级指标"), lambda one: one.superior.label if one.superior else "", href=lambda one: _target_href(one.superior)),
            Column("asked_above", _("上级目标"), lambda one: shown.asked(one.superior) if one.superior else ""),
            Column("agrees", _("衔接"), _agreement, kind="badge"),
            Column("says", _("说明"), wide=True),
        ],
        rows=queries.alignment(row),
        filters=[Filter("gap", _("只看不衔接"), "flag", apply=lambda rows, _yes: [one for one in rows if one.agrees is False])],
        order="", page_size=200, empty=_("没有指标。"),
    )  # fmt: skip
    above = row.superior
    intro = (
        _("上级规划：%(title)s") % {"title": above.title} if above else _("还没有对接上级规划。")
    )
    return lists.respond(request, table, PAGE, intro=intro, **head(request, row, "plan_alignment"))


def _target_href(target: Any) -> str:
    return reverse("office:planning_target", args=[target.pk]) if target is not None else ""


def _agreement(one: queries.Alignment) -> Badge:
    if one.agrees is None:
        return Badge(_("未比较"))
    return Badge(_("衔接"), "good") if one.agrees else Badge(_("不衔接"), "danger")


@needs("plans.see")
def plan_chapters(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show the chapters of a plan in their words."""
    row = found(queries.plans(acting(request)), pk)
    chapters = list(row.chapters.order_by("sequence"))
    context = head(request, row, "plan_chapters") | {"chapters": chapters, "title": row.title}
    return render(request, "office/planning/plan_chapters.html", context)


@needs("plans.see")
def plan_facts(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List standards, parameters, counts, money and doubts as the plan's text states them."""
    row = found(queries.plans(acting(request)), pk)
    table = Table(
        "plan.facts", row.title,
        [
            Column("section", _("类别"), "get_section_display", order_by="section"),
            Column("label", _("名称")),
            Column("values", _("内容"), lambda one: _plain(one.values)),
        ],
        queryset=queries.facts(row),
        filters=[
            Filter("q", _("名称"), fields=("label", "key")),
            Filter("section", _("类别"), "choice", list(FACT_SECTIONS.items())),
        ],
        order=("section", "sequence"), page_size=200, empty=_("没有记载。"),
    )  # fmt: skip
    return lists.respond(request, table, PAGE, **head(request, row, "plan_facts"))


SAID_ELSEWHERE = ("key", "zh", "en", "benefit", "category", "where")
AMOUNTS = ("value", "from", "to")


def _plain(values: dict[str, Any]) -> str:
    """Return what a plan states of one fact, field by field, in words."""
    return " ".join(
        f"{written.name('field', key)}{_worded(key, value)}"
        for key, value in values.items()
        if key not in SAID_ELSEWHERE and value is not None
    )


def _worded(key: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and key in AMOUNTS:
        return formats.number(value)
    if key == "comparator":
        return COMPARATORS.get(str(value), str(value))
    return written.name("unit" if key == "unit" else "text", value)


urlpatterns: list[URLPattern] = [
    path("plans/", plans, name="plans"),
    path("plans/<int:pk>/", plan, name="plan"),
    path("plans/<int:pk>/ledger/", plan_ledger, name="plan_ledger"),
    path("plans/<int:pk>/years/", plan_years, name="plan_years"),
    path("plans/<int:pk>/alignment/", plan_alignment, name="plan_alignment"),
    path("plans/<int:pk>/chapters/", plan_chapters, name="plan_chapters"),
    path("plans/<int:pk>/facts/", plan_facts, name="plan_facts"),
    path("plans/<int:pk>/do/<str:act>/", plan_act, name="plan_act"),
]
