"""The reserve funds of townships: the list, one fund with its month, and what each hand may do."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.models import ReserveFund
from minzheng.domains.assistance.services import reserve
from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.assistance import Count, Deposit, Nothing, Replenishment, Voucher
from .acts import Deed, Sheet, perform, show

ACT = "office:relief_fund_act"


@needs("payments.see")
def relief_funds(request: StaffRequest) -> HttpResponseBase:
    """List the funds of the viewer's townships with what they hold and what is to be put back."""
    viewer = acting(request)
    table = Table(
        "assistance.funds",
        _("临时救助备用金"),
        [
            Column("division", _("乡镇（街道）"), "division.name", href=_address),
            Column("balance", _("余额（元）"), kind="money", order_by="balance"),
            Column("spent", _("已支出未补足（元）"), queries.spent_since_filled, kind="money"),
            Column("orders", _("待复核"), lambda row: row.orders.filter(state=choices.ASKED).count(), kind="number"),
            Column("opened_at", _("设立"), kind="datetime", wide=True),
        ],
        queryset=queries.reserve_funds(viewer),
        order=("division__code",),
        empty=_("还没有设立备用金的乡镇（街道）。"),
    )  # fmt: skip
    buttons: list[dict[str, Any]] = []
    if viewer.role == OFFICER:
        opening = reverse("office:relief_funds_open")
        buttons.append({"label": _("为各乡镇设立备用金"), "url": opening, "icon": "plus"})
    return lists.respond(request, table, "office/list.html", buttons=buttons)


@needs("payments.make")
def relief_funds_open(request: StaffRequest) -> HttpResponseBase:
    """Open the fund of every township of the county that has none, after asking once more."""
    viewer = acting(request)
    have = set(queries.reserve_funds(viewer).values_list("division_id", flat=True))
    rows = divisions.subtree(viewer.division_id).filter(level=Level.TOWN).order_by("code")
    towns = [town for town in rows if town.pk not in have]

    def act() -> None:
        for town in towns:
            reserve.open_fund(town, by=viewer, at=request.at)

    if request.method == "POST" and tried(request, act, _("备用金已设立。")):
        return redirect(request, reverse("office:relief_funds"))
    context = {"towns": towns, "back": reverse("office:relief_funds")}
    return render(request, "office/assistance/open.html", context)


def _address(row: ReserveFund) -> str:
    return reverse("office:relief_fund", args=[row.pk])


def _order(row: ReserveFund) -> Any:
    return row.orders.filter(state=choices.ASKED).order_by("asked_at").first()


def _confirm(request: StaffRequest, row: ReserveFund, told: dict[str, Any]) -> Any:
    return reserve.confirm(_order(row), voucher=told["voucher"], by=acting(request), at=request.at)


def _as(service: Any) -> Any:
    """Return the deed that hands a form's answers to a service of the fund."""
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _is(*roles: str) -> Any:
    return lambda viewer, row: viewer.role in roles


def _may_settle(viewer: Mandate, row: ReserveFund) -> bool:
    return viewer.role == REVIEWER and _order(row) is not None


DEEDS = (
    Deed("deposit", _("登记拨款"), Deposit, _as(reserve.ask_deposit), _("已登记，等待复核入账。"), _is(OFFICER)),
    Deed("replenish", _("申请补足"), Replenishment, _as(reserve.ask_replenishment), _("已提出，等待县级复核。"), _is(HEAD)),
    Deed("confirm", _("复核入账"), Voucher, _confirm, _("已入账。"), _may_settle),
    Deed(
        "refuse", _("不同意"), Nothing, lambda request, row, told: reserve.refuse(_order(row), by=acting(request), at=request.at),
        _("已退回，未入账。"), _may_settle,
    ),
    Deed("count", _("月度对账"), Count, lambda request, row, told: reserve.reconcile(
        row, told["month"], counted=told["counted"], vouchers=told["vouchers"], note=told["note"], by=acting(request), at=request.at,
    ), _("对账结果已登记。"), _is(CLERK, HEAD)),
)  # fmt: skip


def _sheet(request: StaffRequest, row: ReserveFund) -> Sheet:
    month = lists.month_asked(request, months.month_of(localdate(request.at)))
    said, order = queries.statement(row, month), _order(row)
    check = row.checks.filter(month=month).first()
    table = Table(
        "assistance.fund_entries",
        _("台账"),
        [
            Column("sequence", _("序号"), kind="number"),
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("kind", _("类别"), lambda line: line.get_kind_display()),
            Column("purpose", _("摘要")),
            Column("amount", _("金额（元）"), kind="money"),
            Column("balance_after", _("余额（元）"), kind="money"),
            Column("voucher", _("凭证号"), kind="code"),
            Column("by", _("经办"), lambda line: str(line.by), wide=True),
        ],
        queryset=row.entries.select_related("by__user", "by__division"),
        filters=[
            Filter("from", _("自"), "date", apply=lambda rows, day: rows.filter(on__gte=day)),
            Filter("to", _("至"), "date", apply=lambda rows, day: rows.filter(on__lte=day)),
        ],
        order=("-sequence",),
        empty=_("还没有收支。"),
    )  # fmt: skip
    waiting = f"{order.get_kind_display()} {yuan(order.amount)}：{order.reason}" if order else None
    counted = (_("相符") if not check.difference else yuan(check.difference)) if check else None
    return Sheet(
        title=_("%(town)s临时救助备用金") % {"town": row.division.name},
        subtitle=_("%(month)s 月报") % {"month": month},
        facts=[
            (_("余额"), yuan(row.balance)), (_("月初余额"), yuan(said.opening)), (_("本月拨入、补足"), yuan(said.filled)),
            (_("本月支出"), f"{yuan(said.spent)}（{said.payments}）"), (_("月末余额"), yuan(said.closing)),
            (_("本月对账差异"), counted), (_("待复核"), waiting),
        ],
        back=reverse("office:relief_funds"),
        deeds=DEEDS,
        table=table,
    )  # fmt: skip


@needs("payments.see")
def relief_fund(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one fund: the month, the ledger, what waits."""
    row = found(queries.reserve_funds(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("payments.see")
def relief_fund_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a fund."""
    row = found(queries.reserve_funds(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("relief/funds/", relief_funds, name="relief_funds"),
    path("relief/funds/open/", relief_funds_open, name="relief_funds_open"),
    path("relief/funds/<int:pk>/", relief_fund, name="relief_fund"),
    path("relief/funds/<int:pk>/<str:act>/", relief_fund_act, name="relief_fund_act"),
]
