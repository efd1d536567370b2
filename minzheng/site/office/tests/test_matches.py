"""The desk of matches: two records side by side, decided by key; files merged and taken apart."""

import datetime

import pytest
from django.urls import reverse

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.models import RowMatch
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import MergeRecord, Person


@pytest.fixture
def chen(county) -> Mandate:
    return Mandate.objects.get(user__username="chen")


@pytest.fixture
def waiting(chen) -> RowMatch:
    """Return a row that waits for somebody to say whose it is."""
    match = RowMatch.objects.filter(state="automatic").first()
    return exchange.decide_match(match, "waiting", by=chen, at=clock.now())


def test_month_matched_rows_that_came_without_a_sound_number(county):
    assert RowMatch.objects.filter(state="automatic").exists()
    assert all(row.probability >= 0.9 for row in RowMatch.objects.filter(state="automatic"))


def test_two_records_stand_side_by_side_with_the_weight_of_each_thing(waiting, desk):
    page = desk("chen").get(reverse("office:match", args=[waiting.pk])).content.decode()
    assert waiting.reasons[0]["words"] in page
    assert "data-press" in page
    assert str(waiting.person.id_number) not in page


def test_decision_leads_on_and_can_be_taken_back(waiting, desk):
    page = desk("chen")
    answer = page.post(reverse("office:match_decide", args=[waiting.pk]), {"state": "same"})
    assert answer.status_code == 303
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by.user.username) == ("same", "chen")
    page.post(reverse("office:match_decide", args=[waiting.pk]), {"state": "waiting"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("waiting", None)


def test_match_is_shut_to_the_township(waiting, desk):
    assert desk("lin").get(reverse("office:match", args=[waiting.pk])).status_code == 403


@pytest.fixture
def double(chen) -> tuple[Person, Person]:
    """Return a file with a number and a second one of the same person without."""
    known = Person.objects.filter(id_status="valid", birth_on__isnull=False).first()
    again = register.register_person(
        name=known.name, sex=known.sex, birth_on=known.birth_on, division=known.division,
        by=chen, at=clock.now(),
    )  # fmt: skip
    return known, again


@pytest.mark.requirement("KC-09")
def test_doubled_file_is_proposed_merged_and_restored(double, desk):
    known, again = double
    chen = desk("chen")
    pair = reverse("office:merge", args=[known.pk, again.pk])
    assert pair in chen.get(reverse("office:merging")).content.decode()
    assert "出生日期相同" in chen.get(pair).content.decode()

    assert chen.post(pair, {"reason": "同一人重复建档"}).status_code == 303
    again.refresh_from_db()
    assert again.merged_into == known

    record = MergeRecord.objects.get(dropped=again)
    chen.post(reverse("office:merge_undo", args=[record.pk]), {"reason": "并非同一人"})
    again.refresh_from_db()
    assert again.merged_into is None


def test_new_person_is_shown_who_he_may_be_before_a_file_is_opened(double, desk):
    known, _again = double
    chen, page = desk("chen"), reverse("office:person_new")
    typed = {
        "name": known.name,
        "sex": known.sex,
        "birth_on": known.birth_on.isoformat(),
        "division": known.division_id,
    }
    count = Person.objects.count()
    assert reverse("office:person", args=[known.pk]) in chen.post(page, typed).content.decode()
    assert Person.objects.count() == count
    assert chen.post(page, typed | {"then": "open"}).status_code == 303
    typed |= {"name": "赫连兀", "birth_on": datetime.date(2026, 11, 1).isoformat()}
    assert chen.post(page, typed).status_code == 303
    assert Person.objects.count() == count + 2
