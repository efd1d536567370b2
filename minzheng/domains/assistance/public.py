"""What anybody may read of assistance: who receives, masked, where the place's own rule publishes it."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from minzheng.core.months import add_months
from minzheng.core.text import mask_name
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.queries.parameters import flag
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.domain import PublicRegister
from minzheng.ui.tables import Column

from .choices import DIBAO, TEKUN

ADULT_MONTHS = 18 * 12


def recipients(division: str, on: date) -> QuerySet[Entitlement]:
    """Return who receives 低保 or 特困供养 at a place on a day; nobody under age stands among them."""
    rows = Entitlement.objects.filter(benefits.in_force(on), benefit__in=(DIBAO, TEKUN))
    grown = add_months(on, -ADULT_MONTHS)
    adult = Q(person__birth_on__lte=grown) | Q(person=None, household__head__birth_on__lte=grown)
    rows = divisions.within(rows.filter(adult), division)
    return rows.select_related("person", "household__head", "division").order_by("benefit", "pk")


def _published(division: str, on: date) -> bool:
    """Say whether the place has a rule that publishes its recipients for good; by default none has (SA-18)."""
    return flag("assistance", "permanent_notice", division, on)


def _named(row: Entitlement) -> str:
    holder = row.person or row.household.head
    return mask_name(holder.name) if holder is not None else ""


def _recipient_columns() -> list[Column]:
    """Return what is shown of a recipient: nothing but what the law lets."""
    return [
        Column("name", _("姓名"), _named),
        Column("division", _("村（社区）"), "division.name"),
        Column("benefit", _("类别"), lambda row: label_of(row.benefit)),
        Column("heads", _("保障人数"), kind="number"),
        Column("amount", _("月金额（元）"), kind="money"),
    ]


REGISTERS = (
    PublicRegister(
        "assistance.recipients",
        "低保、特困供养对象",
        _recipient_columns,
        recipients,
        intro="按当地规定在村（社区）范围公开，姓名隐去一部分，未成年人不列。",
        by_village=True,
        shown_at=_published,
    ),
)
