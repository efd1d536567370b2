"""A time at the window: booked by a family for itself, given back, kept once, reminded of once."""

from collections.abc import Iterator
from datetime import date

import pytest

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.cases import declarations, services
from minzheng.kernel.cases.declarations import PORTAL, Bookable, StepRefused
from minzheng.kernel.cases.models import Appointment
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.citizens.tests.signing import citizen_of
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.messages.models import Message

AT, TUESDAY = moment(9, 14), date(2026, 9, 15)


@pytest.fixture
def wedding(monkeypatch) -> Iterator[Bookable]:
    """Declare a matter without a procedure, at the county's window."""
    monkeypatch.setattr(declarations, "_bookables", {})
    return declarations.declare_bookable(Bookable("test.wedding", "结婚登记", "county"))


@pytest.fixture
def book(procedure, family):
    """Return a function with which the head of the family books on the portal."""

    def booked(key=KEY, *, household=family, person=None, slot="09:00", on=TUESDAY):
        window = services.window_of(key, family.division_id)
        by = citizens.seat(citizen_of(family.head, at=AT), window, at=AT)
        return services.book(
            key, household, person=person, division=window, on=on, slot=slot, by=by, at=AT, channel=PORTAL
        )  # fmt: skip

    return booked


def test_a_family_books_once_and_the_arrival_opens_the_case_in_its_channel(book, staff):
    row = book()
    assert book(slot="10:00") == row
    case = services.arrive(row, by=staff["lin"], at=moment(9, 15), data={"story": "病了"})
    assert (case.channel, case.data, case.appointment) == (PORTAL, {"story": "病了"}, row)
    assert services.arrive(row, by=staff["wang"], at=moment(9, 15)) == case
    with pytest.raises(StepRefused, match="不能取消"):
        services.cancel(row, by=row.booked_by, at=moment(9, 15))


def test_an_application_begun_online_is_the_one_they_arrive_about(book, staff, family):
    begun = services.open_case(KEY, household=family, by=staff["lin"], at=AT, channel=PORTAL)
    assert services.arrive(book(), by=staff["lin"], at=moment(9, 15)) == begun


def test_a_matter_without_a_procedure_is_booked_at_the_county_by_a_person(
    book, staff, family, wedding
):
    row = book(wedding.key, household=None, person=family.head)
    assert (row.division_id, row.matter, row.who) == ("620422", "结婚登记", "张秀英")
    assert services.arrive(row, by=staff["chen"], at=moment(9, 15)) is None
    row.refresh_from_db()
    assert row.arrived_at == moment(9, 15)


def test_nobody_books_or_cancels_for_another_family(book, register):
    row, other = book(), register(("李四", date(1970, 1, 1), "head"))
    with pytest.raises(StepRefused, match="只能为自己"):
        book(household=other)
    stranger = citizens.seat(citizen_of(other.head, at=AT), row.division, at=AT)
    with pytest.raises(StepRefused):
        services.cancel(row, by=stranger, at=AT)
    assert services.cancel(row, by=row.booked_by, at=AT).cancelled_at == AT
    assert services.free_slots(row.division, TUESDAY)[0] == "09:00"


@pytest.mark.parametrize("day", [date(2026, 9, 19), date(2026, 9, 11), date(2026, 11, 2)])
def test_rest_days_past_days_and_far_days_are_not_booked(book, day):
    with pytest.raises(StepRefused):
        book(on=day)


def test_who_booked_tomorrow_is_reminded_once(book):
    book()
    system = accounts.system_mandate()
    assert [services.remind_appointments(by=system, at=AT) for _ in range(2)] == [1, 0]
    assert "09:00" in Message.objects.get(channel="inbox").text
    (said,) = Message.objects.filter(channel="sms")
    assert "09:00" in said.text and "低保" not in said.text
    assert Appointment.objects.get().reminded_at == AT
