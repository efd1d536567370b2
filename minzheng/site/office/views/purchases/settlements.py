"""Settlements of every kind: the list, one with what it rests on, confirming, paying; aid and premiums."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.choices import (
    CONFIRMED,
    ENTERED,
    PREMIUM,
    SETTLEMENT_STATES,
    SETTLEMENTS,
)
from minzheng.kernel.purchases.models import Settlement
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import moment, yuan
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import purchases as forms
from ..assistance.acts import Deed, Sheet, perform, show
from .entering import TABS, button, filled, found_case, found_person, money, state, tabs

ACT = "office:settlement_act"


@needs("purchases.see")
def settlements(request: StaffRequest) -> HttpResponseBase:
    """List what is to be paid and was paid."""
    viewer = acting(request)
    table = Table(
        "settlements", _("结算支付"),
        [
            Column("title", _("事由"), href=lambda row: reverse("office:settlement", args=[row.pk])),
            Column("kind", _("类别"), lambda row: row.get_kind_display()),
            Column("payee", _("收款人")),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("money", _("资金及来源"), lambda row: money(row.fund, row.source), wide=True),
            Column("state", _("状态"), state, kind="badge"),
            Column("paid_on", _("支付日期"), kind="date", order_by="paid_on"),
            Column("voucher", _("凭证号"), kind="code", wide=True),
        ],
        queryset=queries.settlements(viewer),
        filters=[
            Filter("q", _("事由或收款人"), fields=("title", "payee", "voucher")),
            Filter("state", _("状态"), "choice", list(SETTLEMENT_STATES.items())),
            Filter("kind", _("类别"), "choice", list(SETTLEMENTS.items())),
        ],
        order=("-entered_at", "-id"), empty=_("还没有结算单。"),
    )  # fmt: skip
    buttons = [
        button(_("资助或应急救助个人"), "aid_new", primary=True),
        button(_("支付保险费"), "premium_new"),
    ]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "settlements"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


def _waits(viewer: Mandate, row: Settlement) -> bool:
    own = row.entered_by.user_id == viewer.user_id
    return row.state == ENTERED and viewer.may("purchases.confirm") and not own


DEEDS = (
    Deed(
        "confirm", _("复核通过"), forms.Nothing,
        lambda request, row, told: services.confirm(row, by=acting(request), at=request.at), _("已复核，等待支付。"), _waits,
    ),
    Deed(
        "refuse", _("退回"), forms.Reason,
        lambda request, row, told: services.refuse(row, **told, by=acting(request), at=request.at), _("已退回。"), _waits,
    ),
    Deed(
        "pay", _("登记支付"), forms.Payment,
        lambda request, row, told: services.pay(row, **told, by=acting(request), at=request.at), _("已支付并记账。"),
        lambda viewer, row: row.state == CONFIRMED and viewer.may("purchases.pay"),
        initial=lambda request, row: {"on": localdate(request.at)},
        shape=lambda request, row: {"latest": localdate(request.at)},
    ),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Settlement) -> Sheet:
    viewer = acting(request)
    hands = [
        f"{label} {who.user} {moment(at)}"
        for label, who, at in (
            (_("录入"), row.entered_by, row.entered_at), (_("复核"), row.decided_by, row.decided_at),
            (_("支付"), row.paid_by, row.paid_at),
        )
        if who is not None and at is not None
    ]  # fmt: skip
    facts: list[tuple[Any, Any]] = [
        (_("收款人"), row.payee), (_("金额"), yuan(row.amount)), (_("资金及来源"), money(row.fund, row.source)),
        (_("依据"), row.basis), (_("月份"), row.month), (_("数量"), row.quantity), (_("经手"), "；".join(hands)),
        (_("支付"), f"{row.paid_on} {row.voucher}" if row.paid_on else ""),
    ]  # fmt: skip
    records = Table(
        "settlements.records", _("逐次记录"),
        [
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("person", _("服务对象"), "person.name", href=lambda one: lists.person(viewer, one.person_id)),
            Column("quantity", _("数量"), kind="number"),
            Column("amount", _("补贴（元）"), kind="money"),
            Column("reference", _("单号"), kind="code"),
            Column("note", _("内容"), wide=True),
        ],
        queryset=queries.service_records(viewer).filter(settlement=row), order=("on", "id"), empty=_("没有逐次记录。"),
    ) if row.month else None  # fmt: skip
    return Sheet(
        title=row.title, subtitle=row.get_kind_display(), status=state(row), facts=[f for f in facts if f[1]],
        back=reverse("office:settlements"), deeds=DEEDS, table=records, link=_behind(row),
    )  # fmt: skip


def _behind(row: Settlement) -> tuple[Any, str] | None:
    """Return where what a settlement rests on lies."""
    if row.invoice is not None:
        return _("购买合同"), reverse("office:purchase", args=[row.invoice.contract.demand_id])
    if row.appraisal_id is not None:
        return _("考核"), reverse("office:appraisal", args=[row.appraisal_id])
    if row.milestone is not None:
        return _("项目"), reverse("office:project", args=[row.milestone.project_id])
    if row.case_id is not None:
        return _("办件"), reverse("office:case", args=[row.case_id])
    return None


@needs("purchases.see")
def settlement(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one settlement: who entered, confirmed and paid it, and what it rests on."""
    row = found(queries.settlements(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("purchases.confirm", "purchases.pay")
def settlement_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm, refuse or pay a settlement."""
    row = found(queries.settlements(acting(request)), pk)
    home = reverse("office:settlement", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


def _address(row: Settlement) -> str:
    return reverse("office:settlement", args=[row.pk])


@needs("purchases.enter")
def aid_new(request: StaffRequest) -> HttpResponse:
    """Put money for one person up for payment."""
    hands: dict[str, Any] = {"by": acting(request), "at": request.at}

    def act(told: dict[str, Any]) -> Settlement:
        person = found_person(request, told["id_number"])
        if told["kind"] == forms.AidForm.EMERGENCY:
            return services.relieve(
                person, event=told["reason"], amount=told["amount"], source=told["source"], **hands
            )
        case = found_case(request, told["case_number"])
        return services.aid_person(
            person, kind=told["kind"], amount=told["amount"], reason=told["reason"], fund=told["fund"], case=case, **hands
        )  # fmt: skip

    return filled(
        request, forms.AidForm(request.POST or None), act, title=_("资助或应急救助个人"),
        intro=_("录入后由复核人复核、财务支付并记账。"), done=_("已录入，等待复核。"), home=_address,
        back=reverse("office:settlements"),
    )  # fmt: skip


@needs("purchases.enter")
def premium_new(request: StaffRequest) -> HttpResponse:
    """Put the premium of a policy up for payment."""
    viewer = acting(request)
    insurers = queries.payees(viewer).filter(kind="insurer")
    paid = set(queries.settlements(viewer).filter(kind=PREMIUM).exclude(state="refused").values_list("subject", flat=True))  # fmt: skip
    open_ = [p for p in queries.policies(viewer) if p.policy_number not in paid and p.premium]
    form = forms.PremiumForm(
        request.POST or None, payees=insurers,
        policies=[(p.policy_number, f"{p.policy_number} {p.insurer} {p.people} 人 {p.premium / 100:,.2f} 元") for p in open_],
    )  # fmt: skip
    return filled(
        request, form,
        lambda told: services.settle_premium(
            told["policy_number"], found(insurers, told["insurer"]), fund=told["fund"], source=told["source"],
            by=viewer, at=request.at,
        ),
        title=_("支付保险费"), intro=_("金额按参保名单合计。"), done=_("已录入，等待复核。"), home=_address,
        back=reverse("office:settlements"),
    )  # fmt: skip


@needs("purchases.see")
def insurance_policies(request: StaffRequest) -> HttpResponseBase:
    """List the insurance policies: who is insured, premiums due and paid, claims and what they brought."""
    viewer = acting(request)
    table = Table(
        "insurance_policies", _("保险费与理赔"),
        [
            Column("policy_number", _("保单号"), kind="code"), Column("insurer", _("承保公司")),
            Column("people", _("参保人数"), kind="number", order_by=True),
            Column("premium", _("应付保险费（元）"), kind="money", order_by=True),
            Column("premium_paid", _("已付保险费（元）"), kind="money", order_by=True),
            Column("claims", _("报案"), kind="number", order_by=True),
            Column("open_claims", _("未结案"), kind="number", order_by=True),
            Column("claimed", _("已理赔（元）"), kind="money", order_by=True),
        ],
        rows=queries.policies(viewer), order="policy_number", empty=_("还没有参保名单。"),
    )  # fmt: skip
    buttons = [button(_("支付保险费"), "premium_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "insurance_policies"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("settlements/", settlements, name="settlements"),
    path("settlements/aid/", aid_new, name="aid_new"),
    path("settlements/policies/", insurance_policies, name="insurance_policies"),
    path("settlements/premium/", premium_new, name="premium_new"),
    path("settlements/<int:pk>/", settlement, name="settlement"),
    path("settlements/<int:pk>/<str:act>/", settlement_act, name="settlement_act"),
]
