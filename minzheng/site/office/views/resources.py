"""All help in one store: lists, a family's own page, gaps and overlaps; and the bank of resources."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.core.money import fen_to_yuan
from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.matching import CONDITIONS
from minzheng.domains.assistance.models import HelpResource
from minzheng.domains.assistance.services import orders, resources
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.models import Household
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import number, yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Column, Filter, Table

from .. import lists, subjects
from ..doors import acting, found, needs, tried
from ..forms.resources import HelpGiven, NewOrder, NewResource, NewTotal
from .assistance.acts import Deed, Sheet, perform, show

HELP_ACT, RESOURCE_ACT = "office:household_help_act", "office:help_resource_act"
YEARS_SHOWN = 3
MAKERS = {"clerk", "head", "officer"}


def counted(resource: HelpResource, quantity: int) -> str:
    """Return a quantity of a resource in words: yuan, or units."""
    return f"{yuan(quantity)} 元" if resource.is_money else f"{number(quantity)} {resource.unit}"


# -- the store of all help ------------------------------------------------------------------------


@needs("cases.see")
def help_store(request: StaffRequest) -> HttpResponseBase:
    """List what departments, mass organisations and charities gave; our own stands on a family's page."""
    viewer = acting(request)
    table = Table(
        "assistance.help",
        _("综合救助信息"),
        [
            Column("who", _("家庭"), "household.head.name", href=lambda row: _home(viewer, row.household_id)),
            Column("person", _("受助人"), "person.name"),
            Column("division", _("村（社区）"), lambda row: lists.place(row.division), wide=True),
            Column("given_on", _("日期"), kind="date", order_by="given_on"),
            Column("provider", _("帮扶单位")),
            Column("giver", _("类别"), lambda row: row.get_giver_display()),
            Column("need", _("需求"), lambda row: row.get_need_display()),
            Column("form", _("形式"), lambda row: row.get_form_display()),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("what", _("内容"), wide=True),
            Column("origin", _("来源"), lambda row: row.get_origin_display(), wide=True),
        ],
        queryset=queries.help_records(viewer),
        filters=[
            Filter("q", _("姓名"), "search", fields=("household__head__name", "person__name", "provider")),
            Filter("giver", _("类别"), "choice", list(choices.GIVERS.items())),
            Filter("need", _("需求"), "choice", list(choices.NEEDS.items())),
            Filter("from", _("自"), "date", apply=lambda rows, day: rows.filter(given_on__gte=day)),
            Filter("to", _("至"), "date", apply=lambda rows, day: rows.filter(given_on__lte=day)),
        ],
        order=("-given_on",),
        empty=_("还没有其他部门和社会力量的帮扶信息；部门报送“其他部门救助”后每月归集，也可在家庭的帮扶页登记。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html",
        buttons=[
            {"label": _("年度汇总"), "url": reverse("office:help_years"), "icon": "chart-bar"},
            {"label": _("缺口与重复"), "url": reverse("office:help_gaps"), "icon": "alert-triangle"},
        ],
        intro=_("政府部门、群团组织、社会组织和慈善力量对困难家庭的帮扶汇在一处；点开家庭可连同本系统发放的待遇一起看。"),
    )  # fmt: skip


def _home(viewer: Mandate, pk: int) -> str:
    return lists.address("office:household_help", pk, viewer=viewer, needs="cases.see")


@needs("cases.see")
def help_years(request: StaffRequest) -> HttpResponseBase:
    """Show a year's help by kind of giver and need, with its chart."""
    viewer, year = acting(request), localdate(request.at).year
    years = [(str(y), f"{y}") for y in range(year, year - YEARS_SHOWN, -1)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in dict(years) else year
    rows = queries.yearly_help(viewer, year)
    givers = sorted({row.giver for row in rows})
    money = [sum(row.amount for row in rows if row.giver == giver) for giver in givers]
    table = Table(
        "assistance.help_years",
        _("帮扶年度汇总"),
        [
            Column("giver", _("帮扶方")),
            Column("need", _("需求"), lambda row: choices.NEEDS[row.need]),
            Column("times", _("次数"), kind="number", order_by=True),
            Column("amount", _("金额（元）"), kind="money", order_by=True),
        ],
        rows=rows,
        filters=[Filter("year", _("年度"), "choice", years, apply=lambda kept, _value: kept)],
        order="-amount",
        empty=_("这一年还没有帮扶记录。"),
    )
    figure = charts.bar(
        _("各类帮扶方的资金"), givers, {_("金额"): [float(fen_to_yuan(sum_)) for sum_ in money]},
        unit=_("元"), head=_("帮扶方"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/allowances.html", figure=figure if rows else None,
        back=reverse("office:help_store"), intro=_("%(year)s 年。民政部门为银行回盘确认到账的待遇；其余为归集、转办、订单和登记的帮扶。") % {"year": year},
    )  # fmt: skip


@needs("cases.see")
def help_gaps(request: StaffRequest) -> HttpResponseBase:
    """List the families with a need nobody meets, or with one met twice, in the last twelve months."""
    viewer = acting(request)
    table = Table(
        "assistance.help_gaps",
        _("帮扶缺口与重复"),
        [
            Column("who", _("家庭"), "household.head.name", href=lambda row: _home(viewer, row.household.pk)),
            Column("division", _("村（社区）"), lambda row: lists.place(row.household.division)),
            Column("needs", _("已评估的需求"), lambda row: _named(row.needs), wide=True),
            Column("gaps", _("缺口：无人帮扶"), lambda row: _named(row.gaps)),
            Column("overlaps", _("重复：同一需求多方资金"), lambda row: "；".join(f"{choices.NEEDS[need]}：{'、'.join(providers)}" for need, providers in row.overlaps)),
        ],
        rows=queries.help_pictures(viewer, localdate(request.at)),
        order="who",
        empty=_("近 12 个月没有发现缺口或重复。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", back=reverse("office:help_store"),
        intro=_("缺口：评估过的需求，近 12 个月没有任何帮扶，也没有在办的转办和订单。重复：同一需求有两个以上单位给予资金。"),
    )  # fmt: skip


def _named(needs_: tuple[str, ...]) -> str:
    return "、".join(choices.NEEDS.get(key, key) for key in needs_)


def _record(request: StaffRequest, row: Household, told: dict[str, Any]) -> Any:
    return resources.record_help(row, **told, by=acting(request), at=request.at)


def _raise(request: StaffRequest, row: Household, told: dict[str, Any]) -> Any:
    return orders.raise_order(row, **told, by=acting(request), at=request.at)


def _works(viewer: Mandate, row: Any) -> bool:
    return viewer.may("cases.take")


HELP_DEEDS = (
    Deed("record", _("登记其他帮扶"), HelpGiven, _record, _("已登记。"), _works),
    Deed("order", _("提出需求（救助订单）"), NewOrder, _raise, _("需求已提出，待乡镇（街道）发布。"), lambda viewer, row: viewer.role in {*MAKERS, "village_worker"}),
)  # fmt: skip


def _help_sheet(request: StaffRequest, row: Household) -> Sheet:
    on = localdate(request.at)
    since = months.add_months(on, -12 * YEARS_SHOWN)
    lines = queries.help_given(row, since=since, until=on)
    table = Table(
        "assistance.household_help",
        _("近三年的全部帮扶"),
        [
            Column("on", _("日期"), kind="date", order_by=True),
            Column("giver_label", _("帮扶方类别")),
            Column("provider", _("帮扶单位")),
            Column("need_label", _("需求")),
            Column("form_label", _("形式"), wide=True),
            Column("what", _("内容")),
            Column("amount", _("金额（元）"), kind="money", order_by=True),
            Column("person", _("受助人"), wide=True),
            Column("origin_label", _("来源"), wide=True),
        ],
        rows=lines,
        filters=[
            Filter("need", _("需求"), "choice", list(choices.NEEDS.items())),
            Filter("giver", _("帮扶方"), "choice", [(choices.OWN, _("民政部门")), *choices.GIVERS.items()]),
            Filter("person", _("受助人"), "search"),
        ],
        order="-on",
        empty=_("近三年没有帮扶记录。"),
    )  # fmt: skip
    head = row.head.name if row.head is not None else row.number
    return Sheet(
        title=_("%(name)s户的全部帮扶") % {"name": head},
        subtitle=f"{row.number} · {lists.place(row.division)}",
        facts=[
            (
                f"{total.year} {choices.NEEDS.get(total.need, total.need)}",
                f"{total.times} 次" + (f"，{yuan(total.amount)} 元" if total.amount else "") + f"（{'、'.join(total.givers)}）",
            )
            for total in queries.help_totals(lines)
        ],
        back=reverse("office:household", args=[row.pk]),
        deeds=HELP_DEEDS,
        table=table,
    )  # fmt: skip


@needs("cases.see")
def household_help(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show everything a family was given, by us and by others; the look is on record."""
    row = subjects.household(request, pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="查看全部帮扶")
    return show(request, row, _help_sheet(request, row), HELP_ACT)


@require_POST
@needs("cases.take")
def household_help_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Write down other help, or raise a need."""
    row = subjects.household(request, pk)
    home = reverse("office:household_help", args=[pk])
    return perform(request, row, act, _help_sheet(request, row), HELP_ACT, home)


# -- the bank -------------------------------------------------------------------------------------


@needs("cases.see")
def help_resources(request: StaffRequest) -> HttpResponseBase:
    """List the resources that serve the viewer's places."""
    viewer, on = acting(request), localdate(request.at)
    table = Table(
        "assistance.resources",
        _("救助资源库"),
        [
            Column("name", _("资源"), href=lambda row: reverse("office:help_resource", args=[row.pk])),
            Column("provider", _("提供方")),
            Column("giver", _("类别"), lambda row: row.get_giver_display(), wide=True),
            Column("need", _("需求"), lambda row: row.get_need_display()),
            Column("form", _("形式"), lambda row: row.get_form_display()),
            Column("left", _("余量"), lambda row: counted(row, row.left)),
            Column("total", _("总量"), lambda row: counted(row, row.total), wide=True),
            Column("division", _("服务区域"), lambda row: lists.place(row.division)),
            Column("conditions", _("资助条件"), _conditions, wide=True),
            Column("valid_to", _("截止"), kind="date", order_by="valid_to", wide=True),
        ],
        queryset=queries.resources(viewer),
        filters=[
            Filter("q", _("资源或提供方"), "search", fields=("name", "provider")),
            Filter("need", _("需求"), "choice", list(choices.NEEDS.items())),
            Filter("form", _("形式"), "choice", list(choices.HELP_FORMS.items())),
            Filter("giver", _("类别"), "choice", list(choices.GIVERS.items())),
        ],
        order=("need", "name"),
        empty=_("资源库还是空的。"),
        row_tone=lambda row: "quiet" if row.left <= 0 or (row.valid_to and row.valid_to <= on) else "",
    )  # fmt: skip
    buttons = []
    if viewer.role in MAKERS:
        buttons = [{"label": _("登记资源"), "url": reverse("office:help_resource_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(request, table, "office/list.html", buttons=buttons)


def _conditions(row: HelpResource) -> str:
    return "、".join(CONDITIONS[key].label for key in row.conditions) or _("不限")


@needs("cases.take")
def help_resource_new(request: StaffRequest) -> HttpResponseBase:
    """Put a resource of the viewer's own place into the bank."""
    form = NewResource(request.POST or None, initial={"valid_from": localdate(request.at)})
    viewer = acting(request)
    if request.method == "POST" and form.is_valid():
        made: list[HelpResource] = []

        def act() -> None:
            made.append(resources.add_resource(**form.answers(), by=viewer, at=request.at))

        if tried(request, act, _("资源已登记。")):
            return redirect(request, reverse("office:help_resource", args=[made[0].pk]))
    context = {
        "form": form, "title": _("登记救助资源"), "button": _("登记"), "draft": "resource",
        "intro": _("服务区域为您的辖区：%(place)s。") % {"place": viewer.division.name},
        "back": reverse("office:help_resources"),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


def _change(request: StaffRequest, row: HelpResource, told: dict[str, Any]) -> Any:
    return resources.change_total(row, **told, by=acting(request), at=request.at)


RESOURCE_DEEDS = (
    Deed(
        "total", _("变更总量"), NewTotal, _change, _("总量已变更。"), lambda viewer, row: viewer.role in MAKERS,
        shape=lambda request, row: {"form": row.form},
    ),
)  # fmt: skip


def _resource_sheet(request: StaffRequest, row: HelpResource) -> Sheet:
    viewer = acting(request)
    table = Table(
        "assistance.resource_orders",
        _("使用情况"),
        [
            Column("number", _("订单"), kind="code", href=lambda order: reverse("office:help_order", args=[order.pk])),
            Column("who", _("家庭"), "household.head.name"),
            Column("state", _("状态"), lambda order: order.get_state_display()),
            Column("reserved", _("预留"), lambda order: counted(row, order.reserved)),
            Column("delivered", _("送达"), lambda order: counted(row, order.delivered)),
            Column("rating", _("满意度"), lambda order: f"{order.rating} ★" if order.rating else ""),
        ],
        queryset=queries.orders(viewer).filter(resource=row),
        order=("-accepted_at",),
        empty=_("还没有订单使用这项资源。"),
    )  # fmt: skip
    return Sheet(
        title=row.name,
        subtitle=f"{row.provider} · {row.get_giver_display()} · {row.get_form_display()}",
        facts=[
            (_("对应需求"), row.get_need_display()), (_("总量"), counted(row, row.total)), (_("已预留"), counted(row, row.reserved)),
            (_("已使用"), counted(row, row.used)), (_("余量"), counted(row, row.left)), (_("服务区域"), lists.place(row.division)),
            (_("资助条件"), _conditions(row)), (_("起止"), f"{row.valid_from} – {row.valid_to or _('长期')}"),
            (_("联系方式"), row.contact), (_("说明"), row.note),
        ],
        back=reverse("office:help_resources"),
        deeds=RESOURCE_DEEDS,
        table=table,
    )  # fmt: skip


@needs("cases.see")
def help_resource(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one resource and the orders of the viewer's places that use it."""
    row = found(queries.resources(acting(request)), pk)
    return show(request, row, _resource_sheet(request, row), RESOURCE_ACT)


@require_POST
@needs("cases.take")
def help_resource_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Change what there is of a resource."""
    row = found(queries.resources(acting(request)), pk)
    home = reverse("office:help_resource", args=[pk])
    return perform(request, row, act, _resource_sheet(request, row), RESOURCE_ACT, home)


urlpatterns: list[URLPattern] = [
    path("help/", help_store, name="help_store"),
    path("help/years/", help_years, name="help_years"),
    path("help/gaps/", help_gaps, name="help_gaps"),
    path("households/<int:pk>/help/", household_help, name="household_help"),
    path("households/<int:pk>/help/<str:act>/", household_help_act, name="household_help_act"),
    path("resources/", help_resources, name="help_resources"),
    path("resources/new/", help_resource_new, name="help_resource_new"),
    path("resources/<int:pk>/", help_resource, name="help_resource"),
    path("resources/<int:pk>/<str:act>/", help_resource_act, name="help_resource_act"),
]
