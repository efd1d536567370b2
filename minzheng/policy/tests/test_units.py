"""Written values in, whole numbers inside, written values out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.policy.units import ValueUnreadable, display, kind_of, read, write


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("元/人·月", "money"),
        ("%", "percent"),
        ("月", "whole"),
        ("是否", "flag"),
        ("选项", "choice"),
        ("日期", "day"),
    ],
)
def test_kind_follows_from_the_unit(unit, kind):
    assert kind_of(unit) == kind


def test_money_reads_exactly_and_refuses_a_third_decimal():
    assert read(1101.8, "money") == 110_180
    with pytest.raises(ValueUnreadable):
        read("0.001", "money")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["money", "percent", "whole"]))
def test_written_value_reads_back(value, kind):
    assert read(write(value, kind), kind) == value


def test_display_says_unknown_and_divides_the_scale():
    assert display(None, "money", "元/月") == "未知"
    assert display(20_800_000 * 100, "money", "元/月", scale=10_000) == "2,080 元/月"
    assert display(110_180, "money", "元") == "1,101.80 元"
    assert display(2_000, "percent", "%") == "20 %"
    assert display("a", "choice", choices={"a": "甲"}) == "甲"
    assert display(date(2026, 7, 1), "day") == "2026-07-01"
