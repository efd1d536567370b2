"""Months, month ends and completed years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core import months


@pytest.mark.parametrize("text", ["2026-10", "202610", "2026/10", "2026年10月", "2026.10"])
def test_month_is_read_in_every_usual_form(text: str) -> None:
    assert months.parse_month(text) == "2026-10"


@pytest.mark.parametrize("text", ["2026-13", "十月", "2026", "0000-01", "2026-00"])
def test_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是月份"):
        months.parse_month(text)


def test_month_has_first_and_last_day() -> None:
    assert months.first_day("2028-02") == date(2028, 2, 1)
    assert months.last_day("2028-02") == date(2028, 2, 29)
    assert months.shift_month("2026-01", -1) == "2025-12"
    assert months.shift_month("2026-11", 14) == "2028-01"


def test_months_are_added_to_the_month_end() -> None:
    assert months.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months.add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_age_of_one_born_on_29_february_is_completed_at_month_end() -> None:
    birth = date(2012, 2, 29)
    assert months.add_months(birth, 12 * 18) == date(2030, 2, 28)
    assert months.completed_age(birth, date(2030, 2, 27)) == 17
    assert months.completed_age(birth, date(2030, 2, 28)) == 18
    assert months.completed_age(birth, date(2032, 2, 28)) == 19
    assert months.completed_age(birth, date(2032, 2, 29)) == 20


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 2), date(2100, 1, 1)))
def test_age_agrees_with_the_day_a_year_is_completed(birth: date, at: date) -> None:
    age = months.completed_age(birth, at)
    assert months.add_months(birth, 12 * age) <= at < months.add_months(birth, 12 * (age + 1))


@pytest.mark.parametrize(
    ("period", "every", "first", "last", "before", "label"),
    [
        ("2026-01", "month", "2026-01-01", "2026-01-31", "2025-12", "2026年1月"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31", "2025-Q4", "2026年第1季度"),
        ("2026-H2", "half", "2026-07-01", "2026-12-31", "2026-H1", "2026年下半年"),
        ("2026", "year", "2026-01-01", "2026-12-31", "2025", "2026年"),
    ],
)
def test_period_has_days_months_a_predecessor_and_a_name(
    period: str, every: str, first: str, last: str, before: str, label: str
) -> None:
    assert months.frequency_of(period) == every
    begun, ended = months.period_start(period), months.period_end(period)
    assert (begun.isoformat(), ended.isoformat()) == (first, last)
    assert months.period_of(ended, every) == months.period_of(begun, every) == period
    assert (months.previous_period(period), months.period_label(period)) == (before, label)
    assert len(months.period_months(period)) == months.LENGTH[every]


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "2026-H3", "26", "去年", "2026-1", "0000"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="统计期"):
        months.frequency_of(text)
