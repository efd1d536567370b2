"""月度周期: the stages of a month, their progress, and how they resume."""

from .declarations import monthly

__all__ = ["monthly"]
