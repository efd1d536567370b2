"""Months as text ``'YYYY-MM'``, longer periods as text, and the counting of months and ages in days.

A period is ``'2026-10'``, ``'2026-Q3'``, ``'2026-H1'`` or ``'2026'``.
"""

import calendar
import re
from datetime import date, timedelta

MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half", "year"

_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?")
_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|-Q([1-4])|-H([12]))?")
LENGTH = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}


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


def period_of(day: date, every: str) -> str:
    """Return the month, quarter, half-year or year a day lies in."""
    return _period(day.year, (day.month - 1) // LENGTH[every], every)


def frequency_of(period: str) -> str:
    """Return what a period is (``MONTH`` … ``YEAR``); ``ValueError`` in Chinese when it is none."""
    found = _PERIOD.fullmatch(period)
    if not found or found[1] == "0000":
        raise ValueError(f"“{period}”不是统计期，请写作 2026-10、2026-Q3、2026-H1 或者 2026。")
    return MONTH if found[2] else QUARTER if found[3] else HALF if found[4] else YEAR


def period_months(period: str) -> list[str]:
    """Return the months of a period, in order."""
    length = LENGTH[frequency_of(period)]
    number = 1 if length == 12 else int(period[5:].lstrip("QH"))
    first = (number - 1) * length + 1
    return [f"{period[:4]}-{month:02d}" for month in range(first, first + length)]


def period_start(period: str) -> date:
    """Return the first day of a period."""
    return first_day(period_months(period)[0])


def period_end(period: str) -> date:
    """Return the last day of a period."""
    return last_day(period_months(period)[-1])


def previous_period(period: str, count: int = 1) -> str:
    """Return the period of the same length ``count`` periods earlier."""
    every = frequency_of(period)
    first = period_months(period)[0]
    return period_of(first_day(shift_month(first, -count * LENGTH[every])), every)


def period_label(period: str) -> str:
    """Return a period as it is read: 2026年10月, 2026年第3季度, 2026年上半年, 2026年."""
    every, year, rest = frequency_of(period), period[:4], period[5:]
    if every == MONTH:
        return f"{year}年{int(rest)}月"
    if every == QUARTER:
        return f"{year}年第{rest[1]}季度"
    if every == HALF:
        return f"{year}年{'上' if rest == 'H1' else '下'}半年"
    return f"{year}年"


def _period(year: int, index: int, every: str) -> str:
    if every == YEAR:
        return f"{year:04d}"
    sign = {MONTH: f"{index + 1:02d}", QUARTER: f"Q{index + 1}", HALF: f"H{index + 1}"}
    return f"{year:04d}-{sign[every]}"


def _parts(month: str) -> tuple[int, int]:
    parsed = parse_month(month)
    return int(parsed[:4]), int(parsed[5:])
