"""Figures of a month as the dashboard shows them, and the very rows behind each."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import facts, queries
from minzheng.kernel.indicators.declarations import Indicator, Measure, Ratio, Rows
from minzheng.kernel.indicators.models import Observation
from minzheng.ui.formats import NOTHING, yuan

GROUPS = {
    "rural": gettext_lazy("农村"),
    "urban": gettext_lazy("城市"),
    "male": gettext_lazy("男"),
    "female": gettext_lazy("女"),
    "": gettext_lazy("未注明"),
}
TOP, OF = "top", "of"


def worded(item: Indicator, row: Observation | None, *, computed: bool = False) -> str:
    """Return a figure as it is read: yuan, percent, or a count; a dash when there is none.

    In a month that was ``computed`` a count without a row is nought, not unknown.
    """
    if row is None:
        return NOTHING if item.unit == "%" or not computed else "0.00" if item.unit == "元" else "0"
    if item.unit == "元":
        return yuan(row.numerator)
    if item.unit == "%":
        return NOTHING if row.percent is None else f"{row.percent:.2f}"
    return f"{row.numerator:,}"


def plain(item: Indicator, row: Observation | None) -> float | None:
    """Return a figure as a chart draws it: yuan, percent or count; None leaves a gap."""
    if row is None:
        return None
    if item.unit == "%":
        return None if row.percent is None else round(row.percent, 2)
    return row.numerator / 100 if item.unit == "元" else row.numerator


def change(item: Indicator, now: Observation | None, before: Observation | None) -> str:
    """Return how a figure moved since last month, in words; empty where nothing compares."""
    here, there = plain(item, now), plain(item, before)
    if here is None or there is None:
        return ""
    moved = here - there
    if not moved:
        return _("与上月持平")
    words = f"{abs(moved):,.2f}" if item.unit in ("元", "%") else f"{abs(moved):,.0f}"
    direction = _("比上月增 %(n)s") if moved > 0 else _("比上月减 %(n)s")
    return direction % {"n": words}


def address(item: Indicator, month: str, division: str = "") -> str:
    """Return the page that opens one figure."""
    asked = {"month": month} | ({"division": division} if division else {})
    return f"{reverse('office:figure', args=[item.key])}?{urlencode(asked)}"


def figures_at(viewer: Mandate, division: Division, month: str) -> dict[str, Observation]:
    """Return the totals of one division for a month, by indicator."""
    rows = queries.observations(viewer, month=month).filter(division=division, dimension="")
    return {row.indicator: row for row in rows}


def below(viewer: Mandate, item: Indicator, division: Division, month: str) -> list[Observation]:
    """Return one figure for the divisions right below, the greatest first."""
    rows = queries.observations(viewer, month=month, indicator=item.key)
    found = rows.filter(division__parent=division, dimension="")
    return sorted(found, key=lambda row: (-(plain(item, row) or 0), row.division_id))


def series(viewer: Mandate, item: Indicator, division: Division) -> list[Observation]:
    """Return one figure of one division over the months, oldest first."""
    rows = queries.observations(viewer, indicator=item.key).filter(division=division, dimension="")
    return list(rows.order_by("period"))


def grouped(viewer: Mandate, item: Indicator, division: Division, month: str) -> list[Observation]:
    """Return one figure by its declared groups (town and country, sex)."""
    rows = queries.observations(viewer, month=month, indicator=item.key).filter(division=division)
    return list(rows.exclude(dimension="").order_by("dimension", "category"))


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure: the frame, and what the figure is when counted anew."""

    frame: pl.DataFrame
    value: int


def behind(
    item: Indicator, month: str, division: Division, part: str = TOP, *, whole: bool = False
) -> Behind:
    """Return the rows that a figure of a division counts, from the same definition that made it.

    ``part`` chooses the numerator or the denominator of a share. The rows are taken afresh, so that
    what was entered late shows as a difference from the figure stored. ``whole`` keeps every row of
    what is counted once.
    """
    codes = list(divisions.subtree(division.code).values_list("code", flat=True))
    frames = {
        name: facts.source(name)(month).filter(pl.col("division").is_in(codes))
        for name in item.tables
    }
    result = item.function(**{name: Rows(nw.from_native(frame)) for name, frame in frames.items()})
    measure = _chosen(result, part)
    frame = nw.to_native(measure.rows.frame)
    if measure.how == "distinct" and not whole:
        frame = frame.unique(measure.column, keep="first", maintain_order=True)
        return Behind(frame, frame.height)
    if measure.how == "sum":
        paid = frame.filter(pl.col(measure.column) != 0)
        return Behind(paid, int(paid[measure.column].sum()))
    return Behind(frame, frame.height)


def _chosen(result: Measure | Ratio, part: str) -> Measure:
    if isinstance(result, Ratio):
        return result.of if part == OF else result.top
    return result


def is_person(item: Indicator, frame: pl.DataFrame) -> bool:
    """Say whether a figure counts persons rather than households."""
    return item.unit in ("人", "%") and "person" in frame.columns


def months_known(viewer: Mandate, fallback: str) -> list[str]:
    """Return the months with figures, the newest first."""
    found = queries.observations(viewer).order_by().values_list("period", flat=True).distinct()
    return sorted({*found} or {fallback}, reverse=True)


def previous(month: str) -> str:
    """Return the month before."""
    return months.shift_month(month, -1)


def division_rows(
    viewer: Mandate, item: Indicator, division: Division, month: str
) -> list[dict[str, Any]]:
    """Return the table of the divisions right below with last month beside it."""
    before = {row.division_id: row for row in below(viewer, item, division, previous(month))}
    return [
        {
            "code": row.division_id,
            "name": row.division.name,
            "value": worded(item, row),
            "plain": plain(item, row),
            "numerator": row.numerator,
            "denominator": row.denominator,
            "change": change(item, row, before.get(row.division_id)),
        }
        for row in below(viewer, item, division, month)
    ]
