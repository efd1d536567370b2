"""Months and birthdays as whole numbers agree with the calendar."""

from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest

from minzheng.policy.months import age_month, birthday, day_number, first_day, month_of

DAYS = [date(2023, 12, 30) + timedelta(days=n) for n in range(500)]


def worked(expression, **columns):
    return nw.from_native(pl.DataFrame(columns)).select(x=expression)["x"].to_list()


def test_first_days_and_numbers_follow_the_calendar():
    firsts = worked(first_day(month_of(nw.col("d"))), d=DAYS)
    assert firsts == [day.replace(day=1) for day in DAYS]
    numbers = worked(day_number(nw.col("d")), d=DAYS)
    assert numbers == sorted(set(numbers))
    assert worked(day_number(nw.col("d"), 6), d=[date(2026, 1, 15)]) == worked(
        day_number(nw.col("d")), d=[date(2026, 7, 15)]
    )


@pytest.mark.parametrize(
    ("born", "years", "reached"),
    [
        (date(2008, 6, 15), 18, date(2026, 6, 15)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 20, date(2028, 2, 29)),
        (date(1820, 2, 29), 80, date(1900, 3, 1)),
        (date(1920, 2, 29), 80, date(2000, 2, 29)),
    ],
)
def test_birthday_of_a_leap_day_is_the_first_of_march(born, years, reached):
    assert worked(birthday(nw.col("d"), years), d=[born]) == worked(
        day_number(nw.col("d")), d=[reached]
    )


@pytest.mark.parametrize(
    ("born", "rule", "month"),
    [
        (date(1946, 6, 20), "birthday_month", date(2026, 6, 1)),
        (date(1946, 6, 20), "next_month", date(2026, 7, 1)),
        (date(1946, 6, 1), "next_month", date(2026, 6, 1)),
        (date(1946, 12, 20), "next_month", date(2027, 1, 1)),
    ],
)
def test_first_month_of_an_age_follows_the_rule_of_the_place(born, rule, month):
    assert worked(first_day(age_month(nw.col("d"), 80, nw.lit(rule))), d=[born]) == [month]


def test_unknown_days_stay_unknown():
    frame = pl.Series([None], dtype=pl.Date)
    assert worked(birthday(nw.col("d"), 18), d=frame) == [None]
    assert worked(first_day(month_of(nw.col("d"))), d=frame) == [None]
