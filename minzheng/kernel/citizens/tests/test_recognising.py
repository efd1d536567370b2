"""An identity service vouches for somebody: whose account, whose file, and what is refused."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from minzheng.core.resident_id import make
from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.citizens import services
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.citizens.queries import SESSION_KEY, citizen_of
from minzheng.kernel.citizens.services import NotRecognised, recognise
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.people.models import Person

AT = moment(11, 2)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def vouched(person, **other):
    """Return what a service says of a person of the register."""
    told = {
        "issuer": "https://id.test",
        "subject": "s1",
        "name": person.name,
        "id_number": person.id_number,
        "phone": "13900000000",
        "assurance": "high",
        "at": AT,
    }
    return {**told, **other}


def test_first_sign_in_makes_one_account_joined_to_its_file(family):
    first = recognise(**vouched(family.head))
    again = recognise(**vouched(family.head, at=moment(11, 3)))
    assert (again.pk, again.person, again.unjoined) == (first.pk, family.head, "")
    assert again.seen_at == moment(11, 3)
    assert not again.user.has_usable_password()
    assert Entry.objects.filter(verb="citizens.recognised").count() == 1
    assert not Mandate.objects.filter(user=again.user).exists()


def test_register_is_searched_again_while_there_is_no_file(county):
    number = make("629901", date(1980, 1, 1), 7)
    told = {"issuer": "i", "subject": "s", "name": "李四", "id_number": number, "at": AT}
    citizen = recognise(**told)
    assert (citizen.person, citizen.unjoined) == (None, "unknown")
    person = Person.objects.create(
        name="李四", id_number=number, pid=blind_index(number), division=county
    )
    assert recognise(**told).person == person


@pytest.mark.parametrize(
    ("change", "why"),
    [({"name": "张秀兰"}, "name_differs"), ({"died_on": date(2026, 1, 1)}, "died")],
)
def test_file_of_another_name_or_of_a_dead_person_stays_shut(family, change, why):
    told = vouched(family.head)
    for field, value in change.items():
        setattr(family.head, field, value)
    family.head.save()
    citizen = recognise(**told)
    assert (citizen.person, citizen.unjoined) == (None, why)
    assert "窗口" in citizen.unjoined_words


def test_merged_file_leads_to_the_one_that_was_kept(family):
    kept = family.memberships.get(relation="spouse").person
    kept.name = family.head.name
    kept.save()
    family.head.merged_into = kept
    family.head.save()
    assert recognise(**vouched(family.head)).person == kept


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id_number": "11010119900101001"}, "number"),
        ({"name": " "}, "name"),
        ({"id_number": make("629901", date(1991, 1, 1), 3)}, "changed"),
    ],
)
def test_what_does_not_hold_is_refused(family, change, code):
    recognise(**vouched(family.head))
    with pytest.raises(NotRecognised) as refused:
        recognise(**vouched(family.head, **change))
    assert refused.value.code == code
    assert Citizen.objects.get().person == family.head


def test_disabled_account_stays_shut(family):
    user = recognise(**vouched(family.head)).user
    user.is_active = False
    user.save()
    with pytest.raises(NotRecognised, match="已停用"):
        recognise(**vouched(family.head))


def test_session_takes_a_new_key_and_ends_after_its_time(family, client, settings):
    request = RequestFactory().get("/portal/")
    request.user = AnonymousUser()
    request.session = client.session
    request.session["draft"] = "left by another"
    request.session.save()
    before = request.session.session_key
    citizen = recognise(**vouched(family.head))
    services.remember(request, citizen, at=AT)
    assert request.session.session_key != before
    assert "draft" not in request.session
    request.at = AT
    assert citizen_of(request) == citizen
    request.at = moment(11, 2, 9 + settings.CITIZEN_SESSION_SECONDS // 3600)
    assert citizen_of(request) is None
    request.at = AT
    request.session[SESSION_KEY] = citizen.pk + 1
    assert citizen_of(request) is None
