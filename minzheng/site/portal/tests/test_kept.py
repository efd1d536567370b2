"""Public pages kept for a moment: the same for everybody, nobody's own, and their forms still go through."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from minzheng.core import clock
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.people.models import Person
from minzheng.site.office.tests.county import TODAY, county, desk, raised
from minzheng.site.portal.tests.test_public import VILLAGE, read, seat_of

__all__ = ["county", "desk", "raised"]

PAGE = "/portal/facilities/?q=敬老院"


@pytest.fixture(autouse=True)
def keeping(settings):
    """Keep pages as a county does that is live."""
    settings.KEPT_SECONDS = 60
    cache.clear()
    yield
    cache.clear()


def open_home(name):
    """Register a home for old people of the seat."""
    chen = seat_of("chen")
    bodies.register_facility(
        seat_of("lin").division, name=name, kind="elderly_home", level="town", ownership="public", state="open",
        since=TODAY, by=chen, at=clock.now(),
    )  # fmt: skip


def test_stranger_reads_what_stood_a_moment_ago_and_everybody_known_what_stands_now(county, desk):
    before = read(Client(), PAGE)
    open_home("新开的敬老院")
    plain = re.compile(r'(csrfmiddlewaretoken" value=")[^"]*')
    assert plain.sub("", read(Client(), PAGE)) == plain.sub("", before)
    assert "新开的敬老院" in read(desk("chen"), PAGE)
    citizen = Client()
    sign_in(citizen, Person.objects.filter(memberships__household__isnull=False, died_on=None)[0])
    assert "新开的敬老院" in read(citizen, f"{PAGE}&place={VILLAGE}")
    cache.clear()
    assert "新开的敬老院" in read(Client(), PAGE)


def test_another_place_another_size_of_type_and_another_question_are_other_pages(county):
    pages = [read(Client(), PAGE)]
    for name, value in (("place", VILLAGE), ("type_size", "large")):
        reader = Client()
        reader.cookies[name] = value
        pages.append(read(reader, PAGE))
    pages.append(read(Client(), f"{PAGE}&kind=elderly_home"))
    assert len(set(pages)) == len(pages)


def test_nothing_of_a_citizen_is_kept_for_the_next_reader(county):
    citizen = Client()
    sign_in(citizen, Person.objects.filter(memberships__household__isnull=False, died_on=None)[0])
    assert "我的" in read(citizen, "/portal/services/")
    assert "我的" not in read(Client(), "/portal/services/")


def test_form_of_a_kept_page_goes_through_for_each_reader(county):
    tokens = set()
    for _turn in range(2):
        reader = Client(enforce_csrf_checks=True)
        page = read(reader, PAGE)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)[1]
        tokens.add(token)
        sent = {"size": "large", "next": PAGE, "csrfmiddlewaretoken": token}
        assert reader.post("/portal/large/", sent).status_code == 302
    assert len(tokens) == 2


def test_what_was_not_found_is_not_kept(county):
    assert Client().get("/portal/services/no.such/").status_code == 404
    assert Client().get("/portal/services/no.such/").status_code == 404
