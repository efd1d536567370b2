"""Information pages: metadata, a code for the phone, openings counted, gone when withdrawn."""

import pytest
from django.test import Client
from django.urls import reverse

from minzheng.core import clock
from minzheng.domains.publicity import queries, services
from minzheng.domains.publicity.tests.conftest import TEXT, article, bureau, passed
from minzheng.kernel.documents.tests.county import county, moment, own_home, staff

__all__ = ["article", "bureau", "county", "own_home", "passed", "staff"]


@pytest.fixture
def shown(passed, bureau, monkeypatch):
    """Return a published text, on the day after."""
    monkeypatch.setenv(clock.TODAY, "2026-11-05")
    return services.publish(passed, channels=["website"], by=bureau["chen"], at=moment(11, 4))


@pytest.mark.requirement("PO-12")
def test_a_page_tells_its_metadata_counts_openings_and_opens_on_a_phone(shown):
    address = reverse("portal:page", args=[shown.pk])
    Client().get(address)
    page = Client().get(address).content.decode()
    for words in (shown.index_number, shown.theme_class, shown.unit, "2026-11-04", shown.title):
        assert words in page
    assert all(line in page for line in TEXT["body"].splitlines())
    assert "扫一扫" in page and "data:image/svg+xml" in page
    assert queries.view_count(shown) == 2


def test_a_list_finds_by_words_and_column(shown):
    def titles(**asked):
        return [row.title for row in Client().get(reverse("portal:pages"), asked).context["page"]]

    assert titles() == titles(q="御寒") == titles(kind="news") == [shown.title]
    assert titles(q="没有的词") == titles(kind="notice") == []


def test_what_is_not_published_or_withdrawn_is_not_there(article, shown, bureau):
    address = reverse("portal:page", args=[shown.pk])
    services.take_down(shown, reason="有误", by=bureau["chen"], at=moment(11, 5))
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("portal:page_picture", args=[shown.pk])).status_code == 404


def test_script_in_a_text_is_only_text(shown):
    shown.body = "<script>alert(1)</script>"
    shown.save(update_fields=["body"])
    page = Client().get(reverse("portal:page", args=[shown.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
