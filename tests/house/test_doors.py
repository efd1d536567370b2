"""Deny by default: no address of the house opens to somebody who has not signed in."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from minzheng.site.access import (
    for_citizens,
    for_machines,
    is_for_citizens,
    is_for_machines,
    is_public,
    public,
)

# What each kind of placeholder in an address is filled with.
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}


def patterns(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the configuration with its placeholders filled in."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            for name, converter in entry.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower()
                kind = {"string": "str"}.get(kind, kind)
                for spelling in (f"<{kind}:{name}>", f"<{name}>"):
                    address = address.replace(spelling, SAMPLES.get(kind, "2026-10"))
            yield address, entry


ALL = dict(patterns(get_resolver()))
CITIZENS = [address for address, entry in ALL.items() if is_for_citizens(entry.callback)]
MACHINES = [address for address, entry in ALL.items() if is_for_machines(entry.callback)]
OPEN = [address for address, entry in ALL.items() if is_public(entry.callback)]
CLOSED = sorted({*ALL} - {*CITIZENS, *MACHINES, *OPEN})


def test_addresses_are_enumerated():
    assert all("<" not in address for address in ALL)


@pytest.mark.django_db
@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_is_shut_to_the_unknown(client, address, method):
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse(settings.LOGIN_URL))
    assert "next=" in answer.headers["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", CITIZENS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_of_citizens_leads_to_their_own_door(client, address, method):
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse(settings.CITIZEN_LOGIN_URL))


@pytest.mark.django_db
@pytest.mark.parametrize("address", MACHINES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_of_machines_asks_for_a_key(client, address, method):
    answer = getattr(client, method)(address)
    assert answer.status_code in {401, 404, 405}


def test_mark_of_a_public_view_is_seen():
    assert is_public(public(lambda request: None))
    assert not is_public(lambda request: None)
    assert is_for_citizens(for_citizens(lambda request: None))
    assert is_for_machines(for_machines(lambda request: None))


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client):
    answer = client.get("/nowhere-at-all")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
