"""Reads of bodies within the viewer's divisions."""

from django.db.models import QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

from .models import Body


def bodies(viewer: Mandate, *, kind: str = "") -> QuerySet[Body]:
    """Bodies of the viewer's divisions, of one kind when named."""
    rows = accounts.visible(Body.objects.select_related("division"), viewer)
    return rows.filter(kind=kind) if kind else rows
