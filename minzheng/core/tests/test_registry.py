"""Registries, events and the clock."""

from dataclasses import dataclass
from datetime import date

import pytest

from minzheng.core import clock, events
from minzheng.core.registry import Registry


def test_registry_refuses_a_second_thing_under_one_key() -> None:
    registry: Registry[int] = Registry("部门")
    registry.add("b", 2)
    registry.add("a", 1)
    registry.add("a", 1)
    with pytest.raises(ValueError, match="部门“a”重复声明"):
        registry.add("a", 3)
    assert registry.all() == [1, 2]
    assert registry.sorted() == [("a", 1), ("b", 2)]
    assert "a" in registry
    with pytest.raises(KeyError, match="没有名为“c”的部门"):
        registry.get("c")


@dataclass(frozen=True)
class _Rang(events.Event):
    times: int


@dataclass(frozen=True)
class _RangTwice(_Rang):
    pass


def test_event_reaches_its_listeners_in_order_and_no_others() -> None:
    heard: list[str] = []

    def first(event: _Rang) -> None:
        heard.append(f"first {event.times}")

    def second(event: _Rang) -> None:
        heard.append(f"second {event.times}")

    events.listen(_Rang, first)
    events.listen(_Rang, second)
    events.listen(_Rang, first)
    try:
        events.announce(_Rang(1))
        events.announce(_RangTwice(2))
    finally:
        events.ignore(_Rang, first)
        events.ignore(_Rang, second)
    assert heard == ["first 1", "second 1"]
    assert _Rang not in events.listeners()


def test_clock_keeps_the_given_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.TODAY, "2026-11-16")
    moment = clock.now()
    assert moment.date() == date(2026, 11, 16)
    assert moment.utcoffset() == clock.at_noon(date(2026, 11, 16)).utcoffset()
