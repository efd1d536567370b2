"""The finance dashboard: budget used, money that arrived, is on its way, failed or waits, and what the year will cost."""

from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.core.money import fen_to_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.ledger.declarations import fund_label, purpose_label, source_label
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.queries import reports
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import yuan
from minzheng.ui.tables import Column, Table, listing

from ... import lists
from ...doors import acting, needs
from .tabs import tabs

CHARTED_MONTHS = 12


def rows_of(**asked: str) -> str:
    """Return the address of the lines behind a figure."""
    return f"{reverse('office:money_lines')}?{urlencode(asked)}"


@needs("payments.see")
def money(request: StaffRequest) -> HttpResponseBase:
    """Show the year's money of the viewer's place; every figure opens to its rows."""
    viewer, today = acting(request), localdate(request.at)
    budget = ledger.budget_state(viewer, today.year, today)
    table = _budget_table(viewer, budget, today)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    first = date(today.year, 1, 1)
    arrived = reports.arrived_by_month(viewer, _year_before(today), today)
    context = {
        "title": _("%(place)s资金总览") % {"place": viewer.division.name},
        "tabs": tabs("money", viewer),
        "tiles": _tiles(viewer, today, arrived, budget),
        "charts": [
            _by_month(arrived),
            *_by_town(viewer, first, today),
            *_by_fund(viewer, first, today),
        ],
        "held": [
            {"row": row, "href": rows_of(state=row.state, reason=row.reason)}
            for row in reports.held_back(viewer, "0001-01", "9999-12")[:12]
        ],
        "table": listing(request, table),
        "exceeding": [{"row": row, "label": _budget_label(row)} for row in budget if row.exceeds],
        "on": today,
    }
    return render(request, "office/money/dashboard.html", context)


def _year_before(today: date) -> date:
    return months.first_day(months.shift_month(months.month_of(today), 1 - CHARTED_MONTHS))


def _tiles(
    viewer: Mandate, today: date, arrived: dict[str, int], budget: list[ledger.BudgetRow]
) -> list[dict[str, Any]]:
    states = reports.sums_by_state(viewer)
    month = months.month_of(today)
    year = sum(money for key, money in arrived.items() if key.startswith(f"{today.year}"))
    begun, ended = f"{today.year}-01-01", f"{today}"
    forecast = sum(row.forecast for row in budget)
    given = [row.budget for row in budget if row.budget is not None]
    tiles: list[dict[str, Any]] = [
        {"label": _("本月到账"), "value": yuan(arrived.get(month, 0)), "unit": _("元"),
         "href": rows_of(state="paid", settled_since=f"{month}-01", settled_until=ended)},
        {"label": _("本年到账"), "value": yuan(year), "unit": _("元"),
         "href": rows_of(state="paid", settled_since=begun, settled_until=ended)},
    ]  # fmt: skip
    for state, tone in (
        (LineState.SENT, "info"),
        (LineState.FAILED, "danger"),
        (LineState.BLOCKED, "due"),
    ):
        count, amount = states.get(state.value, (0, 0))
        tiles.append({
            "label": {"sent": _("在途"), "failed": _("失败未重发"), "blocked": _("暂缓")}[state.value], "value": yuan(amount), "unit": _("元"),
            "note": _("%(n)s 笔") % {"n": f"{count:,}"}, "tone": tone if count else "quiet",
            "href": rows_of(state=state.value, **({"unmended": "1"} if state is LineState.FAILED else {})),
        })  # fmt: skip
    tiles.append({
        "label": _("全年预计支出"), "value": yuan(forecast), "unit": _("元"),
        "note": _("预算 %(sum)s 元") % {"sum": yuan(sum(given))} if given else _("还没有录入预算"), "href": "#budget",
        "tone": "danger" if any(row.exceeds for row in budget) else "quiet",
    })  # fmt: skip
    return tiles


def _by_month(arrived: dict[str, int]) -> charts.Figure:
    known = sorted(arrived)
    values = [float(fen_to_yuan(arrived[month])) for month in known]
    return charts.bar(_("各月到账"), known, {_("到账"): values}, unit=_("元"), head=_("月份"))


def _by_town(viewer: Mandate, first: date, today: date) -> list[charts.Figure]:
    """Return the year's money by the divisions right below the viewer."""
    below = list(divisions.children(viewer.division_id, today).order_by("code"))
    if not below or viewer.division.level >= Level.VILLAGE:
        return []
    grouped = reports.paid(viewer, first, today).order_by().values_list("division__path")
    sums = dict.fromkeys((place.path for place in below), 0)
    for at, amount in grouped.annotate(Sum("amount")):
        for place in sums:
            if at.startswith(place):
                sums[place] += int(amount)
    shown = [(place.name, sums[place.path]) for place in below if sums[place.path]]
    if not shown:
        return []
    names = [name for name, _sum in shown]
    values = [float(fen_to_yuan(amount)) for _name, amount in shown]
    return [charts.bar(_("本年各地到账"), names, {_("到账"): values}, unit=_("元"), head=_("地区"))]


def _by_fund(viewer: Mandate, first: date, today: date) -> list[charts.Figure]:
    grouped = reports.paid(viewer, first, today).order_by().values("benefit")
    parts: dict[str, float] = {}
    for row in grouped.annotate(money=Sum("amount"), n=Count("id")):
        label = fund_label(reports.fund_of(row["benefit"]))
        parts[label] = parts.get(label, 0.0) + float(fen_to_yuan(row["money"]))
    return (
        [charts.shares(_("本年到账按资金"), parts, unit=_("元"), head=_("资金"))] if parts else []
    )


def _budget_label(row: ledger.BudgetRow) -> str:
    return fund_label(row.fund) + (f"·{purpose_label(row.purpose)}" if row.purpose else "")


def _budget_table(viewer: Mandate, rows: list[ledger.BudgetRow], today: date) -> Table:
    names = {
        row.division: divisions.full_name(row.division).rsplit(" ", 1)[-1] for row in rows
    }  # fmt: skip
    return Table(
        "money.budget",
        _("%(year)s年预算执行") % {"year": today.year},
        [
            Column("fund", _("资金"), _budget_label,
                   href=lambda row: rows_of(fund=row.fund, since=f"{today.year}-01"), order_by=True),
            Column("source", _("来源"), lambda row: source_label(row.source), order_by=True),
            Column("division", _("地区"), lambda row: names[row.division], order_by=True),
            Column("budget", _("预算（元）"), kind="money", order_by=True),
            Column("granted", _("已拨入（元）"), kind="money", order_by=True, wide=True),
            Column("paid", _("已支付（元）"), kind="money", order_by=True),
            Column("in_transit", _("在途（元）"), kind="money", order_by=True, wide=True),
            Column("left", _("预算余额（元）"), kind="money", order_by=True),
            Column("used", _("执行率"), lambda row: row.spent / row.budget if row.budget else None, kind="percent", wide=True),
            Column("forecast", _("全年预计（元）"), kind="money", order_by=True),
        ],
        rows=rows,
        order="fund",
        row_tone=lambda row: "danger" if row.exceeds else "",
        empty=_("本年还没有预算、拨款和支付。"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [path("money/", money, name="money")]
