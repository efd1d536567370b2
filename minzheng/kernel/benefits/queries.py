"""Reads of entitlements."""

from datetime import date

from django.db.models import Q, QuerySet

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.people.models import Household

from .choices import EntitlementState
from .models import Entitlement


def in_force(day: date) -> Q:
    """Return the condition: the period of the row holds the day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def payable(benefit: str, month: str) -> QuerySet[Entitlement]:
    """Entitlements whose period holds the first of the month and that are not suspended."""
    rows = Entitlement.objects.filter(in_force(months.first_day(month)), benefit=benefit)
    return rows.exclude(state=EntitlementState.SUSPENDED.value)


def entitlements(viewer: Mandate) -> QuerySet[Entitlement]:
    """All entitlements of the viewer's divisions."""
    rows = Entitlement.objects.select_related("household", "payee", "division")
    return accounts.visible(rows, viewer)


def current(household: Household, day: date, *, benefit: str = "") -> QuerySet[Entitlement]:
    """Entitlements of a household in force on a day."""
    rows = Entitlement.objects.filter(in_force(day), household=household)
    return rows.filter(benefit=benefit) if benefit else rows


def history(household: Household) -> QuerySet[Entitlement]:
    """Every period of every benefit of a household, newest first."""
    return Entitlement.objects.filter(household=household).order_by("-valid_from", "-id")
