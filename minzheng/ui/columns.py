"""Columns of the list component: how one value of a row is read, worded, coloured and linked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from django.utils.functional import Promise

from minzheng.ui import formats

TONES = ("good", "due", "danger", "info", "quiet")
NUMERIC = frozenset({"money", "number", "percent"})
KINDS = NUMERIC | {"text", "code", "date", "datetime", "badge", "link"}
_WORDED = {
    "money": formats.yuan,
    "number": formats.number,
    "percent": formats.percent,
    "date": formats.day,
    "datetime": formats.moment,
}


class Badge(NamedTuple):
    """A status: its word and its tone (one of TONES); colour never stands without the word."""

    label: str
    tone: str = "quiet"


@dataclass(frozen=True)
class Cell:
    """One value as shown: ``text`` on screen, ``raw`` for Excel."""

    column: "Column"
    text: str
    raw: Any
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is a dotted path or a function of the row; without it the key is the path.

    ``kind`` "money" takes whole fen, "percent" a share (0.12 is 12%), "code" an identifier that Excel
    must keep as text, "badge" a Badge, a pair (label, tone), an enum member with a label, or text
    coloured by ``tones`` (raw value → tone). ``order_by`` names the fields to sort by (for plain rows:
    True, or a function of the row). ``wide`` columns are hidden on phones.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any] | None = None
    kind: str = "text"
    order_by: Any = None
    href: Callable[[Any], str | None] | None = None
    tones: Mapping[Any, str] | None = None
    wide: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(
                f"column {self.key}: no kind {self.kind!r}; the kinds are {', '.join(sorted(KINDS))}"
            )

    @property
    def is_numeric(self) -> bool:
        """True when the column is aligned to the right."""
        return self.kind in NUMERIC

    def raw(self, row: Any) -> Any:
        """The value of this column in ``row`` as the room gave it."""
        return (
            self.value(row) if callable(self.value) else formats.reach(row, self.value or self.key)
        )

    def cell(self, row: Any) -> Cell:
        """The value of this column in ``row`` as it is shown."""
        raw = self.raw(row)
        href = (self.href(row) or "") if self.href else ""
        if self.kind == "badge":
            badge = self._badge(raw)
            return Cell(self, badge.label, badge.label, href, badge.tone)
        worded = _WORDED.get(self.kind, worded_text)
        return Cell(self, worded(raw), raw, href)

    def _badge(self, raw: Any) -> Badge:
        if isinstance(raw, Badge):
            return raw
        if isinstance(raw, tuple):
            return Badge(*map(str, raw))
        tone = (self.tones or {}).get(raw) or getattr(raw, "tone", "") or "quiet"
        return Badge(worded_text(raw), tone)


def worded_text(value: Any) -> str:
    """Plain text of a value: an enum member by its label, a yes or no in words, nothing as a dash."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, Promise):  # a sentence not yet translated is text, not a list of its signs
        return str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return "、".join(worded_text(item) for item in value)
    return str(value)
