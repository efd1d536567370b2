"""Screenings: a plan, lists by village and worker, the field form, progress by township, the closing report."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.campaigns import queries
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.choices import (
    AWAY,
    CAMPAIGN_STATES,
    CHANGED,
    CLOSED,
    FINE,
    GONE,
    NEED,
    PLANNED,
    RESULTS,
    RUNNING,
)
from minzheng.kernel.campaigns.declarations import Target, target_of, targets
from minzheng.kernel.campaigns.models import Campaign, CampaignLine
from minzheng.kernel.cases import declarations as procedures
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts, tables
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs, tried
from ..forms.campaigns import CampaignPlan, FieldResult, Words
from .people.lists import in_place, places

STATES = {PLANNED: "due", RUNNING: "info", CLOSED: "quiet"}
TONES = {FINE: "good", NEED: "danger", CHANGED: "due", AWAY: "quiet", GONE: "due"}
WAITING = "waiting"


@needs("leads.see")
def campaigns(request: StaffRequest) -> HttpResponseBase:
    """List the screenings that concern the viewer's divisions, newest first."""
    viewer = acting(request)
    labels = {target.key: target.label for target in targets()}
    table = Table(
        "campaigns",
        _("摸排核查"),
        [
            Column("title", _("名称"), href=lambda row: reverse("office:campaign", args=[row.pk])),
            Column("target", _("对象"), lambda row: labels.get(row.target, row.target)),
            Column("division", _("范围"), lambda row: lists.place(row.division)),
            Column("starts_on", _("开始"), kind="date", order_by="starts_on"),
            Column("ends_on", _("结束"), kind="date", order_by="ends_on"),
            Column("state", _("状态"), lambda row: Badge(row.get_state_display(), STATES[row.state]), kind="badge"),
            Column("basis", _("依据"), wide=True),
        ],
        queryset=queries.campaigns(viewer).select_related("division__parent"),
        filters=[
            Filter("q", _("名称"), fields=("title",)),
            Filter("state", _("状态"), "choice", list(CAMPAIGN_STATES.items())),
        ],
        order=("-starts_on", "-id"),
        empty=_("还没有摸排。"),
    )  # fmt: skip
    buttons = [{"label": _("组织摸排"), "url": reverse("office:campaign_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons if viewer.may("campaigns.plan") else []
    )


@needs("campaigns.plan")
def campaign_new(request: StaffRequest) -> HttpResponse:
    """Plan a screening; its lists are made on its page."""
    viewer = acting(request)
    offered = divisions.subtree(viewer.division_id).filter(level__lte=Level.VILLAGE, valid_to=None)
    form = CampaignPlan(
        request.POST or None, divisions=offered.select_related("parent").order_by("level", "path"),
        initial={"starts_on": localdate(request.at)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made: list[Campaign] = []
        done = tried(
            request,
            lambda: made.append(
                discovery.plan_campaign(
                    **said | {"division": offered.get(code=said["division"])},
                    by=viewer,
                    at=request.at,
                )
            ),
            _("已计划，请生成名单。"),
            also=(ValueError,),
        )
        if done:
            return redirect(request, reverse("office:campaign", args=[made[0].pk]))
    return render(
        request, "office/campaigns/new.html", {"form": form, "back": reverse("office:campaigns")}
    )


@needs("leads.see")
def campaign(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show a screening: how far each township is, and the list of the viewer's own divisions."""
    row = found(queries.campaigns(acting(request)), pk)
    return _page(request, row)


def _page(request: StaffRequest, row: Campaign, closing: Words | None = None) -> HttpResponseBase:
    viewer, on = acting(request), localdate(request.at)
    table = _lines(request, row)
    if answer := lists.piece(request, table):
        return answer
    progress = queries.progress(viewer, row)
    organises = viewer.may("campaigns.plan") and row.division.path.startswith(viewer.division.path)
    context = {
        "campaign": row,
        "target": target_of(row.target),
        "state": Badge(row.get_state_display(), STATES[row.state]),
        "is_late": row.state == RUNNING and row.ends_on < on,
        "tiles": _tiles(progress),
        "towns": [
            {
                "town": one, "percent": 100 * one.done // one.listed if one.listed else 0,
                "href": f"{reverse('office:campaign', args=[row.pk])}?division={one.code}#list",
            }
            for one in progress
        ],
        "chart": _chart(progress) if len(progress) > 1 else None,
        "table": tables.listing(request, table),
        "may_fill": organises and row.state != CLOSED,
        "may_close": organises and row.state == RUNNING,
        "closing": closing or Words(label=_("总结（有没摸排到的，说明原因）")),
        "back": reverse("office:campaigns"),
    }  # fmt: skip
    return render(request, "office/campaigns/campaign.html", context)


def _tiles(progress: list[queries.Progress]) -> list[dict[str, Any]]:
    listed, done = sum(one.listed for one in progress), sum(one.done for one in progress)
    share = f"{100 * done / listed:.0f}%" if listed else "—"
    return [
        {"label": _("应摸排"), "value": listed},
        {"label": _("已摸排"), "value": done, "note": share},
        {"label": _("发现需要办理"), "value": sum(one.needs for one in progress)},
        {"label": _("已转办件"), "value": sum(one.cases for one in progress)},
        {"label": _("线索已办结"), "value": sum(one.settled for one in progress)},
    ]


def _chart(progress: list[queries.Progress]) -> charts.Figure:
    return charts.stacked(
        _("各乡镇进度"),
        [one.name for one in progress],
        {
            _("已摸排"): [one.done for one in progress],
            _("未摸排"): [one.listed - one.done for one in progress],
        },
        head=_("乡镇（街道）"),
    )


def _who(row: CampaignLine) -> str:
    if row.person is not None:
        return row.person.name
    home = row.household
    return home.head.name if home is not None and home.head is not None else str(home)


def _lines(request: StaffRequest, row: Campaign) -> Table:
    return Table(
        f"campaigns.{row.pk}",
        row.title,
        [
            Column("who", _("户主") if not _persons(row) else _("姓名"), _who, href=lambda line: reverse("office:campaign_line", args=[line.pk])),
            Column("place", _("村（社区）"), lambda line: lists.place(line.division), order_by="division__path"),
            Column("worker", _("摸排人"), lambda line: str(line.worker.user) if line.worker else _("未分配")),
            Column("known", _("已知情况"), lambda line: "，".join(v for v in line.known.values() if v)),
            Column("result", _("结果"), _result, kind="badge"),
            Column("note", _("说明"), wide=True),
            Column("lead", _("办理"), lambda line: line.lead.get_state_display() if line.lead else "", wide=True),
            Column("done_at", _("登记时间"), kind="datetime", order_by="done_at", wide=True),
        ],
        queryset=queries.lines(acting(request), row),
        filters=[
            Filter("q", _("姓名"), fields=("person__name", "household__head__name")),
            Filter("result", _("结果"), "choice", [(WAITING, _("未摸排")), *RESULTS.items()], apply=_narrowed),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("result", "division__path", "id"),
        empty=_("名单还没有生成，或者这里没有摸排对象。"),
    )  # fmt: skip


def _persons(row: Campaign) -> bool:
    return row.lines.filter(person__isnull=False).exists()


def _result(row: CampaignLine) -> Badge:
    if not row.result:
        return Badge(_("未摸排"), "due")
    return Badge(row.get_result_display(), TONES[row.result])


def _narrowed(rows: Any, value: str) -> Any:
    return rows.filter(result="" if value == WAITING else value)


@require_POST
@needs("campaigns.plan")
def campaign_fill(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the lists, or add who has come since; nobody is listed twice."""
    row = found(queries.campaigns(acting(request)), pk)
    made: list[int] = []
    tried(
        request,
        lambda: made.append(discovery.fill_lists(row, by=acting(request), at=request.at)),
        _("名单已生成，新列入的已分到各村摸排人。"),
        also=(ValueError,),
    )
    return redirect(request, reverse("office:campaign", args=[pk]))


@require_POST
@needs("campaigns.plan")
def campaign_close(request: StaffRequest, pk: int) -> HttpResponseBase:
    """End a screening with its summary; the figures of the day are kept."""
    row = found(queries.campaigns(acting(request)), pk)
    form = Words(request.POST, label=_("总结（有没摸排到的，说明原因）"))
    done = form.is_valid() and tried(
        request,
        lambda: discovery.close_campaign(
            row, conclusion=form.cleaned_data["text"], by=acting(request), at=request.at
        ),
        _("摸排已结束，报告已生成。"),
        also=(ValueError,),
    )
    if not done:
        return _page(request, row, form)
    return redirect(request, reverse("office:campaign_report", args=[pk]))


@needs("leads.see")
def campaign_report(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show the closing report: the figures of the day it ended, and what has come of it since."""
    row = found(queries.campaigns(acting(request)), pk)
    now = {one.code: one for one in queries.progress(acting(request), row)}
    # The kept figures are the county's; a township reads its own rows only.
    kept = [one for one in row.closing if one["code"] in now]
    rows = [(queries.Progress(**one), now[one["code"]]) for one in kept] or [
        (one, one) for one in now.values()
    ]
    table = Table(
        f"campaigns.report.{pk}",
        _("%(title)s：摸排报告") % {"title": row.title},
        [
            Column("name", _("乡镇（街道）"), lambda pair: pair[0].name),
            Column("listed", _("应摸排"), lambda pair: pair[0].listed, kind="number"),
            Column("done", _("已摸排"), lambda pair: pair[0].done, kind="number"),
            Column("missed", _("未摸排"), lambda pair: pair[0].listed - pair[0].done, kind="number"),
            Column("needs", _("发现需要办理"), lambda pair: pair[0].needs, kind="number"),
            Column("cases", _("已转办件（现在）"), lambda pair: pair[1].cases, kind="number"),
            Column("settled", _("线索已办结（现在）"), lambda pair: pair[1].settled, kind="number"),
        ],
        rows=rows,
        empty=_("没有数字。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/campaigns/report.html", campaign=row, tiles=_tiles([one for one, _now in rows]),
        back=reverse("office:campaign", args=[pk]),
    )  # fmt: skip


# -- the field form -----------------------------------------------------------------------------


@needs("leads.see")
def campaign_line(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one line with what is known, and take down what was found there."""
    viewer = acting(request)
    row = found(queries.lines(viewer), pk)
    target = target_of(row.campaign.target)
    form = FieldResult(
        request.POST or None, target=target, initial={"visited_at": localtime(request.at)}
    )
    if request.method == "POST" and form.is_valid() and _kept(request, row, form):
        return redirect(request, _next(viewer, row))
    if request.method != "POST":
        audit.record_look(row, by=viewer, at=request.at, reason=_("摸排核查"))
    waits = row.done_at is None and row.campaign.state == RUNNING and viewer.may("visits.record")
    context = {
        "row": row,
        "who": _who(row),
        "known": [(label, value) for label, value in row.known.items() if value],
        "result": _result(row),
        "answers": _answers(row, target),
        "form": form if waits else None,
        "receipt": request.POST.get("receipt") or f"c{row.pk}-{request.at.timestamp():.6f}",
        "workflows": _workflows(row, viewer),
        "case": Case.objects.filter(pk=row.lead.case_id).first() if row.lead and row.lead.case_id else None,
        "back": reverse("office:campaign", args=[row.campaign_id]),
    }  # fmt: skip
    return render(request, "office/campaigns/line.html", context)


def _kept(request: StaffRequest, row: CampaignLine, form: FieldResult) -> bool:
    said = form.cleaned_data
    return tried(
        request,
        lambda: discovery.record_result(
            row, result=said["result"], answers=form.answers(), note=said["note"],
            visited_at=said["visited_at"], receipt_id=request.POST.get("receipt", "")[:64] or None,
            by=acting(request), at=request.at,
        ),
        _("%(who)s的摸排结果已登记。") % {"who": _who(row)},
        also=(ValueError,),
    )  # fmt: skip


def _next(viewer: Mandate, row: CampaignLine) -> str:
    """Return the next door of the same worker, else the list."""
    following = queries.lines(viewer, row.campaign).filter(
        result="", worker=row.worker_id, pk__gt=row.pk
    )
    line = following.order_by("pk").first() if row.worker_id == viewer.pk else None
    if line is not None:
        return reverse("office:campaign_line", args=[line.pk])
    return reverse("office:campaign", args=[row.campaign_id])


def _answers(row: CampaignLine, target: Target) -> list[tuple[str, str]]:
    return [(q.label, row.answers[q.key]) for q in target.questions if q.key in row.answers]


def _workflows(row: CampaignLine, viewer: Mandate) -> list[tuple[str, str]]:
    """Return the procedures a need may lead to, while nobody has taken it up."""
    if row.lead is None or row.lead.state not in {"open", "verifying"} or not viewer.may("cases.open"):  # fmt: skip
        return []
    keys = target_of(row.campaign.target).workflows
    return [(key, procedures.workflow(key).label) for key in keys]


@require_POST
@needs("cases.open")
def campaign_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the procedure a need leads to, and go there."""
    row = found(queries.lines(acting(request)), pk)
    made: list[Case] = []
    done = tried(
        request,
        lambda: made.append(
            discovery.open_line_case(
                row, request.POST.get("workflow", ""), by=acting(request), at=request.at
            )
        ),
        _("已转为办件。"),
        also=(ValueError,),
    )
    url = reverse("office:case", args=[made[0].pk]) if done else None
    return redirect(request, url or reverse("office:campaign_line", args=[pk]))


urlpatterns: list[URLPattern] = [
    path("campaigns/", campaigns, name="campaigns"),
    path("campaigns/new/", campaign_new, name="campaign_new"),
    path("campaigns/<int:pk>/", campaign, name="campaign"),
    path("campaigns/<int:pk>/fill/", campaign_fill, name="campaign_fill"),
    path("campaigns/<int:pk>/close/", campaign_close, name="campaign_close"),
    path("campaigns/<int:pk>/report/", campaign_report, name="campaign_report"),
    path("campaigns/lines/<int:pk>/", campaign_line, name="campaign_line"),
    path("campaigns/lines/<int:pk>/case/", campaign_case, name="campaign_case"),
]
