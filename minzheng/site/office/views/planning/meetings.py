"""Mechanisms with their members, meetings with decisions and tasks, the weekly dispatch, the yearly rule."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    CONVENERS,
    MECHANISM_KINDS,
    MEETING_KINDS,
    OPEN,
    TASK_STATES,
)
from minzheng.domains.planning.models import Mechanism, Meeting, Task
from minzheng.domains.planning.queries import meetings as queries
from minzheng.domains.planning.queries import rectification as ledger
from minzheng.domains.planning.services import meetings as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import moment
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms import planning_tracking as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import filled
from .tracking import TABS, button, late, places_below, tabs

ACT, MEETING_ACT = "office:mechanism_act", "office:meeting_act"
WEEK = timedelta(days=7)
OUTCOMES = {
    "met": ("good", "已召开"),
    "failed": ("danger", "未达到"),
    "due": ("due", "今年尚未召开"),
    "unknown": ("quiet", "未规定"),
}


def _mechanism_address(row: Mechanism) -> str:
    return reverse("office:mechanism", args=[row.pk])


def _meeting_address(row: Meeting) -> str:
    return reverse("office:meeting", args=[row.pk])


def _standing(row: Mechanism) -> Badge:
    return Badge(_("已撤销"), "quiet") if row.valid_to else Badge(_("运行中"), "good")


@needs("plans.see")
def mechanisms(request: StaffRequest) -> HttpResponseBase:
    """List the mechanisms of the viewer's divisions with when they met last."""
    viewer = acting(request)
    table = Table(
        "mechanisms", _("议事协调机制"),
        [
            Column("title", _("名称"), href=_mechanism_address),
            Column("kind", _("类别"), "get_kind_display", order_by="kind"),
            Column("division", _("区划"), lambda row: lists.place(row.division), wide=True),
            Column("office", _("办公室设在"), wide=True),
            Column("valid_from", _("成立"), kind="date", order_by="valid_from", wide=True),
            Column("met", _("会议次数"), kind="number", order_by="met"),
            Column("met_last", _("最近一次会议"), kind="date", order_by="met_last"),
            Column("state", _("状态"), _standing, kind="badge"),
        ],
        queryset=queries.mechanisms(viewer),
        filters=[
            Filter("q", _("名称或文件"), fields=("title", "basis", "office")),
            Filter("kind", _("类别"), "choice", list(MECHANISM_KINDS.items())),
        ],
        order=("valid_to", "title"), empty=_("还没有登记机制。"),
    )  # fmt: skip
    buttons = [button(_("登记机制"), "mechanism_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "mechanisms"),
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


@needs("plans.enter")
def mechanism_new(request: StaffRequest) -> HttpResponse:
    """Enter a mechanism."""
    viewer = acting(request)
    form = forms.MechanismEntry(request.POST or None, places=places_below(viewer))
    return filled(
        request, form,
        lambda told: services.found_mechanism(told.pop("division"), **told, by=viewer, at=request.at),
        title=_("登记机制"), done=_("已登记，请登记成员。"), home=_mechanism_address, back=reverse("office:mechanisms"),
    )  # fmt: skip


# -- one mechanism ------------------------------------------------------------------------------------


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _unseated(request: StaffRequest, row: Mechanism, told: dict[str, Any]) -> Any:
    member = found(row.members.all(), told["member"])
    return services.unseat_member(member, until=told["until"], by=acting(request), at=request.at)


def _seats(request: StaffRequest, row: Mechanism) -> dict[str, Any]:
    return {"members": [(one.pk, str(one)) for one in row.members.filter(valid_to=None)]}


def _keeps(viewer: Mandate, row: Mechanism) -> bool:
    return row.valid_to is None and viewer.may("plans.enter")


MECHANISM_DEEDS = (
    Deed("seat", _("登记成员"), forms.Seat, _on(services.seat_member), _("成员已登记。"), _keeps),
    Deed(
        "unseat", _("成员离任"), forms.SeatEnd, _unseated, _("离任已登记。"),
        lambda viewer, row: _keeps(viewer, row) and row.members.filter(valid_to=None).exists(), shape=_seats,
    ),
    Deed("end", _("撤销机制"), forms.MechanismEnd, _on(services.end_mechanism), _("机制已撤销。"), _keeps),
)  # fmt: skip


def _mechanism_sheet(request: StaffRequest, row: Mechanism) -> Sheet:
    viewer = acting(request)
    members = Table(
        "mechanism.members", _("成员"),
        [
            Column("role", _("职务"), "get_role_display", order_by="role"), Column("name", _("姓名")),
            Column("unit", _("单位"), order_by="unit"), Column("post", _("单位职务"), wide=True),
            Column("valid_from", _("任职"), kind="date", order_by="valid_from"), Column("valid_to", _("离任"), kind="date"),
        ],
        queryset=row.members.all(), order=("valid_to", "role", "id"), prefix="m-", empty=_("还没有成员。"),
    )  # fmt: skip
    held = _meeting_table(viewer, queries.meetings(viewer).filter(mechanism=row), prefix="h-")
    given = queries.given_out(viewer).filter(assigned_at__meeting__mechanism=row)
    until = f" 至 {row.valid_to}" if row.valid_to else ""
    return Sheet(
        title=row.title, subtitle=f"{lists.place(row.division)} · {row.get_kind_display()}", status=_standing(row),
        facts=[
            (_("成立文件"), row.basis), (_("职责"), row.duty), (_("办公室设在"), row.office or "—"),
            (_("运行"), f"{row.valid_from}{until}"), (_("登记"), f"{row.by.user} {moment(row.at)}"),
        ],
        back=reverse("office:mechanisms"), deeds=MECHANISM_DEEDS, table=members,
        more=[held, _given_table(request, given, prefix="g-")],
    )  # fmt: skip


@needs("plans.see")
def mechanism(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one mechanism: members, meetings, what they gave out."""
    row = found(queries.mechanisms(acting(request)), pk)
    return show(request, row, _mechanism_sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def mechanism_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a mechanism."""
    row = found(queries.mechanisms(acting(request)), pk)
    return perform(request, row, act, _mechanism_sheet(request, row), ACT, _mechanism_address(row))


# -- meetings -----------------------------------------------------------------------------------------


def _meeting_table(viewer: Mandate, rows: Any, *, prefix: str = "", **more: Any) -> Table:
    return Table(
        "meetings", _("会议"),
        [
            Column("held_on", _("召开日期"), kind="date", order_by="held_on"),
            Column("title", _("会议"), href=_meeting_address),
            Column("kind", _("类别"), "get_kind_display", order_by="kind"),
            Column("convener", _("召开"), "get_convener_display", wide=True),
            Column("division", _("区划"), lambda row: lists.place(row.division), wide=True),
            Column("minutes", _("纪要"), lambda row: _("已上传") if row.minutes_id else "", wide=True),
            Column("given", _("交办"), kind="number"), Column("still", _("未办结"), kind="number"),
        ],
        queryset=rows, order=("-held_on", "-id"), prefix=prefix, empty=_("还没有会议。"), **more,
    )  # fmt: skip


@needs("plans.see")
def meetings(request: StaffRequest) -> HttpResponseBase:
    """List the meetings of the viewer's divisions."""
    viewer, on = acting(request), localdate(request.at)
    table = _meeting_table(
        viewer, queries.meetings(viewer),
        filters=[
            Filter("q", _("会议或议题"), apply=lambda rows, text: rows.filter(pk__in=_naming(rows, text))),
            Filter("kind", _("类别"), "choice", list(MEETING_KINDS.items())),
            Filter("convener", _("召开"), "choice", list(CONVENERS.items())),
            Filter("held_on", _("月份"), "month"),
            Filter("year", _("年份"), "choice", [(str(y), str(y)) for y in _years(on)], apply=lambda rows, year: rows.filter(held_on__year=year)),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
    )  # fmt: skip
    buttons = [{**button(_("专题会议落实情况"), "special_meetings"), "icon": "checklist"}]
    if viewer.may("plans.work"):
        buttons.append(button(_("登记会议"), "meeting_new", primary=True))
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "meetings"), buttons=buttons
    )


def _naming(rows: Any, text: str) -> Any:
    plain = Meeting.objects.filter(title__icontains=text) | Meeting.objects.filter(
        issues__title__icontains=text
    )
    return plain.values("pk")


@needs("plans.work")
def meeting_new(request: StaffRequest) -> HttpResponse:
    """Record a meeting that was held."""
    viewer = acting(request)
    known = queries.mechanisms(viewer).filter(valid_to=None)
    form = forms.MeetingEntry(
        request.POST or None, request.FILES or None, places=places_below(viewer),
        mechanisms=[(row.pk, row.title) for row in known], initial={"held_on": localdate(request.at)},
    )  # fmt: skip

    def act(told: dict[str, Any]) -> Any:
        chosen = told.pop("mechanism")
        mechanism = found(known, chosen) if chosen else None
        division = mechanism.division_id if mechanism else told["division"]
        del told["division"]
        return services.hold_meeting(division, mechanism=mechanism, **told, by=viewer, at=request.at)  # fmt: skip

    return filled(
        request, form, act, title=_("登记会议"), intro=_("专题会议须有议题和决定才计入每年至少一次的要求。"),
        done=_("会议已登记。"), home=_meeting_address, back=reverse("office:meetings"),
    )  # fmt: skip


def _assigned(request: StaffRequest, row: Meeting, told: dict[str, Any]) -> Any:
    viewer, on = acting(request), localdate(request.at)
    owner, issue = told.pop("owner"), told.pop("issue")
    return services.assign(
        row, **told, owner=found(ledger.workers(told["division"], on), owner) if owner else None,
        issue=found(row.issues.all(), issue) if issue else None, by=viewer, at=request.at,
    )  # fmt: skip


def _shape(request: StaffRequest, row: Meeting) -> dict[str, Any]:
    viewer, on = acting(request), localdate(request.at)
    owners = [(one.pk, one.label) for one in ledger.workers_below(viewer, on)]
    issues = [(one.pk, one.title) for one in row.issues.order_by("sequence")]
    return {"places": places_below(viewer), "owners": owners, "issues": issues}


DEEDS = (
    Deed(
        "assign", _("交办任务"), forms.Assignment, _assigned, _("任务已交办。"),
        lambda viewer, row: viewer.may("plans.enter"), shape=_shape,
        initial=lambda request, row: {"division": row.division_id},
    ),
    Deed("issue", _("补登议题和决定"), forms.IssueEntry, _on(services.add_issue), _("已登记。"), lambda viewer, row: viewer.may("plans.work")),
    Deed(
        "minutes", _("上传会议纪要"), forms.Minutes, _on(services.keep_minutes), _("纪要已上传。"),
        lambda viewer, row: row.minutes_id is None and viewer.may("plans.work"),
    ),
)  # fmt: skip


def _meeting_sheet(request: StaffRequest, row: Meeting) -> Sheet:
    viewer = acting(request)
    issues = Table(
        "meeting.issues", _("议题与决定"),
        [Column("sequence", _("序号"), kind="number"), Column("title", _("议题")), Column("decision", _("决定"))],
        queryset=row.issues.all(), order=("sequence",), prefix="i-", empty=_("没有登记议题。"),
    )  # fmt: skip
    given = queries.given_out(viewer).filter(assigned_at__meeting=row)
    document = lists.address("office:document", row.minutes_id, viewer=viewer, needs="documents.see") if row.minutes_id else ""  # fmt: skip
    return Sheet(
        title=row.title, subtitle=f"{lists.place(row.division)} · {row.held_on}", status=Badge(row.get_kind_display(), "info"),
        facts=[
            (_("召开"), row.get_convener_display()), (_("所属机制"), row.mechanism.title if row.mechanism else "—"),
            (_("地点"), row.place), (_("主持"), row.chair), (_("参会"), row.attendees or "—"),
            (_("会议纪要"), row.minutes.file_name if row.minutes else _("未上传")), (_("登记"), f"{row.by.user} {moment(row.at)}"),
        ],
        back=reverse("office:meetings"), deeds=DEEDS, table=issues, more=[_given_table(request, given, prefix="g-")],
        link=(_("会议纪要"), document) if document else None,
    )  # fmt: skip


@needs("plans.see")
def meeting(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one meeting: matters with decisions, tasks with how they stand, the minutes."""
    row = found(queries.meetings(acting(request)), pk)
    return show(request, row, _meeting_sheet(request, row), MEETING_ACT)


@require_POST
@needs("plans.work")
def meeting_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a meeting."""
    row = found(queries.meetings(acting(request)), pk)
    return perform(request, row, act, _meeting_sheet(request, row), MEETING_ACT, _meeting_address(row))  # fmt: skip


# -- the weekly dispatch ------------------------------------------------------------------------------


def _given_columns(request: StaffRequest) -> list[Column]:
    on = localdate(request.at)
    return [
        Column("title", _("交办事项"), href=lambda row: lists.address("office:planning_task", row.pk)),
        Column("meeting", _("交办会议"), lambda row: str(row.assigned_at.meeting), href=lambda row: _meeting_address(row.assigned_at.meeting), wide=True),
        Column("unit", _("责任单位"), order_by="unit"),
        Column("owner", _("责任人"), lambda row: str(row.owner.user) if row.owner else "", wide=True),
        Column("due_on", _("期限"), kind="date", order_by="due_on"),
        Column("late", _("时限"), lambda row: late(row.due_on, on, is_open=row.state == OPEN) if row.due_on else None, kind="badge"),
        Column("progress", _("最近进展"), _progress, wide=True),
        Column("pressed", _("催办次数"), kind="number", order_by="pressed"),
        Column("pressed_last", _("最近催办"), kind="date", wide=True),
        Column("state", _("状态"), "get_state_display", order_by="state"),
    ]  # fmt: skip


def _progress(row: Task) -> str:
    last = row.progress.order_by("-on", "-pk").first()
    return f"{last.on} {last.percent}% {last.text}" if last else ""


def _given_table(
    request: StaffRequest, rows: Any, *, prefix: str = "", title: str = "", **more: Any
) -> Table:
    on = localdate(request.at)
    return Table(
        "dispatch", title or _("交办事项"), _given_columns(request), queryset=rows.prefetch_related("progress"),
        order=("-state", "due_on", "id"), prefix=prefix, empty=_("没有交办事项。"),
        row_tone=lambda row: "danger" if row.state == OPEN and row.due_on and row.due_on < on else "", **more,
    )  # fmt: skip


@needs("plans.see")
def dispatch(request: StaffRequest) -> HttpResponseBase:
    """Show what meetings gave out and how it stands, overdue first: the page a weekly meeting reads."""
    viewer, on = acting(request), localdate(request.at)
    since = on - WEEK
    told = queries.dispatch(viewer, since, on)
    home = reverse("office:dispatch")
    tiles = [
        {"label": _("未办结"), "value": told.open, "href": f"{home}?state={OPEN}"},
        {"label": _("逾期"), "value": told.late, "href": f"{home}?late=1", "tone": "danger" if told.late else "good"},
        {"label": _("近一周新交办"), "value": told.assigned, "note": f"{since} 至 {on}", "href": f"{home}?new=1"},
        {"label": _("近一周办结"), "value": told.closed, "href": f"{home}?closed=1"},
    ]  # fmt: skip
    rows = queries.given_out(viewer)
    table = _given_table(
        request, rows, title=_("周例会调度"),
        filters=[
            Filter("q", _("事项或单位"), fields=("title", "unit")),
            Filter("state", _("状态"), "choice", list(TASK_STATES.items())),
            Filter("late", _("只看逾期"), "flag", apply=lambda kept, _yes: kept.filter(state=OPEN, due_on__lt=on)),
            Filter("mine", _("只看本人"), "flag", apply=lambda kept, _yes: kept.filter(owner__user=viewer.user_id)),
            Filter("new", _("近一周新交办"), "flag", apply=lambda kept, _yes: kept.filter(assigned_at__meeting__held_on__range=(since, on))),
            Filter("closed", _("近一周办结"), "flag", apply=lambda kept, _yes: kept.filter(done_on__range=(since, on))),
        ],
    )  # fmt: skip
    presses = viewer.may("plans.enter")
    waiting = rows.filter(state=OPEN).order_by("due_on", "pk") if presses else []
    return lists.respond(
        request, table, "office/planning/dispatch.html", tabs=tabs(TABS, "dispatch"), tiles=tiles,
        pressing=[_pressing(row, on) for row in waiting],
        buttons=[button(_("登记周例会"), "meeting_new")] if viewer.may("plans.work") else [],
    )  # fmt: skip


def _pressing(row: Task, on: date) -> dict[str, Any]:
    words = {"text": _("请抓紧办理，并在下次周例会前报告进展。")}
    return {
        "task": row, "late": late(row.due_on, on, is_open=True) if row.due_on else None,
        "url": reverse("office:dispatch_press", args=[row.pk]),
        "form": forms.Pressing(initial=words, auto_id=f"press{row.pk}_%s"),
    }  # fmt: skip


@require_POST
@needs("plans.enter")
def dispatch_press(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Press for one task."""
    row = found(queries.given_out(acting(request)), pk)
    form = forms.Pressing(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    tried(
        request, lambda: services.press(row, text=text, by=acting(request), at=request.at),
        _("已催办，责任人会收到消息。"), also=(ValueError,),
    )  # fmt: skip
    return redirect(request, reverse("office:dispatch"))


# -- one special meeting a year -----------------------------------------------------------------------


@needs("plans.see")
def special_meetings(request: StaffRequest) -> HttpResponseBase:
    """Show for each place whether party committee or government held its special meeting of a year (PL-14)."""
    viewer, on = acting(request), localdate(request.at)
    year = _year_asked(request, on)
    rows = queries.yearly_rule(viewer, year, on)
    found_in = reverse("office:meetings")
    table = Table(
        "special_meetings", _("%(year)s 年专题会议") % {"year": year},
        [
            Column("place", _("区划"), lambda row: lists.place(row.division)),
            Column("wanted", _("每年至少"), lambda row: row.wanted, kind="number"),
            Column("held", _("已召开"), kind="number", href=lambda row: f"{found_in}?kind=special&year={year}&division={row.division.pk}"),
            Column("outcome", _("结论"), _outcome, kind="badge"),
            Column("source", _("依据"), wide=True),
        ],
        rows=rows, filters=[Filter("q", _("区划"), fields=("division.name",))], order="", empty=_("没有区划。"),
    )  # fmt: skip
    years = [
        {"label": str(one), "url": f"{reverse('office:special_meetings')}?year={one}", "active": one == year}
        for one in _years(on)
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=years, tiles=_outcome_tiles(rows),
        intro=_("只计党委、政府召开并登记了议题和决定的专题会议；每年至少几次按“标准与参数”中各地的规定。"),
    )  # fmt: skip


def _years(on: date) -> range:
    """Return the years that are offered: this one and four before it."""
    return range(on.year - 4, on.year + 1)


def _year_asked(request: StaffRequest, on: date) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= on.year else on.year


def _outcome(row: queries.YearlyRule) -> Badge:
    tone, label = OUTCOMES[row.outcome]
    return Badge(label, tone)


def _outcome_tiles(rows: list[queries.YearlyRule]) -> list[dict[str, Any]]:
    return [
        {"label": label, "value": count, "tone": tone}
        for key, (tone, label) in OUTCOMES.items()
        if (count := sum(row.outcome == key for row in rows))
    ]


urlpatterns: list[URLPattern] = [
    path("mechanisms/", mechanisms, name="mechanisms"),
    path("mechanisms/new/", mechanism_new, name="mechanism_new"),
    path("mechanisms/<int:pk>/", mechanism, name="mechanism"),
    path("mechanisms/<int:pk>/<str:act>/", mechanism_act, name="mechanism_act"),
    path("meetings/", meetings, name="meetings"),
    path("meetings/new/", meeting_new, name="meeting_new"),
    path("meetings/special/", special_meetings, name="special_meetings"),
    path("meetings/<int:pk>/", meeting, name="meeting"),
    path("meetings/<int:pk>/<str:act>/", meeting_act, name="meeting_act"),
    path("dispatch/", dispatch, name="dispatch"),
    path("dispatch/<int:pk>/press/", dispatch_press, name="dispatch_press"),
]
