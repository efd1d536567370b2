"""Whose phone it is, what it may fetch, and how it is emptied."""

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.kernel.offline import queries, services
from minzheng.kernel.offline.models import Device
from minzheng.kernel.offline.tests.conftest import AT

pytestmark = pytest.mark.django_db


def fetched(by, cursor=0, scope=None):
    return queries.news(by, cursor=cursor, scope=scope or str(by.pk), at=AT)


def test_a_phone_fetches_what_came_after_its_last_fetch(phone):
    mine, other = phone(), phone("lin")
    mine.begin()
    mine.send(mine.set("note", "一"))
    first = fetched(other.by)
    assert [row.said for row in first.versions] == ["一"]
    mine.send(mine.set("income", "2"))
    second = fetched(other.by, first.cursor)
    assert [row.said for row in second.versions] == ["2"] and second.records == []
    assert fetched(other.by, second.cursor).versions == []


def test_another_mandate_starts_anew(phone):
    mine = phone()
    mine.begin()
    mine.send(mine.set("note", "一"))
    assert len(fetched(mine.by, 99, "another").versions) == 1


def test_the_next_township_fetches_nothing(phone, staff):
    mine = phone()
    mine.begin()
    mine.send(mine.set("note", "一"))
    news = fetched(staff["zhao"])
    assert news.records == news.versions == []
    assert not queries.conflicts(staff["zhao"]).exists()


def test_long_lists_come_in_parts(phone, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 2)
    mine = phone()
    mine.begin()
    mine.send(*(mine.set(f"f{number}", number) for number in range(5)))
    cursor, seen, more = 0, [], True
    while more:
        news = fetched(mine.by, cursor)
        cursor, more = news.cursor, news.has_more
        seen += [row.said for row in news.versions]
    assert seen == [0, 1, 2, 3, 4]


def test_a_phone_is_one_persons(phone, staff):
    mine = phone()
    with pytest.raises(services.NotYours):
        services.register(mine.device.pk, label="", waiting=0, usage=0, by=staff["lin"], at=AT)


def test_a_phone_is_emptied_by_order(phone, staff):
    mine = phone()
    with pytest.raises(PermissionDenied):
        services.order_wipe(mine.device, reason="丢失", by=staff["lin"], at=AT)
    with pytest.raises(services.OfflineRefused):
        services.order_wipe(mine.device, reason="", by=mine.by, at=AT)
    assert not queries.must_wipe(mine.device.pk)
    services.order_wipe(mine.device, reason="手机遗失", by=mine.by, at=AT)
    assert queries.must_wipe(mine.device.pk)
    services.wiped(mine.device.pk, at=AT)
    assert Device.objects.get().wiped_at == AT
    with pytest.raises(services.NotYours):
        services.register(mine.device.pk, label="", waiting=0, usage=0, by=mine.by, at=AT)
