"""Tasks: the list, a new one, one task with its parts and progress, and the tasks of a plan."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import OPEN, TASK_DONE, TASK_STATES
from minzheng.domains.planning.models import Plan, Task
from minzheng.domains.planning.queries import plans, work
from minzheng.domains.planning.queries.work import TaskStanding
from minzheng.domains.planning.services import tasks as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_plans as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import places
from ..purchases.entering import filled, tabs
from . import shown
from .plans import PAGE, head, on_day
from .tracking import button, places_below, who_works

ACT = "office:planning_task_act"
UNFINISHED = "unfinished"


def address(row: Task) -> str:
    """Return where a task lies."""
    return reverse("office:planning_task", args=[row.pk])


def columns(viewer: Mandate) -> list[Column]:
    """Return the columns of a list of tasks with where they stand."""
    return [
        Column("title", _("任务"), lambda one: one.task.title, href=lambda one: address(one.task)),
        Column("whole", _("上级任务"), lambda one: one.task.parent.title if one.task.parent else "", wide=True),
        Column("unit", _("责任单位"), "task.unit", order_by=lambda one: one.task.unit),
        Column("owner", _("责任人"), lambda one: str(one.task.owner.user) if one.task.owner else "", wide=True),
        Column("place", _("地区"), lambda one: lists.place(one.task.division), wide=True),
        Column("quantity", _("数量"), lambda one: shown.figure(one.task.quantity, one.task.quantity_unit) if one.task.quantity is not None else "", wide=True),
        Column("due_on", _("期限"), "task.due_on", kind="date", order_by=lambda one: str(one.task.due_on or "9999")),
        Column("percent", _("进度"), lambda one: _("未填报") if one.percent is None else f"{one.percent}%"),
        Column("colour", _("亮灯"), lambda one: shown.lamp(one.colour), kind="badge"),
        Column("state", _("状态"), "task.get_state_display", wide=True),
        Column("reason", _("说明"), wide=True),
    ]  # fmt: skip


def _kept(
    test: Callable[[TaskStanding], Any],
) -> Callable[[Sequence[TaskStanding], Any], list[TaskStanding]]:
    return lambda rows, _yes: [one for one in rows if test(one)]


def _below(rows: Sequence[TaskStanding], code: str) -> list[TaskStanding]:
    inside = set(divisions.subtree(code).values_list("pk", flat=True))
    return [one for one in rows if one.task.division_id in inside]


def _filters(request: StaffRequest, rows: Sequence[TaskStanding]) -> list[Filter]:
    viewer = acting(request)
    units = sorted({one.task.unit for one in rows if one.task.unit})
    return [
        Filter("q", _("任务、单位或来源"), fields=("task.title", "task.unit", "task.origin")),
        Filter("mine", _("只看我的"), "flag", apply=_kept(lambda one: one.task.owner and one.task.owner.user_id == viewer.user_id)),
        Filter("late", _("只看逾期"), "flag", apply=_kept(lambda one: one.is_late)),
        Filter("practical", _("民生实事"), "flag", apply=_kept(lambda one: one.task.is_practical)),
        Filter("state", _("状态"), "choice", list(TASK_STATES.items()), apply=_in_state),
        Filter("unit", _("责任单位"), "choice", [(unit, unit) for unit in units], apply=lambda kept, unit: [one for one in kept if one.task.unit == unit]),
        Filter("plan", _("规划"), "choice", lambda: [(str(p.pk), p.title) for p in plans.plans(viewer)], apply=lambda kept, pk: [one for one in kept if str(one.task.plan_id) == pk]),
        Filter("division", _("地区"), "choice", lambda: places(request), apply=_below),
        Filter("task.due_on", _("到期月份"), "month"),
    ]  # fmt: skip


def _in_state(rows: Sequence[TaskStanding], state: str) -> list[TaskStanding]:
    return [one for one in rows if one.task.state == state]


@needs("plans.see")
def planning_tasks(request: StaffRequest) -> HttpResponseBase:
    """List tasks; mine, overdue ones, those of a unit, the practical matters of the year."""
    viewer, on = acting(request), localdate(request.at)
    rows = work.standings_of(work.tasks(viewer).order_by("-state", "due_on", "pk"), on)
    table = Table(
        "planning.tasks", _("任务清单"),
        [
            *columns(viewer)[:-1],
            Column("practical", _("民生实事"), lambda one: _("是") if one.task.is_practical else "", wide=True),
            Column("reason", _("说明"), wide=True),
            Column("plan", _("规划或来源"), lambda one: one.task.plan.title if one.task.plan else one.task.origin, wide=True),
        ],
        rows=rows, filters=_filters(request, rows), order="",
        row_tone=lambda one: "danger" if one.is_late else "", empty=_("还没有任务。"),
    )  # fmt: skip
    buttons = [button(_("下达任务"), "planning_task_new", primary=True)]
    may = any(viewer.may(one) for one in services.ASSIGN)
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(shown.TABS, "planning_tasks"), tiles=_tiles(rows, viewer),
        buttons=buttons if may else [],
    )  # fmt: skip


def _tiles(rows: Sequence[TaskStanding], viewer: Mandate) -> list[dict[str, Any]]:
    home = reverse("office:planning_tasks")
    opened = [one for one in rows if one.task.state == OPEN]
    mine = [one for one in opened if one.task.owner and one.task.owner.user_id == viewer.user_id]
    late = sum(one.is_late for one in opened)
    return [
        {"label": _("我的任务"), "value": len(mine), "href": f"{home}?mine=1&state={OPEN}"},
        {"label": _("进行中"), "value": len(opened), "href": f"{home}?state={OPEN}"},
        {"label": _("逾期"), "value": late, "href": f"{home}?late=1", "tone": "danger" if late else ""},
        {"label": _("已完成"), "value": sum(one.task.state == TASK_DONE for one in rows), "href": f"{home}?state={TASK_DONE}"},
        {"label": _("民生实事"), "value": sum(one.task.is_practical for one in rows), "href": f"{home}?practical=1"},
    ]  # fmt: skip


@needs("plans.see")
def plan_tasks(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List the tasks of one plan with where they stand."""
    viewer, on = acting(request), on_day(request)
    row = found(plans.plans(viewer), pk)
    rows = work.task_standings(row, on, viewer)
    table = Table(
        "plan.tasks", row.title, columns(viewer), rows=rows,
        filters=[
            Filter("q", _("任务或单位"), fields=("task.title", "task.unit")),
            Filter("late", _("只看逾期"), "flag", apply=_kept(lambda one: one.is_late)),
            Filter("state", _("状态"), "choice", list(TASK_STATES.items()), apply=_in_state),
        ],
        order="", page_size=200, empty=_("这个规划没有分解任务。"),
        row_tone=lambda one: "danger" if one.is_late else "",
    )  # fmt: skip
    context = head(request, row, "plan_tasks")
    if any(viewer.may(one) for one in services.ASSIGN) and accounts.covers(viewer, row.division_id):
        new = button(_("下达任务"), "planning_task_new", primary=True)
        context["buttons"] = [new | {"url": f"{new['url']}?plan={row.pk}"}]
    return lists.respond(request, table, PAGE, **context)


# -- a new task ---------------------------------------------------------------------------------


def _shape(request: StaffRequest, division: str) -> dict[str, Any]:
    viewer, on = acting(request), localdate(request.at)
    return {"places": places_below(viewer), "people": _people(viewer, division, on)}


def _people(viewer: Mandate, division: str, on: Any) -> list[tuple[int, str]]:
    """Return who may be made responsible: at the place and, above it, and in the places below."""
    near = {pk: label for code, _name in places_below(viewer) for pk, label in who_works(code, on)}
    return list((dict(who_works(division, on)) | near).items())


def _told(request: StaffRequest, told: dict[str, Any]) -> dict[str, Any]:
    owner = told.pop("owner")
    people = Mandate.objects.filter(pk=owner).first() if owner is not None else None
    return {**told, "owner": people}


@needs(*services.ASSIGN)
def planning_task_new(request: StaffRequest) -> HttpResponseBase:
    """Give out a task."""
    viewer = acting(request)
    own = plans.plans(viewer).filter(pk__in=accounts.visible(Plan.objects.all(), viewer))
    asked = request.GET.get("plan", "")
    form = forms.TaskEntry(
        request.POST or None, **_shape(request, viewer.division_id), plans=[(one.pk, one.title) for one in own],
        initial={"division": viewer.division_id, "plan": asked},
    )  # fmt: skip

    def assigned(told: dict[str, Any]) -> Task:
        plan = told.pop("plan")
        chosen = found(own, plan) if plan is not None else None
        return services.assign(**_told(request, told), plan=chosen, by=viewer, at=request.at)

    return filled(
        request, form, assigned, title=_("下达任务"), done=_("任务已下达。"), home=address,
        back=reverse("office:planning_tasks"),
    )  # fmt: skip


# -- one task -----------------------------------------------------------------------------------


def _part(request: StaffRequest, row: Task, told: dict[str, Any]) -> Any:
    return services.assign(**_told(request, told), parent=row, origin=row.origin, by=acting(request), at=request.at)  # fmt: skip


def _handed(request: StaffRequest, row: Task, told: dict[str, Any]) -> Any:
    owner = found(Mandate.objects.all(), told["owner"])
    return services.hand_over(row, owner=owner, unit=told["unit"], by=acting(request), at=request.at)  # fmt: skip


def _may_assign(viewer: Mandate, row: Task) -> bool:
    near = accounts.covers(viewer, row.division_id)
    return row.state == OPEN and near and any(viewer.may(one) for one in services.ASSIGN)


def _may_lead(viewer: Mandate, row: Task) -> bool:
    return accounts.covers(viewer, row.division_id) and viewer.may("plans.enter")


DEEDS = (
    Deed(
        "progress", _("填报进展"), forms.Progress,
        lambda request, row, told: services.progress(row, **told, by=acting(request), at=request.at),
        _("进展已填报。"), lambda viewer, row: row.state == OPEN and work.may_work(viewer, row),
        initial=lambda request, _row: {"on": localdate(request.at)},
    ),
    Deed(
        "part", _("分解子任务"), forms.TaskEntry, _part, _("子任务已下达。"), _may_assign,
        shape=lambda request, row: {**_shape(request, row.division_id), "plans": None},
        initial=lambda _request, row: {"division": row.division_id, "unit": row.unit, "due_on": row.due_on},
    ),
    Deed(
        "hand", _("移交责任人"), forms.HandOver, _handed, _("已移交。"), _may_assign,
        shape=lambda request, row: {"people": _people(acting(request), row.division_id, localdate(request.at))},
    ),
    Deed(
        "list", _("列入民生实事"), forms.Nothing,
        lambda request, row, _told: services.mark_practical(row, is_practical=True, by=acting(request), at=request.at),
        _("已列入民生实事。"), lambda viewer, row: not row.is_practical and _may_lead(viewer, row),
    ),
    Deed(
        "unlist", _("移出民生实事"), forms.Nothing,
        lambda request, row, _told: services.mark_practical(row, is_practical=False, by=acting(request), at=request.at),
        _("已移出民生实事。"), lambda viewer, row: row.is_practical and _may_lead(viewer, row),
    ),
    Deed(
        "cancel", _("取消任务"), forms.Refusal,
        lambda request, row, told: services.cancel(row, **told, by=acting(request), at=request.at),
        _("任务已取消。"), lambda viewer, row: row.state == OPEN and _may_lead(viewer, row),
    ),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Task) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    now = work.standings_of([row], on)[0]
    facts: list[Any] = [
        (_("责任单位"), row.unit or "—"), (_("责任人"), row.owner.label if row.owner else "—"),
        (_("地区"), lists.place(row.division)), (_("期限"), row.due_on or "—"),
        (_("数量"), shown.figure(row.quantity, row.quantity_unit)),
        (_("进度"), _("未填报") if now.percent is None else f"{now.percent}%"), (_("说明"), now.reason),
        (_("民生实事"), _("是") if row.is_practical else _("否")), (_("来源"), row.origin or "—"),
    ]  # fmt: skip
    if row.plan is not None:
        facts.append(
            {
                "label": _("规划"),
                "value": row.plan.title,
                "href": reverse("office:plan", args=[row.plan_id]),
            }
        )
    if row.parent is not None:
        facts.append(
            {"label": _("上级任务"), "value": row.parent.title, "href": address(row.parent)}
        )
    if row.text:
        facts.append((_("内容"), row.text))
    parts = work.standings_of(work.tasks(viewer).filter(parent=row).order_by("sequence"), on)
    return Sheet(
        title=row.title, subtitle=row.get_state_display(), status=shown.lamp(now.colour), facts=facts,
        back=reverse("office:planning_tasks"), deeds=DEEDS, table=_progress(row, viewer),
        more=[Table("task.parts", _("子任务"), columns(viewer), rows=parts, order="", empty=_("没有分解子任务。"), prefix="p-")],
    )  # fmt: skip


def _progress(row: Task, viewer: Mandate) -> Table:
    return Table(
        "task.progress", _("进展"),
        [
            Column("on", _("日期"), kind="date"), Column("percent", _("进度"), lambda one: f"{one.percent}%"),
            Column("quantity", _("累计完成数量"), lambda one: shown.figure(one.quantity, row.quantity_unit)),
            Column("text", _("进展")), Column("by", _("填报人"), lambda one: str(one.by.user), wide=True),
            Column("document", _("佐证材料"), lambda one: one.document.title if one.document else "", href=lambda one: lists.address("office:document", one.document_id, viewer=viewer, needs="documents.see") if one.document_id else ""),
        ],
        queryset=row.progress.select_related("by__user", "document"), order=("-on", "-pk"),
        empty=_("还没有填报进展。"), prefix="g-",
    )  # fmt: skip


@needs("plans.see")
def planning_task(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one task."""
    row = found(work.tasks(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.work", "plans.enter", "plans.confirm")
def planning_task_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a task."""
    row = found(work.tasks(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, address(row))


urlpatterns: list[URLPattern] = [
    path("plans/<int:pk>/tasks/", plan_tasks, name="plan_tasks"),
    path("planning/tasks/", planning_tasks, name="planning_tasks"),
    path("planning/tasks/new/", planning_task_new, name="planning_task_new"),
    path("planning/tasks/<int:pk>/", planning_task, name="planning_task"),
    path("planning/tasks/<int:pk>/<str:act>/", planning_task_act, name="planning_task_act"),
]
