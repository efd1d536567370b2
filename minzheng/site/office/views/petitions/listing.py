"""Lists of voices with their clocks, of calls, and the three rates of a month."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import clock
from minzheng.core.months import first_day, month_of, shift_month
from minzheng.domains.petitions import choices as c
from minzheng.domains.petitions import queries
from minzheng.domains.petitions.declarations import LINES, matter_of, matters
from minzheng.domains.petitions.models import Assignment, Call, Grievance
from minzheng.kernel.accounts.declarations import role_of
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, needs
from ..people.lists import in_place, places

READ = ("needs.report", "leads.see")
TONES = {
    c.WAITING: "due", c.ASSIGNED: "due", c.WORKING: "info", c.ANSWERED: "info", c.HUNG: "quiet", c.JOINED: "quiet",
    c.CLOSED: "good",
}  # fmt: skip
RISK_TONES = {c.LIFE: "danger", c.HIGH: "danger", c.MEDIUM: "info", c.LOW: "quiet"}


def state(row: Grievance) -> Badge:
    """Return the state as a badge."""
    return Badge(row.get_state_display(), TONES[row.state])


def urgency(row: Grievance) -> Badge:
    """Return how urgent it is as a badge."""
    return Badge(row.get_urgency_display(), RISK_TONES[row.urgency])


def limit(row: Grievance, at: datetime) -> Badge:
    """Return the limit that comes next: of the first response while it is urgent, else of the answer."""
    if row.answered_at is not None:
        late = row.answered_at > row.due_at
        return Badge(_("逾期答复") if late else _("按期答复"), "danger" if late else "good")
    if row.state in (c.HUNG, c.JOINED):
        return Badge("—", "quiet")
    waits = row.respond_by is not None and row.responded_at is None
    due = row.respond_by if waits and row.respond_by else row.due_at
    said = f"{due.astimezone(clock.SHANGHAI):%m-%d %H:%M}"
    if due < at:
        return Badge(_("%(due)s 已逾期") % {"due": said}, "danger")
    near = due - at < (due - row.received_at) / 2
    label = _("%(due)s 响应") if waits else _("%(due)s 答复")
    return Badge(label % {"due": said}, "due" if near else "info")


def unit(row: Any) -> str:
    """Name the unit on whose desk a voice lies."""
    return f"{row.unit_name} {role_of(row.unit_role).label}" if row.unit_role else ""


def with_unit(rows: QuerySet[Grievance]) -> QuerySet[Any]:
    """Add the unit on whose desk each voice lies."""
    sent = Assignment.objects.filter(grievance=OuterRef("pk"), ended_at=None)
    return rows.annotate(
        unit_role=Subquery(sent.values("role")[:1]),
        unit_name=Subquery(sent.values("division__name")[:1]),
    )


def tabs(request: StaffRequest, now: str) -> list[dict[str, Any]]:
    """Return the tabs above the lists with what waits."""
    viewer = acting(request)
    named = [
        ("petitions_mine", _("待我办理"), queries.on_desk(viewer).count()),
        ("petitions", _("全部诉求"), None),
        ("petitions_late", _("已逾期"), queries.late(viewer, request.at).count()),
        ("petition_calls", _("来电"), None),
        ("petition_figures", _("三率统计"), None),
    ]
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == now, "count": count}
        for name, label, count in named
    ]


def _table(request: StaffRequest, rows: QuerySet[Grievance], key: str, title: str) -> Table:
    at = request.at
    return Table(
        key,
        title,
        [
            Column("number", _("编号"), href=lambda row: reverse("office:petition", args=[row.pk]), order_by="number"),
            Column("kind", _("类别"), "get_kind_display"),
            Column("matter", _("事项"), lambda row: matter_of(row.matter).label),
            Column("urgency", _("紧急"), urgency, kind="badge"),
            Column("place", _("地方"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("channel", _("来源"), lambda row: LINES.get(row.line).label if row.line else row.get_channel_display(), wide=True),
            Column("unit", _("承办"), unit),
            Column("state", _("状态"), state, kind="badge"),
            Column("limit", _("期限"), lambda row: limit(row, at), kind="badge"),
            Column("received_at", _("收到"), kind="datetime", order_by="received_at"),
        ],
        queryset=with_unit(rows),
        filters=[
            Filter("q", _("编号、工单号或地点"), fields=("number", "order_number", "place", "about")),
            Filter("kind", _("类别"), "choice", list(c.KINDS.items())),
            Filter("state", _("状态"), "choice", list(c.STATES.items())),
            Filter("matter", _("事项"), "choice", [(m.key, m.label) for m in matters()]),
            Filter("channel", _("来源"), "choice", list(c.CHANNELS.items())),
            Filter("line", _("热线"), "choice", [(line.key, line.label) for line in LINES.all()]),
            Filter("urgency", _("紧急"), "choice", list(c.RISKS.items())),
            Filter("received_at", _("收到月份"), "month"),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("-received_at", "-id"),
        empty=_("没有诉求。"),
        row_tone=lambda row: "danger" if row.state in c.RUNNING and row.due_at < at else "",
    )  # fmt: skip


def _buttons(request: StaffRequest) -> list[dict[str, Any]]:
    if not acting(request).may("needs.report"):
        return []
    return [{"label": _("登记来电、诉求"), "url": reverse("office:petition_new"), "icon": "plus", "primary": True}]  # fmt: skip


def _respond(request: StaffRequest, rows: QuerySet[Grievance], name: str, title: str, intro: str = "") -> HttpResponseBase:  # fmt: skip
    asked = [
        {"label": _("退单和延期等您审定：%(number)s") % {"number": one.grievance.number}, "pk": one.grievance_id}
        for one in queries.asked_decisions(acting(request))
    ]  # fmt: skip
    return lists.respond(
        request, _table(request, rows, f"petitions.{name}", title), "office/petitions/list.html", tabs=tabs(request, name),
        buttons=_buttons(request), intro=intro, asked=asked,
    )  # fmt: skip


@needs(*READ)
def petitions(request: StaffRequest) -> HttpResponseBase:
    """List every voice the viewer may read, newest first."""
    return _respond(request, queries.grievances(acting(request)), "petitions", _("群众诉求"))


@needs(*READ)
def petitions_mine(request: StaffRequest) -> HttpResponseBase:
    """List what lies on the viewer's own desk, the soonest first."""
    intro = _("派到本岗位、还没有答复的；期限到了会变红。")
    return _respond(
        request, queries.on_desk(acting(request)), "petitions_mine", _("待我办理的诉求"), intro
    )


@needs(*READ)
def petitions_late(request: StaffRequest) -> HttpResponseBase:
    """List what is past its limit without an answer."""
    rows = queries.late(acting(request), request.at)
    return _respond(request, rows, "petitions_late", _("逾期未答复的诉求"))


@needs(*READ)
def petition_calls(request: StaffRequest) -> HttpResponseBase:
    """List the calls with what each became."""
    table = Table(
        "petitions.calls",
        _("热线来电"),
        [
            Column("started_at", _("接听"), kind="datetime", order_by="started_at"),
            Column("line", _("热线"), lambda row: LINES.get(row.line).label),
            Column("length", _("时长（分）"), _minutes, kind="number"),
            Column("became", _("转为"), _became, href=_address),
            Column("by", _("接听人"), "by.user"),
        ],
        queryset=queries.calls(acting(request)),
        filters=[
            Filter("line", _("热线"), "choice", [(line.key, line.label) for line in LINES.all()]),
            Filter("started_at", _("月份"), "month"),
        ],
        order=("-started_at", "-id"),
        empty=_("还没有来电。"),
    )
    return lists.respond(
        request, table, "office/petitions/list.html", tabs=tabs(request, "petition_calls"), buttons=_buttons(request)
    )  # fmt: skip


def _minutes(row: Call) -> int:
    return max(1, round((row.ended_at - row.started_at).total_seconds() / 60))


def _became(row: Call) -> str:
    if row.grievance is not None:
        return f"{row.grievance.get_kind_display()} {row.grievance.number}"
    return _("办件 %(number)s") % {"number": row.case.number if row.case else ""}


def _address(row: Call) -> str:
    if row.grievance_id:
        return reverse("office:petition", args=[row.grievance_id])
    return reverse("office:case", args=[row.case_id])


# -- figures ----------------------------------------------------------------------------------------


@needs(*READ)
def petition_figures(request: StaffRequest) -> HttpResponseBase:
    """Show the three rates of a month: of all, by matter and by unit."""
    month = lists.month_asked(request, month_of(localdate(request.at)))
    start, end = first_day(month), first_day(shift_month(month, 1))
    found = queries.figures(
        acting(request),
        datetime.combine(start, datetime.min.time(), clock.SHANGHAI),
        datetime.combine(end, datetime.min.time(), clock.SHANGHAI),
        request.at,
    )
    by_unit = request.GET.get("by") == "unit"
    whole = found["all"][0]
    table = Table(
        "petitions.figures",
        _("%(month)s 诉求三率") % {"month": month},
        [
            Column("label", _("承办单位") if by_unit else _("事项")),
            Column("told", _("收到"), kind="number", order_by=True),
            Column("answered", _("已答复"), kind="number", order_by=True),
            Column("late", _("逾期"), kind="number", order_by=True),
            Column("responded_rate", _("按期答复率"), kind="percent", order_by=True),
            Column("solved_rate", _("解决率"), kind="percent", order_by=True),
            Column("satisfied_rate", _("满意率"), kind="percent", order_by=True),
            Column("return_rate", _("退单率"), kind="percent", order_by=True),
        ],
        rows=found["unit" if by_unit else "matter"],
        empty=_("这个月没有诉求。"),
    )
    chips = [
        {"label": label, "url": f"?month={month}&by={key}", "active": (key == "unit") == by_unit}
        for key, label in (("matter", _("按事项")), ("unit", _("按单位")))
    ]
    return lists.respond(
        request, table, "office/petitions/list.html", tabs=tabs(request, "petition_figures"), tiles=_tiles(whole), chips=chips,
        intro=_("按期答复率＝按期答复 ÷（已答复＋逾期未答复）；解决率、满意率＝回访中已解决、满意 ÷ 已回访；并入同一件的不重复计算。"),
    )  # fmt: skip


def _tiles(whole: queries.Figures) -> list[dict[str, Any]]:
    rates = (
        (_("按期答复率"), whole.responded_rate),
        (_("解决率"), whole.solved_rate),
        (_("满意率"), whole.satisfied_rate),
        (_("退单率"), whole.return_rate),
    )
    told = [{"label": _("收到"), "value": whole.told}, {"label": _("逾期"), "value": whole.late}]
    return [*told, *({"label": label, "value": "—" if rate is None else f"{rate:.0%}"} for label, rate in rates)]  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("petitions/", petitions, name="petitions"),
    path("petitions/mine/", petitions_mine, name="petitions_mine"),
    path("petitions/late/", petitions_late, name="petitions_late"),
    path("petitions/calls/", petition_calls, name="petition_calls"),
    path("petitions/figures/", petition_figures, name="petition_figures"),
]
