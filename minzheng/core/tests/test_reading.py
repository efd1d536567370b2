"""An answer stands while a page is read, and no longer."""

import pytest

from minzheng.core.reading import kept, reading

asked: list[tuple[int, str]] = []


@kept
def question(number: int, *, of: str = "") -> str:
    asked.append((number, of))
    if number < 0:
        raise ValueError(number)
    return f"{number}{of}"


@pytest.fixture(autouse=True)
def _nothing_asked():
    asked.clear()


def test_the_same_question_is_asked_once_while_reading():
    with reading():
        assert [question(1), question(1), question(1, of="a"), question(2)] == ["1", "1", "1a", "2"]
    assert asked == [(1, ""), (1, "a"), (2, "")]


def test_outside_of_reading_and_in_the_next_reading_it_is_asked_anew():
    question(1)
    question(1)
    for _page in range(2):
        with reading():
            question(1)
    assert len(asked) == 4


def test_a_failure_is_no_answer():
    with reading():
        for _time in range(2):
            with pytest.raises(ValueError, match="-1"):
                question(-1)
    assert len(asked) == 2
