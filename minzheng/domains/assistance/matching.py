"""Which resource answers a need best, and why: a score whose every point is named."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from minzheng.core import months

from .choices import DIBAO, DIBAO_EDGE, LOW_INCOME, RIGID, TEKUN

ELDERLY, ADULT, SEVERE = 60, 18, 2

# What each part of a match may add; together 100.
NEED, FORM, NEAR, FITS, ENOUGH, RECORD = 30, 10, 20, 20, 10, 10
PARTS = {
    "need": "需求类别一致",
    "form": "形式一致",
    "near": "距离",
    "fits": "资助条件",
    "enough": "余量",
    "record": "提供方以往评价",
}
# How wide the area is that the resource serves, up the line from the family's village.
DISTANCES = ((NEAR, "本村（社区）"), (15, "本乡镇（街道）"), (8, "本县"), (4, "市级以上"))
BEST_RATING = 5


@dataclass(frozen=True)
class Family:
    """What is known of a family for a match: benefits held (our books), members' facts (null: unknown)."""

    held: frozenset[str]
    members: Sequence[Mapping[str, Any]]
    on: date


Test = Callable[[Family], bool | None]


@dataclass(frozen=True)
class Condition:
    """Who a resource is for: a name and a test with three outcomes; unknown is neither yes nor no."""

    key: str
    label: str
    holds: Test


def _holds(*benefits: str) -> Test:
    return lambda family: bool(family.held & set(benefits))


def _any(test: Callable[[Mapping[str, Any], date], bool | None]) -> Test:
    """Return a test that holds if it does for one member; unknown if for none surely and one unknown."""

    def of(family: Family) -> bool | None:
        found = [test(member, family.on) for member in family.members]
        if any(found):
            return True
        return None if not found or None in found else False

    return of


def _aged(at_least: int, below: int | None = None) -> Test:
    def test(member: Mapping[str, Any], on: date) -> bool | None:
        birth = member.get("birth_on")
        if birth is None:
            return None
        age = months.completed_age(birth, on)
        return age >= at_least and (below is None or age < below)

    return _any(test)


def _severe(member: Mapping[str, Any], _on: date) -> bool | None:
    grade = member.get("disability_grade")  # 0: no certificate
    return None if grade is None else 0 < grade <= SEVERE


def _ill(member: Mapping[str, Any], _on: date) -> bool | None:
    found = member.get("has_major_disease")
    return None if found is None else bool(found)


CONDITIONS = {
    one.key: one
    for one in (
        Condition("dibao", "低保家庭", _holds(DIBAO)),
        Condition("tekun", "特困人员", _holds(TEKUN)),
        Condition("recognised", "在册低收入家庭（低保、特困、边缘、刚性支出、低收入）", _holds(DIBAO, TEKUN, DIBAO_EDGE, RIGID, LOW_INCOME)),
        Condition("child", "有未成年人", _aged(0, ADULT)),
        Condition("elder", f"有 {ELDERLY} 周岁以上老年人", _aged(ELDERLY)),
        Condition("ill", "有重特大疾病患者", _any(_ill)),
        Condition("severe", "有重度残疾人（一、二级）", _any(_severe)),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What an order asks for: need, form, how much, and the line of divisions of the family."""

    need: str
    form: str
    quantity: int
    line: Sequence[str]


@dataclass(frozen=True)
class Offered:
    """A resource as a match sees it; `rating` is the mean of the provider's orders, None without any."""

    need: str
    form: str
    left: int
    division: str
    conditions: Sequence[str]
    rating: float | None


@dataclass(frozen=True)
class Score:
    """The points of each part with their reason, or what rules the resource out."""

    points: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    obstacles: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Return the points together, 0 to 100; a resource that is ruled out has none."""
        return 0 if self.obstacles else sum(points for points, _reason in self.points.values())

    @property
    def reasons(self) -> list[str]:
        """Return every part in words, with its points."""
        return [f"{PARTS[key]}：{why}（{points} 分）" for key, (points, why) in self.points.items()]


def score(wanted: Wanted, offered: Offered, family: Family) -> Score:
    """Score a resource for a need; a condition surely not met, a wrong need or area or nothing left rules out.

    A condition nobody can answer costs half the points of eligibility and is named for checking.
    """
    answers = {key: CONDITIONS[key].holds(family) for key in offered.conditions}
    obstacles = [
        f"不符合条件：{CONDITIONS[k].label}" for k, held in answers.items() if held is False
    ]
    if offered.need != wanted.need:
        obstacles.append("需求类别不同")
    if offered.left <= 0:
        obstacles.append("没有余量")
    if offered.division not in wanted.line:
        obstacles.append("不在服务区域")
    if obstacles:
        return Score(obstacles=tuple(obstacles))
    open_ = [CONDITIONS[key].label for key, held in answers.items() if held is None]
    return Score(
        {
            "need": (NEED, "同类需求"),
            "form": (FORM, "相同") if offered.form == wanted.form else (0, "不同"),
            "near": _distance(wanted.line, offered.division),
            "fits": (FITS // 2, f"待核实：{'、'.join(open_)}") if open_ else (FITS, "已符合"),
            "enough": _enough(wanted, offered),
            "record": _record(offered.rating),
        }
    )  # fmt: skip


def _distance(line: Sequence[str], division: str) -> tuple[int, str]:
    """Return points by how near the resource is: what serves one village alone is the nearest."""
    return DISTANCES[min(line.index(division), len(DISTANCES) - 1)]


def _enough(wanted: Wanted, offered: Offered) -> tuple[int, str]:
    """Return points by what is left; yuan and things are not compared."""
    if offered.form != wanted.form:
        return ENOUGH // 2, "形式不同，数量由经办人核定"
    if offered.left >= wanted.quantity:
        return ENOUGH, "足够"
    return ENOUGH // 2, "不足以全部满足"


def _record(rating: float | None) -> tuple[int, str]:
    if rating is None:
        return RECORD // 2, "尚无评价"
    return round(RECORD * rating / BEST_RATING), f"平均 {rating:.1f} 星"
