"""The list of requirements that the project ships, and what a finished test run shows of it."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("requirements.csv")
PASSED = "passed"


@dataclass(frozen=True)
class Requirement:
    """One row of the list: its number, kind, English text and the literal Chinese terms."""

    number: str
    kind: str
    text: str
    chinese: str

    @property
    def prefix(self) -> str:
        """Return the module of the number, such as ``SA``."""
        return self.number.partition("-")[0]


@cache
def requirements() -> dict[str, Requirement]:
    """Return every row of the shipped list by its number, in the order of the list."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        rows = [Requirement(**row) for row in csv.DictReader(stream)]
    return {row.number: row for row in rows}


def shown(runs: Iterable[Mapping[str, Mapping[str, Any]]]) -> list[str]:
    """Return the numbers that every run (one per database) shows, in the order of the list.

    Each run maps a test's id to ``{"outcome": …, "requirements": [number, …]}``. A number is
    shown when at least one test carries it and all tests that carry it passed in all runs.
    """
    results = list(runs)
    carriers: dict[str, set[str]] = {}
    for run in results:
        for test, result in run.items():
            for number in result["requirements"]:
                carriers.setdefault(number, set()).add(test)

    def passed(test: str) -> bool:
        return all(run.get(test, {}).get("outcome") == PASSED for run in results)

    return [
        number
        for number in requirements()
        if number in carriers and all(passed(test) for test in carriers[number])
    ]


def tally(numbers: Iterable[str]) -> dict[str, int]:
    """Return how many of ``numbers`` each prefix of the list has, then the ``total``."""
    known = requirements()
    counts = Counter(known[number].prefix for number in numbers)
    prefixes = dict.fromkeys(row.prefix for row in known.values())
    return {prefix: counts[prefix] for prefix in prefixes} | {"total": counts.total()}
