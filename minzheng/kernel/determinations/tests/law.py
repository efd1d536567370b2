"""The worked examples of every registered policy, run once for all tests that ask."""

from functools import cache

from minzheng.kernel.determinations.declarations import policies
from minzheng.policy import CaseResult, run_cases

# Values no case can meet, with the reason: seeds are to be met in a case of their place.
UNMET = {
    "elderly.old_age": {"410000"},  # a provincial floor, held against in a test of the room
}


@cache
def results(key: str) -> list[CaseResult]:
    """Run the cases beside a policy, by its key."""
    return run_cases(policies()[key])


def named(key: str, start: str) -> CaseResult:
    """Return the first case of a policy whose name starts so."""
    return next(result for result in results(key) if result.name.startswith(start))
