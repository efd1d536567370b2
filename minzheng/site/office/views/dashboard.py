"""The dashboards of a month: figures, charts with their tables, and the rows behind every figure."""

from functools import partial
from operator import itemgetter
from typing import Any

import polars as pl
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core import months
from minzheng.kernel import domain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries
from minzheng.kernel.indicators.choices import COMPUTED
from minzheng.kernel.indicators.declarations import STOCK, Indicator, registry
from minzheng.kernel.monitoring.declarations import finding_kinds
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import NOTHING
from minzheng.ui.tables import Column, Filter, Table, listing

from .. import figures, lineage, lists
from ..doors import acting, needs
from ..frames import CAP, named_households, rows_of

# What fact tables tell of a place, as a list shows it.
PLACE_COLUMNS = {
    "title": (gettext_lazy("项目"), "text"),
    "amount": (gettext_lazy("标准（元/月）"), "money"),
    "before": (gettext_lazy("上年同期（元/月）"), "money"),
    "step": (gettext_lazy("提高（元/月）"), "money"),
    "urban": (gettext_lazy("城市标准（元/月）"), "money"),
    "yearly": (gettext_lazy("标准（元/年）"), "money"),
    "consumption": (gettext_lazy("上年度城镇居民人均消费支出（元）"), "money"),
    "workers": (gettext_lazy("社区工作者（人）"), "number"),
    "urban_residents": (gettext_lazy("城镇常住人口（人）"), "number"),
    "wanted": (gettext_lazy("应配备（人）"), "number"),
}

# More kinds than these would print over one another.
KINDS_SHOWN = 12


@needs("reports.see")
def dashboard(request: StaffRequest) -> HttpResponseBase:
    """Show one board's figures of a month for the viewer's division, or one below it, with their charts."""
    viewer = acting(request)
    division = _division(request)
    fallback = months.shift_month(months.month_of(localdate(request.at)), -1)
    known = figures.months_known(viewer, fallback)
    month = lists.month_asked(request, known[0])
    now = figures.figures_at(viewer, division, month)
    before = figures.figures_at(viewer, division, figures.previous(month))
    board = _board(request)
    items = [registry.get(key) for key in board.show]
    counted = [item for item in items if not item.is_reported]
    table = _table(viewer, counted, division, month, board)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    context = {
        "month": month,
        "months": sorted({*known, month}, reverse=True),
        "division": division,
        "parent": _parent(viewer, division, month, board),
        "board": board,
        "tabs": [
            {"label": one.label, "url": _page(one, month, division.pk), "active": one is board, "count": None}
            for one in domain.dashboards()
        ],
        "tiles": [*_tiles(counted, now, before, month, division), *_told(viewer, items, month, division)],
        "charts": _charts(viewer, counted, division, month),
        "table": listing(request, table) if counted else None,
        "has_figures": bool(now),
    }  # fmt: skip
    return render(request, "office/dashboard/page.html", context)


def _board(request: StaffRequest) -> domain.Dashboard:
    """Return the board asked for; the first where none is."""
    boards = domain.dashboards()
    return next((one for one in boards if one.key == request.GET.get("board", "")), boards[0])


def _board_of(item: Indicator) -> domain.Dashboard:
    """Return the board a figure stands on; the first for one that stands on none."""
    boards = domain.dashboards()
    return next((one for one in boards if item.key in one.show), boards[0])


def _page(board: domain.Dashboard, month: str, division: str) -> str:
    asked = urlencode({"board": board.key, "month": month, "division": division})
    return f"{reverse('office:dashboard')}?{asked}"


def _division(request: StaffRequest) -> Division:
    """Return the division asked for, within the viewer's; 404 beyond it."""
    viewer = acting(request)
    code = request.GET.get("division", "") or viewer.division_id
    if not accounts.covers(viewer, code):
        raise Http404
    return Division.objects.select_related("parent").get(pk=code)


def _parent(viewer: Mandate, division: Division, month: str, board: domain.Dashboard) -> str:
    """Return the way up, as far as the viewer's own division."""
    if division.pk == viewer.division_id or division.parent_id is None:
        return ""
    return _page(board, month, division.parent_id)


def _tiles(
    items: list[Indicator],
    now: dict[str, Any],
    before: dict[str, Any],
    month: str,
    division: Division,
) -> list[dict[str, Any]]:
    return [
        {
            "label": item.label,
            "value": figures.worded(item, now.get(item.key), computed=bool(now)),
            "unit": item.unit,
            "note": figures.change(item, now.get(item.key), before.get(item.key))
            or (_("期末") if item.kind == STOCK else _("当月")),
            "href": figures.address(item, month, division.pk),
        }
        for item in items
    ]


def _told(
    viewer: Mandate, items: list[Indicator], month: str, division: Division
) -> list[dict[str, Any]]:
    """Return the tiles of what is reported: the last accepted figure up to the month, or that there is none."""
    tiles = []
    for item in items:
        if item.is_reported:
            told = queries.reading(item.key, division.pk, months.last_day(month), viewer)
            tiles.append(
                {
                    "label": item.label,
                    "value": NOTHING if told is None else f"{told.value:,.2f}".removesuffix(".00"),
                    "unit": item.unit,
                    "note": _("尚无上报") if told is None else _("%(period)s 上报") % {"period": told.period},
                    "href": figures.address(item, month if told is None else told.period, division.pk),
                }
            )  # fmt: skip
    return tiles


def _charts(
    viewer: Mandate, items: list[Indicator], division: Division, month: str
) -> list[charts.Figure]:
    """Return the first stock by division, the flows found by kind, and the course over the months."""
    drawn = []
    stock = next((item for item in items if item.kind == STOCK), None)
    if stock is not None:
        rows = [row for row in figures.below(viewer, stock, division, month) if row.numerator]
        if rows:
            values = [figures.plain(stock, row) for row in rows]
            drawn.append(charts.bar(_("各地%(label)s") % {"label": stock.label}, [row.division.name for row in rows],
                                    {stock.label: values}, unit=stock.unit, head=_("地区")))  # fmt: skip
        course = figures.series(viewer, stock, division)
        if len(course) > 1:
            values = [figures.plain(stock, row) for row in course]
            drawn.append(charts.line(_("%(label)s变化") % {"label": stock.label}, [row.period for row in course],
                                     {stock.label: values}, unit=stock.unit, head=_("月份")))  # fmt: skip
    parts = _kinds_found(items, division, month)
    if parts:
        drawn.append(charts.shares(_("本月比对发现"), parts, unit=_("户"), head=_("类型")))
    return drawn


def _kinds_found(items: list[Indicator], division: Division, month: str) -> dict[str, float]:
    """Count the households of each kind of finding, from the very rows the indicators count."""
    item = next((item for item in reversed(items) if item.tables == ("findings",)), None)
    if item is None:
        return {}
    frame = figures.behind(item, month, division, whole=True).frame
    counted = dict(frame.group_by("kind").agg(pl.col("household").n_unique()).iter_rows())
    found = {kind.label: counted[kind.key] for kind in finding_kinds() if kind.key in counted}
    ordered = sorted(found.items(), key=itemgetter(1), reverse=True)
    shown, rest = ordered[:KINDS_SHOWN], ordered[KINDS_SHOWN:]
    more = {_("其余 %(n)s 类") % {"n": len(rest)}: sum(count for _label, count in rest)} if rest else {}  # fmt: skip
    return dict(shown) | more


def _table(
    viewer: Mandate,
    items: list[Indicator],
    division: Division,
    month: str,
    board: domain.Dashboard,
) -> Table:
    """Return the figures of the divisions right below, one row each."""
    found = {
        item.key: {row.division_id: row for row in figures.below(viewer, item, division, month)}
        for item in items
    }
    codes = {row.division_id: row.division for rows in found.values() for row in rows.values()}
    rows = [
        {"code": code, "name": place.name, **{key: _value(registry.get(key), by.get(code)) for key, by in found.items()}}
        for code, place in sorted(codes.items())
    ]  # fmt: skip
    return Table(
        "dashboard.below",
        _("%(place)s %(month)s 各地指标") % {"place": division.name, "month": month},
        [
            Column("name", _("地区"), href=lambda row: _page(board, month, row["code"]), order_by=lambda row: row["code"]),
            *[
                Column(item.key, item.label, itemgetter(item.key), kind="money" if item.is_money else {"%": "percent"}.get(item.unit, "number"),
                       order_by=True, href=partial(_opened, item, month))
                for item in items
            ],
        ],
        rows=rows,
        order="name",
        empty=_("下面没有更小的地区，或本月还没有统计。"),
    )  # fmt: skip


def _value(item: Indicator, row: Any) -> int | float | None:
    """Return a figure as the table holds it: fen, a share or a number; None where it is not known."""
    if row is None or row.denominator == 0:
        return None
    if item.unit == "%":
        return row.numerator / row.denominator if row.denominator else None
    if item.is_money:
        return row.numerator // (row.denominator or 1)
    return figures.plain(item, row) if row.denominator or item.digits else row.numerator


def _opened(item: Indicator, month: str, row: dict[str, Any]) -> str:
    """Return the page behind one figure of the table; a nought and what is not known have none."""
    return figures.address(item, month, row["code"]) if row[item.key] else ""


# -- one figure ------------------------------------------------------------------------------------------------


@needs("reports.see")
def figure(request: StaffRequest, key: str) -> HttpResponseBase:
    """Open one figure: its definition, its course, the places below, and the rows it counts."""
    viewer = acting(request)
    item = queries.find(key)
    if item is None:
        raise Http404
    division = _division(request)
    known = figures.periods_known(viewer, item, division)
    last = months.previous_period(months.period_of(localdate(request.at), item.every))
    month = figures.period_asked(request, known[0] if known else last)
    asked = request.GET.get("part")
    part = asked if asked in (figures.OF, figures.MISSING) else figures.TOP
    rows = figures.behind(item, month, division, part)
    table = _rows_table(viewer, item, division, month, rows)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    stored = figures.figures_at(viewer, division, month).get(key)
    return render(
        request,
        "office/dashboard/figure.html",
        _figure_context(request, item, division, month, part, rows, table, stored),
    )


def _figure_context(
    request: StaffRequest,
    item: Indicator,
    division: Division,
    month: str,
    part: str,
    rows: figures.Behind,
    table: Table,
    stored: Any,
) -> dict[str, Any]:
    viewer = acting(request)
    every = months.frequency_of(month)
    course = [row for row in figures.series(viewer, item, division)
              if months.frequency_of(row.period) == every]  # fmt: skip
    recorded = _recorded(stored, part)
    return {
        "item": item,
        "title": item.label,
        "month": month,
        "period": months.period_label(month),
        "months": figures.periods_known(viewer, item, division),
        "lineage": lineage.of(viewer, item, division, month, stored),
        "earlier": lineage.restated(viewer, item, division, month),
        "reports": lineage.reports(viewer, item, division, month),
        "formula": lineage.formula(item),
        "division": division,
        "value": figures.worded(item, stored),
        "stored": stored,
        "part": part,
        "parts": _parts(item, month, division, part, stored, counts="household" in rows.frame.columns),
        "rows_value": rows.value,
        "differs": recorded is not None and recorded != rows.value,
        "back": _page(_board_of(item), month, division.pk),
        "below": [
            {**row, "href": figures.address(item, month, row["code"])}
            for row in figures.division_rows(viewer, item, division, month)
            if row["numerator"]
        ],
        "groups": [
            {"label": figures.GROUPS.get(row.category, row.category), "value": figures.worded(item, row),
             "href": f"{figures.address(item, month, division.pk)}&{row.dimension}={row.category}"}
            for row in figures.grouped(viewer, item, division, month)
        ],
        "course": charts.line(_("逐期变化"), [row.period for row in course], {item.label: [figures.plain(item, row) for row in course]}, unit=item.unit, head=_("统计期"))
        if len(course) > 1
        else None,
        "table": listing(request, table),
        "listed": _("应计入而未计入的明细") if part == figures.MISSING else _("计入的明细"),
        "capped": rows.frame.height > CAP,
        "cap": CAP,
    }  # fmt: skip


def _parts(
    item: Indicator, month: str, division: Division, part: str, stored: Any, *, counts: bool
) -> list[dict[str, Any]]:
    """Return the two parts of a share, so that each can be opened, and what is missing from it.

    Only where rows are counted (``counts``) can some of the whole be missing from the part.
    """
    if stored is None or stored.denominator is None or item.is_reported:
        return []
    whole = counts and 0 <= stored.numerator <= stored.denominator
    page = figures.address(item, month, division.pk)
    return [
        {"label": _("分子"), "url": page, "count": stored.numerator, "active": part == figures.TOP},
        {
            "label": _("分母"),
            "url": f"{page}&part={figures.OF}",
            "count": stored.denominator,
            "active": part == figures.OF,
        },
        *([{"label": _("在分母、不在分子"), "url": f"{page}&part={figures.MISSING}",
            "count": stored.denominator - stored.numerator, "active": part == figures.MISSING}] if whole else []),
    ]  # fmt: skip


def _recorded(stored: Any, part: str) -> int | None:
    """Return what the stored figure says of one part."""
    if stored is None or stored.origin != COMPUTED:
        return None
    if part == figures.TOP:
        return int(stored.numerator)
    if part == figures.MISSING:
        return int(stored.denominator - stored.numerator) if stored.denominator is not None else None  # fmt: skip
    return stored.denominator if stored.denominator is None else int(stored.denominator)


def _rows_table(
    viewer: Mandate, item: Indicator, division: Division, month: str, rows: figures.Behind
) -> Table:
    frame = rows.frame.head(CAP)
    kinds = {kind.key: kind.label for kind in finding_kinds()}
    if rows.frame.columns and "household" not in frame.columns:
        return _places_table(viewer, item, division, month, frame)
    columns = named_households(viewer, persons=figures.is_person(item, frame))
    if "residence" in frame.columns:
        columns.append(
            Column(
                "residence", _("城乡"), lambda row: figures.GROUPS.get(row["residence"] or "", "")
            )
        )
    if "kind" in frame.columns:
        columns.append(
            Column(
                "kind", _("类型"), lambda row: kinds.get(row["kind"], row["kind"]), order_by=True
            )
        )
    if "amount" in frame.columns and item.unit == "元":
        columns.append(Column("amount", _("金额（元）"), kind="money", order_by=True))
    filters = (
        [Filter("q", _("姓名或家庭编号"), fields=("head", "number", "name"))]
        if viewer.may("people.see")
        else []
    )
    for dimension in item.by:
        if dimension in frame.columns and dimension != "division":
            kept = [str(name) for name in frame[dimension].drop_nulls().unique().sort()]
            pairs = [(name, str(figures.GROUPS.get(name, name))) for name in kept]
            filters.append(Filter(dimension, str(figures.DIMENSIONS.get(dimension, dimension)), "choice", pairs))  # fmt: skip
    return Table(
        "dashboard.rows",
        f"{division.name} {month} {item.label}",
        columns,
        rows=rows_of(viewer, frame),
        filters=filters,
        order="place",
        empty=_("没有计入这个数的行。"),
    )


def _places_table(
    viewer: Mandate, item: Indicator, division: Division, month: str, frame: pl.DataFrame
) -> Table:
    """Return rows that are about places and not about people: standards, counts that were reported."""
    told = [
        Column(name, str(label), kind=kind, order_by=True)
        for name, (label, kind) in PLACE_COLUMNS.items()
        if name in frame.columns and not frame[name].is_null().all()
    ]
    return Table(
        "dashboard.rows",
        f"{division.name} {month} {item.label}",
        [Column("place", _("地区"), order_by=True), *told],
        rows=rows_of(viewer, frame),
        order="place",
        empty=_("没有计入这个数的行。"),
    )


urlpatterns: list[URLPattern] = [
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/<str:key>/", figure, name="figure"),
]
