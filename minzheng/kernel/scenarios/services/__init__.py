"""Writes: a scenario is saved, run on a month's population, turned into a draft standard, withdrawn."""

from .desk import MAY, ScenarioError, release, save, withdraw
from .running import explain, run, totals

__all__ = ["MAY", "ScenarioError", "explain", "release", "run", "save", "totals", "withdraw"]
