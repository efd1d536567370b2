"""Reads of payments within the viewer's divisions."""

from .books import Disagreement, disagreements
from .runs import (
    Difference,
    Totals,
    differences,
    lines,
    register_gaps,
    runs,
    statement,
    totals,
)

__all__ = [
    "Difference",
    "Disagreement",
    "Totals",
    "differences",
    "disagreements",
    "lines",
    "register_gaps",
    "runs",
    "statement",
    "totals",
]
