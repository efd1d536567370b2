"""A real browser in the raised county: one window per person, a clock that can be put forward."""

from collections.abc import Callable, Iterator
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import User
from minzheng.site.office.tests.county import TODAY, county, desk, raised, settled
from minzheng.site.testing import PATIENCE_MS
from minzheng.ui.tests.test_browser import Quiet, ThreadingServer
from world import raising, staff
from world.identity import CLIENT, SECRET, Identity

__all__ = ["county", "desk", "raised"]


class Server(ThreadingServer):
    """Serves each request in its thread and leaves no connection to the database behind."""

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Close what the thread opened."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            connections.close_all()


@pytest.fixture
def address(raised: raising.Raising, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the county on its day; what people do here stays."""
    monkeypatch.setenv(clock.TODAY, TODAY.isoformat())
    with (
        settled(raised.home),
        make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet) as http,
    ):
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Return a function that seats somebody of the staff before a browser, signed in."""
    contexts: list[BrowserContext] = []
    pages: dict[str, Page] = {}
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def seat(username: str) -> Page:
        if username in pages:
            return pages[username]
        context = chromium.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1366, "height": 768},
            accept_downloads=True,
        )
        contexts.append(context)
        page = pages[username] = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        _sign_in(page, address, username)
        return page

    yield seat
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def identity(address: str) -> Iterator[Identity]:
    """Run the stand-in of the province's identity service for this county."""
    with (
        Identity([]) as service,
        override_settings(OIDC_ISSUER=service.issuer, OIDC_CLIENT=CLIENT, OIDC_SECRET=SECRET),
    ):
        yield service


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Return a page of 360 pixels that is touched."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True,
        is_mobile=True,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def _sign_in(page: Page, address: str, username: str) -> None:
    """Type user name, password and the six digits of the phone."""
    secret = next(member.secret for member in staff.STAFF if member.username == username)
    # One code opens one session; another journey may have used this half minute's already.
    User.objects.filter(username=username).update(totp_last_step=0)
    page.goto(f"{address}/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(staff.PASSWORD)
    page.get_by_label("动态口令").fill(accounts.totp_code(secret, clock.now()))
    page.locator("button.ui-door-go").click()
    page.wait_for_selector("#main")
    assert "sign-in" not in page.url, page.inner_text("#main")
