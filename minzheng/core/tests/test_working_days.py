"""The calendar of working days: worked examples 4-7 of the platform handbook."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.working_days import EXTRA, HOLIDAYS, OFFICE, WorkCalendar, calendar, read


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2026, 9, 16), 15, date(2026, 10, 13)),
        (date(2026, 9, 28), 20, date(2026, 10, 30)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 4, 13), 20, date(2026, 5, 13)),
        (date(2026, 4, 13), 30, date(2026, 5, 27)),
        (date(2026, 9, 21), 20, date(2026, 10, 26)),
    ],
)
def test_working_days_follow_the_notice_of_2026(start: date, count: int, end: date) -> None:
    assert calendar().add_working_days(start, count) == end
    assert calendar().due_on(start, count, "working_days") == end
    assert calendar().working_days_between(start, end) == count


def test_year_2026_has_248_working_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    worked = [day for day in days if calendar().is_working_day(day)]
    by_month = [sum(day.month == month for day in worked) for month in range(1, 13)]
    assert by_month == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]


def test_publicity_over_a_holiday_rolls_only_where_the_place_says_so() -> None:
    due = calendar().due_on
    assert due(date(2026, 9, 28), 7, "days", "citizen") == date(2026, 10, 8)
    assert due(date(2026, 9, 28), 7, "days", "all") == date(2026, 10, 8)
    assert due(date(2026, 9, 28), 7, "days", "none") == date(2026, 10, 5)
    assert due(date(2026, 9, 28), 7, "days") == date(2026, 10, 5)


def test_office_limit_rolls_only_under_all() -> None:
    due = calendar().due_on
    assert due(date(2026, 9, 28), 7, "days", "citizen", OFFICE) == date(2026, 10, 5)
    assert due(date(2026, 9, 28), 7, "days", "all", OFFICE) == date(2026, 10, 8)


def test_petition_of_sixty_days_rolls_over_may_day() -> None:
    assert calendar().due_on(date(2026, 3, 2), 60, "days", roll=True) == date(2026, 5, 6)


def test_limit_in_months_ends_at_month_end() -> None:
    assert calendar().due_on(date(2026, 8, 31), 6, "months") == date(2027, 2, 28)


def test_count_into_a_year_without_notice_is_announced() -> None:
    assert not calendar().unofficial(date(2026, 1, 1), date(2026, 12, 31))
    assert calendar().unofficial(date(2026, 12, 20), date(2027, 1, 5))


def test_county_enters_the_next_notice_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = tmp_path / "2027.csv"
    notice.write_text(
        "date,kind,name,status\n2027-01-01,休,元旦,official\n2027-01-03,班,元旦,official\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(EXTRA, str(notice))
    assert calendar().is_working_day(date(2027, 1, 3))
    assert not calendar().unofficial(date(2027, 1, 1), date(2027, 2, 1))
    # The estimate of 5 October went with the rest of the guessed year.
    assert calendar().is_working_day(date(2027, 10, 5))
    assert not read(HOLIDAYS).is_working_day(date(2027, 10, 5))


def test_calendar_refuses_an_unknown_kind_unit_or_roll() -> None:
    with pytest.raises(ValueError, match="休"):
        WorkCalendar([{"date": "2026-01-01", "kind": "半", "status": "official"}])
    with pytest.raises(ValueError, match="单位"):
        calendar().due_on(date(2026, 1, 1), 1, "weeks")
    with pytest.raises(ValueError, match="顺延"):
        calendar().due_on(date(2026, 1, 1), 1, "days", "sometimes")


@given(st.dates(date(2019, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_counting_back_undoes_counting_forward(start: date, count: int) -> None:
    start = calendar().next_working_day(start)
    end = calendar().add_working_days(start, count)
    assert calendar().add_working_days(end, -count) == start
