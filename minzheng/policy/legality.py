"""Is a published standard lawful? Checks declared beside the law, judged on the values in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from . import units
from .declaration import Parameter
from .parameters import ParameterRow

WHOLE = 10_000  # a percentage is held in hundredths of a percent


class Outcome(StrEnum):
    """What a check says; unknown is never a pass."""

    OK = "ok"
    BREACH = "breach"
    UNKNOWN = "unknown"
    NONE = "none"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return _OUTCOMES[self.value]


_OUTCOMES = {"ok": "符合", "breach": "不符合", "unknown": "无法判断", "none": "当地无此项规定"}
BLOCK, FLAG = "block", "flag"


class FigureMissing(LookupError):
    """A figure a check needs is not on record; the message names it in Chinese."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures held against each other: `actual` must not lie below `required`.

    Both are in the engine's own unit (fen, hundredths of a percent) and exact; `strict` asks for
    more than equal. `says` and `against` name them in Chinese; `unit` is for the reader.
    """

    actual: Fraction | int
    required: Fraction | int
    says: str
    against: str
    unit: str
    strict: bool = False

    @property
    def holds(self) -> bool:
        """Whether the actual figure is high enough."""
        return self.actual > self.required if self.strict else self.actual >= self.required

    def text(self, figure: Fraction | int) -> str:
        """Write one of the figures for a reader; two decimals, only for the screen."""
        kind = units.kind_of(self.unit)
        if kind in {"money", "percent"}:
            # Half up, for the eye only: what is compared stays exact.
            return units.display((2 * Fraction(figure) + 1) // 2, kind, self.unit)
        return f"{figure} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class FigureRead:
    """A value a check looked at, with the row that gave it."""

    label: str
    text: str
    row: ParameterRow | None


Look = Callable[[str, str, str, date], ParameterRow | None]
Declared = Callable[[str, str], Parameter | None]


@dataclass
class Figures:
    """What a check may ask: values in force at one place on one day, and a year before.

    It remembers every row that was read. A key is ``owner.name`` of a parameter.
    """

    look: Look
    declared: Declared
    at: date
    category: str = ""
    read: list[FigureRead] = field(default_factory=list)

    def row(self, key: str, *, on: date | None = None, category: str | None = None) -> ParameterRow:
        """Return the row in force; FigureMissing when there is none or its figure is unreadable."""
        owner, _, name = key.rpartition(".")
        day = on or self.at
        declared = self.declared(owner, name)
        found = self.look(owner, name, self.category if category is None else category, day)
        label = declared.label if declared else name
        if day != self.at:
            label = f"{day:%Y-%m-%d}的{label}"
        if found is None or not found.value.strip():
            raise FigureMissing(label)
        text = found.value
        if declared is not None:
            text = units.display(
                declared.parse(text), declared.kind, declared.unit, choices=dict(declared.choices)
            )
        self.read.append(FigureRead(label, text, found))
        return found

    def value(self, key: str, *, on: date | None = None, category: str | None = None) -> Any:
        """Return the value in the engine's own unit (fen, hundredths of a percent)."""
        owner, _, name = key.rpartition(".")
        declared = self.declared(owner, name)
        if declared is None:
            raise FigureMissing(name)
        return declared.parse(self.row(key, on=on, category=category).value)

    def growth(self, key: str, *, category: str | None = None) -> Fraction:
        """Return how much a figure rose within the year up to the day, in hundredths of a percent."""
        before = self.value(key, on=a_year_before(self.at), category=category)
        now = self.value(key, category=category)
        if not before:
            raise FigureMissing(f"{a_year_before(self.at):%Y-%m-%d}的非零数值")
        return Fraction(now - before, before) * WHOLE


def a_year_before(day: date) -> date:
    """Return the same day a year earlier (28 February for the 29th)."""
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


# None says: no such rule here.
Judge = Callable[[Figures], Comparison | None]


@dataclass(frozen=True, slots=True)
class LegalityCheck:
    """A rule of law about a published standard (合法性核验).

    `of` names the parameters it judges (``owner.name``), the first is the one it is about;
    `categories` are the values of the fact they are keyed by ("" for none); `severity` is
    ``block`` where a standard that breaks it may not be released, ``flag`` where it needs a reason;
    `pace` is the yearly growth (hundredths of a percent) a standard that grows by itself follows.
    """

    key: str
    label: str
    basis: str
    of: Sequence[str]
    judge: Judge
    categories: Sequence[str] = ("",)
    severity: str = BLOCK
    pace: Callable[[Figures], Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a check says about one place, day and category, with both figures and all rows read."""

    check: LegalityCheck
    category: str
    division: str
    at: date
    outcome: Outcome
    severity: str
    comparison: Comparison | None = None
    missing: str = ""
    read: Sequence[FigureRead] = ()

    @property
    def actual(self) -> str:
        """The figure judged, for a reader."""
        return self.comparison.text(self.comparison.actual) if self.comparison else ""

    @property
    def required(self) -> str:
        """The figure it is held against, for a reader."""
        return self.comparison.text(self.comparison.required) if self.comparison else ""

    @property
    def blocks(self) -> bool:
        """Whether it forbids a release."""
        return self.outcome is Outcome.BREACH and self.severity == BLOCK

    @property
    def asks_reason(self) -> bool:
        """Whether a release needs a reason in writing: a flag, or nobody can tell."""
        return self.outcome is Outcome.UNKNOWN or (
            self.outcome is Outcome.BREACH and self.severity == FLAG
        )


def judge(check: LegalityCheck, figures: Figures, division: str, severity: str = "") -> Judgement:
    """Judge one check on the figures of a place; a missing figure makes it unknown, by name."""
    comparison, missing = None, ""
    try:
        comparison = check.judge(figures)
    except FigureMissing as gap:
        outcome, missing = Outcome.UNKNOWN, str(gap)
    else:
        outcome = (
            Outcome.NONE
            if comparison is None
            else Outcome.OK
            if comparison.holds
            else Outcome.BREACH
        )
    return Judgement(
        check, figures.category, division, figures.at, outcome, severity or check.severity,
        comparison, missing, tuple(figures.read),
    )  # fmt: skip


# -- the usual shapes -------------------------------------------------------------------------


def at_least_share(of: str, base: str, share: str, *, months: int = 1) -> Judge:
    """`months` × the figure is at least the share (a parameter in %) of the base; no share, no rule."""

    def compare(figures: Figures) -> Comparison | None:
        percent = figures.value(share)
        if not percent:
            return None
        declared = _declared(figures, of)
        required = Fraction(figures.value(base) * percent, WHOLE)
        return Comparison(
            figures.value(of) * months, required, _times(declared.label, months),
            f"{_declared(figures, base).label} × {units.display(percent, 'percent', '%')}", _yearly(declared.unit, months),
        )  # fmt: skip

    return compare


def at_least(of: str, floor: str) -> Judge:
    """The figure is at least another one."""

    def compare(figures: Figures) -> Comparison | None:
        declared = _declared(figures, of)
        lower = figures.value(floor)
        return Comparison(
            figures.value(of), lower, declared.label, _declared(figures, floor).label, declared.unit
        )

    return compare


def pace_of(
    stated: str, level: str, *, category: str | None = None
) -> Callable[[Figures], Fraction]:
    """Give last year's growth of a statistic: as published, else from the figures of two years.

    `category` names the people meant where they are not those of the standard ("" is everybody).
    """

    def pace(figures: Figures) -> Fraction:
        try:
            return Fraction(figures.value(stated, category=category))
        except FigureMissing:
            return figures.growth(level, category=category)

    return pace


def grows_with(of: str, pace: Callable[[Figures], Fraction | int]) -> Judge:
    """The figure rose within the year by at least what `pace` says (hundredths of a percent)."""

    def compare(figures: Figures) -> Comparison | None:
        required = pace(figures)
        label = _declared(figures, of).label
        return Comparison(
            figures.growth(of), required, f"{label}一年来的增幅", "上年度人均消费支出增速", "%"
        )

    return compare


def _declared(figures: Figures, key: str) -> Parameter:
    owner, _, name = key.rpartition(".")
    found = figures.declared(owner, name)
    if found is None:
        raise FigureMissing(name)
    return found


def _times(label: str, months: int) -> str:
    return label if months == 1 else f"{label} × {months} 个月"


def _yearly(unit: str, months: int) -> str:
    return unit if months == 1 else unit.replace("月", "年")
