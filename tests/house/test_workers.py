"""Threads: a page has one, a run has those of the machine."""

import pytest

from minzheng.site import workers


@pytest.fixture
def started(monkeypatch):
    found = []
    monkeypatch.setattr(
        workers.subprocess, "Popen", lambda words, **more: found.append((words, more))
    )
    return found


@pytest.mark.parametrize("given", ["", "3"])
def test_run_started_from_a_page_has_the_threads_of_the_machine(monkeypatch, started, given):
    monkeypatch.delenv(workers.THREADS, raising=False)
    if given:
        monkeypatch.setenv(workers.THREADS, given)
    pages = workers.for_pages()
    assert pages[workers.THREADS] == (given or "1")
    for name in (workers.THREADS, workers.KEPT):
        monkeypatch.setenv(name, pages[name])
    workers.launch("cycle", "2026-10")
    words, more = started[0]
    assert words[-2:] == ["cycle", "2026-10"]
    assert more["env"].get(workers.THREADS, "") == given
    assert workers.KEPT not in more["env"]
