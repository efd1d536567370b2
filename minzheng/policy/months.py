"""Months and birthdays in rules: whole numbers that add and compare, never a guess about the calendar.

A month is counted as year × 12 + month − 1, a day as month × 32 + day of the month; so a period of
months ends on the same day-number (民法典 第二百零二条) and a comparison needs no calendar.
"""

import narwhals as nw

DAYS = 32


def month_of(day: nw.Expr) -> nw.Expr:
    """Count the month a day lies in, as a whole number."""
    return day.dt.year().cast(nw.Int64) * 12 + day.dt.month().cast(nw.Int64) - 1


def day_number(day: nw.Expr, later: nw.Expr | int = 0) -> nw.Expr:
    """Number a day, `later` months on, so that earlier is smaller; not a count of days."""
    return (month_of(day) + later) * DAYS + day.dt.day().cast(nw.Int64)


def birthday(birth_on: nw.Expr, years: nw.Expr | int) -> nw.Expr:
    """Number the day on which an age is completed, as `day_number` does.

    Someone born on 29 February completes a year on 1 March in common years (handbook 1B.1).
    """
    year = birth_on.dt.year().cast(nw.Int64) + years
    common = (year % 4 != 0) | ((year % 100 == 0) & (year % 400 != 0))
    leapling = (birth_on.dt.month() == 2) & (birth_on.dt.day() == 29)
    plain = day_number(birth_on) + years * (12 * DAYS)
    return nw.when(leapling & common).then(plain + 1 * DAYS - 28).otherwise(plain)


def age_month(birth_on: nw.Expr, years: nw.Expr | int, rule: nw.Expr) -> nw.Expr:
    """Count the first month of an age-based benefit.

    `rule` is "birthday_month" or "next_month"; a birthday on the 1st counts for its own month
    under both (handbook 1B.1).
    """
    number = birthday(birth_on, years)
    same = (rule == "birthday_month") | (number % DAYS == 1)
    return nw.when(same).then(number // DAYS).otherwise(number // DAYS + 1)


def first_day(month: nw.Expr) -> nw.Expr:
    """Give the first day of a counted month as a date."""
    year = (month // 12).cast(nw.String).str.zfill(4)
    number = (month % 12 + 1).cast(nw.String).str.zfill(2)
    return nw.concat_str(year, nw.lit("-"), number, nw.lit("-01")).str.to_date(format="%Y-%m-%d")


def greater(left: nw.Expr, right: nw.Expr) -> nw.Expr:
    """Take the greater of two whole numbers; unknown when either is."""
    return nw.when(left >= right).then(left).otherwise(nw.when(left < right).then(right))


def not_below_zero(value: nw.Expr) -> nw.Expr:
    """Keep a whole number, or 0 in place of a negative one."""
    return nw.when(value >= 0).then(value).otherwise(nw.when(value < 0).then(0))
