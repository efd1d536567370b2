"""What villages keep: gaps in the care for children, activities held, posts with duties, training and pay."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.bodies.choices import OPEN
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.visits import choices, queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.models import Assistant
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import day, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms.visiting import ActivityEntry, AssistantEntry, Ending, TrainingEntry
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import button, filled, tabs
from .coverage import month_filter, months_of
from .shared import STAFF_TABS, TABS, villages

ACT = "office:assistant_act"
STATION = "assistance_station"
WHOLE, BROKEN = "whole", "gap"


@needs("cases.see")
def visit_gaps(request: StaffRequest) -> HttpResponseBase:
    """Show by village who is not registered, who was not visited, where nothing was held (CH-44)."""
    viewer, on = acting(request), localdate(request.at)
    month, _choices = months_of(request)
    rows = queries.villages_with_gaps(viewer, month, on)
    quarter = months.period_label(months.period_of(months.first_day(month), months.QUARTER))
    base = reverse("office:visit_coverage_lines")

    def lines(row: Any) -> str:
        return f"{base}?month={month}&rule=children.quarterly&place={row.code}"

    table = Table(
        "visits.gaps", _("%(quarter)s儿童关爱查漏") % {"quarter": quarter},
        [
            Column("town", _("乡镇（街道）"), order_by=True, wide=True),
            Column("name", _("村（社区）"), order_by=True),
            Column("listed", _("在册儿童"), kind="number", order_by=True, href=lines),
            Column("unregistered", _("未登记儿童"), kind="number", order_by=True),
            Column("unvisited", _("未走访儿童"), kind="number", order_by=True, href=lambda row: f"{lines(row)}&state=none"),
            Column("activities", _("本季关爱活动"), kind="number", order_by=True, href=lambda row: f"{reverse('office:care_activities')}?place={row.code}"),
            Column("state", _("结果"), lambda row: Badge(_("不漏"), "good") if row.is_whole else Badge(_("有缺漏"), "due"), kind="badge"),
        ],
        rows=rows,
        filters=[
            Filter("q", _("村（社区）"), fields=("name", "town")),
            month_filter(),
            Filter("state", _("结果"), "choice", [(WHOLE, _("不漏")), (BROKEN, _("有缺漏"))], apply=lambda kept, value: [row for row in kept if row.is_whole == (value == WHOLE)]),
        ],
        order="town", empty=_("辖区内没有村（社区）。"),
    )  # fmt: skip
    home, month_said = reverse("office:visit_gaps"), f"month={month}"
    broken = sum(not row.is_whole for row in rows)
    tiles = [
        {"label": _("村（社区）"), "value": len(rows), "href": f"{home}?{month_said}"},
        {"label": _("有缺漏的村"), "value": broken, "tone": "due" if broken else "good", "href": f"{home}?{month_said}&state={BROKEN}"},
        {"label": _("未登记儿童"), "value": sum(row.unregistered for row in rows)},
        {"label": _("未走访儿童"), "value": sum(row.unvisited for row in rows)},
        {"label": _("没有活动的村"), "value": sum(row.activities == 0 for row in rows)},
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "visit_gaps"), tiles=tiles,
        intro=_("信息登记不落一人、上门服务不缺一户、关爱活动不漏一村。“未登记儿童”是与祖辈共同生活、尚未登记是否留守的儿童。"),
    )  # fmt: skip


@needs("cases.see")
def care_activities(request: StaffRequest) -> HttpResponseBase:
    """List the caring activities held in the viewer's villages."""
    viewer = acting(request)
    table = Table(
        "visits.activities", _("关爱服务活动"),
        [
            Column("title", _("活动名称")),
            Column("place", _("村（社区）"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("held_on", _("日期"), kind="date", order_by="held_on"),
            Column("organiser", _("组织者"), wide=True),
            Column("children", _("儿童人数"), kind="number", order_by="children"),
            Column("volunteers", _("志愿者人数"), kind="number", order_by="volunteers"),
            Column("content", _("内容"), wide=True),
        ],
        queryset=queries.activities(viewer),
        filters=[
            Filter("q", _("名称"), fields=("title", "organiser")),
            Filter("held_on", _("月份"), "month"),
            Filter("place", _("村（社区）"), "choice", lambda: villages(viewer), apply=in_place()),
        ],
        order=("-held_on", "-id"), empty=_("还没有登记活动。"),
    )  # fmt: skip
    buttons = [button(_("登记活动"), "care_activity_new", primary=True)] if viewer.may("visits.record") else []  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "care_activities"), buttons=buttons
    )


@needs("visits.record")
def care_activity_new(request: StaffRequest) -> HttpResponse:
    """Enter an activity."""
    viewer = acting(request)
    offered = villages(viewer)
    form = ActivityEntry(request.POST or None, places=offered)

    def enter(told: dict[str, Any]) -> Any:
        place = found(Division.objects.filter(pk__in=dict(offered)), told.pop("division"))
        return visits.hold_activity(place, **told, by=viewer, at=request.at)

    home = reverse("office:care_activities")
    return filled(
        request, form, enter, title=_("登记关爱服务活动"), done=_("活动已登记。"), home=lambda _row: home, back=home
    )  # fmt: skip


# -- posts ---------------------------------------------------------------------------------------------


@needs("cases.see")
def assistants(request: StaffRequest) -> HttpResponseBase:
    """List who holds a village post, with pay and the hours trained this year."""
    viewer, on = acting(request), localdate(request.at)
    rows = queries.assistants(viewer, on)
    table = Table(
        "visits.assistants", _("村级服务人员"),
        [
            Column("name", _("姓名"), href=lambda row: reverse("office:assistant", args=[row.pk]), order_by="name"),
            Column("post", _("岗位"), "get_post_display", order_by="post"),
            Column("place", _("地方"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("is_full_time", _("专职"), wide=True),
            Column("pay", _("月补助（元）"), kind="money", order_by="pay"),
            Column("hours", _("本年培训学时"), lambda row: row.hours or 0, kind="number", order_by="hours"),
            Column("valid_from", _("到任"), kind="date", order_by="valid_from", wide=True),
            Column("duties", _("职责"), wide=True),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("姓名"), fields=("name",)),
            Filter("post", _("岗位"), "choice", list(choices.POSTS.items())),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("division__path", "post", "name"), empty=_("还没有登记村级服务人员。"),
    )  # fmt: skip
    buttons = [button(_("登记人员"), "assistant_new", primary=True)] if viewer.may("visits.plan") else []  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(STAFF_TABS, "assistants"), buttons=buttons,
        tiles=_post_tiles(viewer, rows),
        intro=_("每个村的社会救助协理员、儿童主任等：职责、培训和补助；走访发现困难群众是村级事务清单内容。"),
    )  # fmt: skip


def _post_tiles(viewer: Mandate, rows: Any) -> list[dict[str, Any]]:
    home = reverse("office:assistants")
    held = set(rows.filter(post=choices.ASSISTANT).values_list("division", flat=True))
    without = sum(code not in held for code, _label in villages(viewer))
    stations = bodies.facilities(viewer).filter(kind=STATION, state=OPEN).count()
    return [
        {"label": label, "value": rows.filter(post=post).count(), "href": f"{home}?post={post}"}
        for post, label in choices.POSTS.items()
    ] + [
        {"label": _("没有协理员的村"), "value": without, "tone": "due" if without else "good"},
        {"label": _("社会救助服务站（点）"), "value": stations, "href": f"{reverse('office:facilities')}?kind={STATION}"},
    ]  # fmt: skip


@needs("visits.plan")
def assistant_new(request: StaffRequest) -> HttpResponse:
    """Enter somebody in a village post."""
    viewer = acting(request)
    offered = villages(viewer, towns=True)
    form = AssistantEntry(request.POST or None, places=offered)

    def enter(told: dict[str, Any]) -> Assistant:
        place = found(Division.objects.filter(pk__in=dict(offered)), told.pop("division"))
        return visits.appoint(place, **told, by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("登记村级服务人员"), done=_("已登记。"),
        home=lambda row: reverse("office:assistant", args=[row.pk]), back=reverse("office:assistants"),
    )  # fmt: skip


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _may(viewer: Mandate, row: Assistant) -> bool:
    return viewer.may("visits.plan") and row.valid_to is None


DEEDS = (
    Deed("train", _lazy("登记培训"), TrainingEntry, _on(visits.record_training), _lazy("培训已登记。"), _may),
    Deed("dismiss", _lazy("登记离任"), Ending, _on(visits.dismiss), _lazy("离任已登记。"), _may),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Assistant) -> Sheet:
    on = localdate(request.at)
    needed = queries.limits(row.division_id, on).get("training_hours")
    hours = getattr(row, "hours", None) or 0
    trained = _("%(hours)s 学时") % {"hours": hours}
    if needed:
        trained = _("%(hours)s 学时（每年应达 %(needed)s 学时）") % {
            "hours": hours,
            "needed": needed,
        }
    facts = [
        (_("岗位"), row.get_post_display()),
        (_("地方"), lists.place(row.division)),
        (_("专职"), _("是") if row.is_full_time else _("否")),
        (_("月补助（元）"), yuan(row.pay) if row.pay is not None else _("未登记")),
        (_("补助来源"), row.pay_source or "—"),
        (_("到任"), day(row.valid_from)),
        (_("职责"), row.duties),
        (_("本年培训"), trained),
    ]
    table = Table(
        "visits.trainings", _("培训记录"),
        [
            Column("title", _("内容")), Column("held_on", _("日期"), kind="date", order_by="held_on"),
            Column("hours", _("学时"), kind="number"), Column("is_passed", _("考核合格")),
        ],
        queryset=row.trainings.all(), order="-held_on", empty=_("还没有培训记录。"),
    )  # fmt: skip
    return Sheet(
        title=row.name, facts=facts, table=table, deeds=DEEDS, back=reverse("office:assistants")
    )


@needs("cases.see")
def assistant(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one post with duties, pay and trainings."""
    row = found(queries.assistants(acting(request), localdate(request.at)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("visits.plan")
def assistant_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Record a training, or that the post was left."""
    row = found(queries.assistants(acting(request), localdate(request.at)), pk)
    home = reverse("office:assistants" if act == "dismiss" else ACT.removesuffix("_act"), args=[] if act == "dismiss" else [pk])  # fmt: skip
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("visit-gaps/", visit_gaps, name="visit_gaps"),
    path("care-activities/", care_activities, name="care_activities"),
    path("care-activities/new/", care_activity_new, name="care_activity_new"),
    path("assistants/", assistants, name="assistants"),
    path("assistants/new/", assistant_new, name="assistant_new"),
    path("assistants/<int:pk>/", assistant, name="assistant"),
    path("assistants/<int:pk>/<str:act>/", assistant_act, name="assistant_act"),
]
