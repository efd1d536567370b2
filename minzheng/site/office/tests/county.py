"""The demo county in the test database: raised once for all; each page test is undone, journeys stay."""

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import User
from minzheng.kernel.people.models import Household
from world import raising, staff

HOUSEHOLDS, SEED, TODAY = 300, 5, datetime.date(2026, 11, 16)
_known: dict[str, raising.Raising] = {}


def settled(home: Path) -> override_settings:
    """Return the settings under which the county was raised."""
    return override_settings(
        HOME=home,
        LAKE=home / "lake",
        MEDIA_ROOT=home / "files",
        DEMO=True,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
    )


@pytest.fixture(scope="session")
def raised(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[raising.Raising]:
    """Raise the county through the rooms' own doors, once for every test that asks.

    Tests that use it carry no ``django_db`` mark: pytest-django runs them after all others. The
    audit lets nobody empty the database; it goes with the session.
    """
    with django_db_blocker.unblock():
        if "county" in _known:
            yield _known["county"]
            return
        home = tmp_path_factory.mktemp("county")
        made = raising.Raising(home, HOUSEHOLDS, SEED, TODAY)
        before = os.environ.get(clock.TODAY)
        os.environ[clock.TODAY] = TODAY.isoformat()
        with settled(home):
            for _label, step in raising.STEPS:
                step(made)
        _restore(before)
        # What lies here came within minutes: the planner must not guess from empty tables. SQLite guesses
        # well without, and 3.40 reads some indexes wrongly with statistics.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        _known["county"] = made
        yield made


def _restore(before: str | None) -> None:
    if before is None:
        os.environ.pop(clock.TODAY, None)
    else:
        os.environ[clock.TODAY] = before


@pytest.fixture
def county(raised: raising.Raising, monkeypatch: pytest.MonkeyPatch) -> Iterator[raising.Raising]:
    """Stand in the raised county on its day; what the test does is undone."""
    monkeypatch.setenv(clock.TODAY, TODAY.isoformat())
    with settled(raised.home), transaction.atomic():
        yield raised
        transaction.set_rollback(True)


@pytest.fixture
def desk(county: raising.Raising) -> Callable[[str], Client]:
    """Return a function that signs somebody in through the real sign-in and gives the client."""
    known: dict[str, Client] = {}

    def sign_in(username: str) -> Client:
        if username not in known:
            known[username] = signed_in(username)
        return known[username]

    return sign_in


def signed_in(username: str) -> Client:
    """Sign a member of the demo staff in with password and second factor."""
    client = Client()
    secret = next(member.secret for member in staff.STAFF if member.username == username)
    # One code opens one session: a second sign-in within the half minute is somebody else's test.
    User.objects.filter(username=username).update(totp_last_step=0)
    answer = client.post(
        "/sign-in/",
        {
            "username": username,
            "password": staff.PASSWORD,
            "code": accounts.totp_code(secret, clock.now()),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    return client


def household_of(made: raising.Raising, story: str) -> Household:
    """Return the household of a story by its key."""
    found = next(s for s in made.truth["stories"] if s["key"] == story)
    return Household.objects.select_related("head", "division").get(head__name=found["name"])
