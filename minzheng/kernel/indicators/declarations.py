"""The words a room declares its indicators with, and their registry; no Django."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from minzheng.core.registry import Registry

STOCK = "stock"
FLOW = "flow"
MONTH = "month"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number to be taken from rows: how (count, distinct, sum) and of which column."""

    rows: "Rows"
    how: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share: numerator over denominator, shown as a percentage."""

    top: Measure
    of: Measure


class Rows:
    """The rows of a fact table as an indicator sees them: filter, then measure once."""

    def __init__(self, frame: nw.DataFrame) -> None:
        """Wrap a Narwhals frame that has a `division` column."""
        self.frame = frame

    def filter(self, condition: nw.Expr) -> "Rows":
        """Keep the rows that meet a Narwhals condition."""
        return Rows(self.frame.filter(condition))

    def count(self) -> Measure:
        """Count rows."""
        return Measure(self, "count")

    def count_distinct(self, column: str) -> Measure:
        """Count different values of a column: people are counted once in every division."""
        return Measure(self, "distinct", column)

    def sum(self, column: str) -> Measure:
        """Add a column up; money in whole fen."""
        return Measure(self, "sum", column)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A declared statistic (指标): key, label, unit, stock or flow, dimensions, suppression, definition."""

    key: str
    label: str
    kind: str
    unit: str
    every: str
    by: tuple[str, ...]
    suppress_below: int
    basis: str
    definition: str
    tables: tuple[str, ...]
    function: Callable[..., Measure | Ratio]


registry: Registry[Indicator] = Registry("指标")


def indicator(
    key: str,
    label: str,
    *,
    kind: str,
    unit: str,
    basis: str,
    every: str = MONTH,
    by: tuple[str, ...] = ("division",),
    suppress_below: int = 5,
) -> Callable[[Callable[..., Measure | Ratio]], Indicator]:
    """Declare an indicator; the argument names of the function are the fact tables it reads.

    The docstring is the definition shown with every figure; without one the declaration fails.
    """

    def declare(function: Callable[..., Measure | Ratio]) -> Indicator:
        definition = inspect.getdoc(function)
        if not definition:
            raise ValueError(f"指标“{key}”没有写明口径。")
        tables = tuple(inspect.signature(function).parameters)
        item = Indicator(
            key, label, kind, unit, every, by, suppress_below, basis, definition, tables, function
        )
        registry.add(key, item)
        return item

    return declare


def indicators() -> list[Indicator]:
    """Return all declared indicators, by key."""
    return registry.all()
