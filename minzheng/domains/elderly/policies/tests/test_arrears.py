"""Arrears, first payments and recoveries of any elder equal the sum of his months, counted one by one."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from minzheng.domains.elderly.policies.old_age.policy import policy
from minzheng.policy import FactFrames, ParameterStore, evaluate

AT = date(2026, 12, 1)
LINEAGES = {d: (d, "990000", "000000") for d in ("990001", "990002")}
FEN = {80: 5_000, 90: 10_000, 100: 30_000}


def people(seed, count=400):
    draw = random.Random(seed)

    def day(first, last):
        return first + timedelta(days=draw.randrange((last - first).days))

    rows = []
    for number in range(count):
        died = day(date(2025, 6, 1), date(2026, 11, 1))
        rows.append(
            {
                "person": number,
                "division": draw.choice(["990001", "990002"]),
                "birth_on": draw.choice(
                    [day(date(1924, 1, 1), date(1947, 1, 1)), date(1936, 2, 29), date(1945, 12, 1)]
                ),
                "allowance_applied_on": day(date(2025, 1, 1), date(2026, 11, 30)),
                "died_on": died,
                "death_reported_on": died + timedelta(days=draw.randrange(25, 36)),
                "allowance_paid_through": died + timedelta(days=draw.randrange(0, 200)),
            }
        )
    return rows


def begins(person, age):
    """The first month of a band, as year × 12 + month − 1."""
    born = person["birth_on"]
    year, month, day = born.year + age, born.month, born.day
    try:
        date(year, month, day)
    except ValueError:
        month, day = 3, 1
    late = person["division"] == "990002" and day != 1
    return year * 12 + month - 1 + late


def paid_in(person, month):
    return max([FEN[age] for age in FEN if month >= begins(person, age)], default=0)


def counted(day):
    return day.year * 12 + day.month - 1


def arrears_of(person):
    applied = person["allowance_applied_on"]
    first = begins(person, 80)
    since = max(first, applied.year * 12)
    if first == applied.year * 12 - 1:
        born = person["birth_on"]
        last_day = date(born.year + 81, born.month - 9, born.day)  # three months after December
        if applied <= last_day:
            since = first
    return sum(paid_in(person, month) for month in range(since, counted(applied) + 1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_equal_the_months_counted_one_by_one(seed):
    rows = people(seed)
    found = evaluate(
        policy, FactFrames(pl.DataFrame(rows)), ParameterStore.of(policy), AT, LINEAGES
    ).results
    for person, row in zip(rows, found.to_dicts(), strict=True):
        applied, died = person["allowance_applied_on"], person["died_on"]
        first_month = max(counted(applied) + 1, begins(person, 80))
        assert row["arrears"] == arrears_of(person), person
        assert row["first_payment"] == arrears_of(person) + paid_in(person, first_month)
        assert counted(row["paid_from"]) == first_month
        over = range(counted(died) + 1, counted(person["allowance_paid_through"]) + 1)
        too_much = sum(paid_in(person, month) for month in over)
        late = (person["death_reported_on"] - died).days > 30
        assert row["recoverable"] == (too_much if late else 0)
