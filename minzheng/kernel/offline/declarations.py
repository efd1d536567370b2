"""The words with which a kind of record is declared, and which values of a field stand."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from minzheng.core.forms import Form
from minzheng.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record: the paper it became, and what the phone knew when it was taken."""

    field: str
    document: Any
    sha256: str
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Submission:
    """A record handed in, as its room receives it: who, whom it is about, what was answered.

    ``answers`` are cleaned by the form, money in fen; ``said`` is all the phone wrote, as it was
    typed; in it names that begin with an underscore (``_place``, ``_visited_at``) belong to no form.
    ``receipt`` is the record's number: a room that keeps it takes the same record only once.
    """

    receipt: str
    kind: str
    form: str
    rule: str
    household: Any
    person: Any
    case: Any
    division: Any
    answers: Mapping[str, Any]
    said: Mapping[str, Any]
    files: Sequence[Attachment]
    began_at: datetime
    by: Any
    at: datetime


@dataclass(frozen=True)
class Kind:
    """A kind of record that phones write.

    ``form`` returns the form of a key (a kind may have many), None for an unknown key. ``receive``
    makes of a submission what the room keeps and returns it; ``refusals`` are the exceptions whose
    Chinese text goes back to the worker, everything undone. ``may`` is the capability it needs.
    """

    key: str
    label: str
    form: Callable[[str], Form | None]
    receive: Callable[[Submission], Any]
    may: str
    refusals: tuple[type[Exception], ...] = (ValueError,)


KINDS: Registry[Kind] = Registry("外勤记录类型")


def declare_kind(kind: Kind) -> Kind:
    """Declare a kind of record; ValueError for a key declared twice."""
    return KINDS.add(kind.key, kind)


# -- which values stand (the phone reckons in the same way: field/core/heads.js) -----------------------


class Version(Protocol):
    """What the reckoning asks of a version of a field."""

    @property
    def number(self) -> str:
        """Its own number."""

    bases: list[str]
    value: str | None


def heads(versions: Iterable[Any]) -> list[Any]:
    """Return the versions of one field that no other was written over."""
    rows = list(versions)
    replaced = {base for row in rows for base in row.bases}
    return [row for row in rows if row.number not in replaced]


def differ(rows: Iterable[Any]) -> bool:
    """Say whether versions tell different things, so that a person must choose."""
    return len({row.value for row in rows}) > 1


def canonical(value: Any) -> str:
    """Return JSON that two equal values share, whatever the order of their keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
