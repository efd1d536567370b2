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
