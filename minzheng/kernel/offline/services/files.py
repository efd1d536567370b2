"""Keep the photographs, signatures and sounds of records: whole, checked, each once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.offline import choices
from minzheng.kernel.offline.declarations import KINDS
from minzheng.kernel.offline.models import Blob, Device, Record
from minzheng.kernel.offline.services.records import (
    Header,
    NotYours,
    OfflineRefused,
    Order,
    record_of,
)

MOST_BYTES = 6 * 1024 * 1024
# How a sound begins, and where: the browsers of phones record these.
SOUNDS = (
    (b"\x1aE\xdf\xa3", 0, "audio/webm", ".webm"),
    (b"OggS", 0, "audio/ogg", ".ogg"),
    (b"ftyp", 4, "audio/mp4", ".m4a"),
)
PICTURES = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png"}


@dataclass(frozen=True, slots=True)
class FileNote:
    """What became of a file: kept, refused with a reason, or to be sent again."""

    state: str
    text: str = ""


@transaction.atomic
def keep_file(
    content: bytes, *, sha256: str, header: Header, device: Device, by: Mandate, at: datetime
) -> FileNote:
    """Keep one file of a record under its digest; the same file again changes nothing.

    Bytes that are not what the digest says were broken on the way and are asked for again. A file
    that is no picture and no sound is refused with a reason; the record can be handed in without it.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        return FileNote(choices.WAITING, "文件在传输中损坏，将自动重传。")
    order = Order()
    try:
        record = record_of(header, device=device, order=order, by=by, at=at)
    except NotYours as reason:
        return FileNote(choices.WAITING, str(reason))
    except OfflineRefused as reason:
        return FileNote(choices.REFUSED, str(reason))
    order.keep()
    known = Blob.objects.filter(record=record, sha256=sha256).first()
    if known is not None:
        return FileNote(choices.REFUSED if known.refusal else choices.KEPT, known.refusal)
    document, refusal = None, ""
    try:
        document = _paper(content, record, by=by, at=at)
    except documents.FileRefused as reason:
        refusal = str(reason)[:200]
    blob = Blob.objects.create(
        record=record, sha256=sha256, document=document, refusal=refusal, at=at
    )
    audit.record("offline.file.kept", subject=blob, by=by, at=at, is_refused=bool(refusal))
    return FileNote(choices.REFUSED if refusal else choices.KEPT, refusal)


def _paper(content: bytes, record: Record, *, by: Mandate, at: datetime) -> Document:
    """Keep the content as a paper of the record; FileRefused for anything but pictures and sounds.

    A picture is written anew, so its paper has a digest of its own.
    """
    if len(content) > MOST_BYTES:
        raise documents.FileRefused("文件超过 6 MB")
    title = KINDS.get(record.kind).label
    for beginning, place, content_type, ending in SOUNDS:
        if content[place : place + len(beginning)] == beginning:
            return documents.keep(
                content, f"{record.pk}{ending}", content_type=content_type, kind="other",
                title=f"{title}录音", division=record.division_id, by=by, at=at,
            )  # fmt: skip
    ending = next((end for begin, end in PICTURES.items() if content.startswith(begin)), "")
    if not ending:
        raise documents.FileRefused("只接收照片和录音")
    upload = ContentFile(content, name=f"{record.pk}{ending}")
    return documents.store(
        upload, kind="photo", title=f"{title}照片", division=record.division_id, by=by, at=at
    )
