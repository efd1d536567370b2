"""The words of the cycle: stages of a month and the monthly routines of the rooms; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from minzheng.core.registry import Registry


@dataclass(frozen=True)
class Month:
    """What a stage is given: the month, where the files lie, who runs it and when."""

    month: str
    by: Any
    at: datetime
    inbox: Path | None
    progress: Callable[[int, int], None]


Work = Callable[[Month], Mapping[str, Any]]


@dataclass(frozen=True)
class Stage:
    """One stage of a month: idempotent, resumable, and able to run alone."""

    key: str
    label: str
    work: Work
    unit: str = ""


# (month, by, at) -> numbers for the summary; must change nothing when run a second time.
Routine = Callable[..., Mapping[str, int]]


@dataclass(frozen=True)
class MonthlyRoutine:
    """A room's own work of a month, such as drawing samples or noting what falls due."""

    key: str
    label: str
    work: Routine


_routines: Registry[MonthlyRoutine] = Registry("月度例行事项")


def monthly(key: str, label: str) -> Callable[[Routine], Routine]:
    """Declare a room's routine: called as ``function(month, by=…, at=…)``, safe to repeat."""

    def register(work: Routine) -> Routine:
        _routines.add(key, MonthlyRoutine(key, label, work))
        return work

    return register


def routines() -> list[MonthlyRoutine]:
    """Return the routines by key."""
    return list(_routines.all())


def forget(key: str) -> None:
    """Take a routine out again (for tests that declare their own)."""
    _routines.remove(key)
