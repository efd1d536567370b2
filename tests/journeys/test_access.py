"""No page of the office shuts anybody out: every kind of page, opened by each role, looked at by axe-core."""

from collections import deque
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from world import staff

from .access import faults_of

# The pages are the same on every database.
pytestmark = [pytest.mark.apart, pytest.mark.browser, pytest.mark.slow]

# A link inside a drawing has no plain `href` of its own.
LINKS = """() => [...document.querySelectorAll("a[href]")]
  .map((link) => new URL(link.getAttribute("href"), location.href).href)"""
# Ways out, and answers that are files.
NOT_PAGES = {"sign_out", "document", "line", "case_paper", "switch_mandate"}
# Looked at on the first page of each role; lines of a list after the tenth.
ALIKE = (".ui-top", ".ui-menu", ".ui-bottom", ".ui-table tbody tr:nth-child(n+11)")
LEAST_KINDS = 250
DEAD = 400


def kind_of(address: str) -> str:
    """Return the name of the page at an address; empty for what is no page of the office."""
    parts = urlsplit(address)
    if "export" in parts.query:
        return ""
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ""
    is_page = match.app_name == "office" and match.url_name not in NOT_PAGES
    return str(match.url_name) if is_page else ""


def opened(page: Page, address: str) -> int:
    """Open an address; return the status of the page that came, 0 where it is a file."""
    try:
        answer = page.goto(address)
    except Error as fault:
        if "Download is starting" in str(fault):
            return 0
        raise
    is_page = answer is not None and "text/html" in answer.headers.get("content-type", "")
    return answer.status if answer is not None and is_page else 0


def walk(page: Page, member: str, address: str, seen: dict[str, list[str]]) -> None:
    """Open every kind of page that links lead to and nobody opened before; keep what is wrong with it."""
    waiting = deque([f"{address}/"])
    while waiting:
        here = waiting.popleft()
        is_first = kind_of(here) == "home"
        # The first page and the frame around all pages differ from role to role; the rest is looked at once.
        name = f"home of {member}" if is_first else kind_of(here)
        if not name or name in seen:
            continue
        seen[name] = []
        status = opened(page, here)
        if status >= DEAD:
            seen[name] = [f"{member}: {here} answers {status}"]
        elif status:
            seen[name] = faults_of(page, without=() if is_first else ALIKE)
            waiting.extend({kind_of(link): link for link in page.evaluate(LINKS)}.values())


def test_no_page_of_the_office_has_a_serious_fault(window, address, capsys):
    seen: dict[str, list[str]] = {}
    for member in staff.STAFF:
        walk(window(member.username), member.username, address, seen)
    with capsys.disabled():
        print(f"\n无障碍检查：以 {len(staff.STAFF)} 个账户打开 {len(seen)} 种页面")
    assert len(seen) > LEAST_KINDS, "the walk came not far"
    assert {name: found for name, found in seen.items() if found} == {}
