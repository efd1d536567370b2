"""Warnings about wards, over the frames of one month."""

from datetime import date

import polars as pl

from minzheng.domains.children.tests.test_procedures import ORPHANED
from minzheng.domains.children.warnings import ward_sixteen
from minzheng.domains.children.workflows import ORPHAN
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.monitoring.tests.frames import month_of


def test_ward_is_named_in_the_month_of_the_sixteenth_birthday_and_no_other(resident, confirmed):
    ward, other = resident("小雨", "2011-03-31"), resident("小雪", "2011-03-31")
    confirmed(ORPHAN, ward, **ORPHANED)
    assert Entitlement.objects.get().person == ward
    people = pl.DataFrame(
        {"household": [1, 2], "person": [ward.pk, other.pk], "name": ["小雨", "小雪"],
         "birth_on": [date(2011, 3, 31)] * 2}
    )  # fmt: skip

    def named(on):
        return ward_sixteen(month_of(people, on=on))["person"].to_list()

    assert named(date(2027, 3, 31)) == [ward.pk], "who draws nothing is not named"
    assert named(date(2027, 2, 28)) == named(date(2027, 4, 30)) == []
