"""How values look on screen: money, days, moments, percents, masks; one place so that every list agrees."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from minzheng.core import money

NOTHING = "—"


def yuan(fen: Any) -> str:
    """Whole fen as yuan with thousands separators and two places: 123450 → 1,234.50; None → a dash."""
    if fen is None or fen == "":
        return NOTHING
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError(f"money on screen is a whole number of fen, not {fen!r}")
    return money.format_yuan(fen)


def number(value: Any) -> str:
    """A number with thousands separators; decimals stay as given; None → a dash."""
    return NOTHING if value is None or value == "" else f"{value:,}"


def percent(value: Any, places: int = 1) -> str:
    """A share as a percent: 0.1234 → 12.3%; None → a dash."""
    if value is None or value == "":
        return NOTHING
    try:
        share = Decimal(str(value)) * 100
    except InvalidOperation as exc:
        raise TypeError(f"a percent is shown from a number, not {value!r}") from exc
    return f"{share.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}%"


def day(value: Any) -> str:
    """A day as 2026-11-16; a moment shows its local day; text is taken as written."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d")
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)


def moment(value: Any) -> str:
    """A moment in local time as 2026-11-16 08:30; a bare day shows no clock; text is taken as written."""
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    return day(value)


def masked(value: Any, keep: str = "3,4") -> str:
    """Text with its middle starred; ``keep`` is how many characters stay in front and behind: "3,4".

    At least one character is always hidden, so a short value cannot be shown whole by a wide ``keep``.
    """
    text = "" if value is None else str(value)
    if not text:
        return NOTHING
    front, behind = (int(part) for part in keep.split(","))
    front = min(front, max(len(text) - 1, 0))
    behind = min(behind, max(len(text) - front - 1, 0))
    return text[:front] + "*" * (len(text) - front - behind) + text[len(text) - behind :]


def reach(obj: Any, path: str) -> Any:
    """Follow a dotted path through mappings, attributes and methods without arguments; a None ends it."""
    value = obj
    for step in path.split("."):
        if value is None:
            return None
        try:
            value = value[step] if isinstance(value, Mapping) else getattr(value, step)
        except ObjectDoesNotExist:  # an empty one-to-one relation is an empty cell, not a failure
            return None
        if callable(value) and not isinstance(value, type):
            value = value()
    return value


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
