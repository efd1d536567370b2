"""Filters of the list component: one form control, one clean value, one narrowing of the rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from minzheng.ui import formats
from minzheng.ui.columns import worded_text

KINDS = ("search", "choice", "date", "month", "flag")


@dataclass(frozen=True)
class Filter:
    """One filter of a table.

    ``choices`` is a list of (value, label) or a function giving one. ``apply(rows, value)`` narrows;
    without it "search" looks into ``fields`` (ORM look-ups, or keys of plain rows), "month" takes the
    rows whose day ``key`` lies in the month, and the others compare ``key`` with the value. The value
    is text, for "date" a date, for "month" the first day of the month, for "flag" True.
    """

    key: str
    label: str
    kind: str = "search"
    choices: Callable[[], Iterable[tuple[str, str]]] | Sequence[tuple[str, str]] = ()
    apply: Callable[[Any, Any], Any] | None = None
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(
                f"filter {self.key}: no kind {self.kind!r}; the kinds are {', '.join(KINDS)}"
            )

    def options(self) -> list[tuple[str, str]]:
        """The choices with values as text."""
        pairs = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in pairs]

    def narrow(self, rows: Any, value: Any) -> Any:
        """The rows (a queryset or a list) that match ``value``."""
        if self.apply is not None:
            return self.apply(rows, value)
        if isinstance(rows, QuerySet):
            return rows.filter(self._condition(value))
        return [row for row in rows if self._matches(row, value)]

    def _condition(self, value: Any) -> Q:
        if self.kind == "search":
            asked = Q()
            for field in self.fields or (self.key,):
                asked |= Q(**{f"{field}__icontains": value})
            return asked
        if self.kind == "month":
            return Q(**{f"{self.key}__gte": value, f"{self.key}__lt": next_month(value)})
        return Q(**{self.key: value})

    def _matches(self, row: Any, value: Any) -> bool:
        if self.kind == "search":
            wanted = str(value).casefold()
            return any(
                wanted in worded_text(formats.reach(row, f)).casefold()
                for f in self.fields or (self.key,)
            )
        found = formats.reach(row, self.key)
        if self.kind == "month":
            return found is not None and (found.year, found.month) == (value.year, value.month)
        return str(found) == value if self.kind == "choice" else found == value


@dataclass(frozen=True)
class Asked:
    """A filter with what the reader asked of it: the text as typed, the clean value, a complaint if any."""

    filter: Filter
    name: str
    text: str = ""
    value: Any = None
    worded: str = ""
    complaint: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_active(self) -> bool:
        """True when the filter narrows the list."""
        return self.value is not None


def asked(filter_: Filter, name: str, text: str) -> Asked:
    """Clean what was typed into a filter; what cannot be read narrows nothing and says why."""
    text = text.strip()
    options = tuple(filter_.options()) if filter_.kind == "choice" else ()
    if not text:
        return Asked(filter_, name, options=options)
    value, worded, complaint = _cleaned(filter_, text, dict(options))
    return Asked(filter_, name, text, value, worded, complaint, options)


def next_month(first: date) -> date:
    """The first day of the following month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _cleaned(filter_: Filter, text: str, options: dict[str, str]) -> tuple[Any, str, str]:
    if filter_.kind == "choice":
        if text in options:
            return text, options[text], ""
        return None, "", _("“%(label)s”没有这个选项，已忽略。") % {"label": filter_.label}
    if filter_.kind == "flag":
        return (True, _("是"), "") if text in {"1", "on", "true"} else (None, "", "")
    if filter_.kind in {"date", "month"}:
        try:
            value = date.fromisoformat(text if filter_.kind == "date" else f"{text}-01")
        except ValueError:
            sample = "2026-11-16" if filter_.kind == "date" else "2026-11"
            say = _("“%(label)s”应写成 %(sample)s 的样子，已忽略。") % {
                "label": filter_.label,
                "sample": sample,
            }
            return None, "", say
        return value, text, ""
    return text, text, ""
