"""The books: accounts with what stands on them, postings, one posting opened to its lines."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance.models import ReserveEntry
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.ledger import queries, services
from minzheng.kernel.ledger.choices import KINDS
from minzheng.kernel.ledger.declarations import fund_label, purpose_label, source_label
from minzheng.kernel.ledger.models import Account, Posting, PostingLine
from minzheng.kernel.payments.models import BankReturn
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import moment, yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs, tried
from ..forms.ledger import FUNDS, SOURCES, Reversal
from .assistance.acts import Deed, Sheet, perform, show

# What the rooms that post call their business, by the beginning of a posting's kind.
BUSINESS = (
    ("payments.run", _("发放批次送银行")),
    ("payments.return", _("银行回盘")),
    ("payments.recovery", _("追缴")),
    ("payments", _("发放")),
    ("purchases", _("采购和项目结算")),
    ("assistance.reserve", _("备用金")),
    ("ledger.appropriation", _("拨款")),
    ("ledger.spending", _("工作经费支出")),
    ("ledger.transfer", _("资金划转")),
    ("ledger.year", _("年度结转")),
)
# Only what was entered here is reversed here; what a room booked, that room takes back.
OWN = ("ledger.appropriation", "ledger.spending")


def _run_of(pk: str) -> list[Any]:
    return list(BankReturn.objects.filter(pk=pk).values_list("file__run_id", flat=True))


def _fund_of(pk: str) -> list[Any]:
    return list(ReserveEntry.objects.filter(pk=pk).values_list("fund_id", flat=True))


# Where a posting came from: the beginning of its key, the page, the row of that page, who may open it.
ORIGINS: dict[str, tuple[str, Callable[[str], list[Any]], str]] = {
    "payments.run.sent": ("office:run", lambda pk: [pk], "payments.see"),
    "payments.return": ("office:run", _run_of, "payments.see"),
    "assistance.reserve": ("office:relief_fund", _fund_of, "payments.see"),
    "ledger.transfer": ("office:book_transfer", lambda pk: [pk], "ledger.see"),
}
ACT = "office:book_posting_act"


def tabs(active: str) -> list[dict[str, Any]]:
    """Return the pages of the books, one of them marked."""
    pages = (
        ("book_accounts", _("资金台账")), ("book_postings", _("记账凭证")), ("book_budgets", _("预算执行")),
        ("book_transfers", _("资金划转")), ("book_shares", _("负担比例")), ("book_earmarks", _("专项比例")),
        ("book_supports", _("民办机构扶持")),
    )  # fmt: skip
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == active}
        for name, label in pages
    ]


def business(kind: str) -> str:
    """Return what a posting's kind is called."""
    return next((str(label) for start, label in BUSINESS if kind.startswith(start)), kind)


def year_asked(request: StaffRequest) -> int:
    """Return the year of the address (``?year=2026``), or this one."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 else localdate(request.at).year


def entered(
    request: StaffRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    done: str,
    back: str,
    intro: str = "",
) -> HttpResponse:
    """Show a form and do what it says; a refusal keeps what was typed."""
    if request.method == "POST" and form.is_valid():
        answers = getattr(form, "answers", None)
        told = answers() if callable(answers) else form.cleaned_data
        if tried(request, lambda: act(told), done, also=(ValueError,)):
            return redirect(request, reverse(back))
    context = {
        "form": form, "title": title, "button": _("保存"), "draft": f"ledger.{back}", "intro": intro,
        "back": reverse(back),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


@needs("ledger.see")
def book_accounts(request: StaffRequest) -> HttpResponseBase:
    """List the accounts of the viewer's places with what went in, out, and stands."""
    table = Table(
        "ledger.accounts",
        _("资金台账"),
        [
            Column("year", _("年度"), kind="code", order_by="year"),
            Column("division", _("地区"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("fund", _("资金"), lambda row: fund_label(row.fund), order_by="fund"),
            Column("source", _("来源"), lambda row: source_label(row.source), order_by="source"),
            Column("benefit", _("待遇"), lambda row: label_of(row.benefit) if row.benefit else "", wide=True),
            Column("kind", _("科目"), "get_kind_display", order_by="kind", href=_lines_of),
            Column("debits", _("借方（元）"), kind="money", order_by="debits", wide=True),
            Column("credits", _("贷方（元）"), lambda row: -row.credits, kind="money", order_by="-credits", wide=True),
            Column("balance", _("余额（元，借正贷负）"), kind="money", order_by="balance"),
        ],
        queryset=queries.accounts(acting(request)),
        filters=[
            Filter("year", _("年度"), "search", fields=("year",)),
            Filter("fund", _("资金"), "choice", FUNDS),
            Filter("source", _("来源"), "choice", SOURCES),
            Filter("kind", _("科目"), "choice", list(KINDS.items())),
            Filter("place", _("地区"), "search", fields=("division__name",)),
        ],
        order=("-year", "division__path", "fund", "source", "kind"),
        empty=_("还没有记账。录入拨款或发送发放批次后，这里按科目显示余额。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("book_accounts"), buttons=_buttons(request),
        intro=_("复式记账：每张凭证借贷相等，全部账户余额合计恒为零；凭证封存后不可修改，只能冲销。"),
    )  # fmt: skip


def _lines_of(row: Account) -> str:
    return f"{reverse('office:book_lines')}?account={row.pk}"


def _buttons(request: StaffRequest) -> list[dict[str, Any]]:
    if not acting(request).may("ledger.enter"):
        return []
    return [
        {"label": _("录入拨款"), "url": reverse("office:book_appropriation_new"), "icon": "plus", "primary": True},
        {"label": _("登记支出"), "url": reverse("office:book_spending_new"), "icon": "plus"},
    ]  # fmt: skip


def _posting_address(row: Posting) -> str:
    return reverse("office:book_posting", args=[row.pk])


@needs("ledger.see")
def book_postings(request: StaffRequest) -> HttpResponseBase:
    """List the postings of the viewer's places."""
    table = Table(
        "ledger.postings",
        _("记账凭证"),
        [
            Column("pk", _("凭证号"), kind="code", href=_posting_address, order_by="pk"),
            Column("on", _("记账日期"), kind="date", order_by="on"),
            Column("kind", _("业务"), lambda row: business(row.kind)),
            Column("text", _("摘要")),
            Column("amount", _("金额（元）"), kind="money", order_by="amount"),
            Column("count", _("分录"), kind="number", wide=True),
            Column("document", _("文号或凭证号"), wide=True),
            Column("division", _("地区"), lambda row: lists.place(row.division), wide=True),
            Column("by", _("经办"), "by.user.display_name", wide=True),
        ],
        queryset=queries.postings(acting(request)),
        filters=[
            Filter("q", _("摘要或文号"), fields=("text", "document")),
            Filter("kind", _("业务"), "choice", [(k, str(v)) for k, v in BUSINESS], apply=lambda rows, v: rows.filter(kind__startswith=v)),
            Filter("month", _("月份"), "month", apply=lambda rows, v: rows.filter(on__year=v.year, on__month=v.month)),
        ],
        order=("-on", "-pk"),
        empty=_("还没有记账凭证。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("book_postings"), buttons=_buttons(request)
    )


def _lines_table(rows: Any, *, key: str, posting: bool = False) -> Table:
    first = [
        Column("posting", _("凭证号"), "posting_id", kind="code", href=lambda row: _posting_address(row.posting)),
        Column("on", _("记账日期"), "posting.on", kind="date", order_by="posting__on"),
        Column("text", _("摘要"), "posting.text", wide=True),
    ]  # fmt: skip
    return Table(
        key,
        _("分录"),
        [
            *([] if posting else first),
            Column("place", _("地区"), lambda row: lists.place(row.account.division), order_by="account__division__path"),
            Column("fund", _("资金"), lambda row: fund_label(row.account.fund)),
            Column("source", _("来源"), lambda row: source_label(row.account.source)),
            Column("benefit", _("待遇"), lambda row: label_of(row.account.benefit) if row.account.benefit else "", wide=True),
            Column("purpose", _("用途"), lambda row: purpose_label(row.purpose) if row.purpose else "", wide=True),
            Column("kind", _("科目"), "account.get_kind_display"),
            Column("debit", _("借方（元）"), lambda row: row.amount if row.amount > 0 else None, kind="money"),
            Column("credit", _("贷方（元）"), lambda row: -row.amount if row.amount < 0 else None, kind="money"),
        ],
        queryset=rows,
        order=("account__division__path", "account__fund", "account__source", "pk"),
        empty=_("没有分录。"),
    )  # fmt: skip


@needs("ledger.see")
def book_lines(request: StaffRequest) -> HttpResponseBase:
    """List the lines of one account, or of all the viewer may see."""
    rows = queries.lines(acting(request))
    account, title = request.GET.get("account", ""), _("全部分录")
    if account.isdecimal():
        row = found(queries.accounts(acting(request)), account)
        rows = rows.filter(account=row)
        title = f"{lists.place(row.division)} {row.year} {fund_label(row.fund)} {source_label(row.source)} {row.get_kind_display()}"  # fmt: skip
    table = replace(_lines_table(rows, key="ledger.lines"), title=title, order=("-posting__on", "-pk"))  # fmt: skip
    return lists.respond(request, table, "office/list.html", back=reverse("office:book_accounts"))


def _reverse(request: StaffRequest, row: Posting, told: dict[str, Any]) -> Posting:
    on = localdate(request.at)
    return services.reverse(row, on=on, reason=told["reason"], by=acting(request), at=request.at)


def _may_reverse(viewer: Mandate, row: Posting) -> bool:
    own = row.kind in OWN and row.reversal_of_id is None
    return own and viewer.may("ledger.confirm") and not hasattr(row, "reversed_by")


DEEDS = (Deed("reverse", _("冲销"), Reversal, _reverse, _("已冲销。"), _may_reverse),)


def _origin(viewer: Mandate, row: Posting) -> tuple[str, str] | None:
    """Return the page of what a posting came from, where the viewer may open it."""
    start, _colon, pk = row.key.rpartition(":")
    if start not in ORIGINS or not pk.isdecimal():
        return None
    page, named, capability = ORIGINS[start]
    arguments = named(pk)
    url = arguments and lists.address(page, *arguments, viewer=viewer, needs=capability)
    return (_("查看来源业务"), url) if url else None


def _sheet(request: StaffRequest, row: Posting) -> Sheet:
    viewer = acting(request)
    back = getattr(row, "reversed_by", None)
    moved: int = row.amount  # type: ignore[attr-defined]  # counted by the query
    status = Badge(_("已冲销"), "quiet") if back else Badge(_("已封存"), "good")
    rows: Any = PostingLine.objects.filter(posting=row).select_related("account__division")
    return Sheet(
        title=_("记账凭证 %(number)s") % {"number": row.pk},
        subtitle=row.text,
        status=status,
        facts=[
            (_("业务"), business(row.kind)), (_("记账日期"), row.on), (_("金额"), _("%(yuan)s 元") % {"yuan": yuan(moved)}),
            (_("文号或凭证号"), row.document), (_("地区"), lists.place(row.division)),
            (_("经办"), f"{row.by.user} {moment(row.at)}"),
            (_("冲销凭证"), f"{back.pk}：{back.text}" if back else None),
            (_("被冲销凭证"), row.reversal_of_id),
        ],
        back=reverse("office:book_postings"),
        deeds=DEEDS,
        link=_origin(viewer, row),
        table=_lines_table(rows, key="ledger.posting_lines", posting=True),
    )  # fmt: skip


@needs("ledger.see")
def book_posting(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one posting with its lines and the way to what it came from."""
    row = found(queries.postings(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("ledger.confirm")
def book_posting_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Reverse a posting that was entered here."""
    row = found(queries.postings(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _posting_address(row))


urlpatterns: list[URLPattern] = [
    path("books/", book_accounts, name="book_accounts"),
    path("books/lines/", book_lines, name="book_lines"),
    path("books/postings/", book_postings, name="book_postings"),
    path("books/postings/<int:pk>/", book_posting, name="book_posting"),
    path("books/postings/<int:pk>/<str:act>/", book_posting_act, name="book_posting_act"),
]
