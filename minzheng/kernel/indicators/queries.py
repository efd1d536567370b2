"""Reads of indicators within the viewer's divisions."""

from django.db.models import QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

from .models import Observation


def observations(viewer: Mandate, *, month: str = "", indicator: str = "") -> QuerySet[Observation]:
    """Figures of the viewer's divisions."""
    rows = accounts.visible(Observation.objects.select_related("division"), viewer)
    if month:
        rows = rows.filter(period=month)
    return rows.filter(indicator=indicator) if indicator else rows


def figures(viewer: Mandate, month: str) -> dict[str, Observation]:
    """The totals of the viewer's own division for a month, by indicator."""
    rows = observations(viewer, month=month).filter(division=viewer.division, dimension="")
    return {row.indicator: row for row in rows}


def by_child(viewer: Mandate, indicator: str, month: str) -> QuerySet[Observation]:
    """One indicator for the divisions right below the viewer's, for charts."""
    rows = observations(viewer, month=month, indicator=indicator).filter(dimension="")
    return rows.filter(division__parent=viewer.division).order_by("-numerator", "division_id")


def series(viewer: Mandate, indicator: str) -> QuerySet[Observation]:
    """One indicator of the viewer's own division over the months."""
    rows = observations(viewer, indicator=indicator).filter(division=viewer.division, dimension="")
    return rows.order_by("period")
