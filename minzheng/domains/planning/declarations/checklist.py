"""The lines an inspection of a township goes through, as data."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One line of the checklist: what is looked at, and the law or paper that asks for it."""

    text: str
    basis: str


def read_checklist(path: Path) -> tuple[CheckPoint, ...]:
    """Return the lines of a csv (sequence, text, basis) in their order."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: int(row["sequence"]))
    return tuple(CheckPoint(row["text"], row["basis"]) for row in rows)


CHECKLIST = read_checklist(Path(__file__).parent.parent / "checklists.csv")
