"""Tests of the page in a real browser, under the real security policy."""

from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from minzheng.ui.tests import urls

pytestmark = [pytest.mark.apart, pytest.mark.browser, pytest.mark.urls("minzheng.ui.tests.urls")]


class ThreadingServer(ThreadingMixIn, WSGIServer):
    """Serves the pieces of one page side by side."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Keeps the log of requests out of the test report."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server():
    """The style guide under the house's own middleware; it needs no database."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), ThreadingServer, Quiet) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture
def office(page, server):
    """The style guide at desk size, in the shared page that tells on its scripts."""
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{server}/")
    return page


def test_charts_are_drawn_and_keep_their_table(office):
    office.wait_for_selector(".ui-chart svg")
    assert office.locator(".ui-chart svg").count() == 3
    office.locator(".ui-chart").first.hover()
    assert office.locator(".ui-chart-table table").count() == 3


@pytest.mark.parametrize("large", [False, True])
def test_nothing_sticks_out_sideways(office, server, large):
    if large:
        office.context.add_cookies([{"name": "type_size", "value": "large", "url": server}])
        office.reload()
    office.wait_for_selector(".ui-chart svg")
    sticking = {}
    for width in (360, 768, 1366, 1920):
        office.set_viewport_size({"width": width, "height": 740})
        sticking[width] = office.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? []
                : [...document.querySelectorAll('*')]
                .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.ui-scroll, svg'))
                .map(e => e.outerHTML.slice(0, 80))"""
        )
    assert sticking == {360: [], 768: [], 1366: [], 1920: []}


def test_targets_are_large_enough_on_phones(office):
    office.set_viewport_size({"width": 360, "height": 740})
    small = office.evaluate(
        """() => [...document.querySelectorAll('button, .btn, .ui-bottom a, .form-control, .form-select, '
            + '.ui-top-button, .ui-pop > summary, .ui-search input')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_slash_reaches_the_search_and_j_walks_the_queue(office):
    office.locator("h1").click()
    office.keyboard.press("/")
    assert office.evaluate("document.activeElement.name") == "q"
    office.keyboard.press("Escape")
    office.keyboard.press("j")
    office.keyboard.press("j")
    assert office.evaluate("document.activeElement.dataset.href") == "#1"
    office.keyboard.press("k")
    office.keyboard.press("Enter")
    assert office.url.endswith("#0")


def test_list_sorts_and_filters_in_place(office):
    office.locator("#table-people thead a", has_text="月金额").click()
    office.wait_for_selector('#table-people th[aria-sort="ascending"]')
    office.locator("#table-people-q").fill("欧阳")
    office.locator("#table-people-q").press("Enter")
    office.wait_for_selector("#table-people .ui-asked")
    assert "sort=amount" in office.url
    assert office.locator("#table-people tbody tr").first.inner_text().startswith("欧阳建国")
    with office.expect_download() as download:
        office.locator("#table-people .ui-list-side a").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_large_type_is_remembered(office):
    office.get_by_role("button", name="大字").click()
    office.reload()
    assert office.evaluate("document.documentElement.dataset.type") == "large"


def test_double_click_sends_once(office):
    urls.posts.clear()
    office.on("dialog", lambda dialog: dialog.accept())
    button = office.get_by_role("button", name="受理", exact=True)
    with office.expect_navigation():
        button.evaluate("button => { button.click(); button.click(); }")
    assert len(urls.posts) == 1


def test_draft_comes_back_until_it_is_taken(office, server):
    note = office.locator("form[data-draft] textarea")
    office.goto(f"{server}/?fresh=1")
    note.fill("屋顶漏雨")
    assert "csrfmiddlewaretoken" not in office.evaluate(
        "sessionStorage.getItem('ui.draft:gallery')"
    )
    office.goto(f"{server}/office/search?fresh=1")
    office.goto(f"{server}/?fresh=1")
    assert note.input_value() == "屋顶漏雨"
    assert office.get_by_text("已恢复上次没有提交的内容").is_visible()
    with office.expect_navigation():
        office.evaluate(
            "() => { const f = document.querySelector('form[data-draft]'); f.noValidate = true; f.requestSubmit(); }"
        )
    assert note.input_value() == ""
    assert office.evaluate("sessionStorage.getItem('ui.draft:gallery')") is None


def test_draft_can_be_thrown_away(office, server):
    office.goto(f"{server}/?fresh=1")
    office.locator("form[data-draft] textarea").fill("屋顶漏雨")
    office.reload()
    office.get_by_role("button", name="不要了").click()
    assert office.locator("form[data-draft] textarea").input_value() == ""
    assert office.evaluate("sessionStorage.getItem('ui.draft:gallery')") is None


def test_menu_opens_on_phones_without_scripts(chromium, server):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{server}/")
    assert not page.locator("#menu").is_visible()
    page.locator(".ui-bottom a", has_text="全部").click()
    assert page.locator("#menu").is_visible()
    page.locator(".ui-menu-close").click()
    assert not page.locator("#menu").is_visible()
    assert page.locator(".ui-chart-table summary").first.is_visible()
    context.close()
