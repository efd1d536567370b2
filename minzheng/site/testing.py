"""The pytest plugin of the house: a temporary home with fixed keys, and a record of results.

It is a plugin and not a conftest because pytest-django configures Django before any conftest.
"""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from minzheng.site import throwaway
from minzheng.site.requirements import requirements

throwaway.enter()
# Small frames, and another run beside this one: threads would wait for each other.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
# Playwright keeps an event loop running in the thread of the test; the database calls there
# are synchronous on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

MARKS_PER_TEST = 2
# Two suites, their servers and two browsers share two cores: a busy machine is no fault of the page.
PATIENCE_MS = 120_000
# A later phase may only make an outcome worse.
RANK = {"passed": 0, "skipped": 1, "failed": 2}
_results: dict[str, dict[str, Any]] = {}


def numbers_of(item: pytest.Item) -> list[str]:
    """Return the requirement numbers that a test carries."""
    return [str(number) for mark in item.iter_markers("requirement") for number in mark.args]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a number that is not in the list, and a test that claims too many.

    A test marked `apart` never meets the database of the suite: the run on PostgreSQL skips it,
    since the run on SQLite beside it does exactly the same.
    """
    if os.environ.get("MINZHENG_DATABASE"):
        for item in items:
            if item.get_closest_marker("apart"):
                item.add_marker(pytest.mark.skip(reason="meets no database; run beside SQLite"))
    problems = []
    for item in items:
        numbers = numbers_of(item)
        if len(numbers) > MARKS_PER_TEST:
            problems.append(f"{item.nodeid}: {len(numbers)} numbers, at most {MARKS_PER_TEST}")
        problems += [f"{item.nodeid}: no {one}" for one in numbers if one not in requirements()]
    if problems:
        raise pytest.UsageError("requirement marks:\n" + "\n".join(problems))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Keep the worst outcome of the phases of each test, with the numbers it carries."""
    outcome = yield
    report = outcome.get_result()
    result = _results.setdefault(
        item.nodeid,
        {
            "outcome": "passed",
            "requirements": numbers_of(item),
            "seconds": 0.0,
            "is_journey": item.get_closest_marker("browser") is not None,
        },
    )
    if RANK[report.outcome] > RANK[result["outcome"]]:
        result["outcome"] = report.outcome
    result["seconds"] = round(result["seconds"] + report.duration, 4)


def pytest_sessionfinish() -> None:
    """Write the results where ``./mz test`` asked for them."""
    wanted = os.environ.get("MINZHENG_RESULTS")
    if wanted:
        Path(wanted).write_text(json.dumps(_results, ensure_ascii=False), encoding="utf-8")
