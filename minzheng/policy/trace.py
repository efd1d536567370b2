"""Everything that was known and worked out about one unit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .graph import Graph
from .parameters import ParameterRow


@dataclass(frozen=True, eq=False)
class Trace:
    """One unit's facts, parameter values and rule values, with its people and its answer."""

    graph: Graph
    at: date
    unit: Any
    lineage: tuple[str, ...]
    values: dict[str, Any]
    persons: list[dict[str, Any]]
    rows: dict[str, ParameterRow]
    outcome: str
    amount: int | None
    missing: list[str]
