"""Reports of money: paid per programme, period, place, town and country, per head; the books of a month or year."""

from datetime import date
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.core.money import fen_to_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.ledger.choices import KINDS
from minzheng.kernel.ledger.declarations import fund_label, source_label
from minzheng.kernel.payments.queries import reports
from minzheng.kernel.payments.queries.reports import BY
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.tables import Column, Filter, Table

from ... import lists
from ...doors import acting, needs
from .cash import all_money
from .tabs import tabs

MOST_BARS = 24


def _span(request: StaffRequest) -> tuple[str, str]:
    """Return the months asked for; without any, the running year so far."""
    now = months.month_of(localdate(request.at))
    since = _month(request.GET.get("since", ""), f"{now[:4]}-01")
    until = _month(request.GET.get("until", ""), now)
    return (since, until) if since <= until else (until, since)


def _month(text: str, fallback: str) -> str:
    try:
        return months.parse_month(text)
    except ValueError:
        return fallback


def _as_asked(rows: Any, _value: Any) -> Any:
    """Leave rows as they are: the report was made for what was asked."""
    return rows


def _report_table(key: str, title: str, rows: list[reports.Row], by: str) -> Table:
    part = [Column("part", BY[by], order_by=True)] if by else []
    return Table(
        key,
        title,
        [
            Column("benefit", _("项目"), order_by=True),
            *part,
            Column("money", _("发放金额（元）"), kind="money", order_by=True),
            Column("lines", _("笔数"), kind="number", order_by=True, wide=True),
            Column("holders", _("户（人）数"), kind="number", order_by=True),
            Column("heads", _("保障人口"), kind="number", order_by=True),
            Column("per_head", _("人均（元）"), kind="money", order_by=True),
        ],
        rows=rows,
        order="none",
        page_size=200,
        empty=_("这一期间没有到账的资金。"),
    )  # fmt: skip


@needs("reports.see", "payments.see")
def money_report(request: StaffRequest) -> HttpResponseBase:
    """Report what was paid per programme in a period, by year, month, place or town and country, per head."""
    viewer = acting(request)
    since, until = _span(request)
    by = request.GET.get("by", "")
    by = by if by in BY else ""
    frame = all_money(viewer, months.first_day(since), months.last_day(until))
    title = _("%(place)s %(since)s 至 %(until)s 民政资金发放情况") % {"place": viewer.division.name, "since": since, "until": until}  # fmt: skip
    rows = reports.report(frame, by)
    made = _report_table("money.report", title, rows, by)
    filters = [
        Filter("since", _("从月份"), "month", apply=_as_asked),
        Filter("until", _("至月份"), "month", apply=_as_asked),
        Filter("by", _("细分"), "choice", [(key, label) for key, label in BY.items() if key], apply=_as_asked),
    ]  # fmt: skip
    table = Table(made.key, made.title, made.columns, rows=rows, filters=filters, order="none", page_size=200, empty=made.empty)  # fmt: skip
    whole = reports.total(frame)
    year, month = until[:4], until
    return lists.respond(
        request, table, "office/money/report.html", tabs=tabs("money_report", viewer), total=whole,
        figure=_figure(frame, by) if rows else None,
        intro=_("计银行回盘确认到账的资金和备用金支付的现金，按到账日归入期间；保障人口是享受待遇的人数，合计中同一户（人）只计一次。"),
        buttons=[
            {"label": _("%(m)s 月报（Excel）") % {"m": month}, "url": f"{reverse('office:money_book')}?period={month}", "icon": "file-spreadsheet"},
            {"label": _("%(y)s 年报（Excel）") % {"y": year}, "url": f"{reverse('office:money_book')}?period={year}", "icon": "file-spreadsheet"},
        ],
    )  # fmt: skip


def _figure(frame: Any, by: str) -> charts.Figure:
    """Draw the money by the dimension asked for, else by programme."""
    parts: dict[str, int] = {}
    for row in reports.report(frame, by):
        key = row.part if by else row.benefit
        parts[key] = parts.get(key, 0) + row.money
    shown = list(parts.items())[:MOST_BARS]
    values = [float(fen_to_yuan(money)) for _name, money in shown]
    head = BY[by] if by else _("项目")
    return charts.bar(_("发放金额"), [name for name, _money in shown], {_("发放金额"): values}, unit=_("元"), head=head)  # fmt: skip


# -- the books of a month or a year, as finance bureaus ask for them ----------------------------------


@needs("payments.see")
def money_book(request: StaffRequest) -> HttpResponseBase:
    """Answer the workbook of a month (``period=2026-11``) or a year (``period=2026``); it leaves on record."""
    viewer = acting(request)
    try:
        since, until = reports.period(request.GET.get("period", ""))
    except ValueError as problem:
        raise Http404 from problem
    name = since if since == until else since[:4]
    kind = _("月报") if since == until else _("年报")
    title = _("%(place)s %(name)s 资金%(kind)s") % {"place": viewer.division.name, "name": name, "kind": kind}  # fmt: skip
    return lists.book(request, title, book_sheets(viewer, since, until))


def book_sheets(viewer: Mandate, since: str, until: str) -> list[Table]:
    """Return the sheets of the books of a period: balances, lines by fund and benefit, places, town and country, what is open."""
    first, last = months.first_day(since), months.last_day(until)
    frame = all_money(viewer, first, last)
    return [
        _balances(viewer, first, last),
        _by_fund_and_benefit(viewer, since, until),
        _report_table("money.book.programmes", _("按项目"), reports.report(frame), ""),
        _report_table("money.book.towns", _("按乡镇"), reports.report(frame, "town"), "town"),
        _report_table("money.book.residence", _("按城乡"), reports.report(frame, "residence"), "residence"),
        _report_table("money.book.months", _("按月份"), reports.report(frame, "month"), "month"),
        _held(viewer, since, until),
    ]  # fmt: skip


def _balances(viewer: Mandate, first: date, last: date) -> Table:
    """Return what came in, went out and stands, by fund and source, up to the end of the period."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in ledger.balances(viewer, ("fund", "source", "kind"), year=last.year):
        fund, source, kind = row.fields
        sums.setdefault((fund, source), {})[kind] = row.amount
    rows = [{"fund": fund_label(key[0]), "source": source_label(key[1]), **by} for key, by in sorted(sums.items())]  # fmt: skip
    kinds = [key for key in KINDS if any(key in row for row in rows)]
    return Table(
        "money.book.balances",
        _("资金收支"),
        [
            Column("fund", _("资金")),
            Column("source", _("来源")),
            *(
                Column(kind, f"{KINDS[kind]}（元）", _balance_of(kind), kind="money")
                for kind in kinds
            ),
        ],
        rows=rows,
        order="none",
    )


def _balance_of(kind: str) -> Any:
    """Return how a balance is read: what was granted stands on the credit side and is shown above nought."""
    sign = -1 if kind == "granted" else 1
    return lambda row: sign * row.get(kind, 0)


def _by_fund_and_benefit(viewer: Mandate, since: str, until: str) -> Table:
    return Table(
        "money.book.lines",
        _("按资金和待遇"),
        [
            Column("fund", _("资金")),
            Column("benefit", _("待遇")),
            Column("lines", _("应发笔数"), kind="number"),
            Column("due", _("应发（元）"), kind="money"),
            Column("arrived_lines", _("到账笔数"), kind="number"),
            Column("arrived", _("到账（元）"), kind="money"),
            Column("in_transit", _("在途（元）"), kind="money"),
            Column("failed_lines", _("失败笔数"), kind="number"),
            Column("failed", _("失败未重发（元）"), kind="money"),
            Column("blocked_lines", _("暂缓笔数"), kind="number"),
            Column("blocked", _("暂缓（元）"), kind="money"),
            Column("ready", _("待发（元）"), kind="money"),
            Column("open", _("未到账合计（元）"), kind="money"),
        ],
        rows=reports.month_rows(viewer, since, until),
        order="none",
    )


def _held(viewer: Mandate, since: str, until: str) -> Table:
    return Table(
        "money.book.held",
        _("未到账原因"),
        [
            Column("label", _("状态")),
            Column("reason", _("原因")),
            Column("lines", _("笔数"), kind="number"),
            Column("amount", _("金额（元）"), kind="money"),
        ],
        rows=reports.held_back(viewer, since, until),
        order="none",
    )


urlpatterns: list[URLPattern] = [
    path("money/report/", money_report, name="money_report"),
    path("money/book/", money_book, name="money_book"),
]
