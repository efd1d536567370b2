"""The life of an archive file: filed, transferred to the county archive, destroyed by two."""

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from minzheng.core.months import add_months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import choices
from minzheng.kernel.documents.models import Archive, Disposal, Document
from minzheng.kernel.documents.services.papers import destroy, subject_of

# 档案法实施条例第二十条: a county bureau hands over after ten years.
TRANSFER_YEARS = 10


def transfer_due_on(formed_on: date) -> date:
    """Return the day from which a file formed on ``formed_on`` is due at the county archive."""
    return add_months(formed_on, 12 * TRANSFER_YEARS)


def keep_until(formed_on: date, retention: str) -> date | None:
    """Return the day from which a file may be appraised; None for permanent ones.

    Years of keeping are whole calendar years after the year of formation.
    """
    years = choices.RETENTION_YEARS[retention]
    return None if years is None else date(formed_on.year + years + 1, 1, 1)


@transaction.atomic
def file_case(
    subject: models.Model,
    *,
    title: str,
    category: str,
    division: str,
    formed_on: date,
    by: Mandate,
    at: datetime,
    retention: str = choices.LONG,
    pages: int = 0,
    fonds: str = "",
) -> Archive:
    """File all unfiled papers of ``subject`` as one archive file (归档).

    The file number counts within fonds, category, year and period. ValueError (Chinese) when
    there is nothing to file.
    """
    papers = Document.objects.filter(**subject_of(subject), archive=None, disposed_at=None)
    if not papers.exists():
        raise ValueError("没有可归档的材料")
    fonds = fonds or division[:6]
    row = {"fonds": fonds, "category": category, "year": formed_on.year, "retention": retention}
    last = Archive.objects.filter(**row).aggregate(last=Max("piece"))["last"] or 0
    archive = Archive.objects.create(
        **row,
        piece=last + 1,
        title=title,
        **subject_of(subject),
        division_id=division,
        formed_on=formed_on,
        pages=pages,
        filed_at=at,
        filed_by=by,
    )
    papers.update(
        archive=archive, retention_class=retention, archive_year=formed_on.year, filed_at=at
    )
    audit.record("documents.filed", subject=archive, by=by, at=at, number=archive.number)
    return archive


@transaction.atomic
def transfer(archive: Archive, *, receiver: str, by: Mandate, at: datetime) -> Archive:
    """Record that a due file was handed to the archive office (移交)."""
    archive = Archive.objects.select_for_update().get(pk=archive.pk)
    if archive.state != choices.FILED:
        raise ValueError(f"档案{archive.get_state_display()}，不能移交")
    if localdate(at) < transfer_due_on(archive.formed_on):
        raise ValueError(f"{transfer_due_on(archive.formed_on)} 起方可移交")
    archive.state = choices.TRANSFERRED
    archive.transferred_at = at
    archive.receiver = receiver
    archive.save()
    audit.record("documents.transferred", subject=archive, by=by, at=at, receiver=receiver)
    return archive


@transaction.atomic
def appraise(archive: Archive, *, opinion: str, by: Mandate, at: datetime) -> Disposal:
    """Propose the destruction of an expired file: the first of two persons (鉴定)."""
    archive = Archive.objects.select_for_update().get(pk=archive.pk)
    until = keep_until(archive.formed_on, archive.retention)
    if until is None:
        raise ValueError("永久保管的档案不得销毁")
    if localdate(at) < until:
        raise ValueError(f"保管期限未满，{until} 起方可鉴定")
    if archive.state != choices.FILED:
        raise ValueError(f"档案{archive.get_state_display()}，不能鉴定销毁")
    if not opinion.strip():
        raise ValueError("请填写鉴定意见")
    archive.state = choices.APPRAISED
    archive.save(update_fields=["state"])
    disposal = Disposal.objects.create(
        archive=archive, opinion=opinion, appraised_at=at, appraised_by=by
    )
    audit.record("documents.appraised", subject=archive, by=by, at=at)
    return disposal


@transaction.atomic
def approve_disposal(disposal: Disposal, *, by: Mandate, at: datetime) -> Disposal:
    """Destroy the papers of an appraised file: the second person, who is not the first."""
    disposal = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if disposal.approved_at is not None:
        return disposal
    if by.user_id == disposal.appraised_by.user_id:
        raise ValueError("鉴定人不得审批自己提出的销毁")
    disposal.approved_at, disposal.approved_by = at, by
    disposal.save()
    archive = disposal.archive
    for document in archive.documents.filter(disposed_at=None):
        destroy(document, at=at)
    archive.state = choices.DESTROYED
    archive.save(update_fields=["state"])
    audit.record("documents.destroyed", subject=archive, by=by, at=at, number=archive.number)
    return disposal
