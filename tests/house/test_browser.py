"""The browser that the journeys drive: it works, and it tells on the page."""

import pytest

pytestmark = pytest.mark.browser


def test_browser_shows_chinese(page):
    page.set_content("<h1>民政一体化平台</h1>")
    assert page.locator("h1").inner_text() == "民政一体化平台"
    assert page.locator("h1").bounding_box()["width"] > 0


@pytest.mark.django_db(transaction=True)
def test_server_of_a_test_answers_with_a_strict_page(page, live_server):
    answer = page.goto(f"{live_server.url}/nowhere-at-all")
    assert answer.status == 404
    assert "default-src 'self'" in answer.headers["content-security-policy"]
