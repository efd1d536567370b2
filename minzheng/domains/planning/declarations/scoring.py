"""How a yearly assessment is scored: items, ways, grades, and the arithmetic; no database.

Points are kept in hundredths of a point, as money is kept in fen, so that sums are exact.
Sources: platform.md §14; 财预〔2020〕10号 for the grades.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from minzheng.core.money import half_up
from minzheng.kernel.purchases.declarations import (
    BANDS,
    Band,
    Item,
    band_of,
    check_bands,
    check_items,
)

__all__ = [
    "BANDS",
    "Band",
    "Outcome",
    "ScoreItem",
    "check_bands",
    "grade_of",
    "items_of",
    "offered",
    "total",
]

POINT = 100  # hundredths of a point
FULL = 100 * POINT

# How an item is scored. The first three make up the hundred points, the others change the sum.
SHARE, INTERVAL, MANUAL = "share", "interval", "manual"
BONUS, DEDUCTION, VETO = "bonus", "deduction", "veto"
WAYS = {
    SHARE: "按完成比例",
    INTERVAL: "按区间",
    MANUAL: "凭证评分",
    BONUS: "加分",
    DEDUCTION: "扣分",
    VETO: "一票否决",
}
WEIGHED = frozenset({SHARE, INTERVAL, MANUAL})
COMPUTED = frozenset({SHARE, INTERVAL})
UP, DOWN = "up", "down"

HERE = Path(__file__).parent.parent / "schemes"


@dataclass(frozen=True, slots=True)
class ScoreItem(Item):
    """One line of an assessment: what is judged, its points, its way.

    ``indicator`` and ``target`` belong to a share; ``steps`` (threshold, points) to an interval.
    ``better`` says which side is good. For a veto ``points`` is what the sum cannot exceed.
    """

    section: str = ""
    way: str = MANUAL
    indicator: str = ""
    target: Decimal | None = None
    better: str = UP
    steps: tuple[tuple[Decimal, Decimal], ...] = ()

    @property
    def most(self) -> int:
        """The most this item can give (or take), in hundredths of a point."""
        return self.points * POINT

    @property
    def is_computed(self) -> bool:
        """Whether a figure and not a person gives the points."""
        return self.way in COMPUTED and bool(self.indicator)

    def row(self) -> dict[str, Any]:
        """Return the item as it is stored with a scheme."""
        return {
            "section": self.section, "text": self.text, "points": self.points, "measured": self.measured,
            "way": self.way, "indicator": self.indicator, "better": self.better,
            "target": None if self.target is None else str(self.target),
            "steps": [[str(at), str(points)] for at, points in self.steps],
        }  # fmt: skip


def items_of(rows: Iterable[Mapping[str, Any]]) -> list[ScoreItem]:
    """Return the items of stored rows."""
    return [
        ScoreItem(
            text=row["text"], points=row["points"], measured=row["measured"], section=row["section"],
            way=row["way"], indicator=row["indicator"], better=row["better"],
            target=None if row["target"] is None else Decimal(row["target"]),
            steps=tuple((Decimal(at), Decimal(points)) for at, points in row["steps"]),
        )
        for row in rows
    ]  # fmt: skip


def check_scheme(items: Iterable[ScoreItem]) -> None:
    """Refuse items that do not make 100 points or lack what their way needs. ValueError (Chinese)."""
    rows = list(items)
    check_items([row for row in rows if row.way in WEIGHED])
    for number, row in enumerate(rows, start=1):
        if row.way not in WAYS or row.better not in (UP, DOWN) or row.points <= 0:
            raise ValueError(f"第 {number} 项的方式、方向或分值不对。")
        if row.way == SHARE and (row.target is None or row.target <= 0):
            raise ValueError(f"第 {number} 项按完成比例计分，须有大于 0 的目标值。")
        if row.way == INTERVAL and (
            not row.steps or any(not 0 <= points <= row.points for _at, points in row.steps)
        ):
            raise ValueError(f"第 {number} 项按区间计分，各区间得分须在 0 和分值之间。")


def points_for(item: ScoreItem, actual: Decimal) -> int:
    """Return what a figure brings, in hundredths of a point, rounded half up.

    Share: weight × min(actual ÷ target, 1); where less is better weight × min(target ÷ actual, 1).
    Interval: the points of the best step the figure reaches; none reached gives nothing.
    """
    if item.way == INTERVAL:
        reached = [
            points
            for at, points in item.steps
            if (actual >= at if item.better == UP else actual <= at)
        ]
        return int(max(reached, default=Decimal(0)) * POINT)
    assert item.target is not None
    if item.better == DOWN:
        share = Fraction(1) if actual <= item.target else Fraction(item.target) / Fraction(actual)
    else:
        share = min(max(Fraction(actual), Fraction(0)) / Fraction(item.target), Fraction(1))
    return half_up(item.most * share.numerator, share.denominator)


@dataclass(frozen=True, slots=True)
class Given:
    """What one item was given: hundredths of a point (None: not known), or left out with a reason."""

    points: int | None
    is_excused: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sum of a sheet in hundredths of a point; None while items of ``unknown`` have no points."""

    total: int | None
    weighed: int = 0
    bonus: int = 0
    deduction: int = 0
    cap: int | None = None
    unknown: list[int] = field(default_factory=list)


def total(items: Iterable[ScoreItem], given: Mapping[int, Given], bonus_cap: int) -> Outcome:
    """Add a sheet up: weighed items, plus bonus up to its cap, less deductions, under any veto.

    Items are numbered from one. An item that is left out (缺项) takes its weight with it: the rest
    counts for the hundred. Unknown points never become nought: the sum is unknown with them.
    """
    rows = list(enumerate(items, start=1))
    unknown = [n for n, item in rows if not _settled(item, given.get(n))]
    if unknown:
        return Outcome(None, unknown=unknown)
    counted = [(n, item) for n, item in rows if not given[n].is_excused]
    weight = sum(item.most for _n, item in counted if item.way in WEIGHED)
    earned = _sum(counted, given, WEIGHED)
    weighed = half_up(earned * FULL, weight) if weight else 0
    bonus = min(_sum(counted, given, {BONUS}), bonus_cap * POINT)
    deduction = _sum(counted, given, {DEDUCTION})
    caps = [item.most for n, item in counted if item.way == VETO and given[n].points]
    cap = min(caps, default=None)
    found = max(weighed + bonus - deduction, 0)
    return Outcome(found if cap is None else min(found, cap), weighed, bonus, deduction, cap)


def _settled(item: ScoreItem, given: Given | None) -> bool:
    return given is not None and (given.is_excused or given.points is not None)


def _sum(
    counted: Iterable[tuple[int, ScoreItem]], given: Mapping[int, Given], ways: Iterable[str]
) -> int:
    return sum(given[n].points or 0 for n, item in counted if item.way in ways)


def grade_of(points: int, bands: Iterable[Band]) -> str:
    """Return the grade of a sum in hundredths of a point."""
    return band_of(points // POINT, bands).label


def ranks(totals: Mapping[Any, int]) -> dict[Any, int]:
    """Rank totals from the highest; equal ones keep the order in which they are listed."""
    ordered = sorted(totals, key=lambda key: -totals[key])
    return {key: place for place, key in enumerate(ordered, start=1)}


# -- what is offered ----------------------------------------------------------------------------


def offered(kind: str) -> list[ScoreItem]:
    """Return the items offered for a kind of assessment (schemes/<kind>.csv); a county changes them."""
    path = HERE / f"{kind}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [item_from(row) for row in csv.DictReader(file)]


def item_from(row: Mapping[str, str]) -> ScoreItem:
    """Return an item of typed words: section, text, points, way, indicator, target, better, steps.

    Steps are written ``60:3 80:4 100:5``. ValueError (Chinese).
    """
    if row["way"] not in WAYS:
        raise ValueError(f"没有“{row['way']}”这种计分方式，可用：{'、'.join(WAYS)}。")
    if not row["points"].strip().isdecimal():
        raise ValueError(f"分值应为整数：{row['points']}")
    steps = [step.split(":") for step in row["steps"].replace("：", ":").split()]
    if any(len(step) != 2 for step in steps):
        raise ValueError(f"区间写作“60:3 80:5”：{row['steps']}")
    return ScoreItem(
        text=row["text"].strip(), points=int(row["points"]), measured=row["measured"].strip(),
        section=row["section"].strip(), way=row["way"], indicator=row["indicator"].strip(),
        target=_decimal(row["target"]) if row["target"].strip() else None, better=row["better"].strip() or UP,
        steps=tuple((_decimal(at), _decimal(points)) for at, points in steps),
    )  # fmt: skip


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"“{text}”不是数字。") from None
    if not found.is_finite():
        raise ValueError(f"“{text}”不是数字。")
    return found
