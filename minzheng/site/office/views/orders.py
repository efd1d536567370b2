"""Orders for help: the board, one order with its matches, and what is done about it."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.models import HelpOrder, HelpResource
from minzheng.domains.assistance.services import orders
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import number, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms.assistance import Nothing
from ..forms.resources import Accept, Because, Confirmation, Delivery
from .assistance.acts import Deed, Sheet, perform, show
from .resources import MAKERS, counted

ACT = "office:help_order_act"
TONES = {
    choices.RAISED: "due",
    choices.POSTED: "due",
    choices.ACCEPTED: "info",
    choices.DELIVERED: "info",
    choices.CLOSED: "good",
    choices.RETURNED: "danger",
    choices.CANCELLED: "quiet",
}
# What stands on the board, in the order of its life.
BOARD = (
    choices.RAISED, choices.POSTED, choices.ACCEPTED, choices.DELIVERED, choices.RETURNED, choices.CLOSED,
)  # fmt: skip
STAFF = {*MAKERS, "village_worker"}


def _state(row: HelpOrder) -> Badge:
    return Badge(row.get_state_display(), TONES[row.state])


def wanted(row: HelpOrder) -> str:
    """Return how much an order asks for, in words."""
    return f"{yuan(row.quantity)} 元" if row.form == choices.MONEY else number(row.quantity)


def _due(row: HelpOrder) -> Any:
    return row.deliver_by if row.state == choices.ACCEPTED else row.answer_by


@needs("cases.see")
def help_orders(request: StaffRequest) -> HttpResponseBase:
    """Show the board of orders of the viewer's places: how many stand where, and the list."""
    viewer, on = acting(request), localdate(request.at)
    counts, mean = queries.order_counts(viewer), queries.order_satisfaction(viewer)
    here = reverse("office:help_orders")
    tiles = [
        {"label": choices.HELP_ORDER_STATES[key], "value": counts.get(key, 0), "href": f"{here}?state={key}"}
        for key in BOARD
    ]  # fmt: skip
    if mean:
        tiles[-1]["note"] = _("平均 %(mean).1f ★") % {"mean": mean}
    table = Table(
        "assistance.orders",
        _("救助订单"),
        [
            Column("who", _("家庭"), "household.head.name", href=lambda row: reverse("office:help_order", args=[row.pk])),
            Column("division", _("村（社区）"), lambda row: lists.place(row.division), wide=True),
            Column("need", _("需求"), lambda row: row.get_need_display()),
            Column("text", _("内容")),
            Column("quantity", _("数量"), wanted, wide=True),
            Column("state", _("状态"), _state, kind="badge"),
            Column("due", _("期限"), _due, kind="date"),
            Column("provider", _("承接方"), "resource.provider"),
            Column("source", _("来源"), lambda row: row.get_source_display(), wide=True),
            Column("rating", _("满意度"), lambda row: f"{row.rating} ★" if row.rating else "", wide=True),
            Column("number", _("编号"), kind="code", wide=True),
        ],
        queryset=queries.orders(viewer),
        filters=[
            Filter("state", _("状态"), "choice", list(choices.HELP_ORDER_STATES.items())),
            Filter("need", _("需求"), "choice", list(choices.NEEDS.items())),
            Filter("q", _("家庭或内容"), "search", fields=("household__head__name", "text", "number")),
        ],
        order=("answer_by", "-raised_at"),
        empty=_("还没有救助订单；在家庭的“全部帮扶”页提出需求。"),
        row_tone=lambda row: "danger" if row.state in {choices.POSTED, choices.ACCEPTED} and _due(row) and _due(row) < on else "",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tiles=tiles)


def _may(roles: set[str], *states: str) -> Any:
    return lambda viewer, row: viewer.role in roles and row.state in states


def _accept(request: StaffRequest, row: HelpOrder, told: dict[str, Any]) -> Any:
    resource = found(queries.resources(acting(request)), told["resource"])
    quantity = told["counted"](resource.form)
    return orders.accept(row, resource, quantity=quantity, by=acting(request), at=request.at)


def _offered(request: StaffRequest, row: HelpOrder) -> dict[str, Any]:
    seen = set(queries.resources(acting(request)).values_list("pk", flat=True))
    rows = [m for m in queries.matches(row, localdate(request.at)) if m.resource.pk in seen]
    return {
        "offered": [
            (str(m.resource.pk), f"{m.resource.name}（{m.resource.provider}，{m.score.total} 分，余 {counted(m.resource, m.resource.left)}）")
            for m in rows
            if not m.score.obstacles
        ],
    }  # fmt: skip


def _resource_form(request: StaffRequest, row: HelpOrder) -> dict[str, Any]:
    return {"form": row.resource.form if row.resource is not None else row.form}


def _amount(form: str, quantity: int) -> str:
    return f"{quantity / 100:.2f}" if form == choices.MONEY else str(quantity)


def _plain(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _return(request: StaffRequest, row: HelpOrder, told: dict[str, Any]) -> Any:
    return orders.return_unanswered(by=acting(request), at=request.at)


def _deeds(request: StaffRequest) -> tuple[Deed, ...]:
    on = localdate(request.at)

    def late(viewer: Mandate, row: HelpOrder) -> bool:
        over = row.answer_by is not None and row.answer_by < on
        return viewer.role in MAKERS and row.state == choices.POSTED and over

    return (
        Deed("post", _("发布订单"), Nothing, _plain(orders.post), _("已发布，等待承接。"), _may(MAKERS, choices.RAISED, choices.RETURNED)),
        Deed("accept", _("匹配并接单"), Accept, _accept, _("已接单并预留资源。"), _may(MAKERS, choices.POSTED),
             lambda request, row: {"quantity": _amount(row.form, row.quantity)}, _offered),
        Deed("return", _("退回逾期无人承接的订单"), Nothing, _return, _("已退回。"), late),
        Deed("deliver", _("登记送达"), Delivery, _plain(orders.deliver), _("已登记，请回访家庭确认。"), _may(STAFF, choices.ACCEPTED),
             lambda request, row: {"delivered_on": on, "quantity": _amount(_resource_form(request, row)["form"], row.reserved)}, _resource_form),
        Deed("give_up", _("承接方无法提供，重新发布"), Because, _plain(orders.give_up), _("已重新发布。"), _may(MAKERS, choices.ACCEPTED)),
        Deed("confirm", _("家庭确认和评价"), Confirmation, _plain(orders.confirm), _("订单已确认，已记入综合救助信息。"), _may(STAFF, choices.DELIVERED)),
        Deed("cancel", _("撤销订单"), Because, _plain(orders.cancel), _("已撤销。"),
             _may(STAFF, choices.RAISED, choices.POSTED, choices.RETURNED, choices.ACCEPTED)),
    )  # fmt: skip


def _sheet(request: StaffRequest, row: HelpOrder) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    table = None
    if row.state in {choices.RAISED, choices.POSTED, choices.RETURNED}:
        seen = set(queries.resources(viewer).values_list("pk", flat=True))
        table = Table(
            "assistance.matches",
            _("匹配的资源（满分 100）"),
            [
                Column("name", _("资源"), "resource.name", href=lambda m: reverse("office:help_resource", args=[m.resource.pk]) if m.resource.pk in seen else None),
                Column("provider", _("提供方"), "resource.provider"),
                Column("total", _("匹配分"), "score.total", kind="number"),
                Column("why", _("理由"), lambda m: "；".join(m.score.obstacles or m.score.reasons)),
                Column("left", _("余量"), lambda m: counted(m.resource, m.resource.left)),
            ],
            rows=queries.matches(row, on),
            order="none",
            empty=_("资源库里没有这类需求的资源，可登记新资源或等待社会力量承接。"),
        )  # fmt: skip
    resource: HelpResource | None = row.resource
    head = row.household.head.name if row.household.head is not None else row.household.number
    told = [
        (_("需求内容"), row.text), (_("希望的形式"), row.get_form_display()), (_("数量"), wanted(row)),
        (_("提出时间"), f"{row.raised_at:%Y-%m-%d}"), (_("接单期限"), str(row.answer_by) if row.answer_by else None),
        (_("承接资源"), f"{resource.name}（{resource.provider}）" if resource else None),
        (_("匹配理由"), "；".join(row.match) or None), (_("预留"), counted(resource, row.reserved) if resource else None),
        (_("送达期限"), str(row.deliver_by) if row.deliver_by else None),
        (_("送达"), f"{row.delivered_on}，{counted(resource, row.delivered)}，{row.delivery_note}" if resource and row.delivered_on else None),
        (_("凭证"), row.proof.title if row.proof else None),
        (_("确认"), f"{row.get_confirmer_display()}，{row.rating} ★ {row.comment}" if row.rating else None),
        (_("退回次数"), str(row.returned_count) if row.returned_count else None), (_("说明"), row.closing_note or None),
    ]  # fmt: skip
    return Sheet(
        title=f"{head}户 · {row.get_need_display()}",
        status=_state(row),
        subtitle=f"{row.number} · {row.get_source_display()} · {row.raised_by}",
        facts=[fact for fact in told if fact[1]],
        back=reverse("office:help_orders"),
        deeds=_deeds(request),
        table=table,
        link=(_("该家庭的全部帮扶"), reverse("office:household_help", args=[row.household_id])),
    )  # fmt: skip


@needs("cases.see")
def help_order(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one order with the resources that could answer it; the look is on record."""
    row = found(queries.orders(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="办理救助订单")
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("cases.take")
def help_order_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing about an order."""
    row = found(queries.orders(acting(request)), pk)
    home = reverse("office:help_order", args=[pk])
    if act not in {deed.key for deed in _deeds(request)}:
        raise Http404
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("orders/", help_orders, name="help_orders"),
    path("orders/<int:pk>/", help_order, name="help_order"),
    path("orders/<int:pk>/<str:act>/", help_order_act, name="help_order_act"),
]
