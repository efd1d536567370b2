"""Writes of indicators: computed, reported and defined figures, and what is released of them."""

from .computing import compute_month, compute_period
from .reporting import IndicatorError, accept, define, reject, report, withdraw

__all__ = [
    "IndicatorError",
    "accept",
    "compute_month",
    "compute_period",
    "define",
    "reject",
    "report",
    "withdraw",
]
