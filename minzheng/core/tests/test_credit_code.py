"""Credit codes of bodies, with python-stdnum as an oracle and its departures listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from minzheng.core import credit_code
from minzheng.core.credit_code import InvalidCreditCode, check_digit, parse


def test_sound_code_tells_its_parts() -> None:
    parsed = parse(" 91110000600037341l ".replace("l", "L"))
    assert (parsed.authority, parsed.kind, parsed.division) == ("9", "1", "110000")
    assert parsed.body == "600037341"
    assert parsed.is_body_sound


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("9111000060003734", "length"),
        ("9111000060003734IL", "characters"),
        ("91A10000600037341L", "division"),
        ("911100006000373410", "check_digit"),
    ],
)
def test_wrong_code_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(InvalidCreditCode) as refusal:
        parse(text)
    assert refusal.value.code == code


def test_rural_collective_is_sound_though_the_oracle_refuses_it() -> None:
    """N is agriculture (农村集体经济组织); the oracle wants digits in the first eight places."""
    first = "N2620422MF123456X"
    number = first + check_digit(first)
    assert parse(number).authority == "N"
    assert not uscc.is_valid(number)


@given(
    st.sampled_from("1359"),
    st.sampled_from("123"),
    st.integers(110000, 659999),
    st.text(credit_code.ALPHABET, min_size=9, max_size=9),
)
def test_code_agrees_with_the_oracle(authority: str, kind: str, division: int, body: str) -> None:
    first = f"{authority}{kind}{division}{body}"
    number = first + check_digit(first)
    assert uscc.is_valid(number)
    assert parse(number).number == number
    wrong = first + next(c for c in credit_code.ALPHABET if c != number[17])
    assert not uscc.is_valid(wrong)
    with pytest.raises(InvalidCreditCode):
        parse(wrong)
