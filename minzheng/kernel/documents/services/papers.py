"""Keep a paper sealed on disk and open it again, every opening on record."""

import hashlib
import os
import uuid
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import models, transaction

from minzheng.core.sealing import SealBroken, seal_bytes, unseal_bytes
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import choices
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.images import FORMATS, remade
from minzheng.kernel.documents.services.inspection import MAX_BYTES, FileRefused, inspect

CONTEXT = "documents.content"


def store(
    upload: File,
    *,
    kind: str,
    title: str,
    division: str,
    by: Mandate,
    at: datetime,
    subject: models.Model | None = None,
    retention_class: str = choices.LONG,
) -> Document:
    """Keep a file somebody brought; FileRefused (Chinese) when it is none of the allowed kinds.

    A picture is decoded and written anew, so that only the picture itself is kept.
    """
    if upload.size > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请压缩或分开上传")
    content = upload.read()
    name = PurePosixPath(str(upload.name).replace("\\", "/")).name
    content_type = inspect(content, name)
    if content_type in FORMATS:
        content = remade(content, content_type)
    return keep(
        content,
        name,
        content_type=content_type,
        kind=kind,
        title=title,
        division=division,
        subject=subject,
        retention_class=retention_class,
        by=by,
        at=at,
    )


@transaction.atomic
def keep(
    content: bytes,
    file_name: str,
    *,
    content_type: str,
    kind: str,
    title: str,
    division: str,
    by: Mandate,
    at: datetime,
    subject: models.Model | None = None,
    template: str = "",
    retention_class: str = choices.LONG,
) -> Document:
    """Keep ``content`` the house made itself; the file is sealed before its row is written."""
    path = f"{at:%Y/%m}/{uuid.uuid4().hex}.sealed"
    _write(Path(settings.MEDIA_ROOT) / path, seal_bytes(content, CONTEXT))
    document = Document.objects.create(
        kind=kind,
        title=title,
        file_name=file_name[-200:],
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content_type=content_type,
        subject_key=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        division_id=division,
        template=template,
        retention_class=retention_class,
        created_by=by,
        created_at=at,
    )
    audit.record("documents.stored", subject=document, by=by, at=at, kind=kind)
    return document


def open_document(document: Document, *, by: Mandate, at: datetime, reason: str) -> bytes:
    """Return the content of a paper and put on record who opened it and why.

    PermissionDenied outside the viewer's division, ValueError without a reason or when the
    content was destroyed, SealBroken when it was altered on disk.
    """
    if by.division_id not in divisions.lineage(document.division_id):
        raise PermissionDenied("该材料不属于您的辖区")
    if by.role == APPLICANT and document.created_by.user_id != by.user_id:
        raise PermissionDenied("这份材料不是您提交的")
    if not reason.strip():
        raise ValueError("请填写查看原因")
    if document.disposed_at is not None:
        raise ValueError("该材料已按规定销毁")
    audit.record_look(document, by=by, at=at, reason=reason)
    return content_of(document)


def content_of(document: Document) -> bytes:
    """Return the content for the house's own use; SealBroken when it is not what was stored."""
    sealed = (Path(settings.MEDIA_ROOT) / document.path).read_bytes()
    content: bytes = unseal_bytes(sealed, CONTEXT)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise SealBroken("文件内容与登记的摘要不符")
    return content


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, readable by the house only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pending = path.with_suffix(".pending")
    handle = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    pending.replace(path)


@transaction.atomic
def attach(document: Document, subject: models.Model, *, by: Mandate, at: datetime) -> Document:
    """Lay a paper that was brought before its matter existed into the matter's file.

    PermissionDenied for a paper somebody else brought, or one that lies in a file already.
    """
    row = Document.objects.select_for_update().select_related("created_by").get(pk=document.pk)
    if row.created_by.user_id != by.user_id or row.subject_id is not None:
        raise PermissionDenied("这份材料不是您提交的，或者已经归入其他事项")
    row.subject_key, row.subject_id = subject._meta.label_lower, subject.pk
    row.save(update_fields=["subject_key", "subject_id"])
    audit.record("documents.attached", subject=row, by=by, at=at, to=row.subject_key)
    return row


@transaction.atomic
def take_back(document: Document, *, by: Mandate, at: datetime) -> None:
    """Destroy a paper its bringer took back before it lay in any file."""
    row = Document.objects.select_for_update().select_related("created_by").get(pk=document.pk)
    if row.created_by.user_id != by.user_id or row.subject_id is not None:
        raise PermissionDenied("这份材料已经归入事项，不能自行删除")
    if row.disposed_at is None:
        destroy(row, at=at)
        audit.record("documents.taken_back", subject=row, by=by, at=at)


def destroy(document: Document, *, at: datetime) -> None:
    """Remove the sealed content for good; the row stays as the proof that it existed."""
    document.disposed_at = at
    document.save(update_fields=["disposed_at"])
    path = Path(settings.MEDIA_ROOT) / document.path
    # Only when the row is surely written: a rolled-back disposal must not lose the paper.
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def subject_of(subject: models.Model) -> dict[str, Any]:
    """Return the key and id under which the papers of ``subject`` are kept."""
    return {"subject_key": subject._meta.label_lower, "subject_id": subject.pk}
