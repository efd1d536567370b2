"""One month of a whole county; the tests follow one another, the last ones after people acted."""

import os
from collections import Counter

import pytest

from tests.proofs.conftest import County

KINDS, PERSON_KINDS = 12, 6
ENOUGH, ENOUGH_OF_PERSONS = 10, 3
RULES = 22
HALF = int("MINZHENG_DATABASE" in os.environ)

pytestmark = pytest.mark.slow


def _planted(told: dict) -> Counter:
    return Counter((row["kind"], row["household"], row["person"]) for row in told["truths"])


def _found(county: County) -> Counter:
    return Counter(tuple(row) for row in county.ask("w.found()"))


@pytest.mark.requirement("HD-11", "LM-10")
def test_month_finds_all_and_only_the_planted_truths_of_the_demo(demo: County) -> None:
    """Each kind is planted at least ten times, with as many decoys that must not be reported."""
    told = demo.ask("w.truth()")
    for rows in (told["truths"], told["decoys"]):
        kinds = Counter(row["kind"] for row in rows)
        assert len(kinds) == KINDS + PERSON_KINDS
        assert min(count for kind, count in kinds.items() if "." not in kind) >= ENOUGH
        assert min(count for kind, count in kinds.items() if "." in kind) >= ENOUGH_OF_PERSONS
    assert _found(demo) == _planted(told)


@pytest.mark.requirement("SA-19")
def test_month_finds_all_and_only_the_planted_truths_of_another_county(second: County) -> None:
    """Whoever should be in is found, whoever should be out is found, nobody else."""
    assert _found(second) == _planted(second.ask("w.truth()"))


@pytest.mark.requirement("LM-02", "LM-14")
def test_two_months_warn_of_all_and_only_what_befell_the_families(
    demo: County, second: County
) -> None:
    """The county that the second seed makes, and the demo, where nearly every rule has its family."""
    for county in (demo, second):
        told = county.ask("w.truth()")["warnings"]
        planted = Counter((row["kind"], row["household"], row["person"]) for row in told)
        assert Counter(tuple(row) for row in county.ask("w.found(warned=True)")) == planted
        assert len({kind for kind, _, _ in planted}) >= RULES


def test_files_are_as_dirty_as_real_ones(demo: County) -> None:
    """At least one row in twenty needs mending, one in a hundred is beyond repair."""
    told = demo.ask("w.truth()")
    assert told["dirty"] >= told["rows"] * 0.05
    assert told["broken"] >= told["rows"] * 0.01


def test_running_the_month_again_changes_no_row_and_no_file(demo: County) -> None:
    """On a later day, on the same inbox: every table and every file of the lake stays."""
    before = demo.ask("w.rows_and_files()")
    demo.tell("w.run_month_again(12)")
    after = demo.ask("w.rows_and_files()")
    assert {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    } == set()


def test_live_register_equals_the_payment_list_of_the_month(demo: County) -> None:
    told = demo.ask("w.register_and_list(w.PAY_MONTH)")
    assert told["register"]
    assert told["list"] == told["register"]


def test_household_alone_gets_the_answer_of_the_county(second: County) -> None:
    """Every column of every policy, the amount to the fen: 低保 for every second of the 400 households.

    Half of those are asked on each database. Every other policy is asked of a household for each
    answer it gave.
    """
    outcomes = second.ask("w.outcomes()")
    assert sum(outcomes.values()) >= 400
    assert set(outcomes) == {"eligible", "not_eligible", "undetermined"}
    assert second.ask(f"w.differing_answers({HALF})") == []


@pytest.mark.requirement("KC-12")
def test_every_recorded_determination_replays_from_its_snapshot(acted: County) -> None:
    """The office's own path records what the county's batch said; half replay on each database."""
    assert acted.ask("w.record_answers(60)") == []
    count, otherwise = acted.ask(f"w.replayed({HALF})")
    assert count >= 25
    assert otherwise == []


@pytest.mark.requirement("SA-15")
def test_register_equals_list_after_people_came_and_went(acted: County) -> None:
    told = acted.ask("w.register_and_list(w.NEXT_MONTH)")
    assert told["register"] != acted.ask("w.register_and_list(w.PAY_MONTH)")["register"]
    assert told["list"] == told["register"]


@pytest.mark.requirement("FN-01")
def test_everybody_is_paid_once_and_what_failed_is_paid_next_time(acted: County) -> None:
    lines = acted.ask("w.lines_by_state()")
    assert lines["paid"] > 0
    assert lines["failed"] == lines["reissued"] > 0
    assert acted.ask("w.twice_paid()") == []
