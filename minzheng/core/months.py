"""Months as text ``'YYYY-MM'``, and the counting of months and ages in whole days."""

import calendar
import re
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")


def month_of(day: date) -> str:
    """Return the month a day lies in."""
    return f"{day.year:04d}-{day.month:02d}"


def first_day(month: str) -> date:
    """Return the first day of a month."""
    year, number = _parts(month)
    return date(year, number, 1)


def last_day(month: str) -> date:
    """Return the last day of a month."""
    year, number = _parts(month)
    return date(year, number, calendar.monthrange(year, number)[1])


def shift_month(month: str, count: int) -> str:
    """Return the month ``count`` months later (earlier when negative)."""
    year, number = _parts(month)
    total = year * 12 + number - 1 + count
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def parse_month(text: str) -> str:
    """Return the month that ``text`` names: ``2026-10``, ``202610``, ``2026/10``, ``2026年10月``.

    Raises ``ValueError`` with a Chinese message when it names none.
    """
    found = _MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
        raise ValueError(f"“{text}”不是月份，请写作 2026-10。")
    return f"{int(found[1]):04d}-{int(found[2]):02d}"


def add_months(day: date, count: int) -> date:
    """Return the same day-number ``count`` months later, or the month's end if it has none.

    民法典 第二百零二条: a period in months ends on the day with the same number; where there is
    none, on the last day of the month.
    """
    month = shift_month(month_of(day), count)
    end = last_day(month)
    return end if day.day > end.day else end.replace(day=day.day)


def completed_age(birth_on: date, at: date) -> int:
    """Return the completed years of life on the day ``at``.

    A year is completed on the birthday itself; one born on 29 February completes it on
    28 February of a common year (month end, as 民法典 第二百零二条). Negative before birth.
    """
    years = at.year - birth_on.year
    day = birth_on.day
    if (birth_on.month, day) == (2, 29) and not calendar.isleap(at.year):
        day = 28
    return years if (at.month, at.day) >= (birth_on.month, day) else years - 1


def days_between(first: date, last: date) -> list[date]:
    """Return every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _parts(month: str) -> tuple[int, int]:
    parsed = parse_month(month)
    return int(parsed[:4]), int(parsed[5:])
