"""待遇: who receives what, since when, and on which determination."""

from .declarations import HOUSEHOLD, MONTHLY, PERSON, Benefit

__all__ = ["HOUSEHOLD", "MONTHLY", "PERSON", "Benefit"]
