"""The words a room declares its indicators with, and their registry; no Django."""

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import narwhals as nw

from minzheng.core.months import HALF, MONTH, QUARTER, YEAR
from minzheng.core.registry import Registry

from .choices import COMPUTED, DOWN, FLOW, REPORTED, STOCK, UP

__all__ = ["DOWN", "FLOW", "HALF", "MONTH", "QUARTER", "STOCK", "UP", "YEAR"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number to be taken from rows: how (count, distinct, sum) and of which column."""

    rows: "Rows"
    how: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share or a mean: numerator over denominator."""

    top: Measure
    of: Measure


class Rows:
    """The rows of a fact table as an indicator sees them: filter, then measure once."""

    def __init__(self, frame: nw.DataFrame, table: str = "") -> None:
        """Wrap a Narwhals frame that has a `division` column, of a fact table."""
        self.frame = frame
        self.table = table

    def filter(self, condition: nw.Expr) -> "Rows":
        """Keep the rows that meet a Narwhals condition."""
        return Rows(self.frame.filter(condition), self.table)

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
    """A declared statistic (指标): what it is called, how it is reckoned, from which tables.

    A figure is numerator × ``per`` ÷ denominator, or numerator ÷ 10**``digits`` where there is no
    denominator; the numerator of money is in fen. ``better`` says which way is good.
    """

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
    function: Callable[..., Measure | Ratio] | None
    better: str = UP
    per: int = 100
    digits: int = 0
    origin: str = COMPUTED

    @property
    def is_reported(self) -> bool:
        """Whether its figures are entered with their source and not counted here."""
        return self.function is None

    @property
    def is_money(self) -> bool:
        """Whether its numerator is an amount in fen."""
        return self.unit.startswith("元")

    @property
    def version(self) -> str:
        """A digest of what the figure means: definition, function, tables and scale."""
        return _digest(self)

    def value(self, numerator: int, denominator: int | None) -> Decimal | None:
        """Return the figure in its unit; None where the denominator is nought."""
        if denominator is None:
            return Decimal(numerator).scaleb(-self.digits)
        if not denominator:
            return None
        scale = 100 if self.is_money else 1
        return Decimal(numerator * self.per) / (Decimal(denominator) * scale)


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
    better: str = UP,
    per: int = 100,
    digits: int | None = None,
) -> Callable[[Callable[..., Measure | Ratio]], Indicator]:
    """Declare an indicator; the argument names of the function are the fact tables it reads.

    The docstring is the definition shown with every figure; without one the declaration fails.
    ``per`` multiplies a Ratio: 100 for %, 1000 for 每千, 10000 for 每万, 1 for a mean.
    """

    def declare(function: Callable[..., Measure | Ratio]) -> Indicator:
        definition = inspect.getdoc(function)
        if not definition:
            raise ValueError(f"指标“{key}”没有写明口径。")
        tables = tuple(inspect.signature(function).parameters)
        item = Indicator(key, label, kind, unit, every, by, suppress_below, basis, definition,
                         tables, function, better, per, _digits(unit, digits))  # fmt: skip
        registry.add(key, item)
        return item

    return declare


def reported(
    key: str,
    label: str,
    *,
    kind: str,
    unit: str,
    basis: str,
    definition: str,
    every: str = YEAR,
    better: str = UP,
    per: int | None = None,
    digits: int | None = None,
) -> Indicator:
    """Declare an indicator whose figures come from outside, each with its source and a check.

    ``per`` is 100 for a share in % and 1 otherwise unless it is given.
    """
    if not definition:
        raise ValueError(f"指标“{key}”没有写明口径。")
    item = Indicator(key, label, kind, unit, every, ("division",), 0, basis, definition, (), None,
                     better, _per(unit, per), _digits(unit, digits), REPORTED)  # fmt: skip
    return registry.add(key, item)


def _per(unit: str, per: int | None) -> int:
    return per if per is not None else 100 if unit == "%" else 1


def _digits(unit: str, digits: int | None) -> int:
    return digits if digits is not None else 2 if unit.startswith("元") else 0


def indicators() -> list[Indicator]:
    """Return all declared indicators, by key."""
    return registry.all()


def computed() -> list[Indicator]:
    """Return the declared indicators that are counted from fact tables."""
    return [item for item in registry.all() if not item.is_reported]


@cache
def _digest(item: Indicator) -> str:
    source = "" if item.function is None else inspect.getsource(item.function)
    parts = (item.definition, source, *item.tables, item.unit, item.kind, item.every, str(item.per))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
