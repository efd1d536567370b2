"""What counts as shown: a mark counts only if its test passed on both databases."""

from collections import Counter

from minzheng.site import requirements

PASSED = {"outcome": "passed", "requirements": ["SA-01"]}
FAILED = {"outcome": "failed", "requirements": ["SA-01"]}
SKIPPED = {"outcome": "skipped", "requirements": ["SA-01"]}


def test_list_is_whole():
    kinds = Counter(row.kind for row in requirements.requirements().values())
    assert kinds == {
        "SYSTEM": 98,
        "PROCESS": 320,
        "REGISTER": 79,
        "RULE": 137,
        "INDICATOR": 59,
        "REPORT": 26,
        "CHANNEL": 8,
    }
    assert len(requirements.requirements()) == 727


def test_mark_counts_when_its_test_passed_on_both():
    assert requirements.shown([{"t": PASSED}, {"t": PASSED}]) == ["SA-01"]


def test_mark_does_not_count_when_one_database_failed():
    assert requirements.shown([{"t": PASSED}, {"t": FAILED}]) == []


def test_mark_does_not_count_when_its_test_was_skipped():
    assert requirements.shown([{"t": PASSED}, {"t": SKIPPED}]) == []


def test_mark_does_not_count_when_one_database_did_not_run_it():
    assert requirements.shown([{"t": PASSED}, {}]) == []


def test_one_failing_carrier_takes_the_number_away():
    both = {"t": PASSED, "u": FAILED}
    assert requirements.shown([both, both]) == []


def test_tally_counts_by_prefix_and_in_total():
    counts = requirements.tally(["SA-01", "SA-02", "KC-01"])
    assert (counts["SA"], counts["KC"], counts["HD"], counts["total"]) == (2, 1, 0, 3)
    assert list(counts)[-1] == "total"
