"""指标: statistics declared beside the facts they count, computed for every division from people."""

from .declarations import (
    DOWN,
    FLOW,
    HALF,
    MONTH,
    QUARTER,
    STOCK,
    UP,
    YEAR,
    Measure,
    Ratio,
    Rows,
    indicator,
    reported,
)

__all__ = [
    "DOWN",
    "FLOW",
    "HALF",
    "MONTH",
    "QUARTER",
    "STOCK",
    "UP",
    "YEAR",
    "Measure",
    "Ratio",
    "Rows",
    "indicator",
    "reported",
]
