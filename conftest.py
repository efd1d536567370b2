"""What every test may ask for; the keys and the home are set by the plugin ``minzheng.site.testing``."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

from minzheng.site import patterns, throwaway
from minzheng.site.testing import PATIENCE_MS
from minzheng.site.verbs import test as test_verb

LOCAL = ("http://localhost:", "http://127.0.0.1:", "data:", "blob:", "about:")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN"]


@pytest.fixture(scope="session")
def home() -> Path:
    """Return the home folder of this test session."""
    return Path(throwaway.HOME.name)


@pytest.fixture(scope="session")
def tables() -> Path:
    """Return an SQLite file with all tables and no rows, for a home of a test's own."""
    return Path(patterns.of())


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Work in the copied tables instead of making them."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Lay a copy of the pattern where Django looks for the database of the suite."""
    server = os.environ.get("MINZHENG_DATABASE", "")
    pattern = patterns.of(server)
    if server:
        name = f"test_{connection.settings_dict['NAME']}"
        patterns.drop(server, name)
        patterns.create(server, name, pattern)
    else:
        shutil.copy(pattern, connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep what all tests of a file stand on in a transaction that is never committed.

    A fixture of the file's own writes there after asking for this one; each test with ``db`` works in a
    savepoint of it. Tests that need real transactions must not ask for it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash passwords cheaply: scrypt is slow on purpose, and no test measures it."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run the browser of the distribution, or the one that ``CHROMIUM`` names."""
    path = test_verb.browser()
    if path is None:
        pytest.fail("未找到浏览器：apt-get install chromium，或设置 CHROMIUM=路径")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a fresh page; what its scripts complain of, and any call to a foreign host, fails."""
    complaints: list[str] = []

    def keep_local(route: Route) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
        else:
            complaints.append(f"foreign host: {route.request.url}")
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 on purpose is no fault of a script.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.route("**/*", keep_local)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
