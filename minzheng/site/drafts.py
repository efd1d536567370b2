"""What a citizen began to fill in: sealed, saved as it is typed, never overwritten unseen, sent once."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.citizens.models import Citizen, Draft
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document

MOST_OPEN = 30
SAID, PHOTOS, LETTERS = "said", "photos", "letters"


class DraftMoved(Exception):
    """The draft was saved elsewhere after this page was opened; ``draft`` is as it stands now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("这份申请刚在另一台设备或另一个页面上改过")
        self.draft = draft


@dataclass
class Answers:
    """What lies in a draft: what was typed, the photographs, who signed and how."""

    said: dict[str, Any] = field(default_factory=dict)
    photos: list[int] = field(default_factory=list)
    letters: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Draft) -> "Answers":
        """Read a draft."""
        found = json.loads(draft.answers or "{}")
        return cls(found.get(SAID, {}), found.get(PHOTOS, []), found.get(LETTERS, {}))

    def dump(self) -> str:
        """Write what is kept in the draft."""
        kept = {SAID: self.said, PHOTOS: self.photos, LETTERS: self.letters}
        return json.dumps(kept, ensure_ascii=False)


def version(draft: Draft) -> str:
    """Return the mark a page carries, to see whether the draft was saved elsewhere meanwhile."""
    return f"{draft.saved_at.timestamp():.6f}"


def waiting(citizen: Citizen) -> list[Draft]:
    """Return what a citizen began and did not send, the newest first."""
    rows = Draft.objects.filter(citizen=citizen, sent_at=None).select_related("household__head")
    return list(rows.order_by("-saved_at", "pk")[:MOST_OPEN])


def found(citizen: Citizen, pk: uuid.UUID) -> Draft | None:
    """Return a draft of a citizen; somebody else's does not exist."""
    return Draft.objects.filter(pk=pk, citizen=citizen).first()


@transaction.atomic
def begin(
    citizen: Citizen, service: str, pk: uuid.UUID, *, by: Mandate | None, at: datetime
) -> Draft:
    """Begin a draft under an id the page chose: a second click finds the one of the first.

    PermissionError: the id is somebody else's. ValueError (Chinese): too many are open.
    """
    known = Draft.objects.filter(pk=pk).first()
    if known is not None:
        if known.citizen_id != citizen.pk or known.service != service:
            raise PermissionError("这份申请不是您的")
        return known
    if Draft.objects.filter(citizen=citizen, sent_at=None).count() >= MOST_OPEN:
        raise ValueError("未提交的申请太多，请先提交或者删除几份")
    row = Draft.objects.create(
        pk=pk, citizen=citizen, service=service, began_at=at, saved_at=at, answers=Answers().dump()
    )
    audit.record("citizens.draft.begun", subject=row, by=by, at=at, service=service)
    return row


@transaction.atomic
def save(draft: Draft, said: Mapping[str, Any], *, page: str, seen: str, at: datetime) -> Draft:
    """Lay what was typed on one page over what lies in the draft.

    Raises DraftMoved when the draft changed after ``seen`` and what stands there now for the same
    items is neither what the page had nor what it brings; nothing is then written.
    """
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is not None:
        raise ValueError("这份申请已经提交，不能再改")
    answers = Answers.of(row)
    if version(row) != seen and differing(answers.said, said):
        raise DraftMoved(row)
    answers.said.update(said)
    return _written(row, answers, page=page, at=at)


def differing(stored: Mapping[str, Any], brought: Mapping[str, Any]) -> list[str]:
    """Return the items whose stored answer would be lost by writing what is brought."""
    return [k for k, v in brought.items() if stored.get(k) not in (None, "", [], v)]


@transaction.atomic
def change(draft: Draft, *, at: datetime, **parts: Any) -> Draft:
    """Replace photographs or letters of a draft; each adds to what lies there, so nothing is lost.

    ``photo`` adds a document, ``without`` takes one out, ``letters`` adds signatures by person.
    """
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is not None:
        raise ValueError("这份申请已经提交，不能再改")
    answers = Answers.of(row)
    if (photo := parts.get("photo")) is not None and photo not in answers.photos:
        answers.photos.append(photo)
    if (gone := parts.get("without")) is not None:
        answers.photos = [pk for pk in answers.photos if pk != gone]
    answers.letters.update(parts.get("letters", {}))
    return _written(row, answers, page=row.page, at=at)


def _written(row: Draft, answers: Answers, *, page: str, at: datetime) -> Draft:
    row.answers, row.page, row.saved_at = answers.dump(), page, at
    row.save(update_fields=["answers", "page", "saved_at"])
    return row


@transaction.atomic
def drop(draft: Draft, *, by: Mandate, at: datetime) -> None:
    """Give a draft up: what was typed is gone, the photographs are destroyed."""
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is not None:
        raise ValueError("这份申请已经提交，不能删除；可以在办理进度里撤回")
    answers = Answers.of(row)
    signed = [letter["document"] for letter in answers.letters.values() if letter.get("document")]
    mine = Document.objects.filter(pk__in=[*answers.photos, *signed], subject_id=None)
    for paper in mine.filter(created_by__user=by.user_id):
        documents.take_back(paper, by=by, at=at)
    audit.record("citizens.draft.dropped", subject=row, by=by, at=at, service=row.service)
    row.delete()
