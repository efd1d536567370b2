"""The words rooms declare subsidies and their scoring rules with, and what purchases may be paid from."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from minzheng.core.registry import Registry

# How the sum of a subsidy comes about: by an appraisal, by the persons cared for, by what was
# delivered. The fourth pays nothing by itself: it scores what a contract delivered.
BY_SCORE, BY_HEAD, BY_PIECE, QUALITY = "score", "head", "piece", "quality"
WAYS = {BY_SCORE: "按考核得分", BY_HEAD: "按人数", BY_PIECE: "按次数", QUALITY: "验收评分"}
FULL_MARKS = 100
WHOLE = 10_000  # parts of a whole: a share of 9,500 is 95 %


@dataclass(frozen=True, slots=True)
class Item:
    """One line of scoring rules (考核细则): what is judged, its points, how it is measured."""

    text: str
    points: int
    measured: str


@dataclass(frozen=True, slots=True)
class Band:
    """From which score on which grade is given, and which part (of 10,000) of the sum it brings."""

    floor: int
    label: str
    share: int


@dataclass(frozen=True, slots=True)
class Subsidy:
    """A kind of subsidy or scoring: its key, name, room, way, and what is counted (人, 餐, 次)."""

    key: str
    label: str
    room: str
    way: str
    unit: str = ""


# 财预〔2020〕10号: 90 优, 80 良, 60 中, below 差. What a grade brings is the county's to set: these
# are offered when rules are entered (design default).
BANDS = (
    Band(90, "优", WHOLE),
    Band(80, "良", 9_500),
    Band(60, "中", 8_000),
    Band(0, "差", 0),
)
_subsidies: Registry[Subsidy] = Registry("补贴")
_scoring: dict[str, tuple[Item, ...]] = {}
_payable: dict[str, tuple[str, ...]] = {}


def declare_subsidies(*rows: Subsidy) -> None:
    """Add kinds of subsidies; an unknown way or a key of another fails at start-up."""
    for row in rows:
        if row.way not in WAYS:
            raise ValueError(f"补贴“{row.key}”的方式“{row.way}”不存在。")
        _subsidies.add(row.key, row)


def subsidies(*ways: str) -> list[Subsidy]:
    """Return every kind of subsidy, of some ways only when named."""
    return [row for row in _subsidies.all() if not ways or row.way in ways]


def subsidy(key: str) -> Subsidy:
    """Return the subsidy of a key; KeyError in Chinese."""
    return _subsidies.get(key)


def declare_scoring(path: Path) -> None:
    """Read the scoring rules that are offered: columns subsidy, text, points, measured; 100 points each."""
    found: dict[str, list[Item]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item = Item(row["text"], int(row["points"]), row["measured"])
            found.setdefault(row["subsidy"], []).append(item)
    for key, items in found.items():
        check_items(items)
        _scoring[key] = tuple(items)


def scoring_of(key: str) -> tuple[Item, ...]:
    """Return the scoring rules offered for a subsidy; empty where no room gave any."""
    return _scoring.get(key, ())


def check_items(items: Iterable[Item]) -> None:
    """Refuse rules that do not make 100 points. ValueError (Chinese)."""
    rows = list(items)
    if any(not row.text.strip() or row.points <= 0 for row in rows):
        raise ValueError("考核细则每一项都要有内容和分值。")
    if sum(row.points for row in rows) != FULL_MARKS:
        raise ValueError(f"考核细则各项分值合计应为 {FULL_MARKS} 分。")


def check_bands(bands: Iterable[Band]) -> None:
    """Refuse grades without a lowest one or whose parts grow while the score falls. ValueError (Chinese)."""
    rows = list(bands)
    falling = sorted(rows, key=lambda row: -row.floor)
    if not rows or falling[-1].floor != 0:
        raise ValueError("等次须覆盖到 0 分。")
    if [row.share for row in falling] != sorted((row.share for row in rows), reverse=True):
        raise ValueError("得分低的等次，支付比例不能更高。")
    if any(not 0 <= row.share <= WHOLE for row in rows):
        raise ValueError("支付比例须在 0 至 100% 之间。")


def band_of(score: int, bands: Iterable[Band]) -> Band:
    """Return the grade of a score: the highest floor it reaches."""
    return max((row for row in bands if score >= row.floor), key=lambda row: row.floor)


def pay_purchases_from(room: str, *funds: str) -> None:
    """Declare which budget lines the services a room buys may be paid from (FN-07)."""
    _payable[room] = funds


def funds_for(room: str) -> tuple[str, ...]:
    """Return the budget lines that may pay a room's purchases; empty: any."""
    return _payable.get(room, ())


declare_subsidies(Subsidy("purchase", "购买服务验收", "purchases", QUALITY))
