"""Months and birthdays in rules: whole numbers that add and compare, never a guess about the calendar.

A month is counted as year × 12 + month − 1, a day as month × 32 + day of the month; so a period of
months ends on the same day-number (民法典 第二百零二条) and a comparison needs no calendar. Each
argument is used as seldom as can be: an expression named twice is worked out twice.
"""

import narwhals as nw

DAYS = 32


def month_of(day: nw.Expr) -> nw.Expr:
    """Count the month a day lies in, as a whole number."""
    return day.dt.year().cast(nw.Int64) * 12 + day.dt.month().cast(nw.Int64) - 1


def day_number(day: nw.Expr, later: nw.Expr | int = 0) -> nw.Expr:
    """Number a day, `later` months on, so that earlier is smaller; not a count of days."""
    return (month_of(day) + later) * DAYS + day.dt.day().cast(nw.Int64)


def passes_over_leap_day(birth_on: nw.Expr, years: nw.Expr | int) -> nw.Expr:
    """Tell whether someone born on 29 February completes this year of age in a common year."""
    year = birth_on.dt.year().cast(nw.Int64) + years
    common = (year % 4 != 0) | ((year % 100 == 0) & (year % 400 != 0))
    return (birth_on.dt.month() == 2) & (birth_on.dt.day() == 29) & common


def birthday(birth_on: nw.Expr, years: nw.Expr | int) -> nw.Expr:
    """Number the day on which an age is completed, as `day_number` does.

    Someone born on 29 February completes a year on 1 March in common years (handbook 1B.1).
    """
    moved = nw.when(passes_over_leap_day(birth_on, years)).then(DAYS - 28).otherwise(0)
    return day_number(birth_on) + years * (12 * DAYS) + moved


def age_month(birth_on: nw.Expr, years: nw.Expr | int, rule: nw.Expr) -> nw.Expr:
    """Count the first month of an age-based benefit.

    `rule` is "birthday_month" or "next_month"; a birthday on the 1st counts for its own month
    under both (handbook 1B.1), and 29 February moves to the 1st of March in common years.
    """
    waits = (rule == "next_month") & (birth_on.dt.day() != 1)
    later = waits | passes_over_leap_day(birth_on, years)
    return month_of(birth_on) + years * 12 + nw.when(later).then(1).otherwise(0)


def first_day(month: nw.Expr) -> nw.Expr:
    """Give the first day of a counted month as a date."""
    year = (month // 12).cast(nw.String).str.zfill(4)
    number = (month % 12 + 1).cast(nw.String).str.zfill(2)
    return nw.concat_str(year, nw.lit("-"), number, nw.lit("-01")).str.to_date(format="%Y-%m-%d")


def greater(left: nw.Expr, right: nw.Expr) -> nw.Expr:
    """Take the greater of two whole numbers; unknown when either is."""
    return left + (right - left).clip(lower_bound=0)


def not_below_zero(value: nw.Expr) -> nw.Expr:
    """Keep a whole number, or 0 in place of a negative one."""
    return value.clip(lower_bound=0)
