"""The calendar of working days, read from the yearly notices of the State Council."""

import csv
import os
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from minzheng.core.months import add_months

HOLIDAYS = Path(__file__).parent / "data" / "cn_holidays.csv"
# A county adds the next notice without waiting for a release: a file of the same four columns.
EXTRA = "MINZHENG_CALENDAR"

WORKING_DAYS, DAYS, MONTHS = "working_days", "days", "months"
ROLL_CITIZEN, ROLL_ALL, ROLL_NONE = "citizen", "all", "none"
CITIZEN, OFFICE = "citizen", "office"
UNITS = {WORKING_DAYS: "个工作日", DAYS: "日", MONTHS: "个月"}


class WorkCalendar:
    """Which days are worked: the weekday rule, corrected by named days off and make-up days."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Read rows of ``date, kind (休/班), status (official/estimate)``; later rows win."""
        self._off: dict[date, bool] = {}
        years: dict[int, str] = {}
        for row in rows:
            day = date.fromisoformat(row["date"])
            if row["kind"] not in {"休", "班"}:
                raise ValueError(f"{day} 的类别须为“休”或“班”，现为“{row['kind']}”。")
            if row["status"] == "official" and years.get(day.year) == "estimate":
                # The notice replaces the estimate as a whole, or a wrong guess would stay.
                self._off = {d: off for d, off in self._off.items() if d.year != day.year}
            elif row["status"] != "official" and years.get(day.year) == "official":
                continue
            self._off[day] = row["kind"] == "休"
            years[day.year] = row["status"]
        self.official_years = frozenset(y for y, status in years.items() if status == "official")

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on ``day``."""
        off = self._off.get(day)
        return day.weekday() < 5 if off is None else not off

    def next_working_day(self, day: date) -> date:
        """Return ``day`` itself if it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def previous_working_day(self, day: date) -> date:
        """Return ``day`` itself if it is worked, else the last working day before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day ``count`` working days after ``day``, which is day 0.

        Counts backwards when negative; zero gives ``day`` unchanged.
        """
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to and including ``end``; negative if late."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))

    def due_on(
        self, start: date, amount: int, unit: str, roll: str | bool = False, acts: str = CITIZEN
    ) -> date:
        """Return the last day of a limit that began on ``start`` (the first day is not counted).

        ``unit`` is ``working_days``, ``days`` or ``months``. ``roll`` is a place's
        ``publicity_roll`` (or a plain answer): a last day that is a rest day moves to the next
        working day always (``all``, True), never (``none``, False), or only where the citizen
        must act or may object (``citizen``; say who ``acts``). 民法典 第二百零一至二百零三条.
        Raises ``ValueError`` for an unknown unit or roll.
        """
        if unit == WORKING_DAYS:
            return self.add_working_days(start, amount)
        if unit == DAYS:
            end = start + timedelta(days=amount)
        elif unit == MONTHS:
            end = add_months(start, amount)
        else:
            raise ValueError(f"不认识的期限单位“{unit}”。")
        return self.next_working_day(end) if _rolls(roll, acts) else end

    def unofficial(self, start: date, end: date) -> bool:
        """Say whether a count from ``start`` to ``end`` touches a year without official notice."""
        return any(year not in self.official_years for year in range(start.year, end.year + 1))


def _rolls(roll: str | bool, acts: str) -> bool:
    if isinstance(roll, bool):
        return roll
    if roll not in {ROLL_CITIZEN, ROLL_ALL, ROLL_NONE}:
        raise ValueError(f"不认识的顺延规则“{roll}”。")
    return roll == ROLL_ALL or (roll == ROLL_CITIZEN and acts == CITIZEN)


def read(*paths: Path) -> WorkCalendar:
    """Return the calendar of one or more files; later files correct earlier ones."""
    rows: list[dict[str, str]] = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows += csv.DictReader(stream)
    return WorkCalendar(rows)


def calendar() -> WorkCalendar:
    """Return the calendar of this house: the shipped years and the county's own file, if any."""
    return _calendar(os.environ.get(EXTRA, ""))


@lru_cache(maxsize=4)
def _calendar(extra: str) -> WorkCalendar:
    return read(HOLIDAYS, Path(extra)) if extra else read(HOLIDAYS)
