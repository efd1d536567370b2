"""The home of staff: what is overdue, due and new; for the others, what waits for them."""

from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core.money import format_yuan
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import TASK_KINDS
from minzheng.kernel.cases.declarations import Step
from minzheng.kernel.cases.models import Case, Task
from minzheng.kernel.monitoring import queries
from minzheng.kernel.monitoring.models import Lead
from minzheng.site.middleware import StaffRequest
from minzheng.ui.columns import Badge
from minzheng.ui.responses import redirect

from .. import desk, landings, subjects
from ..doors import acting, needs, tried
from ..forms.steps import form_of, wants_typing
from ..menu import menu

SHOWN = 40
LEAD = "monitoring.lead"


def home(request: StaffRequest) -> HttpResponse:
    """Show my tasks in bands, or, for a role without tasks, what waits and where to look."""
    viewer = acting(request)
    context: dict[str, Any] = {
        "waiting": desk.waiting(viewer, request.at),
        "links": [line for line in menu(viewer, "-") if line["url"] != reverse("office:home")],
    }
    if viewer.may("tasks.see"):
        bands = casework.tasks(viewer, request.at)
        context |= {
            "bands": [
                _band("danger", "已超期", bands.overdue, request),
                _band("due", "今日到期", bands.today, request),
                _band("info", "新到", bands.new, request),
                _band("quiet", "后续", bands.coming, request),
            ],
            "total": bands.total,
            "month": desk.month_so_far(viewer, request.at),
            "notices": desk.ending_notices(viewer, request.at),
            "free": desk.free_morning(viewer, request.at),
            "today": localdate(request.at),
        }
    else:
        context["landing"] = landings.landing(request)
    return render(request, "office/home/home.html", context)


def _band(tone: str, label: str, tasks: list[Task], request: StaffRequest) -> dict[str, Any]:
    """Return one band with its rows; a long band shows its first rows and says how many there are."""
    return {
        "tone": tone,
        "label": label,
        "count": len(tasks),
        "rows": _rows(tasks[:SHOWN], request),
        "rest": max(0, len(tasks) - SHOWN),
    }


def _rows(tasks: list[Task], request: StaffRequest) -> list[dict[str, Any]]:
    """Return the rows of a band; the leads behind them are fetched at once."""
    prefetch_related_objects(
        [task for task in tasks if task.case_id], "case__division", "case__household"
    )
    ids = [task.subject_id for task in tasks if task.subject_key == LEAD]
    leads = {}
    if ids and acting(request).may("leads.see"):
        leads = queries.leads(acting(request)).select_related("household__head").in_bulk(ids)
    return [_row(task, leads.get(task.subject_id or 0), request) for task in tasks]


def _row(task: Task, lead: Lead | None, request: StaffRequest) -> dict[str, Any]:
    """Return who, what, when due, where from, and the one deed a click can do."""
    today = localdate(request.at)
    who, _, what = task.title.partition(" ") if task.case_id else ("", "", task.title)
    place = task.division.name if task.case is None else task.case.division.name
    if lead is not None and lead.household is not None and task.subject_key == LEAD:
        who, place = str(lead.household.head or lead.household), lead.division.name
    steps = _steps(task, request)
    return {
        "task": task,
        "waits": _waits_for(steps),
        "who": who,
        "what": what or task.title,
        "due": _due(task.due_on, today),
        "place": place,
        "matters": _matters(task.case),
        "source": task.source or TASK_KINDS.get(task.kind, ""),
        "href": desk.address_of(task),
        "act": _one_click(task.case, steps),
    }


def _matters(case: Case | None) -> str:
    """Say the few things a signature rests on: amount, what changes, anything out of the ordinary."""
    if case is None:
        return ""
    data, said = case.data, []
    if data.get("outcome") == "eligible":
        said.append(_("符合条件，每月 %(yuan)s 元") % {"yuan": format_yuan(data["amount"])})
    elif data.get("outcome") == "not_eligible":
        said.append(_("不符合条件"))
    if change := data.get("change"):
        amounts = {"a": format_yuan(change["before"]), "b": format_yuan(change["after"])}
        said.append(_("每月 %(a)s 元 → %(b)s 元") % amounts)
    odd = (
        (case.near_kin, _("近亲属备案")),
        (case.sampled, _("列入抽查")),
        (case.complained, _("有投诉举报")),
    )
    return " · ".join([*said, *(word for flag, word in odd if flag)])


def _due(due_on: date | None, today: date) -> Badge:
    """Say in working days when something is due."""
    if due_on is None:
        return Badge("无期限", "quiet")
    left = desk.working_days_left(today, due_on)
    if left < 0:
        return Badge(f"超期 {-left} 个工作日", "danger")
    if due_on == today:
        return Badge("今日到期", "due")
    return Badge(f"还有 {left} 个工作日", "due" if left <= 2 else "quiet")


def _steps(task: Task, request: StaffRequest) -> list[tuple[Step, list[str]]]:
    """Return the steps of a case a task is about, as far as the viewer may take them."""
    if task.case is None or task.subject_key != "cases.case":
        return []
    found = casework.available_steps(task.case, acting(request), request.at)
    return [(step, reasons) for step, reasons in found if step.key in task.steps]


def _one_click(case: Case | None, steps: list[tuple[Step, list[str]]]) -> dict[str, str] | None:
    """Return the step that may be taken from the row: nothing blocks it and nothing is asked."""
    for step, reasons in steps:
        if case is not None and not reasons and not wants_typing(case.workflow, step):
            return {
                "label": step.label,
                "step": step.key,
                "url": reverse("office:home_take", args=[case.pk, step.key]),
                "seen": str(case.events.count()),
            }
    return None


def _waits_for(steps: list[tuple[Step, list[str]]]) -> str:
    """Say what a task still waits for, when none of its steps can be taken yet."""
    if not steps or not all(reasons for _step, reasons in steps):
        return ""
    return "；".join(steps[0][1])


@require_POST
@needs("cases.take")
def home_take(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of a case straight from the list, and come back to the list."""
    case = subjects.case(request, pk)
    if step not in case.definition.by_key:
        return redirect(request, reverse("office:home"))
    seen = request.POST.get("seen", "")
    form = form_of(case, case.definition.step(step), request)
    tried(
        request,
        lambda: cases.take(
            case,
            step,
            by=acting(request),
            at=request.at,
            data=form.untouched(),
            seen=int(seen) if seen.isdigit() else None,
        ),
        f"{case}：“{case.definition.step(step).label}”已办理。",
    )
    return redirect(request, reverse("office:home"))


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("tasks/<int:pk>/<str:step>/", home_take, name="home_take"),
]
