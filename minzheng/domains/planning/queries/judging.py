"""How far a target has come: the formulas of plan evaluation (platform.md §13), on plain values.

No database here. Shares are exact fractions; nothing is rounded before it is compared.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from minzheng.core import months

from ..choices import (
    BEHIND,
    BINDING,
    CUMULATIVE,
    DONE,
    EARLY,
    GREEN,
    KEEP,
    MET,
    ON_TRACK,
    RED,
    RISE,
    UNKNOWN,
    YELLOW,
)

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a period."""

    value: Decimal
    period: str

    @property
    def until(self) -> date:
        """The last day the figure is of."""
        return months.period_end(self.period)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is promised: the goal, which way it lies, how it is reckoned and for which time.

    ``goals`` are the goals of single years of a relative target; ``is_up`` says that more is better;
    ``every`` and ``is_flow`` are those of the indicator.
    """

    starts: date
    due: date
    method: str
    kind: str = ""
    comparator: str = ">="
    goal: Decimal | None = None
    base: Decimal | None = None
    goals: dict[int, Decimal] | None = None
    is_up: bool = True
    is_flow: bool = False
    is_share: bool = False
    every: str = months.YEAR


@dataclass(frozen=True, slots=True)
class Limits:
    """From which share of the time progress a target that lags is yellow and not yet red."""

    binding: Fraction
    expected: Fraction

    def of(self, kind: str) -> Fraction:
        """Return the limit for a kind; one that is not stated is judged as an expected one."""
        return self.binding if kind == BINDING else self.expected


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came out; ``current`` is the value compared with the goal, ``gaps`` what is not known."""

    time: Fraction
    current: Decimal | None = None
    completion: Fraction | None = None
    colour: str = UNKNOWN
    status: str = UNKNOWN
    forecast: Decimal | None = None
    gaps: tuple[str, ...] = ()
    failed: tuple[int, ...] = ()


def time_progress(starts: date, due: date, on: date) -> Fraction:
    """Return the share of the time gone to the end of a day: calendar months and parts of them."""
    total = _after(due) - _before(starts)
    gone = _after(on) - _before(starts)
    return min(max(gone / total, Fraction(0)), WHOLE)


def _before(day: date) -> Fraction:
    return day.year * 12 + day.month + Fraction(day.day - 1, monthrange(day.year, day.month)[1])


def _after(day: date) -> Fraction:
    return day.year * 12 + day.month + Fraction(day.day, monthrange(day.year, day.month)[1])


def meets(aim: Aim, value: Decimal, goal: Decimal) -> bool:
    """Say whether a value is on the right side of a goal; “达到” looks the way the target moves."""
    if aim.comparator == ">=":
        return value >= goal
    if aim.comparator == ">":
        return value > goal
    if aim.comparator == "<=":
        return value <= goal
    if aim.comparator == "<":
        return value < goal
    rises = aim.is_up if aim.base is None or aim.base == goal else goal > aim.base
    return value >= goal if rises else value <= goal


def judge(aim: Aim, course: Sequence[Point], on: date, limits: Limits | None) -> Judgement:
    """Judge a target on a day by the figures of its indicator, oldest first.

    Only figures of periods that ended within the plan and before the day and the due date count.
    """
    until = min(on, aim.due)
    start = Judgement(time=time_progress(aim.starts, aim.due, on))
    points = [one for one in course if aim.starts <= one.until <= until]
    if aim.goals is not None or aim.method == KEEP:
        return _kept(aim, start, points, on, limits)
    if aim.goal is None:
        return replace(start, gaps=("规划没有给出目标值",), current=_last(points))
    if not points:
        return replace(start, gaps=("规划期内还没有数据",))
    if aim.method == CUMULATIVE:
        return _gathered(aim, start, points, until, on, limits)
    current = points[-1].value
    completion = _moved(aim, current)
    gaps = () if completion is not None else ("没有基期值，不能计算完成程度",)
    found = replace(start, current=current, completion=completion, gaps=gaps)
    return _lit(aim, replace(found, forecast=_ahead(aim, points)), on, limits)


def _last(points: Sequence[Point]) -> Decimal | None:
    return points[-1].value if points else None


def _moved(aim: Aim, current: Decimal) -> Fraction | None:
    """Return how much of the way from the base to the goal is gone; None where the base is unknown."""
    goal = aim.goal
    assert goal is not None
    if aim.method == DONE:
        return min(Fraction(current) / Fraction(goal), WHOLE) if goal else None
    if aim.base is None:
        return WHOLE if meets(aim, current, goal) else None
    if meets(aim, aim.base, goal):
        # Nothing was left to do: it is held, or lost.
        return WHOLE if meets(aim, current, goal) else Fraction(0)
    return (Fraction(current) - Fraction(aim.base)) / (Fraction(goal) - Fraction(aim.base))


def _gathered(
    aim: Aim, start: Judgement, points: Sequence[Point], until: date, on: date, limits: Limits | None
) -> Judgement:  # fmt: skip
    """Judge what adds up: flows are summed over the plan, a stock already is the sum."""
    assert aim.goal is not None
    gaps: tuple[str, ...] = ()
    current = points[-1].value
    if aim.is_flow:
        current, gaps = _summed(aim, points, until)
    completion = Fraction(current) / Fraction(aim.goal) if aim.goal else None
    time = time_progress(aim.starts, aim.due, points[-1].until)
    forecast = _rounded(Fraction(current) / time) if time and not gaps else None
    found = replace(start, current=current, completion=completion, forecast=forecast, gaps=gaps)
    lit = _lit(aim, found, on, limits)
    # With figures missing the sum is a least: it may prove enough, never too little.
    if gaps and lit.colour in (RED, YELLOW):
        return replace(lit, colour=UNKNOWN, status=UNKNOWN)
    return lit


def _summed(aim: Aim, points: Sequence[Point], until: date) -> tuple[Decimal, tuple[str, ...]]:
    """Return the sum of figures that do not overlap, and which periods are missing."""
    held: set[str] = set()
    total = Decimal(0)
    for point in sorted(points, key=lambda one: -len(months.period_months(one.period))):
        parts = months.period_months(point.period)
        if held.isdisjoint(parts):
            held.update(parts)
            total += point.value
    missing: list[str] = []
    period = months.period_of(aim.starts, aim.every)
    while months.period_end(period) <= until:
        if not held.issuperset(months.period_months(period)):
            missing.append(months.period_label(period))
        period = months.period_of(_next_day(months.period_end(period)), aim.every)
    return total, (
        f"缺{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}数据",
    ) if missing else ()


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _kept(
    aim: Aim, start: Judgement, points: Sequence[Point], on: date, limits: Limits | None
) -> Judgement:
    """Judge what is to be kept every year: every year's last figure against that year's goal."""
    by_year = {point.until.year: point.value for point in points}
    last_year = min(on, aim.due).year
    met, failed, gaps = 0, [], []
    for year in range(aim.starts.year, last_year + 1):
        goal = aim.goal if aim.goals is None else aim.goals.get(year)
        value = by_year.get(year)
        is_over = date(year, 12, 31) <= min(on, aim.due)
        if value is None or goal is None:
            if is_over or (value is not None and goal is None):
                gaps.append(f"缺{year}年{'数据' if value is None else '参照数据'}")
        elif meets(aim, value, goal):
            met += 1
        else:
            failed.append(year)
    judged = met + len(failed)
    completion = Fraction(met, judged) if judged else None
    found = replace(
        start, current=_last(points), completion=completion, gaps=tuple(gaps), failed=tuple(failed)
    )
    if failed:
        limit = limits.of(aim.kind) if limits else None
        yellow = limit is not None and limit < 1 and (completion or 0) >= limit
        return replace(found, status=BEHIND, colour=UNKNOWN if limits is None else YELLOW if yellow else RED)  # fmt: skip
    if gaps or not judged:
        return found if gaps else replace(found, gaps=("规划期内还没有数据",))
    return replace(found, status=MET if on >= aim.due else ON_TRACK, colour=GREEN)


def _lit(aim: Aim, found: Judgement, on: date, limits: Limits | None) -> Judgement:
    """Add the status and the colour to a judgement that has its completion."""
    done, goal = found.completion, aim.goal
    assert goal is not None
    if done is None:
        return found
    if done >= 1 and found.current is not None and meets(aim, found.current, goal):
        # What was reached before the plan began is held and not done early.
        held = aim.base is not None and aim.method == RISE and meets(aim, aim.base, goal)
        early = ON_TRACK if held else EARLY
        return replace(found, status=early if on < aim.due else MET, colour=GREEN)
    if on < aim.due and done >= found.time:
        return replace(found, status=ON_TRACK, colour=GREEN)
    if limits is None:
        return replace(found, status=BEHIND, gaps=(*found.gaps, "没有适用的亮灯标准"))
    limit = limits.of(aim.kind)
    yellow = limit < 1 and done >= limit * found.time
    return replace(found, status=BEHIND, colour=YELLOW if yellow else RED)


def _ahead(aim: Aim, points: Sequence[Point]) -> Decimal | None:
    """Carry the pace so far on to the due date; None where there is no pace to carry."""
    last = points[-1]
    if aim.method == DONE:
        return None
    if aim.base is not None:
        gone = time_progress(aim.starts, aim.due, last.until)
        start, moved, rest = Fraction(aim.base), Fraction(last.value) - Fraction(aim.base), gone
        found = start + moved / rest
    else:
        first = points[0]
        gone = _after(last.until) - _after(first.until)
        if not gone:
            return None
        pace = (Fraction(last.value) - Fraction(first.value)) / gone
        found = Fraction(last.value) + pace * (_after(aim.due) - _after(last.until))
    if aim.is_share:
        found = min(max(found, Fraction(0)), Fraction(100))
    return _rounded(found)


def _rounded(value: Fraction) -> Decimal:
    """Return a forecast in hundredths; it is a guess and must not look exact."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


def kept(wanted: int | None, done: int, *, is_over: bool, missed: str) -> str:
    """Return how a rule stands that asks for something so often: ``met``, ``due``, or ``missed`` once its time is over.

    ``unknown`` where no number is set: that is no pass.
    """
    if wanted is None:
        return "unknown"
    if done >= wanted:
        return "met"
    return missed if is_over else "due"
