"""How far the visits of a month are done: by rule and village, by worker; every figure opens its rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.visits import queries
from minzheng.kernel.visits.queries.coverage import Coverage, CoverageLine, rate
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, needs
from ..people.lists import places
from ..purchases.entering import tabs
from .shared import TABS, Names, home_address, rules

SHOWN = 12
FULL, PART, NONE = "full", "part", "none"
STATES = ((FULL, "已完成"), (PART, "未访够"), (NONE, "未走访"))


def months_of(request: StaffRequest) -> tuple[str, list[str]]:
    """Return the month of the page, and those one may choose."""
    now = months.month_of(localdate(request.at))
    return lists.month_asked(request, now), [months.shift_month(now, -n) for n in range(SHOWN)]


def _same(rows: Any, _value: date) -> Any:
    """Narrow nothing: the month of the address chose the rows already."""
    return rows


def month_filter() -> Filter:
    """Return the choice of the month above a list made for it."""
    return Filter("month", _("月份"), "month", apply=_same)


def _levels(viewer: Mandate) -> dict[str, Division]:
    """Return for every village the place its figures are shown under: itself, or its township."""
    rows = {row.code: row for row in divisions.subtree(viewer.division_id)}
    if viewer.division.level >= Level.TOWN:
        return rows
    return {
        code: rows.get(row.parent_id or "", row) if row.level == Level.VILLAGE else row
        for code, row in rows.items()
    }


@needs("cases.see")
def visit_coverage(request: StaffRequest) -> HttpResponseBase:
    """Show how far a month is done by rule and place, and by worker."""
    viewer, on = acting(request), localdate(request.at)
    month, _choices = months_of(request)
    shown: dict[tuple[str, str], Coverage] = {}
    levels = _levels(viewer)
    for row in queries.coverage(viewer, month, on):
        place = levels[row.division]
        held = shown.setdefault((row.rule.key, place.code), Coverage(row.rule, place.code))
        held.add(row)
    names = {code: lists.place(row) for code, row in levels.items()}
    names |= {row.code: lists.place(row) for row in levels.values()}
    table = _by_place(request, list(shown.values()), names, month)
    workers = _by_worker(viewer, month)
    for one in (table, workers):
        if (answer := lists.piece(request, one)) is not None:
            return answer
    total = Coverage(table.rows[0].rule, "") if table.rows else None
    for row in table.rows or ():
        total.add(row) if total else None
    return lists.respond(
        request, table, "office/visiting/coverage.html", tabs=tabs(TABS, "visit_coverage"),
        tiles=_tiles(total, month), workers=tables.listing(request, workers), month=months.period_label(month),
        intro=_("按月末（当月按今天）的名单统计：在规定周期内访够次数的计为完成，不予认可的走访不计。点数字看名单。"),
    )  # fmt: skip


def _lines_url(month: str, **narrowed: str) -> str:
    return f"{reverse('office:visit_coverage_lines')}?{urlencode({'month': month, **narrowed})}"


def _tiles(total: Coverage | None, month: str) -> list[dict[str, Any]]:
    if total is None:
        return []
    return [
        {"label": _("应走访"), "value": total.listed, "href": _lines_url(month)},
        {"label": _("已完成"), "value": total.covered, "note": rate(total.covered, total.listed), "href": _lines_url(month, state=FULL)},
        {"label": _("未访够"), "value": total.reached - total.covered, "href": _lines_url(month, state=PART)},
        {"label": _("未走访"), "value": total.listed - total.reached, "tone": "danger" if total.listed > total.reached else "good", "href": _lines_url(month, state=NONE)},
    ]  # fmt: skip


def _by_place(
    request: StaffRequest, rows: list[Coverage], names: dict[str, str], month: str
) -> Table:
    def url(row: Coverage, **more: str) -> str:
        return _lines_url(month, rule=row.rule.key, place=row.division, **more)

    return Table(
        "visits.coverage", _("%(month)s走访进度") % {"month": months.period_label(month)},
        [
            Column("rule", _("走访规则"), lambda row: row.rule.label, order_by=True),
            Column("place", _("地方"), lambda row: names.get(row.division, row.division), order_by=lambda row: row.division),
            Column("listed", _("应走访"), kind="number", order_by=True, href=url),
            Column("covered", _("已完成"), kind="number", order_by=True, href=lambda row: url(row, state=FULL)),
            Column("rate", _("完成率"), lambda row: rate(row.covered, row.listed), order_by=lambda row: row.covered / row.listed if row.listed else 1),
            Column("partly", _("未访够"), lambda row: row.reached - row.covered, kind="number", href=lambda row: url(row, state=PART), wide=True),
            Column("missed", _("未走访"), lambda row: row.listed - row.reached, kind="number", order_by=True, href=lambda row: url(row, state=NONE)),
            Column("made", _("走访次数"), lambda row: f"{row.made} / {row.wanted}", wide=True),
        ],
        rows=rows,
        filters=[
            month_filter(),
            Filter("rule", _("走访规则"), "choice", rules(), apply=lambda kept, key: [row for row in kept if row.rule.key == key]),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=_inside),
        ],
        order="rule", empty=_("这个月没有走访对象。"),
        row_tone=lambda row: "" if row.covered == row.listed else "due",
    )  # fmt: skip


def _inside(rows: list[Any], code: str) -> list[Any]:
    held = set(divisions.subtree(code).values_list("code", flat=True))
    return [row for row in rows if row.division in held]


def _by_worker(viewer: Mandate, month: str) -> Table:
    return Table(
        "visits.workers", _("走访人"),
        [
            Column("who", _("走访人"), lambda row: str(row.mandate.user), order_by=True),
            Column("duty", _("岗位"), lambda row: row.mandate.duty.label, order_by=True),
            Column("place", _("地方"), lambda row: row.mandate.division.name, order_by=True),
            Column("visits", _("走访次数"), kind="number", order_by=True),
            Column("households", _("户数"), kind="number", order_by=True),
            Column("late", _("次日以后补记"), kind="number", order_by=True, wide=True),
            Column("suspicious", _("存疑或不予认可"), kind="number", order_by=True),
        ],
        rows=queries.work_done(viewer, month), prefix="w-", order="-visits", empty=_("这个月还没有走访。"),
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of a month with its names."""

    line: CoverageLine
    who: str
    place: str
    division: str

    @property
    def state(self) -> str:
        """Return whether it is complete, begun or untouched."""
        if self.line.is_covered:
            return FULL
        return PART if self.line.made else NONE


@needs("cases.see")
def visit_coverage_lines(request: StaffRequest) -> HttpResponseBase:
    """List everybody of a month with the visits wanted and made: the rows behind a figure."""
    viewer, on = acting(request), localdate(request.at)
    month, _choices = months_of(request)
    keys = [key for key, _label in rules() if key == request.GET.get("rule")]
    lines = queries.coverage_lines(viewer, month, on, *keys)
    names = Names(lines)
    rows = [Row(line, names.who(line), names.place(line), line.division) for line in lines]
    tones = {FULL: "good", PART: "due", NONE: "danger"}
    table = Table(
        "visits.coverage.lines", _("%(month)s走访名单") % {"month": months.period_label(month)},
        [
            Column("who", _("走访对象"), href=lambda row: home_address(row.line), order_by=True),
            Column("rule", _("走访规则"), lambda row: row.line.rule.label, order_by=True),
            Column("place", _("村（社区）"), order_by=True),
            Column("why", _("情形"), lambda row: row.line.why, wide=True),
            Column("made", _("已走访"), lambda row: row.line.made, kind="number", order_by=True),
            Column("wanted", _("应走访"), lambda row: row.line.wanted, kind="number"),
            Column("last_on", _("最近一次"), lambda row: row.line.last_on, kind="date", order_by=lambda row: (row.line.last_on is not None, row.line.last_on)),
            Column("state", _("状态"), lambda row: Badge(dict(STATES)[row.state], tones[row.state]), kind="badge"),
        ],
        rows=rows,
        filters=[
            Filter("q", _("姓名"), fields=("who",)),
            month_filter(),
            Filter("rule", _("走访规则"), "choice", rules(), apply=lambda kept, key: [row for row in kept if row.line.rule.key == key]),
            Filter("state", _("状态"), "choice", lists.worded(STATES)),
            Filter("place", _("地方"), "choice", lambda: _all_places(viewer), apply=_inside),
        ],
        order="place", empty=_("没有这样的走访对象。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", back=reverse("office:visit_coverage"))


def _all_places(viewer: Mandate) -> list[tuple[str, str]]:
    rows = divisions.subtree(viewer.division_id).filter(valid_to=None).select_related("parent")
    return [(row.code, lists.place(row)) for row in rows.order_by("path")]


urlpatterns: list[URLPattern] = [
    path("visit-coverage/", visit_coverage, name="visit_coverage"),
    path("visit-coverage/lines/", visit_coverage_lines, name="visit_coverage_lines"),
]
