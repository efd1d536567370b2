"""Reads of payments within the viewer's divisions."""

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
    "Totals",
    "differences",
    "lines",
    "register_gaps",
    "runs",
    "statement",
    "totals",
]
