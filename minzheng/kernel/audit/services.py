"""Writing the audit chain, and checking that nobody broke it."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

from django.db import connection, transaction
from django.db.models import Model

from minzheng.core.resident_id import mask_id
from minzheng.core.sealing import digest_sm3
from minzheng.core.text import mask_phone
from minzheng.kernel.audit.models import Entry

FIRST_HASH: Final = "0" * 64
# One lock for the whole chain; the number only has to be the same everywhere.
_CHAIN_LOCK: Final = 0x6D7A_6175
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_COLUMNS: Final = (
    "sequence",
    "at",
    "actor_user_id",
    "actor_label",
    "mandate_key",
    "verb",
    "subject_key",
    "subject_id",
    "division_code",
    "detail",
)


class Actor(Protocol):
    """What the audit asks of a mandate."""

    user_id: int
    division_id: str

    @property
    def key(self) -> str:
        """Role and division."""

    @property
    def label(self) -> str:
        """Name, role and division in Chinese."""


@dataclass(frozen=True)
class Line:
    """One thing to record with ``record_many``."""

    verb: str
    subject: Any
    subject_key: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    sequence: int
    reason: str


def record(
    verb: str,
    *,
    subject: Any,
    subject_key: str | None = None,
    by: Actor | None,
    at: datetime,
    **detail: Any,
) -> Entry:
    """Append one line: ``by`` did ``verb`` to ``subject`` at ``at``.

    ``subject`` is a model row, or an id together with its ``subject_key``; ``by`` is None only
    where nobody is signed in yet. ``detail`` must fit JSON; identity and phone numbers in it are
    masked. Written in the caller's transaction: no deed without its line, no line without the deed.
    """
    line = Line(verb, subject, subject_key, detail)
    return record_many([line], by=by, at=at)[0]


def record_look(
    subject: Any, *, by: Actor, at: datetime, reason: str, subject_key: str | None = None
) -> Entry:
    """Append that ``by`` looked at a personal file, and why (个人信息保护法 第五十四条)."""
    key = subject_key or _key_of(subject)
    return record(f"{key}.looked", subject=subject, subject_key=key, by=by, at=at, reason=reason)


def record_many(lines: Iterable[Line], *, by: Actor | None, at: datetime) -> list[Entry]:
    """Append many lines of one actor and moment with one lock and one insert."""
    with transaction.atomic():
        _lock()
        previous = Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()
        sequence, hash_ = previous or (0, FIRST_HASH)
        entries = []
        for line in lines:
            sequence += 1
            entry = _entry(line, by, at, sequence)
            entry.previous_hash = hash_
            entry.hash = hash_ = _hash(entry)
            entries.append(entry)
        return Entry.objects.bulk_create(entries, batch_size=500)


def verify_chain(first: int = 1) -> list[Break]:
    """Return every place from line ``first`` on where a line was changed, removed or put in.

    Lines cut off at the end leave no trace inside: compare ``head()`` with one kept elsewhere.
    """
    before = Entry.objects.filter(sequence__lt=first).order_by("-sequence").first()
    sequence, hash_ = (before.sequence, before.hash) if before else (first - 1, FIRST_HASH)
    breaks = []
    for entry in Entry.objects.filter(sequence__gte=first).order_by("sequence").iterator(2000):
        if entry.sequence != sequence + 1:
            breaks.append(Break(entry.sequence, f"第 {sequence + 1} 条起缺失"))
        elif entry.previous_hash != hash_:
            breaks.append(Break(entry.sequence, "与前一条不衔接"))
        if entry.hash != _hash(entry):
            breaks.append(Break(entry.sequence, "内容与摘要不符"))
        sequence, hash_ = entry.sequence, entry.hash
    return breaks


def head() -> tuple[int, str]:
    """Return number and hash of the last line, to be kept outside the house as an anchor."""
    last = Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return last or (0, FIRST_HASH)


def _lock() -> None:
    """Let one writer at a time append; SQLite's IMMEDIATE transaction already does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _entry(line: Line, by: Actor | None, at: datetime, sequence: int) -> Entry:
    subject = line.subject
    division = getattr(subject, "division_id", None) or getattr(by, "division_id", None)
    return Entry(
        sequence=sequence,
        at=at,
        actor_user_id=by.user_id if by else None,
        actor_label=by.label[:200] if by else "未登录",
        mandate_key=by.key if by else "",
        verb=line.verb,
        subject_key=line.subject_key or _key_of(subject),
        subject_id=str(subject.pk if isinstance(subject, Model) else subject or ""),
        division_code=str(division or ""),
        detail=_plain(line.detail),
    )


def _key_of(subject: Any) -> str:
    return subject._meta.label_lower if isinstance(subject, Model) else ""


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON holds it, with personal numbers masked."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value.pk)
    text = _ID_NUMBER.sub(lambda found: mask_id(found[0]), str(value))
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def _hash(entry: Entry) -> str:
    """Return SM3(previous hash ‖ record), the record as canonical JSON."""
    values = dict(_values(entry))
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return digest_sm3(entry.previous_hash.encode() + text.encode())


def _values(entry: Entry) -> Iterator[tuple[str, Any]]:
    for column in _COLUMNS:
        value = getattr(entry, column)
        yield column, value.astimezone(UTC).isoformat() if column == "at" else value
