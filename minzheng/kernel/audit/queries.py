"""Reading the audit chain."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet

from minzheng.kernel.audit.models import Entry


def entries_of(subject: Model) -> QuerySet[Entry]:
    """Return the lines about one row, newest first; the caller has checked the viewer."""
    return Entry.objects.filter(
        subject_key=subject._meta.label_lower, subject_id=str(subject.pk)
    ).order_by("-sequence")


def entries(viewer: Any, codes: Collection[str] | QuerySet[Any, Any]) -> QuerySet[Entry]:
    """Return the lines of the divisions ``codes``, newest first, for one who may see the audit.

    Whoever holds another role sees none. ``accounts.queries.audit_entries`` gives the divisions.
    """
    if not (viewer.may("audit.see") or viewer.may("looks.see")):
        return Entry.objects.none()
    return Entry.objects.filter(division_code__in=codes).order_by("-sequence")
