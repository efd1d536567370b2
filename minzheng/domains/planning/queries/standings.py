"""Where targets, tasks and projects stand on a day; what is not known stays unknown, with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators.declarations import FLOW, UP, Indicator
from minzheng.kernel.indicators.models import Observation
from minzheng.kernel.indicators.queries import Reading

from ..choices import COLOUR_RULES, DONE, KEEP, METHODS, TARGET_KINDS, UNKNOWN
from ..models import Plan, Target
from . import judging
from .judging import Aim, Judgement, Limits, Point

PERCENT = 100
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a target is: what it stands at, from where, to where, and what that means.

    ``reading`` is the last figure that counts (None: unknown), ``current`` the value compared with
    the goal (the sum of the plan's years for what adds up); ``course`` are the figures of the plan.
    ``reason`` is a Chinese sentence, also for what is unknown.
    """

    target: Target
    reading: Reading | None
    current: Decimal | None
    base: Decimal | None
    goal: Decimal | None
    completion: Fraction | None
    time_progress: Fraction
    colour: str
    status: str
    forecast: Decimal | None
    reason: str
    unit: str = ""
    course: tuple[Reading, ...] = field(default=(), repr=False)
    base_is_read: bool = False


class Series:
    """Readings of indicators of a place, each read once; a place without its own takes those above it."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], list[Reading]] = {}
        self._items: dict[str, Indicator | None] = {}

    def load(self, keys: Iterable[str], division: str) -> None:
        """Read many indicators of a place at once."""
        wanted = {key for key in keys if key and (key, division) not in self._read}
        self._items |= {item.key: item for item in indicators.known() if item.key in wanted}
        rows: dict[str, list[Reading]] = {key: [] for key in wanted}
        for row in Observation.objects.filter(
            indicator__in=wanted, division=division, dimension=""
        ):
            item = self._items.get(row.indicator)
            value = item.value(row.numerator, row.denominator) if item is not None else None
            if item is not None and value is not None:
                rows[row.indicator].append(
                    Reading(
                        value, item.unit, row.period, row.origin, row.pk, row.indicator, division
                    )
                )
        for key, found in rows.items():
            self._read[key, division] = sorted(found, key=_order)

    def of(self, key: str, division: str) -> list[Reading]:
        """Return the readings of an indicator in a place, oldest first."""
        if (key, division) not in self._read:
            rows = indicators.readings(key, division) if key else []
            self._read[key, division] = sorted(rows, key=_order)
        return self._read[key, division]

    def reference(self, key: str, division: str) -> list[Reading]:
        """Return the readings of the nearest place that has any: a series is often the province's."""
        for code in divisions.lineage(division):
            if found := self.of(key, code):
                return found
        return []

    def item(self, key: str) -> Indicator | None:
        """Return the indicator of a key, declared or defined; None for an unknown one."""
        if key not in self._items:
            self._items[key] = indicators.find(key) if key else None
        return self._items[key]


def _end(reading: Reading) -> date:
    return months.period_end(reading.period)


def _order(reading: Reading) -> tuple[date, int]:
    """Sort by the day a period ends; of those that end together the longest is last and counts."""
    return _end(reading), -len(reading.period)


def limits_of(division: str, on: date) -> Limits | None:
    """Return from where a lamp is yellow in a place on a day; None where nothing is in force."""
    found = parameters.values_in_force(COLOUR_RULES, division, on)
    if not {"binding_yellow", "expected_yellow"} <= found.keys():
        return None
    return Limits(
        Fraction(found["binding_yellow"]) / PERCENT, Fraction(found["expected_yellow"]) / PERCENT
    )


def standing(
    target: Target,
    on: date,
    viewer: Mandate | None = None,
    *,
    division: str = "",
    series: Series | None = None,
    limits: Limits | None = None,
) -> Standing:
    """Return where a target stands on a day.

    ``division`` judges another place by the same target (a township by the county's). ``viewer`` is
    taken for the sake of the door; whose target it is was asked before.
    """
    del viewer
    series = series or Series()
    place = division or target.plan.division_id
    limits = limits or limits_of(place, on)
    item = series.item(target.indicator)
    rows = _in_unit_of(target, item, series.of(target.indicator, place))
    base, is_read = _base(target, rows)
    aim = _aim(target, item, base, series, place)
    found = judging.judge(aim, [Point(_value(one), one.period) for one in rows if one.value is not None], on, limits)  # fmt: skip
    counted = [one for one in rows if aim.starts <= _end(one) <= min(on, aim.due)]
    last = counted[-1] if counted else None
    unit = item.unit if item is not None and item.unit else target.unit
    return Standing(
        target=target, reading=last, current=found.current, base=base, goal=target.value,
        completion=found.completion, time_progress=found.time, colour=found.colour, status=found.status,
        forecast=found.forecast, reason=_reason(target, found, last, base, unit), unit=unit,
        course=tuple(counted), base_is_read=is_read,
    )  # fmt: skip


def standings(plan: Plan, on: date, viewer: Mandate | None = None) -> list[Standing]:
    """Return where every target of a plan stands on a day, the table of indicators first."""
    rows = plan.targets.select_related("plan__division").order_by("-is_listed", "sequence", "pk")
    return standings_of(rows, on, viewer)


def standings_of(rows: Iterable[Target], on: date, viewer: Mandate | None = None) -> list[Standing]:
    """Return where targets stand on a day; figures and limits are read once."""
    series, known = Series(), dict[str, Limits | None]()
    asked = list(rows)
    for place in {row.plan.division_id for row in asked}:
        series.load([row.indicator for row in asked if row.plan.division_id == place], place)
    found = []
    for row in asked:
        place = row.plan.division_id
        if place not in known:
            known[place] = limits_of(place, on)
        found.append(standing(row, on, viewer, series=series, limits=known[place]))
    return found


def counts(rows: Iterable[Standing], key: Callable[[Standing], str]) -> dict[str, int]:
    """Count standings by colour or status (PL-05)."""
    found: dict[str, int] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), 0) + 1
    return found


def _in_unit_of(target: Target, item: Indicator | None, rows: list[Reading]) -> list[Reading]:
    """Return readings in the unit of the target: a plan may print 万人 where people are counted."""
    if item is None or target.unit != f"万{item.unit}":
        return rows
    return [replace(row, value=row.value / TEN_THOUSAND, unit=target.unit) for row in rows]


def _value(reading: Reading) -> Decimal:
    return Decimal(reading.value)


def _base(target: Target, rows: Iterable[Reading]) -> tuple[Decimal | None, bool]:
    """Return the base the plan states, else the figure of the base year, and whether it was read."""
    if target.base is not None:
        return target.base, False
    year = target.base_year or target.plan.period_from.year - 1
    of_year = [one for one in rows if _end(one) == date(year, 12, 31) and one.value is not None]
    return (_value(of_year[-1]), True) if of_year else (None, False)


def _aim(
    target: Target, item: Indicator | None, base: Decimal | None, series: Series, place: str
) -> Aim:
    starts = min(target.plan.period_from, target.due_on)
    goal = target.value
    if goal is not None and target.method == DONE and item is not None and item.unit == "%":
        # One thing to be done, watched by the share of it that is.
        goal *= PERCENT if not target.unit.startswith("%") else 1
    return Aim(
        starts=starts, due=target.due_on, method=target.method, kind=target.kind,
        comparator=target.comparator, goal=goal, base=base,
        goals=_goals(target, series, place) if target.relative_to else None,
        is_up=item is None or item.better == UP, is_flow=item is not None and item.kind == FLOW,
        is_share=target.unit.startswith("%") or (item is not None and item.unit == "%"),
        every=item.every if item is not None else months.YEAR,
    )  # fmt: skip


def _goals(target: Target, series: Series, place: str) -> dict[int, Decimal]:
    """Return the goal of each year of a relative target: the reference of that year or of one before."""
    rows = series.reference(target.relative_to, place)
    by_year = {
        _end(one).year: _value(one) for one in rows
        if one.value is not None and (_end(one).month, _end(one).day) == (12, 31)
    }  # fmt: skip
    plus = target.value or Decimal(0)
    return {year + target.relative_lag: value + plus for year, value in by_year.items()}


def _reason(
    target: Target, found: Judgement, last: Reading | None, base: Decimal | None, unit: str
) -> str:
    """Return what a standing rests on, in one sentence."""
    said = []
    if found.current is not None and last is not None:
        said.append(f"现值{plain(found.current)}{unit}（{months.period_label(last.period)}）")
    if base is not None and not target.relative_to and target.method != KEEP:
        said.append(f"基期{plain(base)}{unit}")
    if target.value is not None and not target.relative_to:
        said.append(f"目标{plain(target.value)}{target.unit or unit}")
    if target.relative_to or target.method == KEEP:
        if found.completion is not None:
            part = found.completion
            said.append(
                "各年均达到" if part == 1 else f"{'、'.join(map(str, found.failed))}年未达到"
            )
    elif found.completion is not None:
        said.append(f"完成{share(found.completion)}，时间进度{share(found.time)}")
    said += found.gaps
    if not target.kind and found.colour != UNKNOWN:
        said.append("规划未注明属性，按预期性指标判断")
    return "，".join(said) + "。"


def plain(value: Decimal) -> str:
    """Return a figure without trailing noughts, at most two digits behind the point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def share(value: Fraction) -> str:
    """Return a share in percent with one digit, as evaluation reports print it."""
    return f"{Decimal(value.numerator) * PERCENT / Decimal(value.denominator):.1f}%"


def described(target: Target) -> str:
    """Return what a target asks, in words: 不低于 55%（约束性）."""
    kind = TARGET_KINDS[target.kind] if target.kind else ""
    words = METHODS[target.method]
    return f"{words}，{kind}" if kind else words
