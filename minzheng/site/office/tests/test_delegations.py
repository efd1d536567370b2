"""Letters of delegation at the counter: seen in one's own place, compared, confirmed or turned down."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from minzheng.core import clock
from minzheng.kernel.citizens import queries, services
from minzheng.kernel.citizens.tests.signing import citizen_of

from .county import household_of


@pytest.fixture
def letter(county):
    """Return a letter by which a neighbour would act for the old couple of the seat."""
    elder, at = household_of(county, "couple_never_applied").head, clock.now()
    neighbour = citizen_of(household_of(county, "car_in_the_yard").head, at=at)
    return services.ask_delegation(
        neighbour, name=elder.name, id_number=elder.id_number, kind="neighbour",
        letter=ContentFile(b"%PDF-1.4\n%%EOF", "letter.pdf"), at=at,
    )  # fmt: skip


def test_clerk_compares_and_confirms_what_the_next_township_does_not_see(desk, letter):
    page = reverse("office:delegation", args=[letter.pk])
    assert letter.person.name in desk("lin").get(reverse("office:delegations")).content.decode()
    assert (
        letter.person.name not in desk("zhao").get(reverse("office:delegations")).content.decode()
    )
    assert desk("zhao").get(page).status_code == 404
    assert desk("yang").get(page).status_code == 403
    shown = desk("lin").get(page).content.decode()
    assert letter.citizen.name in shown
    assert letter.person.id_number not in shown
    done = desk("lin").post(f"{page}confirm/", {"note": "当面核对"})
    assert done.status_code == 303
    letter.refresh_from_db()
    assert letter.state == "confirmed"
    assert letter.person_id in queries.capacities(letter.citizen, clock.now().date())


def test_letter_is_turned_down_with_a_reason_the_citizen_reads(desk, letter):
    page = reverse("office:delegation", args=[letter.pk])
    assert desk("lin").post(f"{page}refuse/", {"reason": ""}).status_code == 200
    desk("lin").post(f"{page}refuse/", {"reason": "签名不是本人"})
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("refused", "签名不是本人")
