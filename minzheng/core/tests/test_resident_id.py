"""Resident identity numbers: worked examples 1-3 and 8, and python-stdnum as an oracle."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from minzheng.core import resident_id
from minzheng.core.resident_id import InvalidId, make, mask_id, normalise, parse, upgrade_15

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "birth_on", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "female"),
        ("11010519491231002x", date(1949, 12, 31), "female"),
        ("'１５０４２５　１９９００３０７ 2310", date(1990, 3, 7), "male"),
        ("150425201202290046", date(2012, 2, 29), "female"),
        ("150425202001010022", date(2020, 1, 1), "female"),
        ("810000199010010010", date(1990, 10, 1), "male"),
        ("830000198512310020", date(1985, 12, 31), "female"),
    ],
)
def test_sound_number_tells_birth_and_sex(text: str, birth_on: date, sex: str) -> None:
    parsed = parse(text, on=TODAY)
    assert (parsed.birth_on, parsed.sex) == (birth_on, sex)
    assert parsed.is_prefix_known


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("15042519900307231", "length"),
        ("6.29901E+17", "length"),
        ("15042519900307231Z", "characters"),
        ("15042519900307²310", "characters"),
        ("150425199002300015", "birth_date"),
        (make("150425", date(2026, 11, 21), 1), "future"),
        (make("150425", date(1895, 1, 1), 1), "age"),
        ("150425199003072311", "check_digit"),
        (make("629901", date(1990, 1, 1), 1), "demo"),
    ],
)
def test_wrong_number_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(InvalidId) as refusal:
        parse(text, on=TODAY)
    assert refusal.value.code == code
    assert str(refusal.value) == resident_id.REASONS[code]


def test_demo_number_is_taken_where_demo_people_live() -> None:
    parsed = parse(make("629901", date(1990, 1, 1), 1), allow_demo=True)
    assert parsed.is_demo
    assert not parsed.is_prefix_known


def test_old_number_of_fifteen_digits_is_upgraded() -> None:
    assert upgrade_15("130503670401001") == "130503196704010016"
    with pytest.raises(InvalidId) as refusal:
        upgrade_15("130503000401996")
    assert refusal.value.code == "centenarian"


def test_number_is_masked() -> None:
    assert mask_id("150425199003072310") == "150425********2310"
    assert mask_id("123") == "***"


def test_number_of_a_huining_elder_is_sound_though_the_oracle_refuses_it() -> None:
    """620422 is Huining's code since 1985; elders born before hold it since their first card."""
    number = make("620422", date(1950, 5, 1), 12)
    assert parse(number, on=TODAY).is_prefix_known
    assert not ric.is_valid(number)


def test_old_county_code_is_known() -> None:
    assert resident_id.is_known_prefix("622423")
    assert not resident_id.is_known_prefix("629901")
    assert not resident_id.is_known_prefix("690001")


# Where the oracle departs from us: it refuses a division code unknown to its list, or unknown in
# the birth year. The check digit, the shape and the calendar must agree.
@given(
    st.sampled_from(sorted(resident_id.known_codes())),
    st.dates(date(1930, 1, 1), TODAY),
    st.integers(0, 999),
)
def test_number_agrees_with_the_oracle_except_for_its_places(
    code: str, birth_on: date, order: int
) -> None:
    number = make(code, birth_on, order)
    assert number[17] == ric.calc_check_digit(number)
    assert ric.get_birth_date(number) == parse(number, on=TODAY).birth_on
    try:
        ric.validate(number)
    except (ric.InvalidComponent, KeyError):
        # KeyError: its own mistake for prefectures of which it has no county.
        return
    assert parse(number, on=TODAY).number == number


@given(st.dates(date(1930, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 17), st.data())
def test_one_wrong_digit_is_always_noticed(
    birth_on: date, order: int, place: int, data: st.DataObject
) -> None:
    number = make("620422", birth_on, order)
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    mangled = number[:place] + wrong + number[place + 1 :]
    with pytest.raises(InvalidId):
        parse(mangled, on=TODAY)


@given(st.text(max_size=25))
def test_any_text_is_refused_or_sound(text: str) -> None:
    try:
        parsed = parse(text, on=TODAY, allow_demo=True)
    except InvalidId:
        return
    assert parsed.number == normalise(text)
