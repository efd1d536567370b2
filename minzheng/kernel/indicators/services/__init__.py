"""Writes of indicators: computed, reported and defined figures, and what is released of them."""

from .computing import compute_month, compute_period
from .importing import COLUMNS, report_workbook
from .releasing import release_approve, release_draft, release_withdraw
from .reporting import IndicatorError, accept, define, reject, report, withdraw

__all__ = [
    "COLUMNS",
    "IndicatorError",
    "accept",
    "compute_month",
    "compute_period",
    "define",
    "reject",
    "release_approve",
    "release_draft",
    "release_withdraw",
    "report",
    "report_workbook",
    "withdraw",
]
