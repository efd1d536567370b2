"""Money is whole fen and nothing is rounded in silence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.money import fen_to_yuan, format_yuan, half_up, yuan_to_fen


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("399.00", 39900), ("1,234.5", 123450), (" 12元 ", 1200), (Decimal("0.01"), 1), (-3, -300)],
)
def test_yuan_becomes_whole_fen(yuan: str | Decimal | int, fen: int) -> None:
    assert yuan_to_fen(yuan) == fen


@pytest.mark.parametrize("text", ["1.005", "", "不详", "NaN", "Infinity", "12元5角"])
def test_yuan_that_is_no_amount_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="金额"):
        yuan_to_fen(text)


def test_yuan_as_float_is_refused() -> None:
    with pytest.raises(ValueError, match="浮点"):
        yuan_to_fen(0.1)  # type: ignore[arg-type]


@given(st.integers(-(10**15), 10**15))
def test_fen_survive_the_way_to_yuan_and_back(fen: int) -> None:
    assert yuan_to_fen(fen_to_yuan(fen)) == fen
    assert yuan_to_fen(format_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("numerator", "denominator", "result"),
    [(5, 2, 3), (-5, 2, -3), (1, 3, 0), (2, 3, 1), (7, -2, -4), (0, 9, 0)],
)
def test_half_up_goes_away_from_zero(numerator: int, denominator: int, result: int) -> None:
    assert half_up(numerator, denominator) == result
