"""Tests of how values look."""

from datetime import UTC, date, datetime

import pytest

from minzheng.ui import formats


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(123450, "1,234.50"), (0, "0.00"), (5, "0.05"), (-123456, "-1,234.56"), (None, "—")],
)
def test_yuan_shows_whole_fen(fen, shown):
    assert formats.yuan(fen) == shown


@pytest.mark.parametrize("value", [12.5, "12", True])
def test_yuan_refuses_what_is_not_whole_fen(value):
    with pytest.raises(TypeError, match="whole number of fen"):
        formats.yuan(value)


def test_moment_is_shown_in_local_time():
    assert formats.moment(datetime(2026, 11, 15, 16, 30, tzinfo=UTC)) == "2026-11-16 00:30"
    assert formats.day(datetime(2026, 11, 15, 16, 30, tzinfo=UTC)) == "2026-11-16"


def test_day_alone_shows_no_clock():
    assert formats.moment(date(2026, 11, 16)) == "2026-11-16"


@pytest.mark.parametrize(
    ("value", "keep", "shown"),
    [
        ("62990119480101001X", "6,2", "629901**********1X"),
        ("马一", "3,4", "马*"),
        ("欧阳建国", "1,1", "欧**国"),
        ("", "3,4", "—"),
        ("x", "0,1", "*"),
    ],
)
def test_masked_always_hides_something(value, keep, shown):
    assert formats.masked(value, keep) == shown


def test_percent_rounds_half_up():
    assert formats.percent(0.12345) == "12.3%"
    assert formats.percent("0.1225", 1) == "12.3%"
    assert formats.percent(None) == "—"


def test_reach_follows_keys_attributes_and_calls():
    assert formats.reach({"a": {"b": date(2026, 1, 2)}}, "a.b.isoformat") == "2026-01-02"
    assert formats.reach({"a": None}, "a.b") is None
