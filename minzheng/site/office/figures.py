"""Figures of a month as the dashboard shows them, and the very rows behind each."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import facts, queries
from minzheng.kernel.indicators.choices import COMPUTED
from minzheng.kernel.indicators.declarations import Indicator, Measure, Ratio, Rows
from minzheng.kernel.indicators.models import Observation, ReportedValue, Stated
from minzheng.ui.formats import NOTHING, yuan

GROUPS = {
    "rural": gettext_lazy("农村"),
    "urban": gettext_lazy("城市"),
    "male": gettext_lazy("男"),
    "female": gettext_lazy("女"),
    "": gettext_lazy("未注明"),
}
DIMENSIONS = {
    "residence": gettext_lazy("城乡"),
    "sex": gettext_lazy("性别"),
    "age_group": gettext_lazy("年龄段"),
    "grade": gettext_lazy("等级"),
    "benefit": gettext_lazy("待遇"),
}
TOP, OF, MISSING = "top", "of", "missing"


def worded(item: Indicator, row: Stated | ReportedValue | None, *, computed: bool = False) -> str:
    """Return a figure as it is read: yuan, a share or mean, or a count; a dash when there is none.

    In a month that was ``computed`` a count without a row is nought, not unknown.
    """
    if row is None:
        return NOTHING if item.unit == "%" or not computed else "0.00" if item.is_money else "0"
    if item.is_money and row.denominator is None:
        return yuan(row.numerator)
    value = item.value(row.numerator, row.denominator)
    if value is None:
        return NOTHING
    return f"{value:,.2f}" if row.denominator is not None else f"{value:,f}"


def plain(item: Indicator, row: Stated | None) -> float | None:
    """Return a figure as a chart draws it, in its unit; None leaves a gap."""
    value = None if row is None else item.value(row.numerator, row.denominator)
    return None if value is None else round(float(value), 2)


def change(item: Indicator, now: Observation | None, before: Observation | None) -> str:
    """Return how a figure moved since the period before, in words; empty where nothing compares."""
    here, there = plain(item, now), plain(item, before)
    if here is None or there is None:
        return ""
    moved = here - there
    if not moved:
        return _("与上期持平")
    whole = now is not None and now.denominator is None and not item.digits
    words = f"{abs(moved):,.0f}" if whole else f"{abs(moved):,.2f}"
    direction = _("比上期增 %(n)s") if moved > 0 else _("比上期减 %(n)s")
    return direction % {"n": words}


def address(item: Indicator | str, month: str, division: str = "") -> str:
    """Return the page that opens one figure of a period (``month``) and division."""
    key = item if isinstance(item, str) else item.key
    asked = {"month": month} | ({"division": division} if division else {})
    return f"{reverse('office:figure', args=[key])}?{urlencode(asked)}"


def period_asked(request: HttpRequest, fallback: str) -> str:
    """Return the period of the address (``?month=``), or the fallback when none is sound."""
    text = request.GET.get("month", "")
    try:
        months.frequency_of(text)
    except ValueError:
        return fallback
    return text


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
    """Return one figure of one division over the periods, oldest first."""
    rows = queries.observations(viewer, indicator=item.key).filter(division=division, dimension="")
    return sorted(rows, key=lambda row: (months.period_end(row.period), -len(row.period)))


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

    ``part`` chooses the numerator or the denominator of a share, or what is in the denominator and
    missing from the numerator. The rows are taken afresh, so that what was entered late shows as a
    difference from the figure stored. ``whole`` keeps every row of what is counted once. What is
    reported has no rows here.
    """
    if item.function is None:
        return Behind(pl.DataFrame(), 0)
    codes = list(divisions.subtree(division.code).values_list("code", flat=True))
    frames = {
        name: facts.over(name, month).filter(pl.col("division").is_in(codes))
        for name in item.tables
    }
    result = item.function(**{name: Rows(nw.from_native(frame)) for name, frame in frames.items()})
    if part == MISSING and isinstance(result, Ratio):
        return _missing(result)
    if isinstance(result, Ratio):
        return _taken(result.of if part == OF else result.top, whole=whole)
    return _taken(result, whole=whole)


def _taken(measure: Measure, *, whole: bool = False) -> Behind:
    frame = nw.to_native(measure.rows.frame)
    if measure.how == "distinct":
        frame = frame.filter(pl.col(measure.column).is_not_null())
        once = frame.unique(measure.column, keep="first", maintain_order=True)
        return Behind(frame if whole else once, once.height)
    if measure.how == "sum":
        paid = frame.filter(pl.col(measure.column) != 0)
        return Behind(paid, int(paid[measure.column].sum()))
    return Behind(frame, frame.height)


def _missing(result: Ratio) -> Behind:
    """Return the rows of the denominator that the numerator does not count."""
    of, top = _taken(result.of).frame, _taken(result.top).frame
    same = result.of.column and result.of.column == result.top.column
    keys = [result.of.column] if same else [name for name in of.columns if name in top.columns]
    frame = of.join(top, on=keys, how="anti", nulls_equal=True) if keys else of
    return Behind(frame, frame.height)


def is_person(item: Indicator, frame: pl.DataFrame) -> bool:
    """Say whether a figure counts persons rather than households."""
    return item.unit in ("人", "%") and "person" in frame.columns


def months_known(viewer: Mandate, fallback: str) -> list[str]:
    """Return the months with computed figures, the newest first."""
    rows = queries.observations(viewer).filter(origin=COMPUTED).order_by()
    found = {period for period in rows.values_list("period", flat=True).distinct() if months.frequency_of(period) == months.MONTH}  # fmt: skip
    return sorted(found or {fallback}, reverse=True)


def periods_known(viewer: Mandate, item: Indicator, division: Division) -> list[str]:
    """Return the periods one figure of a division is known for, the newest first."""
    return [row.period for row in reversed(series(viewer, item, division))]


def previous(month: str) -> str:
    """Return the period before."""
    return months.previous_period(month)


def division_rows(
    viewer: Mandate, item: Indicator, division: Division, month: str
) -> list[dict[str, Any]]:
    """Return the table of the divisions right below with the period before beside it."""
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
