"""Bought services: the list, one purchase with its steps and what comes next, the catalogue, the payees."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.declarations import MODULES
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.choices import (
    ACTIVE,
    CONFIRMED,
    DECISIONS,
    ENDED,
    ENTERED,
    REFUSED,
    SUPPLIERS,
)
from minzheng.kernel.purchases.models import Contract, Demand, Settlement
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import moment, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import purchases as forms
from ..assistance.acts import Deed, Sheet, perform, show
from .entering import TABS, button, filled, found_person, money, state, tabs

ACT = "office:purchase_act"


@needs("purchases.see")
def purchases(request: StaffRequest) -> HttpResponseBase:
    """List what is wanted and bought, with what comes next."""
    viewer = acting(request)
    rooms = {m.key: m.label for m in MODULES.all() if m.is_room}
    table = Table(
        "purchases",
        _("购买服务"),
        [
            Column("title", _("名称"), href=lambda row: reverse("office:purchase", args=[row.pk])),
            Column("room", _("业务领域"), lambda row: rooms.get(row.item.room, row.item.room)),
            Column("item", _("目录"), "item.name", wide=True),
            Column("budget", _("预算（元）"), kind="money", order_by="budget"),
            Column("contracted", _("已签约（元）"), kind="money", order_by="contracted"),
            Column("money", _("资金及来源"), lambda row: money(row.fund, row.source), wide=True),
            Column("state", _("状态"), state, kind="badge"),
            Column("next", _("下一步"), _next),
        ],
        queryset=queries.demands(viewer).prefetch_related("contracts"),
        filters=[
            Filter("q", _("名称"), fields=("title", "item__name", "contracts__supplier__name")),
            Filter("state", _("状态"), "choice", list(DECISIONS.items())),
            Filter("item__room", _("业务领域"), "choice", list(rooms.items())),
        ],
        order=("-entered_at", "-id"),
        empty=_("还没有购买需求。"),
    )  # fmt: skip
    buttons = [button(_("提出购买需求"), "purchase_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "purchases"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


def _contract(row: Demand) -> Contract | None:
    rows = list(row.contracts.all())
    return rows[-1] if rows else None


def _next(row: Demand) -> str:
    """Say what comes next for a purchase."""
    contract = _contract(row)
    if row.state != CONFIRMED:
        return _("复核需求") if row.state == ENTERED else _("已退回")
    if contract is None:
        return _("签订合同")
    for waits, text in (
        (contract.state == ENDED, _("已结束：%(grade)s") % {"grade": contract.grade}),
        (contract.settled < contract.invoiced, _("提交结算")),
        (contract.invoiced < contract.accepted, _("收取发票")),
        (contract.accepted < contract.amount, _("验收")),
    ):
        if waits:
            return str(text)
    return _("评价履约")


@needs("purchases.enter")
def purchase_new(request: StaffRequest) -> HttpResponse:
    """Ask for a service to be bought."""
    viewer, on = acting(request), localdate(request.at)
    items = {row.pk: row for row in queries.catalogue(viewer).filter(valid_from__lte=on)}
    form = forms.DemandForm(
        request.POST or None, items=[(pk, f"{row.name}（{row.unit}）") for pk, row in items.items()]
    )
    return filled(
        request, form,
        lambda told: services.ask_demand(items[told.pop("item")], **told, by=viewer, at=request.at),
        title=_("提出购买需求"), intro=_("先列入购买目录，再提需求；复核同意后签订合同。"), done=_("已提出，等待复核。"),
        home=lambda row: reverse("office:purchase", args=[row.pk]), back=reverse("office:purchases"),
    )  # fmt: skip


# -- one purchase -------------------------------------------------------------------------------


def _decided(agreed: bool) -> Any:
    return lambda request, row, told: services.decide_demand(
        row, agreed=agreed, by=acting(request), at=request.at
    )


def _signed(request: StaffRequest, row: Demand, told: dict[str, Any]) -> Any:
    supplier = found(queries.payees(acting(request)), told.pop("supplier"))
    return services.sign_contract(row, supplier, **told, by=acting(request), at=request.at)


def _on_contract(service: Any) -> Any:
    """Return the deed that hands a form's answers to a service of the running contract."""
    return lambda request, row, told: service(
        _contract(row), **told, by=acting(request), at=request.at
    )


def _served(request: StaffRequest, row: Demand, told: dict[str, Any]) -> Any:
    contract = _contract(row)
    assert contract is not None
    person = found_person(request, told.pop("id_number"))
    return services.record_service(
        contract.supplier, person, contract=contract, **told, by=acting(request), at=request.at
    )


def _settled(request: StaffRequest, row: Demand, told: dict[str, Any]) -> Any:
    contract = _contract(row)
    assert contract is not None
    invoice = found(contract.invoices.all(), told["invoice"])
    return services.settle_invoice(invoice, by=acting(request), at=request.at)


def _waits(row: Demand) -> list[Any]:
    contract = _contract(row)
    if contract is None:
        return []
    settled = Settlement.objects.exclude(state=REFUSED).filter(invoice__contract=contract)
    return list(contract.invoices.exclude(pk__in=settled.values("invoice")))


def _items(request: StaffRequest, row: Demand) -> dict[str, Any]:
    rule = queries.rule_in_force("purchase", row.division_id, localdate(request.at))
    return {"items": rule.scored if rule else []}


def _runs(viewer: Mandate, row: Demand) -> bool:
    contract = _contract(row)
    return viewer.may("purchases.enter") and contract is not None and contract.state == ACTIVE


def _may_sign(viewer: Mandate, row: Demand) -> bool:
    fresh = _contract(row) is None and row.state == CONFIRMED
    return fresh and viewer.may("purchases.enter")


def _may_decide(viewer: Mandate, row: Demand) -> bool:
    return row.state == ENTERED and viewer.may("purchases.confirm")


def _may_rate(viewer: Mandate, row: Demand) -> bool:
    contract = _contract(row)
    return (
        _runs(viewer, row)
        and contract is not None
        and 0 < contract.accepted == contract.invoiced == contract.settled
    )


DEEDS = (
    Deed("agree", _("同意"), forms.Nothing, _decided(True), _("已复核同意。"), _may_decide),
    Deed("refuse", _("退回"), forms.Nothing, _decided(False), _("已退回。"), _may_decide),
    Deed(
        "sign", _("登记合同"), forms.ContractForm, _signed, _("合同已登记。"), _may_sign,
        shape=lambda request, row: {"payees": queries.payees(acting(request))},
        initial=lambda request, row: {"quantity": row.quantity},
    ),
    Deed("serve", _("登记服务"), forms.Delivered, _served, _("已登记服务记录。"), _runs),
    Deed("accept", _("验收"), forms.AcceptanceForm, _on_contract(services.accept), _("已验收。"), _runs, shape=_items),
    Deed("invoice", _("登记发票"), forms.InvoiceForm, _on_contract(services.take_invoice), _("发票已登记。"), _runs),
    Deed(
        "settle", _("提交结算"), forms.InvoiceChoice, _settled, _("已提交，等待复核和支付。"),
        lambda viewer, row: _runs(viewer, row) and bool(_waits(row)),
        shape=lambda request, row: {"invoices": [(i.pk, f"{i.number} {yuan(i.amount)}") for i in _waits(row)]},
    ),
    Deed("rate", _("评价履约并结束合同"), forms.RatingForm, _on_contract(services.rate_contract), _("合同已结束。"), _may_rate, shape=_items),
)  # fmt: skip


def _stages(row: Demand, contract: Contract | None) -> list[dict[str, Any]]:
    agreed = row.state == CONFIRMED
    stages: list[dict[str, Any]] = [
        {"label": _("需求"), "state": "done", "note": f"{row.entered_by.user} {moment(row.entered_at)}"},
        {"label": _("复核"), "state": "done" if agreed else "current", "note": str(row.decided_by.user) if row.decided_by else ""},
        {"label": _("合同"), "state": "done" if contract else "next", "note": contract.number if contract else ""},
    ]  # fmt: skip
    if contract is None:
        return stages
    for label, value, whole in (
        (_("验收"), contract.accepted, contract.amount),
        (_("发票"), contract.invoiced, contract.accepted),
        (_("结算"), contract.settled, contract.invoiced),
    ):
        done = bool(value) and value == whole
        note = f"{yuan(value)} / {yuan(whole)}"
        stages.append({"label": label, "state": "done" if done else "current", "note": note})
    ended = contract.state == ENDED
    note = f"{contract.score} · {contract.grade} · {contract.rating}" if ended else ""
    return [*stages, {"label": _("履约评价"), "state": "done" if ended else "next", "note": note}]


def _facts(row: Demand, contract: Contract | None) -> list[tuple[Any, Any]]:
    facts = [
        (_("购买目录"), f"{row.item.code} {row.item.name}"), (_("数量"), f"{row.quantity} {row.item.unit}"),
        (_("预算"), yuan(row.budget)), (_("资金及来源"), money(row.fund, row.source)), (_("理由"), row.reason),
        (_("下一步"), _next(row)),
    ]  # fmt: skip
    if contract is None:
        return facts
    costs = "；".join(f"{name} {yuan(amount)}" for name, amount in contract.costs)
    return [
        *facts, (_("供应商"), contract.supplier.name), (_("采购方式"), contract.get_method_display()),
        (_("服务期"), f"{contract.starts_on} 至 {contract.ends_on}"),
        (_("合同金额"), f"{yuan(contract.amount)}（{contract.quantity} × {yuan(contract.unit_price)}）"), (_("成本核算"), costs),
    ]  # fmt: skip


def _sheet(request: StaffRequest, row: Demand) -> Sheet:
    viewer, contract = acting(request), _contract(row)
    accepted = Table(
        "purchases.accepted", _("验收"),
        [
            Column("starts_on", _("自"), kind="date", order_by="starts_on"),
            Column("ends_on", _("至"), kind="date"),
            Column("quantity", _("数量"), kind="number"),
            Column("score", _("得分"), kind="number"),
            Column("grade", _("等次")),
            Column("amount", _("验收金额（元）"), kind="money"),
            Column("by", _("验收人"), lambda one: str(one.by.user), wide=True),
        ],
        queryset=contract.acceptances.select_related("by__user"), order=("starts_on",), empty=_("还没有验收。"), prefix="a-",
    ) if contract else None  # fmt: skip
    more = [served_table(viewer, contract), _payments(viewer, contract)] if contract else []
    return Sheet(
        title=row.title, subtitle=row.division.name, status=state(row), facts=_facts(row, contract),
        back=reverse("office:purchases"), deeds=DEEDS, table=accepted, stages=_stages(row, contract), more=more,
    )  # fmt: skip


def served_table(viewer: Mandate, contract: Contract) -> Table:
    """Return the deliveries recorded under a contract, by person."""
    return Table(
        "purchases.served", _("服务记录"),
        [
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("person", _("服务对象"), "person.name", href=lambda one: lists.person(viewer, one.person_id)),
            Column("quantity", _("数量"), kind="number"),
            Column("note", _("内容")),
            Column("reference", _("单号"), kind="code"),
            Column("accepted", _("验收"), lambda one: Badge(_("已验收"), "good") if one.acceptance_id else Badge(_("未验收"), "due"), kind="badge"),
        ],
        queryset=queries.service_records(viewer).filter(contract=contract), order=("-on", "-id"), empty=_("还没有服务记录。"), prefix="s-",
    )  # fmt: skip


def _payments(viewer: Mandate, contract: Contract) -> Table:
    return Table(
        "purchases.payments", _("结算"),
        [
            Column("title", _("事由"), href=lambda one: reverse("office:settlement", args=[one.pk])),
            Column("amount", _("金额（元）"), kind="money"),
            Column("state", _("状态"), state, kind="badge"),
            Column("paid_on", _("支付日期"), kind="date"),
            Column("voucher", _("凭证号"), kind="code", wide=True),
        ],
        queryset=queries.settlements(viewer).filter(invoice__contract=contract), order=("-entered_at",), empty=_("还没有结算。"), prefix="p-",
    )  # fmt: skip


@needs("purchases.see")
def purchase(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one purchase: its steps, its contract, what may be done next."""
    row = found(queries.demands(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("purchases.enter", "purchases.confirm")
def purchase_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a purchase."""
    row = found(queries.demands(acting(request)), pk)
    home = reverse("office:purchase", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


# -- catalogue and payees -----------------------------------------------------------------------


@needs("purchases.see")
def purchase_catalogue(request: StaffRequest) -> HttpResponseBase:
    """List what may be bought."""
    viewer = acting(request)
    rooms = {m.key: m.label for m in MODULES.all() if m.is_room}
    table = Table(
        "purchases.catalogue", _("政府购买服务目录"),
        [
            Column("code", _("目录编号"), kind="code", order_by="code"),
            Column("name", _("服务")),
            Column("room", _("业务领域"), lambda row: rooms.get(row.room, row.room)),
            Column("unit", _("计量单位")),
            Column("document", _("依据文件"), wide=True),
            Column("valid_from", _("自"), kind="date", order_by="valid_from"),
        ],
        queryset=queries.catalogue(viewer), filters=[Filter("q", _("服务"), fields=("name", "code"))],
        order=("code",), empty=_("目录还是空的。"),
    )  # fmt: skip
    buttons = [button(_("列入目录"), "purchase_item_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "purchase_catalogue"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


@needs("purchases.enter")
def purchase_item_new(request: StaffRequest) -> HttpResponse:
    """Put a service on the list of what may be bought."""
    viewer = acting(request)
    form = forms.CatalogueEntry(
        request.POST or None, initial={"since": localdate(request.at).replace(month=1, day=1)}
    )
    return filled(
        request, form,
        lambda told: services.list_item(viewer.division_id, **told, by=viewer, at=request.at),
        title=_("列入购买目录"), done=_("已列入目录。"), home=lambda row: reverse("office:purchase_catalogue"),
        back=reverse("office:purchase_catalogue"),
    )  # fmt: skip


@needs("purchases.see")
def purchase_payees(request: StaffRequest) -> HttpResponseBase:
    """List suppliers and operators."""
    viewer = acting(request)
    table = Table(
        "purchases.payees", _("供应商与运营机构"),
        [
            Column("name", _("名称"), order_by="name"),
            Column("kind", _("类别"), lambda row: SUPPLIERS[row.kind]),
            Column("credit_code", _("统一社会信用代码"), kind="code"),
            Column("phone", _("公开电话"), wide=True),
            Column("division", _("区划"), lambda row: lists.place(row.division)),
        ],
        queryset=queries.payees(viewer), filters=[Filter("q", _("名称"), fields=("name", "credit_code"))],
        order=("name",), empty=_("还没有登记供应商。"),
    )  # fmt: skip
    buttons = [button(_("登记"), "purchase_payee_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "purchase_payees"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


@needs("purchases.enter")
def purchase_payee_new(request: StaffRequest) -> HttpResponse:
    """Register who may be paid."""
    form = forms.Supplier(request.POST or None)
    return filled(
        request, form,
        lambda told: services.register_supplier(**told, by=acting(request), at=request.at),
        title=_("登记供应商或运营机构"), done=_("已登记。"), home=lambda row: reverse("office:purchase_payees"),
        back=reverse("office:purchase_payees"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("purchases/", purchases, name="purchases"),
    path("purchases/new/", purchase_new, name="purchase_new"),
    path("purchases/catalogue/", purchase_catalogue, name="purchase_catalogue"),
    path("purchases/catalogue/new/", purchase_item_new, name="purchase_item_new"),
    path("purchases/payees/", purchase_payees, name="purchase_payees"),
    path("purchases/payees/new/", purchase_payee_new, name="purchase_payee_new"),
    path("purchases/<int:pk>/", purchase, name="purchase"),
    path("purchases/<int:pk>/<str:act>/", purchase_act, name="purchase_act"),
]
