"""The case runner: yuan in, differences out."""

import pytest

from minzheng.policy import run_cases
from minzheng.policy.tests.small import STORE, small_policy

PERSON = {"is_dead": False, "in_custody": False, "cars": 0, "age": 40}


def case(**changes):
    return {
        "name": "例",
        "at": "2026-08-10",
        "division": "620422",
        "given": {"residence": "urban"},
        "members": [{**PERSON, "wages": 399.99}],
        "expect": {"outcome": "eligible", "amount": 100.01},
        **changes,
    }


def test_case_passes_in_yuan():
    (result,) = run_cases(small_policy(), [case()], STORE)
    assert result.passed
    assert result.row["amount"] == 10_001


def test_wrong_expectation_is_reported():
    (result,) = run_cases(
        small_policy(), [case(expect={"amount": 100, "below": False, "income": 399.99})], STORE
    )
    assert result.problems == ["amount：应为 10000，实为 10001", "below：应为 False，实为 True"]


def test_given_parameter_overrides_the_store():
    (result,) = run_cases(
        small_policy(),
        [case(given={"residence": "urban", "line": 400}, expect={"amount": 0.01})],
        STORE,
    )
    assert result.passed


def test_unknown_name_is_refused():
    with pytest.raises(ValueError, match="wagez"):
        run_cases(small_policy(), [case(members=[{**PERSON, "wagez": 1}])], STORE)


def test_unknown_expectation_is_a_problem():
    (result,) = run_cases(small_policy(), [case(expect={"grant": 1})], STORE)
    assert result.problems == ["「grant」不是可核对的结果"]
