"""Areas and years side by side on any indicator or standard, with the rank among peers (PL-20)."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.choices import LEVELS, Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries
from minzheng.kernel.indicators.declarations import UP, Indicator
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.tables import Column, Table, listing

from .. import figures, lists
from ..doors import acting, needs

FIRST = "assistance.safety_net.persons"
PERIODS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One place with its figures by period, and its rank in the last one (1 the best; None unknown)."""

    code: str
    name: str
    values: dict[str, Decimal]
    rank: int | None


@needs("reports.see")
def comparison(request: StaffRequest) -> HttpResponseBase:
    """Compare the places of one level within the viewer's reach over years on one indicator."""
    viewer = acting(request)
    item = queries.find(request.GET.get("indicator", "") or FIRST)
    if item is None:
        raise Http404
    levels = _levels(viewer)
    asked = request.GET.get("level", "")
    level = next((one for one in levels if str(one.value) == asked), levels[0])
    places, periods = compared(viewer, item, level)
    table = _table(item, places, periods)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    context = {
        "items": sorted(queries.known(), key=lambda one: one.label),
        "item": item,
        "levels": [
            {"value": one.value, "label": LEVELS[one], "is_chosen": one is level} for one in levels
        ],
        "charts": _charts(item, places, periods),
        "table": listing(request, table),
    }
    return render(request, "office/comparison/page.html", context)


def _levels(viewer: Mandate) -> list[Level]:
    """Return the levels that can be compared: the one right below first."""
    own = viewer.division.level
    found = [level for level in (Level.PREFECTURE, Level.COUNTY, Level.TOWN, Level.VILLAGE) if level.value >= own]  # fmt: skip
    below = [level for level in found if level.value > own]
    return [*below[:1], *(level for level in found if level not in below[:1])]


def compared(viewer: Mandate, item: Indicator, level: Level) -> tuple[list[Place], list[str]]:
    """Return the places of a level with their figures of the last periods, and those periods.

    Monthly figures are compared at the end of each year and in the last month; ranks go by what is
    good for this indicator, equal figures share one.
    """
    rows = queries.observations(viewer, indicator=item.key).filter(dimension="")
    rows = rows.filter(division__level=level.value, division__valid_to=None)
    found: dict[str, tuple[Division, dict[str, Decimal]]] = {}
    for row in rows:
        value = item.value(row.numerator, row.denominator)
        if value is not None:
            found.setdefault(row.division_id, (row.division, {}))[1][row.period] = value
    periods = _periods({period for _place, values in found.values() for period in values})
    ranks = _ranks({code: values.get(periods[-1]) for code, (_place, values) in found.items()} if periods else {}, item)  # fmt: skip
    places = [Place(code, place.name, values, ranks.get(code)) for code, (place, values) in found.items()]  # fmt: skip
    return sorted(places, key=lambda one: (one.rank is None, one.rank or 0, one.code)), periods


def _periods(known: set[str]) -> list[str]:
    """Return the last period and the last one of each year before it."""
    by_year: dict[int, str] = {}
    for period in sorted(known, key=months.period_end):
        by_year[months.period_end(period).year] = period
    return [by_year[year] for year in sorted(by_year)][-PERIODS:]


def _ranks(values: dict[str, Decimal | None], item: Indicator) -> dict[str, int]:
    known = {code: value for code, value in values.items() if value is not None}
    better = (lambda a, b: a > b) if item.better == UP else (lambda a, b: a < b)
    return {
        code: 1 + sum(better(other, value) for other in known.values())
        for code, value in known.items()
    }


def _table(item: Indicator, places: list[Place], periods: list[str]) -> Table:
    return Table(
        "comparison",
        _("%(label)s比较") % {"label": item.label},
        [
            Column("rank", _("位次"), kind="number", order_by=True),
            Column("name", _("地区"), order_by=lambda row: row.code),
            *[
                Column(
                    f"p{period}", f"{months.period_label(period)}（{item.unit}）",
                    partial(_value, period), kind="number", order_by=True, href=partial(_opened, item, period),
                )
                for period in periods
            ],
        ],
        rows=places,
        order="rank",
        empty=_("没有这个指标的数据。"),
    )  # fmt: skip


def _value(period: str, row: Place) -> Decimal | None:
    value = row.values.get(period)
    return None if value is None else value.quantize(Decimal("0.01")).normalize() + 0


def _opened(item: Indicator, period: str, row: Place) -> str:
    return figures.address(item, period, row.code) if period in row.values else ""


def _charts(item: Indicator, places: list[Place], periods: list[str]) -> list[Any]:
    if not places:
        return []
    drawn = {
        months.period_label(period): [_drawn(row.values.get(period)) for row in places]
        for period in periods[-2:]
    }
    names = [row.name for row in places]
    return [charts.bar(item.label, names, drawn, unit=item.unit, head=_("地区"))]


def _drawn(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 2)


urlpatterns: list[URLPattern] = [path("comparison/", comparison, name="comparison")]
