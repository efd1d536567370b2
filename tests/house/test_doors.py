"""Deny by default: no address of the house opens to somebody who has not signed in."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from minzheng.site.access import is_public, public

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
CLOSED = [address for address, entry in ALL.items() if not is_public(entry.callback)]


def test_addresses_are_enumerated():
    assert all("<" not in address for address in ALL)


@pytest.mark.django_db
@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_is_shut_to_the_unknown(client, address, method):
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


def test_mark_of_a_public_view_is_seen():
    assert is_public(public(lambda request: None))
    assert not is_public(lambda request: None)


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client):
    answer = client.get("/nowhere-at-all")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
