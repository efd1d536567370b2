"""Warnings about recipients of the old-age allowance, over the frames of one month."""

from datetime import date, timedelta

import polars as pl
import pytest

from minzheng.domains.elderly.warnings import REQUIRED, life_check_overdue
from minzheng.domains.elderly.workflows import OLD_AGE
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.tests.township import moment
from minzheng.kernel.monitoring.tests.frames import month_of

DAYS = {"life_check_overdue_days": "30"}


@pytest.fixture
def named(resident, confirmed):
    """Return a recipient, and a function that says whom a day's frames name."""
    person = resident("张桂兰", "1945-03-02")
    confirmed(OLD_AGE, person)
    frame = {"household": [1], "person": [person.pk], "name": ["张桂兰"]}

    def on(day, *, is_dead=False):
        people = pl.DataFrame({**frame, "is_dead": [is_dead]})
        return life_check_overdue(month_of(people, on=day, parameters=DAYS))["person"].to_list()

    return person, on


def test_check_is_overdue_where_the_place_asks_and_its_days_have_passed(named, office):
    person, on = named
    check = enrolment.check_life(
        person, checked_on=date(2026, 11, 2), method="visit", by=office["clerk"],
        at=moment("2026-11-02"),
    )  # fmt: skip
    late = check.valid_to + timedelta(days=30)
    assert on(late) == [], "nobody asks for the check here"
    ParameterValue.objects.create(
        policy=OLD_AGE, name=REQUIRED, division=office["officer"].division, since=date(2026, 1, 1),
        value="是", unit="是否", source="县民政局通知", entered_by=office["officer"],
        entered_at=moment("2026-11-02"), state="released",
    )  # fmt: skip
    assert on(late) == [person.pk]
    assert on(late - timedelta(days=1)) == on(late, is_dead=True) == []


def test_who_was_never_checked_is_overdue_from_the_first_day_of_the_allowance(named, office):
    person, on = named
    ParameterValue.objects.create(
        policy=OLD_AGE, name=REQUIRED, division=office["officer"].division, since=date(2026, 1, 1),
        value="是", unit="是否", source="县民政局通知", entered_by=office["officer"],
        entered_at=moment("2026-11-02"), state="released",
    )  # fmt: skip
    began = Entitlement.objects.get().valid_from
    assert on(began + timedelta(days=29)) == []
    assert on(began + timedelta(days=30)) == [person.pk]
