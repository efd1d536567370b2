"""What anybody may read of facilities and what they ask: the columns and rows of a room's public lists."""

from collections.abc import Callable, Collection
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minzheng.ui.tables import Column

from . import queries
from .declarations import facility_type
from .models import Facility, FacilityFee

FACILITY_WORDS = ("name", "address")
FEE_WORDS = ("facility__name", "item")


def facilities(kinds: Collection[str]) -> Callable[[str, date], QuerySet[Facility]]:
    """Return the rows of a list of open facilities of some types."""
    return lambda division, _on: queries.public_facilities(division, kinds)


def fees(kinds: Collection[str]) -> Callable[[str, date], QuerySet[FacilityFee]]:
    """Return the rows of a list of what facilities of some types ask on a day."""
    return lambda division, on: queries.public_fees(division, on, kinds)


def facility_columns(*more: Column) -> list[Column]:
    """Return what is shown of a facility, with what a room adds."""
    return [
        Column("name", _("名称")),
        Column("kind", _("类型"), lambda row: facility_type(row.kind).label),
        Column("division", _("地方"), "division.name"),
        *more,
        Column("phone", _("电话")),
    ]


def fee_columns() -> list[Column]:
    """Return what is shown of a fee."""
    return [
        Column("facility", _("设施"), "facility.name"),
        Column("item", _("项目")),
        Column("amount", _("金额（元）"), kind="money"),
        Column("unit", _("计价单位")),
        Column("since", _("自"), kind="date"),
        Column("document", _("依据")),
    ]
