"""The cycle of a month: its journey live, started and resumed by the officer, and what it answered."""

from datetime import timedelta
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.cycle import queries
from minzheng.kernel.cycle.choices import RunState
from minzheng.kernel.cycle.models import CycleRun
from minzheng.kernel.determinations import declarations as policies
from minzheng.kernel.determinations import queries as answers_of
from minzheng.kernel.determinations.choices import OUTCOMES
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.exchange import queries as exchange
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.site import workers
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import journey, lists
from ..doors import acting, needs
from ..frames import CAP, named_households, rows_of

STATE_TONES = {"waiting": "quiet", "running": "info", "finished": "good", "failed": "danger"}
BEGINS_WITHIN = 60
OUTCOME_TONES = {"eligible": "good", "not_eligible": "quiet", "undetermined": "due"}


@needs("cycle.see")
def cycle(request: StaffRequest) -> HttpResponse:
    """Show the latest month, or the one asked for."""
    viewer = acting(request)
    latest = queries.runs(viewer).values_list("month", flat=True).first()
    due = months.shift_month(months.month_of(localdate(request.at)), -1)
    month = lists.month_asked(request, latest or due)
    known = {*queries.runs(viewer).values_list("month", flat=True), due, month}
    return _journey(
        request, "office/cycle/page.html", month, {"months": sorted(known, reverse=True)}
    )


@needs("cycle.see")
def progress(request: StaffRequest, month: str) -> HttpResponse:
    """Answer the page that watches a month; once it is done the whole page is shown anew."""
    month = _month(month)
    run = queries.runs(acting(request)).filter(month=month).first()
    if _is_live(run, request):
        return _journey(request, "office/cycle/stages.html", month, {})
    if _awaited(run, request):
        messages.error(request, _("运行没有启动，请稍后再试；仍不行请找系统管理员。"))
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = f"{reverse('office:cycle')}?month={month}"
    return answer


def _is_live(run: CycleRun | None, request: StaffRequest) -> bool:
    """Say whether a month is running, or was started a moment ago and has yet to say so."""
    if run is not None and run.state == RunState.RUNNING.value:
        return True
    began = _watch(request)[1]
    return _awaited(run, request) and request.at.timestamp() - began < BEGINS_WITHIN


def _awaited(run: CycleRun | None, request: StaffRequest) -> bool:
    """Say whether the run that this page started has not begun yet."""
    before = _watch(request)[0]
    return before >= 0 and (run is None or run.runs <= before)


def _watch(request: StaffRequest) -> tuple[int, int]:
    """Return how many runs there were when the button was pressed, and when; (-1, 0) if it was not."""
    runs, _dot, moment = request.GET.get("watch", "").partition(".")
    return (int(runs), int(moment)) if runs.isdecimal() and moment.isdecimal() else (-1, 0)


def _month(text: str) -> str:
    try:
        return months.parse_month(text)
    except ValueError as unknown:
        raise Http404 from unknown


def _journey(
    request: StaffRequest, template: str, month: str, extra: dict[str, Any]
) -> HttpResponse:
    viewer = acting(request)
    run = queries.runs(viewer).filter(month=month).first()
    is_live = _is_live(run, request)
    stored = RunState(run.state if run else RunState.WAITING.value)
    state = RunState.RUNNING if is_live else stored
    today = localdate(request.at)
    context = {
        "month": month,
        "run": run,
        "state": state.value,
        "status": (state.label, STATE_TONES[state.value]),
        "stops": journey.stops(viewer, month),
        "is_live": is_live,
        "watch": request.GET.get("watch", ""),
        **extra,
    }
    if template.endswith("page.html"):
        context |= {
            "said": journey.sentence(viewer, month, today),
            "kinds": journey.kinds_compared(viewer, month),
            "calendar": _calendar(request, month),
            "disposal": _disposal(request, month),
            "start": _start_label(run) if viewer.may("cycle.run") else "",
            "waiting_files": journey.waiting_files(month) if viewer.may("cycle.run") else 0,
            "may_see_leads": viewer.may("leads.see"),
        }
    return render(request, template, context)


def _start_label(run: CycleRun | None) -> str:
    if run is None:
        return _("运行本月周期")
    if run.state in (RunState.FAILED.value, RunState.RUNNING.value):
        return _("接着运行")
    return _("重新核对一遍") if run.state == RunState.FINISHED.value else _("运行其余阶段")


def _calendar(request: StaffRequest, month: str) -> dict[str, Any]:
    """Return who delivered: those that did not, then late, then the rest."""
    rows = exchange.delivery_calendar(acting(request), month)
    order = {exchange.MISSING: 0, exchange.FAILED: 1, exchange.LATE: 2, exchange.DELIVERED: 3}
    tones = {
        exchange.MISSING: "danger",
        exchange.FAILED: "danger",
        exchange.LATE: "due",
        exchange.DELIVERED: "good",
    }
    return {
        "rows": [
            {"row": row, "status": (row.state_label, tones[row.state])}
            for row in sorted(rows, key=lambda row: (order[row.state], row.partner_label))
        ],
        "missing": sum(row.state in (exchange.MISSING, exchange.FAILED) for row in rows),
        "late": sum(row.state == exchange.LATE for row in rows),
    }


def _disposal(request: StaffRequest, month: str) -> list[dict[str, Any]]:
    """Return how far the warnings of the month have come, each number with its rows."""
    viewer = acting(request)
    if not viewer.may("leads.see"):
        return []
    found = monitoring.leads(viewer).filter(finding__month=month)
    page = f"{reverse('office:ledger')}?finding_month={month}"
    today = localdate(request.at)
    counts = (
        (_("线索"), found.count(), "", ""),
        (_("待核查"), found.filter(state="open").count(), "&state=open", ""),
        (_("核查中"), found.filter(state="verifying").count(), "&state=verifying", ""),
        (_("已转办件"), found.filter(state="case_opened").count(), "&state=case_opened", ""),
        (_("已办结"), found.filter(state="closed").count(), "&state=closed", "good"),
        (
            _("逾期未核查"),
            found.filter(state__in=monitoring.OPEN_STATES, due_on__lt=today).count(),
            "&overdue=1",
            "danger",
        ),
    )
    return [
        {"label": label, "value": value, "href": page + query, "tone": tone if value else ""}
        for label, value, query, tone in counts
    ]  # fmt: skip


@require_POST
@needs("cycle.run")
def start(request: StaffRequest, month: str) -> HttpResponse:
    """Start or resume a month in a process of its own, in the officer's name."""
    month = _month(month)
    page = redirect(f"{reverse('office:cycle')}?month={month}")
    if month >= months.month_of(localdate(request.at)):
        messages.error(request, _("%(month)s 还没有结束，月末之后才能运行。") % {"month": month})
        return page
    run = queries.runs(acting(request)).filter(month=month).first()
    if run and run.state == RunState.RUNNING.value and _began_lately(run, request):
        messages.info(request, _("这个月的周期正在运行。"))
        return page
    launch(month, acting(request).pk)
    watch = f"{run.runs if run else 0}.{int(request.at.timestamp())}"
    page = redirect(f"{reverse('office:cycle')}?month={month}&watch={watch}")
    messages.success(request, _("已开始运行 %(month)s，下面会自动更新进度。") % {"month": month})
    return page


def _began_lately(run: CycleRun, request: StaffRequest) -> bool:
    """Say whether a run that calls itself running may still be: a double click, not a dead process."""
    return run.started_at is not None and request.at - run.started_at < timedelta(seconds=20)


def launch(month: str, mandate: int) -> None:
    """Run the month in a process of its own, so that a page closed or a worker renewed ends nothing."""
    folder = journey.inbox_of(month)
    inbox = ("--inbox", str(folder)) if folder.is_dir() else ()
    workers.launch("cycle", month, "--mandate", str(mandate), *inbox)


# -- what a month answered --------------------------------------------------------------------------------


@needs("people.see")
def answers(request: StaffRequest, month: str, policy: str) -> HttpResponseBase:
    """List what a policy answered for every household of the viewer's divisions in a month."""
    viewer, month = acting(request), _month(month)
    if not viewer.may("cycle.see") or policy not in policies.policies():
        raise Http404
    found = answers_of.results(policy, month)
    if found is None:
        raise Http404
    declared = policies.policy_of(policy)
    frame = found.filter(pl.col("division").is_in(_codes(request)))
    counts = dict(frame.group_by("outcome").len().collect().iter_rows())
    outcome = request.GET.get("outcome", "")
    if outcome in OUTCOMES:
        frame = frame.filter(pl.col("outcome") == outcome)
    of_person = declared.of == "person"
    columns = ["household", "division", "outcome", "missing", *(["person"] if of_person else [])]
    amount = [
        name for name in ("amount", "monthly_amount") if name in frame.collect_schema().names()
    ]
    rows = rows_of(viewer, frame.select(*columns, *amount).head(CAP).collect())
    table = Table(
        "cycle.answers",
        f"{month} {declared.label}",
        [
            *named_households(viewer),
            Column("outcome", _("结论"), lambda row: (OUTCOMES[row["outcome"]], OUTCOME_TONES[row["outcome"]]), kind="badge"),
            *([Column("amount", _("应发（元/月）"), amount[0], kind="money", order_by=True)] if amount else []),
            Column("missing", _("缺少的资料"), lambda row: _missing(policy, row["missing"])),
        ],
        rows=rows,
        filters=[Filter("q", _("户主或家庭编号"), fields=("head", "number", "name"))],
        order="place",
    )  # fmt: skip
    here = reverse("office:answers", args=[month, policy])
    chips = [
        {
            "label": label,
            "url": f"{here}?outcome={key}",
            "count": counts.get(key, 0),
            "active": key == outcome,
        }
        for key, label in OUTCOMES.items()
    ]
    return lists.respond(request, table, "office/list.html", back=f"{reverse('office:cycle')}?month={month}",
                         chips=chips, intro=_cap_note(sum(counts.values()) if not outcome else counts.get(outcome, 0)))  # fmt: skip


def _missing(policy: str, names: Any) -> str:
    declared = policies.policy_of(policy)
    labels = []
    for name in names or ():
        fact = declared.fact(name)
        labels.append(fact.label if fact is not None else name)
    return "、".join(labels)


def _cap_note(count: int) -> str:
    if count <= CAP:
        return ""
    return _("共 %(n)s 户，这里列出前 %(cap)s 户。") % {"n": f"{count:,}", "cap": f"{CAP:,}"}


def _codes(request: StaffRequest) -> list[str]:
    return list(divisions.subtree(acting(request).division_id).values_list("code", flat=True))


@needs("people.see")
def known(request: StaffRequest, month: str) -> HttpResponseBase:
    """List the households whose facts were gathered in a month."""
    return _known(request, _month(month), "households", _("已汇集事实的家庭"))


@needs("people.see")
def known_persons(request: StaffRequest, month: str) -> HttpResponseBase:
    """List the persons whose facts were gathered in a month."""
    return _known(request, _month(month), "persons", _("已汇集事实的人员"))


def _known(request: StaffRequest, month: str, name: str, title: str) -> HttpResponseBase:
    viewer = acting(request)
    file = answers_of.facts_path(month, name)
    if not viewer.may("cycle.see") or not file.is_file():
        raise Http404
    facts = pl.scan_parquet(file)
    if "division" not in facts.collect_schema().names():
        homes = pl.scan_parquet(answers_of.facts_path(month, "households")).select(
            "household", "division"
        )
        facts = facts.join(homes, on="household", how="inner")
    seen = facts.filter(pl.col("division").is_in(_codes(request)))
    keys = ["household", "division", *(["person"] if name == "persons" else [])]
    rows = rows_of(viewer, seen.select(keys).head(CAP).collect())
    count = int(seen.select(pl.len()).collect().item())
    table = Table(
        f"cycle.{name}",
        f"{month} {title}",
        named_households(viewer, persons=name == "persons"),
        rows=rows,
        filters=[Filter("q", _("姓名或家庭编号"), fields=("head", "number", "name"))],
        order="place",
    )
    back = f"{reverse('office:cycle')}?month={month}"
    return lists.respond(request, table, "office/list.html", back=back, intro=_cap_note(count))


urlpatterns: list[URLPattern] = [
    path("cycle/", cycle, name="cycle"),
    path("cycle/<str:month>/progress/", progress, name="cycle_progress"),
    path("cycle/<str:month>/start/", start, name="cycle_start"),
    path("cycle/<str:month>/answers/<str:policy>/", answers, name="answers"),
    path("cycle/<str:month>/households/", known, name="known"),
    path("cycle/<str:month>/persons/", known_persons, name="known_persons"),
]
