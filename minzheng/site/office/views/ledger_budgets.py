"""Budgets beside spending, appropriations, transfers, shares, earmarks, support of providers, the year's end."""

from collections import Counter
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core.money import fen_to_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries, services
from minzheng.kernel.ledger.choices import ASKED, SUPPORTS, TRANSFER_STATES
from minzheng.kernel.ledger.declarations import fund_label, purpose_label, source_label
from minzheng.kernel.ledger.models import ShareRule, Transfer
from minzheng.kernel.ledger.queries import BudgetRow
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms.ledger import (
    FUNDS,
    SOURCES,
    NewAppropriation,
    NewBudget,
    NewShares,
    NewSpending,
    NewSupport,
    NewTransfer,
    TransferDecision,
    YearEnd,
)
from .assistance.acts import Deed, Sheet, perform, show
from .ledger import entered, tabs, year_asked

ACT = "office:book_transfer_act"
TONES = {"asked": "due", "confirmed": "good", "refused": "quiet"}


def _names(codes: set[str]) -> dict[str, str]:
    rows = Division.objects.filter(pk__in=codes).select_related("parent")
    return {row.pk: lists.place(row) for row in rows}


def _verdict(row: BudgetRow) -> Badge:
    if row.budget is None:
        return Badge(_("未录入预算"), "quiet")
    if row.spent > row.budget:
        return Badge(_("已超预算"), "danger")
    return Badge(_("预计超预算"), "due") if row.exceeds else Badge(_("预算内"), "good")


def _line(row: BudgetRow) -> str:
    return " · ".join([fund_label(row.fund), *filter(None, [purpose_label(row.purpose)])])


@needs("ledger.see")
def book_budgets(request: StaffRequest) -> HttpResponseBase:
    """Show budget, granted, paid, in transit, left and the year's forecast by fund, source and place."""
    viewer, year = acting(request), year_asked(request)
    rows = queries.budget_state(viewer, year, localdate(request.at))
    names = _names({row.division for row in rows})
    table = Table(
        "ledger.budgets",
        _("%(year)s 年预算执行") % {"year": year},
        [
            Column("division", _("地区"), lambda row: names[row.division], order_by=True),
            Column("fund", _("资金"), _line, order_by=True),
            Column("source", _("来源"), lambda row: source_label(row.source), order_by=True),
            Column("budget", _("预算（元）"), kind="money", order_by=lambda row: row.budget or 0),
            Column("granted", _("拨入（元）"), kind="money", order_by=True, wide=True),
            Column("paid", _("已支付（元）"), kind="money", order_by=True),
            Column("in_transit", _("在途（元）"), kind="money", order_by=True, wide=True),
            Column("left", _("预算结余（元）"), kind="money", order_by=lambda row: row.left or 0),
            Column("forecast", _("全年预计（元）"), kind="money", order_by=True),
            Column("verdict", _("预警"), _verdict, kind="badge"),
        ],
        rows=rows,
        filters=[
            Filter("fund", _("资金"), "choice", FUNDS),
            Filter("source", _("来源"), "choice", SOURCES),
        ],
        order="division",
        page_size=200,
        row_tone=lambda row: {"danger": "danger", "due": "due"}.get(_verdict(row).tone, ""),
        empty=_("还没有预算和支出。"),
    )  # fmt: skip
    here = reverse("office:book_budgets")
    chips = [
        {"label": str(one), "url": f"{here}?year={one}", "active": one == year}
        for one in range(year - 1, year + 2)
    ]
    return lists.respond(
        request, table, "office/allowances.html", tabs=tabs("book_budgets"), chips=chips,
        figure=_figure(rows) if rows else None, buttons=_buttons(viewer), tiles=_tiles(rows),
        intro=_("全年预计＝已支付和在途＋在册待遇的月金额×剩余月份，按负担比例分到各来源；超过预算即预警。没有录入预算的不作判断。"),
    )  # fmt: skip


def _tiles(rows: list[BudgetRow]) -> list[dict[str, Any]]:
    known = [row for row in rows if row.budget is not None]
    over = [row for row in known if row.exceeds]
    gap = sum(row.forecast - (row.budget or 0) for row in over)
    return [
        {"label": _("预算"), "value": yuan(sum(row.budget or 0 for row in known)), "unit": _("元")},
        {"label": _("拨入"), "value": yuan(sum(row.granted for row in rows)), "unit": _("元")},
        {"label": _("已支付和在途"), "value": yuan(sum(row.spent for row in rows)), "unit": _("元")},
        {"label": _("全年预计"), "value": yuan(sum(row.forecast for row in rows)), "unit": _("元")},
        {"label": _("预计超预算"), "value": len(over), "unit": _("项"), "tone": "danger" if over else "good",
         "note": _("缺口 %(yuan)s 元") % {"yuan": yuan(gap)} if over else ""},
    ]  # fmt: skip


def _figure(rows: list[BudgetRow]) -> Any:
    budget: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    forecast: Counter[str] = Counter()
    for row in rows:
        budget[row.fund] += row.budget or 0
        spent[row.fund] += row.spent
        forecast[row.fund] += row.forecast
    funds = sorted(forecast | budget | spent)
    series = {_("预算"): budget, _("已支付和在途"): spent, _("全年预计"): forecast}
    return charts.bar(
        _("各项资金的预算、支出和全年预计"),
        [fund_label(fund) for fund in funds],
        {name: [float(fen_to_yuan(sums[fund])) for fund in funds] for name, sums in series.items()},
        unit=_("元"),
        head=_("资金"),
    )


def _buttons(viewer: Mandate) -> list[dict[str, Any]]:
    if not viewer.may("ledger.enter"):
        return []
    return [
        {"label": _("录入预算"), "url": reverse("office:book_budget_new"), "icon": "plus", "primary": True},
        {"label": _("录入拨款"), "url": reverse("office:book_appropriation_new"), "icon": "plus"},
        {"label": _("年结"), "url": reverse("office:book_year_end"), "icon": "clipboard-check"},
    ]  # fmt: skip


def _stamped(request: StaffRequest) -> dict[str, Any]:
    return {"by": acting(request), "at": request.at}


@needs("ledger.enter")
def book_budget_new(request: StaffRequest) -> HttpResponse:
    """Enter a budget; one entered before stays as an earlier version."""
    viewer = acting(request)
    form = NewBudget(
        request.POST or None, viewer=viewer, initial={"year": localdate(request.at).year}
    )
    return entered(
        request, form, lambda told: services.set_budget(**told, **_stamped(request)),
        title=_("录入预算"), done=_("预算已录入。"), back="office:book_budgets",
        intro=_("按资金、来源、地区和年度录入；调整预算时再次录入即成为新版本，原版本保留。"),
    )  # fmt: skip


def _once(what: str, told: dict[str, Any]) -> str:
    """Name a posting by what it says, so that a form sent twice books once."""
    parts = ("division", "fund", "source", "on", "amount", "purpose", "document")
    return ":".join([what, *(str(told.get(part, "")) for part in parts)])[:120]


@needs("ledger.enter")
def book_appropriation_new(request: StaffRequest) -> HttpResponse:
    """Enter money that came in, by its document."""
    form = NewAppropriation(
        request.POST or None, viewer=acting(request), initial={"on": localdate(request.at)}
    )
    return entered(
        request, form,
        lambda told: services.appropriate(**told, **_stamped(request), key=_once("ledger.appropriation", told)),
        title=_("录入拨款"), done=_("拨款已入账。"), back="office:book_postings",
        intro=_("同一文号、地区、来源、日期和金额只入账一次；录错的由县级复核人冲销后重录。"),
    )  # fmt: skip


@needs("ledger.enter")
def book_spending_new(request: StaffRequest) -> HttpResponse:
    """Enter what was paid for work: wages, running costs; benefits leave by runs only."""
    form = NewSpending(
        request.POST or None, viewer=acting(request), initial={"on": localdate(request.at)}
    )
    return entered(
        request, form,
        lambda told: services.spend(**told, **_stamped(request), key=_once("ledger.spending", told)),
        title=_("登记支出"), done=_("支出已入账。"), back="office:book_postings",
        intro=_("登记工作经费、购买服务等按用途核算的支出；待遇资金只能通过发放批次支付。"),
    )  # fmt: skip


# -- transfers --------------------------------------------------------------------------------------


def _transfer_address(row: Transfer) -> str:
    return reverse("office:book_transfer", args=[row.pk])


def _state(row: Transfer) -> Badge:
    return Badge(row.get_state_display(), TONES[row.state])


@needs("ledger.see")
def book_transfers(request: StaffRequest) -> HttpResponseBase:
    """List the transfers out of and into the viewer's places."""
    viewer = acting(request)
    table = Table(
        "ledger.transfers",
        _("资金划转"),
        [
            Column("document", _("文号"), href=_transfer_address),
            Column("state", _("状态"), _state, kind="badge"),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("source", _("来源"), lambda row: source_label(row.source), wide=True),
            Column("given", _("划出"), lambda row: f"{lists.place(row.division)} {fund_label(row.fund)}"),
            Column("taken", _("划入"), lambda row: f"{lists.place(row.to_division)} {fund_label(row.to_fund)}"),
            Column("on", _("划转日期"), kind="date", order_by="on"),
            Column("reason", _("事由"), wide=True),
        ],
        queryset=queries.transfers(viewer),
        filters=[Filter("state", _("状态"), "choice", list(TRANSFER_STATES.items()))],
        order=("-on", "-pk"),
        empty=_("还没有资金划转。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("ledger.enter"):
        buttons = [{"label": _("申请划转"), "url": reverse("office:book_transfer_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("book_transfers"), buttons=buttons
    )


@needs("ledger.enter")
def book_transfer_new(request: StaffRequest) -> HttpResponse:
    """Ask for a transfer; a second person confirms it."""
    form = NewTransfer(
        request.POST or None, viewer=acting(request), initial={"on": localdate(request.at)}
    )
    return entered(
        request, form, lambda told: services.ask_transfer(**told, **_stamped(request)),
        title=_("申请资金划转"), done=_("已提出，等待县级复核人复核。"), back="office:book_transfers",
        intro=_("在地区之间或资金之间划转同一来源的资金；复核通过后入账，申请人不能复核自己的申请。"),
    )  # fmt: skip


def _decide(request: StaffRequest, row: Transfer, told: dict[str, Any]) -> Transfer:
    return services.decide_transfer(row, **told, **_stamped(request))


def _may_decide(viewer: Mandate, row: Transfer) -> bool:
    other = row.asked_by.user_id != viewer.user_id
    return viewer.may("ledger.confirm") and row.state == ASKED and other


DEEDS = (Deed("decide", _("复核"), TransferDecision, _decide, _("已复核。"), _may_decide),)


def _sheet(row: Transfer) -> Sheet:
    posting = row.posting_id and reverse("office:book_posting", args=[row.posting_id])
    return Sheet(
        title=_("资金划转 %(paper)s") % {"paper": row.document},
        status=_state(row),
        facts=[
            (_("金额"), _("%(yuan)s 元") % {"yuan": yuan(row.amount)}), (_("来源"), source_label(row.source)),
            (_("划出"), f"{lists.place(row.division)} {fund_label(row.fund)}"),
            (_("划入"), f"{lists.place(row.to_division)} {fund_label(row.to_fund)}"),
            (_("划转日期"), row.on), (_("事由"), row.reason),
            (_("申请"), f"{row.asked_by.user} {row.asked_at:%Y-%m-%d}"),
            (_("复核"), f"{row.decided_by.user} {row.decided_at:%Y-%m-%d} {row.decision}" if row.decided_by else None),
        ],
        back=reverse("office:book_transfers"),
        deeds=DEEDS,
        link=(_("查看记账凭证"), posting) if posting else None,
    )  # fmt: skip


@needs("ledger.see")
def book_transfer(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one transfer and what may be done about it."""
    row = found(queries.transfers(acting(request)), pk)
    return show(request, row, _sheet(row), ACT)


@require_POST
@needs("ledger.confirm")
def book_transfer_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm or refuse a transfer."""
    row = found(queries.transfers(acting(request)), pk)
    return perform(request, row, act, _sheet(row), ACT, _transfer_address(row))


# -- shares, earmarks, support, the year's end ------------------------------------------------------


def _shared(key: str, row: ShareRule) -> str:
    parts = dict(row.shares).get(key)
    return f"{parts / 100:g}%" if parts else ""


@needs("ledger.see")
def book_shares(request: StaffRequest) -> HttpResponseBase:
    """List who pays which share of a fund from which day."""
    viewer = acting(request)
    table = Table(
        "ledger.shares",
        _("负担比例"),
        [
            Column("fund", _("资金"), lambda row: fund_label(row.fund), order_by="fund"),
            Column("division", _("适用地区"), lambda row: lists.place(row.division)),
            Column("since", _("执行日期"), kind="date", order_by="since"),
            *(Column(key, label, partial(_shared, key)) for key, label in SOURCES),
            Column("document", _("文号"), wide=True),
        ],
        queryset=queries.rules(viewer),
        filters=[Filter("fund", _("资金"), "choice", FUNDS)],
        order=("fund", "division__path", "-since"),
        empty=_("还没有录入负担比例；没有录入的资金由县级全额负担。"),
    )
    buttons = []
    if viewer.may("ledger.enter"):
        buttons = [{"label": _("录入负担比例"), "url": reverse("office:book_shares_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("book_shares"), buttons=buttons,
        intro=_("发放批次送出时按当日有效的负担比例分到各来源，精确到分；就近地区的规定优先。"),
    )  # fmt: skip


@needs("ledger.enter")
def book_shares_new(request: StaffRequest) -> HttpResponse:
    """Enter who pays which share from a day on."""
    form = NewShares(request.POST or None, viewer=acting(request))
    return entered(
        request, form, lambda told: services.set_shares(**told, **_stamped(request)),
        title=_("录入负担比例"), done=_("负担比例已录入。"), back="office:book_shares",
        intro=_("填写各级负担的百分比，合计 100%；已录入的不能改写，变化时另定执行日期。"),
    )  # fmt: skip


@needs("ledger.see")
def book_earmarks(request: StaffRequest) -> HttpResponseBase:
    """Show how each level keeps the shares that must go to a purpose (FN-08, LO-04)."""
    year = year_asked(request)
    rows = queries.earmarks(acting(request), year)
    names = _names({row.division for row in rows})
    table = Table(
        "ledger.earmarks",
        _("%(year)s 年专项比例") % {"year": year},
        [
            Column("earmark", _("规定"), lambda row: row.earmark.label),
            Column("level", _("层级")),
            Column("division", _("地区"), lambda row: names[row.division], order_by=True),
            Column("base", _("当年拨入（元）"), kind="money", order_by=True),
            Column("percent", _("应占比例"), lambda row: None if row.percent is None else row.percent / 100, kind="percent"),
            Column("needed", _("应支出（元）"), kind="money", wide=True),
            Column("spent", _("已支出（元）"), kind="money", order_by=True),
            Column("share", _("实际占比"), lambda row: row.spent / row.base if row.base else None, kind="percent"),
            Column("missing", _("还差（元）"), kind="money"),
            Column("verdict", _("结论"), lambda row: _kept(row.missing), kind="badge"),
            Column("basis", _("依据"), lambda row: row.earmark.basis, wide=True),
        ],
        rows=rows,
        order="division",
        empty=_("当年没有拨入需要按比例使用的资金。"),
    )  # fmt: skip
    here = reverse("office:book_earmarks")
    chips = [
        {"label": str(one), "url": f"{here}?year={one}", "active": one == year}
        for one in range(year - 2, year + 1)
    ]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("book_earmarks"), chips=chips,
        intro=_("各级福彩公益金应按规定比例用于向社会组织购买服务；比例可按地区设定，按记账凭证逐年逐级计算。"),
    )  # fmt: skip


def _kept(missing: int | None) -> Badge:
    if missing is None:
        return Badge(_("本地未设定比例"), "quiet")
    return Badge(_("未达到"), "due") if missing else Badge(_("已达到"), "good")


@needs("ledger.see")
def book_supports(request: StaffRequest) -> HttpResponseBase:
    """List tax, land, utility and finance support of private providers (FN-14)."""
    viewer = acting(request)
    table = Table(
        "ledger.supports",
        _("民办机构扶持"),
        [
            Column("body", _("机构"), "body.name", order_by="body__name"),
            Column("kind", _("扶持类别"), "get_kind_display", order_by="kind"),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("granted_on", _("落实日期"), kind="date", order_by="granted_on"),
            Column("document", _("依据文件")),
            Column("text", _("说明"), wide=True),
            Column("division", _("地区"), lambda row: lists.place(row.division), wide=True),
        ],
        queryset=queries.supports(viewer),
        filters=[
            Filter("q", _("机构或文件"), fields=("body__name", "document")),
            Filter("kind", _("扶持类别"), "choice", list(SUPPORTS.items())),
        ],
        order=("-granted_on", "-pk"),
        empty=_("还没有登记扶持政策落实情况。"),
    )
    buttons = []
    if viewer.may("ledger.enter"):
        buttons = [{"label": _("登记扶持"), "url": reverse("office:book_support_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("book_supports"), buttons=buttons
    )


@needs("ledger.enter")
def book_support_new(request: StaffRequest) -> HttpResponse:
    """Record what a private provider was spared or given."""
    rows = bodies.bodies(acting(request))
    offered = [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]
    form = NewSupport(request.POST or None, offered=offered)

    def act(told: dict[str, Any]) -> Any:
        body = found(rows, told.pop("body"))
        return services.record_support(body, **told, **_stamped(request))

    return entered(
        request, form, act, title=_("登记扶持"), done=_("已登记。"), back="office:book_supports",
        intro=_("登记民办服务机构享受的税费减免、土地、水电气热和金融支持。"),
    )  # fmt: skip


@needs("ledger.enter")
def book_year_end(request: StaffRequest) -> HttpResponse:
    """Close a finished year: what is left goes on in the next one."""
    form = YearEnd(request.POST or None, initial={"year": localdate(request.at).year - 1})
    viewer = acting(request)
    return entered(
        request, form,
        lambda told: services.close_year(viewer.division_id, told["year"], **_stamped(request)),
        title=_("年结"), done=_("已年结，余额已结转下年。"), back="office:book_budgets",
        intro=_("可用、在途、应收和备用金余额结转到下一年度；年结后该年度不能再记账，请先完成全部回盘和冲销。"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("books/budgets/", book_budgets, name="book_budgets"),
    path("books/budgets/new/", book_budget_new, name="book_budget_new"),
    path("books/appropriations/new/", book_appropriation_new, name="book_appropriation_new"),
    path("books/spending/new/", book_spending_new, name="book_spending_new"),
    path("books/transfers/", book_transfers, name="book_transfers"),
    path("books/transfers/new/", book_transfer_new, name="book_transfer_new"),
    path("books/transfers/<int:pk>/", book_transfer, name="book_transfer"),
    path("books/transfers/<int:pk>/<str:act>/", book_transfer_act, name="book_transfer_act"),
    path("books/shares/", book_shares, name="book_shares"),
    path("books/shares/new/", book_shares_new, name="book_shares_new"),
    path("books/earmarks/", book_earmarks, name="book_earmarks"),
    path("books/supports/", book_supports, name="book_supports"),
    path("books/supports/new/", book_support_new, name="book_support_new"),
    path("books/year-end/", book_year_end, name="book_year_end"),
]
