"""Papers, archive files and policy documents a viewer may see."""

from datetime import date

from django.db import models
from django.db.models import Q, QuerySet

from minzheng.core.months import add_months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import choices
from minzheng.kernel.documents.models import Archive, Document, PolicyDocument


def documents(viewer: Mandate, subject: models.Model | None = None) -> QuerySet[Document]:
    """Return the papers in the viewer's division, of one subject if named, newest first."""
    rows = accounts.visible(Document.objects.all(), viewer)
    if subject is not None:
        rows = rows.filter(subject_key=subject._meta.label_lower, subject_id=subject.pk)
    return rows.order_by("-created_at", "-pk")


def archives(viewer: Mandate) -> QuerySet[Archive]:
    """Return the archive files in the viewer's division, by number."""
    rows = accounts.visible(Archive.objects.all(), viewer)
    return rows.order_by("year", "category", "retention", "piece")


def transfer_list(viewer: Mandate, year: int) -> QuerySet[Archive]:
    """Return the filed archives that fall due for transfer by the end of ``year`` (移交清单)."""
    formed_by = add_months(date(year, 12, 31), -120)
    return archives(viewer).filter(state=choices.FILED, formed_on__lte=formed_by)


def policy_documents(
    viewer: Mandate, *, text: str = "", theme: str = "", in_force_on: date | None = None
) -> QuerySet[PolicyDocument]:
    """Return the register of policies: of the viewer's division, and of those above that bind it."""
    below = accounts.visible(PolicyDocument.objects.all(), viewer)
    above = divisions.lineage(viewer.division_id)
    rows = PolicyDocument.objects.filter(Q(pk__in=below.values("pk")) | Q(division__in=above))
    if text:
        rows = rows.filter(
            Q(title__icontains=text)
            | Q(document_number__icontains=text)
            | Q(index_number__icontains=text)
        )
    if theme:
        rows = rows.filter(theme_class=theme)
    if in_force_on:
        rows = rows.filter(valid_from__lte=in_force_on).filter(
            Q(valid_to=None) | Q(valid_to__gt=in_force_on)
        )
    return rows
