"""Goods in stock: what is left, what came in and went to whom."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.choices import MOVES
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import purchases as forms
from ..assistance.acts import Sheet, show
from .entering import button, filled


@needs("purchases.see")
def goods(request: StaffRequest) -> HttpResponseBase:
    """List the goods with what came in, went out and is left."""
    viewer = acting(request)
    table = Table(
        "goods", _("救助物资"),
        [
            Column("name", _("物资"), href=lambda row: reverse("office:goods_one", args=[row.pk]), order_by="name"),
            Column("division", _("存放"), lambda row: lists.place(row.division)),
            Column("came", _("累计入库"), kind="number", order_by="came"),
            Column("went", _("累计发放"), lambda row: row.went or 0, kind="number", order_by="went"),
            Column("left", _("结存"), kind="number", order_by="left"),
            Column("unit", _("单位")),
        ],
        queryset=queries.goods(viewer), filters=[Filter("q", _("物资"), fields=("name",))], order=("name",),
        empty=_("还没有登记物资。"),
    )  # fmt: skip
    buttons = [button(_("登记收发"), "goods_move", primary=True)]
    return lists.respond(
        request, table, "office/list.html", buttons=buttons if viewer.may("purchases.enter") else []
    )


@needs("purchases.see")
def goods_one(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one kind of goods with every movement."""
    viewer = acting(request)
    row: Any = found(queries.goods(viewer), pk)
    table = Table(
        "goods.moves", _("收发记录"),
        [
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("kind", _("类别"), lambda one: one.get_kind_display()),
            Column("quantity", _("数量"), kind="number"),
            Column("left_after", _("结存"), kind="number"),
            Column("party", _("捐赠方或领取人"), href=lambda one: lists.household(viewer, one.household_id)),
            Column("purpose", _("用途")),
            Column("voucher", _("单据号"), kind="code", wide=True),
            Column("by", _("经办"), lambda one: str(one.by.user), wide=True),
        ],
        queryset=queries.goods_moves(viewer).filter(goods=row),
        filters=[Filter("kind", _("类别"), "choice", list(MOVES.items())), Filter("on", _("月份"), "month")],
        order=("-on", "-id"), empty=_("还没有收发。"),
    )  # fmt: skip
    sheet = Sheet(
        title=row.name, subtitle=row.division.name, back=reverse("office:goods"), deeds=(), table=table,
        facts=[(_("结存"), f"{row.left} {row.unit}"), (_("累计入库"), row.came), (_("累计发放"), row.went or 0)],
    )  # fmt: skip
    return show(request, row, sheet, "")


@needs("purchases.enter")
def goods_move(request: StaffRequest) -> HttpResponse:
    """Book goods in or out."""
    viewer = acting(request)
    form = forms.GoodsForm(request.POST or None, initial={"on": localdate(request.at)})

    def act(told: dict) -> object:
        what = (told.pop("name"), told.pop("unit"), told.pop("kind"))
        return services.move_goods(viewer.division_id, *what, **told, by=viewer, at=request.at)

    return filled(
        request, form, act, title=_("登记物资收发"), intro=_("发放不能超过结存；登记后不能修改，错了再登记一笔相反的。"),
        done=_("已登记。"), home=lambda row: reverse("office:goods_one", args=[row.goods_id]), back=reverse("office:goods"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("goods/", goods, name="goods"),
    path("goods/move/", goods_move, name="goods_move"),
    path("goods/<int:pk>/", goods_one, name="goods_one"),
]
