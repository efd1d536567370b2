"""Numbers by column mean what core.resident_id says one by one."""

from datetime import date, timedelta

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minzheng.core.resident_id import InvalidId, make, normalise, parse, upgrade_15
from minzheng.core.sealing import blind_index
from minzheng.kernel.exchange.identities import Identities, clean_numbers

ON = date(2026, 11, 6)
SCIENTIFIC = "6.29901E+17"
births = st.dates(date(1880, 1, 1), date(2027, 12, 31))
divisions = st.sampled_from(["629901", "620422", "110101", "810000"])
sound = st.builds(make, divisions, births, st.integers(0, 999))
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Return a number as Excel, input methods and clerks leave it."""
    text = draw(sound)
    if draw(st.booleans()) and text[6:8] == "19":
        text = text[:6] + text[8:17]
    place = draw(st.integers(0, len(text) - 1))
    odd = draw(st.sampled_from(["0", "9", "X", "x", "", "A", "　", "-"]))
    changes = {
        "none": text,
        "lower": text.lower(),
        "full": text.translate(FULL),
        "apostrophe": "'" + text,
        "spaces": f" {text[:6]} {text[6:]}\u00a0\u3000\t",
        "changed": text[:place] + odd + text[place + 1 :],
        "swapped": text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
    }
    return changes[draw(st.sampled_from(sorted(changes)))]


def _one_by_one(text: str | None) -> tuple[str | None, str | None]:
    number = normalise(text or "")
    try:
        if len(number) == 15 and number.isdigit():
            number = upgrade_15(number)
        return parse(number, on=ON, allow_demo=True).number, None
    except InvalidId as problem:
        return None, f"id_{problem.code}"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(sound, mangled(), st.text(max_size=20), st.none()), max_size=30))
@example([None, "", "6299019901010011", "1" * 18, "629901000001010019"])
@example(["0E0", "6.29901E+17"])
def test_columns_mean_what_core_says(texts: list[str | None]) -> None:
    cleaned = clean_numbers(pl.Series(texts, dtype=pl.String), on=ON, allow_demo=True)

    found = {raw: (number, problem) for raw, number, _fixed, problem in cleaned.iter_rows()}

    said = {text: _one_by_one(text) for text in texts}
    # Of a number that a spreadsheet has rounded the column says more than core: how it was lost.
    lost = {text for text, (_number, problem) in found.items() if problem == "id_scientific"}
    assert all("E" in normalise(text or "") and said[text][0] is None for text in lost)
    assert {text: found[text] for text in found.keys() - lost} == {
        text: said[text] for text in said.keys() - lost
    }


def test_columns_check_ages_to_the_day() -> None:
    eldest = date(ON.year - 131, ON.month, ON.day) + timedelta(days=1)
    texts = [make("629901", day, 1) for day in (eldest, eldest - timedelta(days=1), ON)]
    texts.append(make("629901", ON + timedelta(days=1), 1))

    cleaned = clean_numbers(pl.Series(texts), on=ON, allow_demo=True)

    assert cleaned["problem"].to_list() == [None, "id_age", None, "id_future"]


def test_columns_tell_scientific_notation_from_a_wrong_length() -> None:
    cleaned = clean_numbers(pl.Series([SCIENTIFIC, "62990119"]), on=ON, allow_demo=True)

    assert cleaned["problem"].to_list() == ["id_scientific", "id_length"]


def test_columns_refuse_synthetic_people_outside_a_demo() -> None:
    cleaned = clean_numbers(
        pl.Series([make("629901", date(1960, 1, 1), 1)]), on=ON, allow_demo=False
    )

    assert cleaned["problem"].to_list() == ["id_demo"]


def test_one_person_has_one_pseudonym_however_written() -> None:
    number = make("629901", date(1960, 1, 1), 10)
    identities = Identities(on=ON, allow_demo=True)

    texts = [number, "'" + number, number.translate(FULL), number[:6] + number[8:17]]
    pids = identities.resolve(pl.Series(texts))["pid"].unique().to_list()

    assert pids == [blind_index(number)]
