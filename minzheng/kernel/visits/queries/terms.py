"""How often a rule wants a visit at a place: the dated parameters, and the windows of time they count in."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from minzheng.core import months
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions

from ..choices import MONTH, QUARTER, ROUND, WEEK
from ..declarations import OWNER, VisitRule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days in which a rule wants ``wanted`` visits; both ends belong to it."""

    start: date
    end: date
    wanted: int

    def holds(self, day: date) -> bool:
        """Say whether a day lies in the window."""
        return self.start <= day <= self.end

    def due(self, number: int) -> date:
        """Return the last day of the ``number``-th visit (from 1): the window in equal parts."""
        days = (self.end - self.start).days + 1
        return self.start + timedelta(days=-(-days * number // self.wanted) - 1)


class Terms:
    """The values in force of one owner on a day, each division with those of the nearest above it.

    One read for a whole county: asking value by value for each village would take thousands.
    """

    def __init__(self, owner: str, on: date) -> None:
        """Read what is released for ``owner`` on a day."""
        self.on = on
        self._values: dict[tuple[str, str], tuple[date, str]] = {}
        for row in determinations.released(owner).filter(category="").order_by("since"):
            # The day is compared here: SQLite may give rows that begin later (see determinations).
            if row.since <= on and (row.until is None or row.until > on):
                self._values[row.name, row.division_id] = (row.since, row.value)
        self._lineage: dict[str, list[str]] = {}

    @cached_property
    def _lineages(self) -> dict[str, tuple[str, ...]]:
        return divisions.lineages()

    def value(self, name: str, division: str) -> tuple[date, str] | None:
        """Return since when which value holds at a division; None where no place set one."""
        line = self._lineages.get(division) or divisions.lineage(division)
        return next((v for code in line if (v := self._values.get((name, code)))), None)


def limits(division: str, on: date) -> dict[str, int]:
    """Return the whole-number terms of proof and chasing in force at a division, by name."""
    return {
        name: int(value)
        for name, value in determinations.values_in_force(OWNER, division, on).items()
    }


def window_of(rule: VisitRule, terms: Terms, division: str, day: date) -> Window | None:
    """Return the window of a rule that holds a day; None between rounds or where no value is set."""
    every = terms.value(rule.every, division)
    if every is None or int(every[1]) < 1:
        return None
    wanted = int(every[1])
    if rule.period == ROUND:
        held = (w for w in _rounds(rule, terms, division, day.year, wanted) if w.holds(day))
        return next(held, None)
    start, end = _period(rule.period, day)
    return Window(start, end, wanted)


def windows_in(rule: VisitRule, terms: Terms, division: str, month: str) -> list[Window]:
    """Return the windows of a rule that a month is judged by.

    Weeks that end in the month, the month itself, the quarter it lies in, rounds that touch it.
    """
    first, last = months.first_day(month), months.last_day(month)
    if rule.period in {MONTH, QUARTER}:
        found = window_of(rule, terms, division, last)
        return [found] if found else []
    if rule.period == WEEK:
        ends = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        held = (window_of(rule, terms, division, d) for d in ends if d.isoweekday() == 7)
        return [window for window in held if window]
    every = terms.value(rule.every, division)
    if every is None:
        return []
    rounds = _rounds(rule, terms, division, first.year, int(every[1]))
    return [window for window in rounds if window.start <= last and window.end >= first]


def window_after(rule: VisitRule, terms: Terms, division: str, window: Window) -> Window | None:
    """Return the window that follows another."""
    if rule.period != ROUND:
        return window_of(rule, terms, division, window.end + ONE_DAY)
    rounds = _rounds(rule, terms, division, window.end.year, window.wanted)
    return next((later for later in rounds if later.start > window.end), None)


def _period(period: str, day: date) -> tuple[date, date]:
    if period == WEEK:
        monday = day - timedelta(days=day.isoweekday() - 1)
        return monday, monday + timedelta(days=6)
    first = day.month if period == MONTH else 3 * ((day.month - 1) // 3) + 1
    last = first if period == MONTH else first + 2
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def _rounds(rule: VisitRule, terms: Terms, division: str, year: int, wanted: int) -> list[Window]:
    """Return the rounds of a year and its neighbours in order; a round may cross the new year."""
    found = []
    for name in rule.windows:
        value = terms.value(name, division)
        if value is None:
            continue
        begins, ends = (tuple(map(int, text.split("-"))) for text in value[1].split("/"))
        for one in (year - 1, year, year + 1):
            last = one + (ends < begins)
            found.append(Window(date(one, *begins), date(last, *ends), wanted))
    return sorted(found, key=lambda window: window.start)
