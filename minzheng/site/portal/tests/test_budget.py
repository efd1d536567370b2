"""The budget of every public page, in a real browser at 360 px: weight, requests, stillness, reach, axe."""

import gzip
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import make_server

import axe_playwright_python
import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, Response

from minzheng.core import clock
from minzheng.kernel.cases.models import PublicNotice
from minzheng.site.office.tests.county import TODAY, raised, settled
from minzheng.site.testing import PATIENCE_MS
from minzheng.ui.tests.test_browser import Quiet, ThreadingServer

__all__ = ["raised"]

pytestmark = [pytest.mark.apart, pytest.mark.browser]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
SMALL = {"width": 360, "height": 740}
MOST_BYTES = 130 * 1024
MOST_REQUESTS = 5
SMALLEST_TARGET = 44
BETWEEN_PIECES = 0.01
PAGES = (
    "/portal/",
    "/portal/search/?q=低保",
    "/portal/help/",
    "/portal/navigator/",
    "/portal/notices/",
    "/portal/standards/",
    "/portal/registers/",
    "/portal/registers/elderly.facilities/",
    "/portal/facilities/",
    "/portal/places/",
    "/portal/places/620422100001/",
    "/portal/services/",
    "/portal/services/assistance.dibao.application/",
    "/portal/sign-in/",
    "/portal/report/",
    "/portal/q/nothing/",
)
# What each kind of page is built from: doors, a list with its search, cards with a place above.
SLOW_PAGES = ("/portal/", "/portal/search/?q=低保", "/portal/places/620422100001/")
WATCH = """
window.shifted = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifted += one.value; })
  .observe({type: 'layout-shift', buffered: true});
"""
# A link inside a sentence may be as low as its line (WCAG 2.5.8); everything else must be hit by a thumb.
TARGETS = """least => [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea, label.p-option, label.p-tick')]
  .filter(e => e.offsetParent && !e.closest('.p-skip, label.p-option, label.p-tick, p:not(.p-crumb, .p-buttons), dd, td, ol > li, ul:not(.p-list, .p-steps) > li') || e.matches('label.p-option, label.p-tick'))
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([box, e]) => `${e.tagName} ${e.textContent.trim().slice(0, 20)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
SERIOUS = """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}))
  .violations.filter(v => ['serious', 'critical'].includes(v.impact))
  .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))"""


def in_pieces(app: Callable[..., Any]) -> Callable[..., Any]:
    """Let an application answer as over a weak signal: of a page, one element after the other."""

    def pieces(answer: Iterable[bytes]) -> Iterator[bytes]:
        for piece in re.split(rb"(?=<[a-z])", b"".join(answer)):
            yield piece
            time.sleep(BETWEEN_PIECES)

    def slowly(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        answer = app(environ, start)
        return pieces(answer) if environ["PATH_INFO"].startswith("/portal/") else answer

    return slowly


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """Serve an application; give its address."""
    with make_server("127.0.0.1", 0, app, ThreadingServer, Quiet) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture
def on_the_day(raised: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in the county on its day; reading changes nothing there."""
    monkeypatch.setenv(clock.TODAY, TODAY.isoformat())
    with settled(raised.home):
        yield


@pytest.fixture
def address(on_the_day: None) -> Iterator[str]:
    """Serve the county."""
    with served(get_wsgi_application()) as here:
        yield here


def seen(chromium: Browser, address: str, page_address: str, *, large: bool) -> dict[str, Any]:
    """Open a page on a small phone and say what it cost and what is wrong with it."""
    context = chromium.new_context(locale="zh-CN", viewport=SMALL, bypass_csp=True)
    if large:
        context.add_cookies([{"name": "type_size", "value": "large", "url": address}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(WATCH)
    answers: list[Response] = []
    complaints: list[str] = []
    # Playwright cannot hang its mark on a built-in method.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}{page_address}", wait_until="load")
    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    found = {"bytes": weight, "requests": len(answers), **faults(page)}
    if "/q/" not in page_address:  # a code nobody made answers 404, which the console tells
        found["complaints"] = complaints
    context.close()
    return found


def faults(page: Page) -> dict[str, Any]:
    """Return what is wrong with a page as it stands: shifts, overflow, small targets, axe's findings."""
    page.wait_for_timeout(50)
    shifted = page.evaluate("window.shifted")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    small = page.evaluate(TARGETS, SMALLEST_TARGET)
    page.evaluate(AXE)
    return {"shift": shifted, "wide": wide, "small": small, "axe": page.evaluate(SERIOUS)}


CLEAN = {"shift": 0, "wide": 0, "small": [], "axe": [], "complaints": []}


@pytest.mark.parametrize("large", [False, True])
def test_every_public_page_stays_within_its_budget(chromium, address, large, record_property):
    broken = {}
    pages = PAGES if not large else PAGES[:8]
    heaviest = (0, "")
    for one in pages:
        found = seen(chromium, address, one, large=large)
        heaviest = max(heaviest, (found["bytes"], one))
        wrong = {key: found[key] for key, good in CLEAN.items() if found.get(key, good) != good}
        if found["bytes"] > MOST_BYTES or found["requests"] > MOST_REQUESTS:
            wrong["cost"] = (found["bytes"], found["requests"])
        if wrong:
            broken[one] = wrong
    record_property("heaviest_bytes", heaviest)
    assert broken == {}


def test_notice_stays_within_its_budget(chromium, address):
    row = PublicNotice.objects.filter(withdrawn_at=None, until_on__gte=TODAY).order_by("pk").first()
    found = seen(chromium, address, f"/portal/notices/{row.pk}/", large=False)
    assert {key: found[key] for key in CLEAN} == CLEAN


def test_page_that_comes_in_pieces_moves_nothing_already_shown(chromium, on_the_day):
    with served(in_pieces(get_wsgi_application())) as address:
        shifts = {one: seen(chromium, address, one, large=True)["shift"] for one in SLOW_PAGES}
    assert shifts == dict.fromkeys(SLOW_PAGES, 0)
