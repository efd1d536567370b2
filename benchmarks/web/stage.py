"""The stage: a register of the asked size on PostgreSQL, who reads, which pages, and their SQL."""

import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import MANDATE_SESSION_KEY, SECOND_FACTOR_SESSION_KEY
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from world import county as counties
from world import raising, staff

AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
MONTH = "2026-10"
# Of a county drawn at random, so many people live in a household.
A_HOUSEHOLD = 2.637
READERS = ("lin", "chen", "su")
# Kind of page, and how many of a hundred requests ask for it. Some six hundred of a county's staff
# open a page every half minute of a busy hour, which is twenty a second; the rest are citizens.
MIX = {
    "tasks": 10, "people_of_town": 5, "by_initials": 10, "person": 10, "household": 5, "cases": 5,
    "portal_home": 15, "portal_services": 12, "portal_service": 12, "portal_standards": 6,
    "portal_notices": 5, "portal_facilities": 5,
}  # fmt: skip
# Different rows per kind: enough that no cache of ours or PostgreSQL's knows them all.
VARIETY = 150


def raise_register(size: int, seed: int) -> None:
    """Raise a county of about ``size`` people; print how many, and how long it took."""
    begun = time.monotonic()
    made = counties.make(round(size / A_HOUSEHOLD), seed=seed, month=MONTH)
    raising.raise_county(made, at=AT)
    staff.hire(village=Division.objects.filter(level=5).order_by("code")[0].code, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told = {"persons": Person.objects.count(), "seconds": time.monotonic() - begun}
    print(json.dumps(told))


def plan(place: str, count: int, seed: int) -> None:
    """Write who asks for which page in which order, and the SQL behind each page."""
    dice = random.Random(seed)  # a plan that can be repeated
    client = Client()
    doors = dict(zip(READERS, map(_cookie, READERS), strict=True))
    choices = {kind: list(_addresses(kind, dice)) for kind in MIX}
    drawn = dice.choices(list(MIX), weights=list(MIX.values()), k=count)
    pages, queries = [], {}
    for kind in drawn:
        public = kind.startswith("portal")
        address, reader = dice.choice(choices[kind])
        key = f"{reader}{address}"
        if key not in queries:
            queries[key] = _queries(client, address, "" if public else doors[reader])
        pages.append(
            {
                "kind": kind,
                "key": key,
                "address": address,
                "cookie": "" if public else doors[reader],
            }
        )
    text = json.dumps({"pages": pages, "queries": queries}, ensure_ascii=False)
    Path(place).write_text(text, encoding="utf-8")


def _cookie(username: str) -> str:
    """Seat somebody of the staff without the sign-in page, whose hashing is no reading."""
    mandate = Mandate.objects.select_related("user").get(user__username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(mandate.user_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = mandate.user.get_session_auth_hash()
    session[MANDATE_SESSION_KEY] = mandate.pk
    session[SECOND_FACTOR_SESSION_KEY] = AT.isoformat()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _addresses(kind: str, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a kind of page, each with who reads it."""
    town = Mandate.objects.get(user__username="lin").division
    if kind in {"tasks", "cases", "people_of_town"}:
        address = {"tasks": "/", "cases": "/cases/", "people_of_town": "/people/"}[kind]
        yield from ((address, reader) for reader in READERS)
    elif kind == "by_initials":
        names = Person.objects.filter(division__path__startswith=town.path)
        known = names.values_list("name_initials", flat=True).distinct()[: VARIETY // 3]
        yield from ((f"/people/?q={one}", reader) for one in known for reader in ("lin", "chen"))
    elif kind == "person":
        first, last = _ends(Person)
        yield from ((f"/people/{dice.randint(first, last)}/", "chen") for _ in range(VARIETY))
    elif kind == "household":
        first, last = _ends(Household)
        yield from ((f"/households/{dice.randint(first, last)}/", "chen") for _ in range(VARIETY))
    else:
        yield {
            "portal_home": "/portal/", "portal_services": "/portal/services/",
            "portal_service": "/portal/services/assistance.dibao.application/",
            "portal_standards": "/portal/standards/",
            "portal_notices": "/portal/notices/",
            "portal_facilities": "/portal/facilities/",
        }[kind], ""  # fmt: skip


def _ends(model: type[Person] | type[Household]) -> tuple[int, int]:
    """Return the first and the last number of a table that was filled at once."""
    return model.objects.order_by("pk")[0].pk, model.objects.order_by("-pk")[0].pk


def _queries(client: Client, address: str, cookie: str) -> list[str]:
    """Return what a page reads, as the server receives it; the line a look leaves is no reading."""
    client.cookies.clear()
    if cookie:
        name, _equals, value = cookie.partition("=")
        client.cookies[name] = value
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    asked = [query["sql"] for query in caught.captured_queries]
    return [sql for sql in asked if sql.startswith("SELECT ") and "advisory" not in sql]
