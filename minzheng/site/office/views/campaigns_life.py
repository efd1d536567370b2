"""Life events: the chains rooms declared, what waits because of them, and recording one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.declarations import MODULES, role_of
from minzheng.kernel.campaigns import queries
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.choices import LIFE_EVENTS
from minzheng.kernel.campaigns.declarations import chain_of, chains
from minzheng.kernel.campaigns.models import FollowUp
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs, tried
from ..forms.campaigns import LifeForm, Words
from .people.lists import in_place, places


def _tabs(active: str) -> list[dict[str, Any]]:
    return [
        {"label": _("跟进事项"), "url": reverse("office:follow_ups"), "active": active == "follow_ups"},
        {"label": _("链条一览"), "url": reverse("office:chains"), "active": active == "chains"},
    ]  # fmt: skip


@needs("cases.see")
def chain_list(request: StaffRequest) -> HttpResponseBase:
    """List every chain: event, room, what it does, who, within which limit, on which ground."""
    viewer, on = acting(request), localdate(request.at)
    days = {
        name: discovery.limit(name, viewer.division_id, on)
        for name in {chain.limit for chain in chains()}
    }
    table = Table(
        "chains",
        _("生活事件链条"),
        [
            Column("event", _("事件"), lambda row: LIFE_EVENTS[row.event], order_by=True),
            Column("room", _("业务领域"), lambda row: MODULES.get(row.room).label, order_by=True),
            Column("title", _("要办的事")),
            Column("whom", _("涉及的人")),
            Column("role", _("岗位"), lambda row: row.role.label),
            Column("limit", _("期限"), lambda row: _("%(n)s 个工作日") % {"n": days[row.limit]}),
            Column("basis", _("依据"), wide=True),
        ],
        rows=chains(),
        filters=[
            Filter("event", _("事件"), "choice", list(LIFE_EVENTS.items()),
                   apply=lambda rows, value: [row for row in rows if row.event == value]),
        ],
        empty=_("没有声明链条。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=_tabs("chains"),
        intro=_("一个领域登记的事件，在相关领域自动生成跟进事项。死亡随人员档案登记触发，入住机构、年满十八周岁、残疾等级变化由业务和每月数据触发，其余在人员档案登记。"),
    )  # fmt: skip


@needs("cases.see")
def follow_ups(request: StaffRequest) -> HttpResponseBase:
    """List what rooms have to do after life events, the soonest first."""
    on = localdate(request.at)
    rows = queries.follow_ups(acting(request))
    if "done" not in request.GET:
        rows = rows.filter(done_at=None)
    table = Table(
        "follow_ups",
        _("事件跟进"),
        [
            Column("title", _("事项"), href=lambda row: reverse("office:follow_up", args=[row.pk])),
            Column("room", _("业务领域"), lambda row: MODULES.get(chain_of(row.chain).room).label),
            Column("event", _("事件"), "event.get_kind_display"),
            Column("happened_on", _("发生日期"), "event.happened_on", kind="date", order_by="event__happened_on"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("role", _("岗位"), lambda row: role_of(row.role).label, wide=True),
            Column("due_on", _("期限"), lambda row: _state(row, on), kind="badge", order_by="due_on"),
            Column("note", _("办理情况"), wide=True),
        ],
        queryset=rows,
        filters=[
            Filter("event__kind", _("事件"), "choice", list(LIFE_EVENTS.items())),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
            Filter("done", _("含已办结"), "flag", apply=lambda rows, _yes: rows),
        ],
        order=("due_on", "id"),
        empty=_("没有待跟进的事项。"),
        row_tone=lambda row: "danger" if row.done_at is None and row.due_on < on else "",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=_tabs("follow_ups"))


def _state(row: FollowUp, on: Any) -> Badge:
    if row.done_at is not None:
        return Badge(_("已办结"), "good")
    return Badge(row.due_on.isoformat(), "danger" if row.due_on < on else "info")


@needs("cases.see")
def follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one follow-up with its siblings in the other rooms, and take down what was done."""
    viewer = acting(request)
    row = found(queries.follow_ups(viewer), pk)
    form = Words(request.POST or None, label=_("办理情况"))
    if request.method == "POST" and form.is_valid():
        done = tried(
            request,
            lambda: discovery.finish_follow_up(
                row, note=form.cleaned_data["text"], by=viewer, at=request.at
            ),
            _("已办结。"),
            also=(ValueError,),
        )
        if done:
            return redirect(request, reverse("office:follow_ups"))
    chain, on = chain_of(row.chain), localdate(request.at)
    others = queries.follow_ups(viewer).filter(event=row.event_id).exclude(pk=row.pk)
    context = {
        "row": row,
        "chain": chain,
        "room": MODULES.get(chain.room).label,
        "state": _state(row, on),
        "others": [(MODULES.get(chain_of(one.chain).room).label, one) for one in others],
        "form": form if row.done_at is None and viewer.role == row.role else None,
        "back": reverse("office:follow_ups"),
    }
    return render(request, "office/campaigns/follow_up.html", context)


@needs("people.edit")
def person_life(request: StaffRequest, pk: int) -> HttpResponse:
    """Record something that happened to a person; the rooms it concerns get their task."""
    viewer = acting(request)
    person = people.person(viewer, pk)
    if person is None:
        raise Http404
    form = LifeForm(request.POST or None, latest=localdate(request.at))
    back = reverse("office:person", args=[pk])
    if request.method == "POST" and form.is_valid():
        done = tried(
            request,
            lambda: discovery.record_life_event(
                person, **form.cleaned_data, by=viewer, at=request.at
            ),
            _("已登记，相关领域的跟进事项已派出。"),
            also=(ValueError,),
        )
        if done:
            return redirect(request, back)
    context = {"form": form, "person": person, "back": back}
    return render(request, "office/campaigns/life.html", context)


urlpatterns: list[URLPattern] = [
    path("chains/", chain_list, name="chains"),
    path("follow-ups/", follow_ups, name="follow_ups"),
    path("follow-ups/<int:pk>/", follow_up, name="follow_up"),
    path("people/<int:pk>/life-event/", person_life, name="person_life"),
]
