"""The four-level network: report a need from a phone, see its answer, task one another."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.campaigns import queries
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.choices import CHANNELS, NETWORK
from minzheng.kernel.campaigns.models import NeedReport
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists, subjects
from ..doors import acting, found, needs, tried
from ..forms.campaigns import ErrandForm, NeedForm, Words
from .people.lists import in_place, places


def _tabs(viewer: Mandate, active: str, on: Any) -> list[dict[str, Any]]:
    tabs = [
        {"label": _("上报记录"), "url": reverse("office:reports"), "active": active == "reports"}
    ]
    if viewer.may("leads.see"):
        late = queries.unanswered(viewer, on).count()
        tabs += [
            {"label": _("逾期未答复"), "url": reverse("office:reports_late"), "active": active == "late", "count": late},
            {"label": _("四级信息网"), "url": reverse("office:network"), "active": active == "network"},
        ]  # fmt: skip
    return tabs


def _table(request: StaffRequest, title: str, rows: Any, key: str) -> Table:
    on = localdate(request.at)
    return Table(
        key,
        title,
        [
            Column("text", _("情况"), href=lambda row: reverse("office:report", args=[row.pk])),
            Column("about", _("对象"), _about),
            Column("channel", _("来源"), "get_channel_display", order_by="channel"),
            Column("by", _("上报人"), lambda row: str(row.by.user)),
            Column("reported_at", _("上报时间"), kind="datetime", order_by="reported_at"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path", wide=True),
            Column("joined", _("并案"), lambda row: _("并入已有线索") if row.is_joined else "", wide=True),
            Column("state", _("答复"), lambda row: _answer(row, on), kind="badge", order_by="answer_due_on"),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("情况、地点或工单号"), fields=("text", "place", "order_number")),
            Filter("channel", _("来源"), "choice", list(CHANNELS.items())),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("-reported_at", "-id"),
        empty=_("还没有上报。"),
        row_tone=lambda row: "danger" if row.answered_at is None and row.answer_due_on < on else "",
    )  # fmt: skip


def _about(row: NeedReport) -> str:
    if row.person is not None:
        return row.person.name
    if row.household is not None:
        return f"{row.household.head.name if row.household.head else row.household.number}{_('户')}"
    return row.place


def _answer(row: NeedReport, on: Any) -> Badge:
    if row.answered_at is not None:
        return Badge(_("已答复"), "good")
    late = row.answer_due_on < on
    return Badge(_("%(day)s 前答复") % {"day": row.answer_due_on}, "danger" if late else "info")


@needs("needs.report")
def reports(request: StaffRequest) -> HttpResponseBase:
    """List the reports the viewer may see, newest first, and the errands that wait for a reply."""
    viewer = acting(request)
    waiting = [
        row for row in queries.errands(viewer) if row.to_id == viewer.pk and not row.replied_at
    ]
    return lists.respond(
        request,
        _table(request, _("上报记录"), queries.reports(viewer), "reports"),
        "office/reports/list.html",
        tabs=_tabs(viewer, "reports", localdate(request.at)),
        waiting=waiting,
        buttons=[{"label": _("上报需求"), "url": reverse("office:report_new"), "icon": "plus", "primary": True}],
    )  # fmt: skip


@needs("leads.see")
def reports_late(request: StaffRequest) -> HttpResponseBase:
    """List the reports whose reporter should have had an answer by now."""
    viewer, on = acting(request), localdate(request.at)
    return lists.respond(
        request,
        _table(request, _("逾期未答复的上报"), queries.unanswered(viewer, on), "reports.late"),
        "office/list.html",
        tabs=_tabs(viewer, "late", on),
        intro=_("每一条上报都要在期限内答复上报人；这里是已经超过期限、还没有答复的。"),
    )


@needs("leads.see")
def network(request: StaffRequest) -> HttpResponseBase:
    """Show the four-level network by township: who holds it, where nobody patrols, how it answers."""
    viewer, on = acting(request), localdate(request.at)
    held = queries.places_held(viewer, on)
    table = Table(
        "network",
        _("四级信息网"),
        [
            Column("name", _("乡镇（街道）")),
            Column("liaisons", _("联络员")),
            Column("villages", _("村（社区）"), kind="number", order_by=True),
            Column("patrols", _("巡查员"), kind="number", order_by=True),
            Column("open", _("没有巡查员的村"), lambda row: row.villages - row.covered, kind="number", order_by=True),
            Column("reports", _("上报"), kind="number", order_by=True),
            Column("answered", _("已答复"), kind="number", order_by=True),
            Column("late", _("逾期未答复"), kind="number", order_by=True),
        ],
        rows=queries.network(viewer, on),
        empty=_("辖区内没有乡镇。"),
        row_tone=lambda row: "danger" if row.late else "",
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=_tabs(viewer, "network", on),
        tiles=[{"label": label, "value": held[key], "unit": _("人")} for key, label in NETWORK.items()],
        intro=_("村（社区）巡查、乡镇（街道）联络、民政局协调、部门信息员：人人可以上报，也可以被派单。"),
    )  # fmt: skip


@needs("needs.report")
def report_new(request: StaffRequest) -> HttpResponse:
    """Take down a need; of a household when one is named, else of a place."""
    viewer = acting(request)
    household = None
    if (number := request.GET.get("household", "")).isdigit() and viewer.may("people.see"):
        household = subjects.household(request, int(number))
    members = (
        [row.person for row in people.members(household, localdate(request.at))]
        if household
        else []
    )
    offered = divisions.subtree(viewer.division_id).filter(valid_to=None, level__gte=Level.TOWN)
    form = NeedForm(
        request.POST or None, viewer=viewer, members=members,
        divisions=offered.select_related("parent").order_by("-level", "path"),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = {str(member.pk): member for member in members}
        made: list[NeedReport] = []

        def act() -> None:
            made.append(
                discovery.report_need(
                    division=household.division if household else offered.get(code=said["division"]),
                    household=household, person=chosen.get(said.get("person", "")), by=viewer, at=request.at,
                    receipt_id=request.POST.get("receipt", "")[:64] or None,
                    **{k: said[k] for k in ("channel", "order_number", "text", "told_by", "phone", "urgent")},
                    place=said.get("place", ""),
                )
            )  # fmt: skip

        if tried(request, act, _("已上报，会在期限内答复您。"), also=(ValueError,)):
            return redirect(request, reverse("office:report", args=[made[0].pk]))
    context = {"form": form, "household": household, "receipt": _receipt(request)}
    return render(request, "office/reports/new.html", context)


def _receipt(request: StaffRequest) -> str:
    """Return the mark of this form: sent twice, from a phone without network, it is one report."""
    return request.POST.get("receipt") or f"n{acting(request).pk}-{request.at.timestamp():.6f}"


@needs("needs.report")
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one report: who told of the same, the lead it opened, errands and the answer."""
    row = found(queries.reports(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="办理上报")
    return _page(request, row)


def _page(
    request: StaffRequest, row: NeedReport, answer: Words | None = None, errand: ErrandForm | None = None
) -> HttpResponse:  # fmt: skip
    viewer, on = acting(request), localdate(request.at)
    works = viewer.may("cases.take") and viewer.may("leads.see")
    context = {
        "row": row,
        "about": _about(row),
        "state": _answer(row, on),
        "together": queries.told_together(viewer, row),
        "errands": queries.errands(viewer).filter(report__lead=row.lead_id),
        "sees_lead": viewer.may("leads.see"),
        "may_answer": works and row.answered_at is None and viewer.role != "village_worker",
        "may_send": works and viewer.role != "village_worker",
        "answer": answer or Words(label=_("答复内容")),
        "errand": errand or ErrandForm(members=queries.members(row, on)),
        "back": reverse("office:reports"),
    }
    return render(request, "office/reports/report.html", context)


@require_POST
@needs("cases.take")
def report_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer the reporter; what was typed stays if refused."""
    row = found(queries.reports(acting(request)), pk)
    form = Words(request.POST, label=_("答复内容"))
    if not form.is_valid() or not tried(
        request,
        lambda: discovery.answer_report(
            row, form.cleaned_data["text"], by=acting(request), at=request.at
        ),
        _("已答复上报人。"),
        also=(ValueError,),
    ):
        return _page(request, row, answer=form)
    return redirect(request, reverse("office:report", args=[pk]))


@require_POST
@needs("cases.take")
def report_errand(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask one of the network to look into a report."""
    row = found(queries.reports(acting(request)), pk)
    form = ErrandForm(request.POST, members=queries.members(row, localdate(request.at)))
    if not form.is_valid() or not tried(
        request,
        lambda: discovery.send_errand(
            row, form.members[form.cleaned_data["to"]], form.cleaned_data["text"],
            by=acting(request), at=request.at,
        ),
        _("已派单。"),
        also=(ValueError,),
    ):  # fmt: skip
        return _page(request, row, errand=form)
    return redirect(request, reverse("office:report", args=[pk]))


@needs("needs.report")
def errand(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what one was asked to find out, and take down the reply."""
    viewer = acting(request)
    row = found(queries.errands(viewer), pk)
    form = Words(request.POST or None, label=_("看到的情况"))
    if request.method == "POST" and form.is_valid():
        done = tried(
            request,
            lambda: discovery.reply_errand(
                row, form.cleaned_data["text"], by=viewer, at=request.at
            ),
            _("已回报。"),
            also=(ValueError,),
        )
        if done:
            return redirect(request, reverse("office:reports"))
    mine = row.to_id == viewer.pk and row.replied_at is None
    context = {"row": row, "form": form if mine else None, "back": reverse("office:reports")}
    return render(request, "office/reports/errand.html", context)


urlpatterns: list[URLPattern] = [
    path("reports/", reports, name="reports"),
    path("reports/late/", reports_late, name="reports_late"),
    path("reports/network/", network, name="network"),
    path("reports/new/", report_new, name="report_new"),
    path("reports/<int:pk>/", report, name="report"),
    path("reports/<int:pk>/answer/", report_answer, name="report_answer"),
    path("reports/<int:pk>/errand/", report_errand, name="report_errand"),
    path("errands/<int:pk>/", errand, name="errand"),
]
