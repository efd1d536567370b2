"""指标: statistics declared beside the facts they count, computed for every division from people."""

from .declarations import FLOW, MONTH, STOCK, Measure, Ratio, Rows, indicator

__all__ = ["FLOW", "MONTH", "STOCK", "Measure", "Ratio", "Rows", "indicator"]
