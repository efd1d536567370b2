"""Fees of facilities: dated, one in force per item, published only while the facility is open."""

from datetime import date, datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.bodies import queries, services
from minzheng.kernel.bodies.services import FacilityError
from minzheng.kernel.divisions.models import Division

from .conftest import TOWN

AT = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)


@pytest.fixture
def home(staff):
    return services.register_facility(
        Division.objects.get(code=TOWN), name="会师敬老院", kind="elderly_home", level="town",
        ownership="public", state="open", since=date(2019, 3, 1), by=staff["lin"], at=AT,
    )  # fmt: skip


def priced(home, staff, amount, since, by="lin"):
    return services.set_fee(
        home, item="床位费", amount=amount, unit="元/月", since=since, document="会民发〔2026〕3号", by=staff[by], at=AT
    )  # fmt: skip


def test_new_fee_ends_the_one_before_it(home, staff):
    priced(home, staff, 60_000, date(2026, 1, 1))
    priced(home, staff, 0, date(2026, 7, 1))
    amounts = [queries.fees_on(home, day).get().amount for day in (date(2026, 6, 30), date(2026, 7, 1))]  # fmt: skip
    assert amounts == [60_000, 0]
    assert Entry.objects.filter(verb="bodies.facility.priced").count() == 2
    with pytest.raises(FacilityError, match="晚于"):
        priced(home, staff, 70_000, date(2026, 7, 1))


def test_stranger_and_negative_fee_are_refused(home, staff):
    with pytest.raises(FacilityError, match="岗位或辖区"):
        priced(home, staff, 100, date(2026, 1, 1), by="zhao")
    with pytest.raises(FacilityError, match="小于零"):
        priced(home, staff, -1, date(2026, 1, 1))


def test_fees_of_a_closed_facility_are_not_public(home, staff):
    priced(home, staff, 60_000, date(2026, 1, 1))
    assert queries.public_fees("620422", AT.date()).count() == 1
    services.set_state(home, state="closed", since=AT.date(), document="停办", by=staff["lin"], at=AT)  # fmt: skip
    assert queries.public_fees("620422", AT.date()).count() == 0
