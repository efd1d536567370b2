"""The formula of a rule in Chinese: the rule's own function is called with words instead of figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from . import months, rounding
from .declaration import Policy, all_hold
from .versions import AT, MEMBERS, Version

FIXED_POINT = 10_000  # a percentage is held in 1/10000: readers see the percentage itself
WHOLE_YUAN = 100 * FIXED_POINT
SILENT = {1, FIXED_POINT, 24 * 60}  # factors that only change how a figure is held
LONGEST = 420  # a longer formula explains nothing: its figures are named instead
ATOM, PRODUCT, SUM, COMPARED, BOTH, EITHER, CHOICE = range(7)
JOINED_WITH = {BOTH: " 且 ", EITHER: " 或 "}


@dataclass(frozen=True, eq=False)
class Phrase:
    """A piece of a formula: its words, how loosely they bind, and names for the codes it may equal."""

    text: str
    rank: int = ATOM
    choices: Mapping[str, str] = field(default_factory=dict)
    constant: bool | None = None
    in_yuan: bool = False

    def within(self, rank: int) -> str:
        """Give the words, in brackets where they would be read wrongly."""
        return self.text if self.rank <= rank else f"（{self.text}）"

    def _chain(self, sign: str, other: Any, rank: int) -> "Phrase":
        return Phrase(f"{self.within(rank)} {sign} {_phrase(other).within(rank - 1)}", rank)

    def __add__(self, other: Any) -> "Phrase":
        if isinstance(other, int) and other < 0:
            return self._chain("−", -other, SUM)
        return self if _is(other, 0) else self._chain("＋", other, SUM)

    def __radd__(self, other: Any) -> "Phrase":
        return self if _is(other, 0) else _phrase(other) + self

    def __sub__(self, other: Any) -> "Phrase":
        if _is(other, FIXED_POINT):
            other = Phrase("100%")
        return self if _is(other, 0) else self._chain("−", other, SUM)

    def __rsub__(self, other: Any) -> "Phrase":
        return _phrase(other) - self

    def __neg__(self) -> "Phrase":
        return Phrase(f"−{self.within(ATOM)}", PRODUCT)

    def __mul__(self, other: Any) -> "Phrase":
        if _silent(other) or (self.in_yuan and _is(other, 100)):
            return self
        return _phrase(0) if _is(other, 0) else self._chain("×", other, PRODUCT)

    def __rmul__(self, other: Any) -> "Phrase":
        return self if _silent(other) else _phrase(other) * self

    def __floordiv__(self, other: Any) -> "Phrase":
        if _silent(other):
            return self
        return Phrase(f"{self.within(PRODUCT)} ÷ {_phrase(other).within(ATOM)}（取整）", PRODUCT)

    def __mod__(self, other: Any) -> "Phrase":
        return Phrase(f"{self.within(ATOM)} 除以 {_phrase(other).within(ATOM)} 的余数", PRODUCT)

    def _compared(self, sign: str, other: Any) -> "Phrase":
        return Phrase(f"{self.within(SUM)} {sign} {_phrase(other).within(SUM)}", COMPARED)

    def __lt__(self, other: Any) -> "Phrase":
        return self._compared("＜", other)

    def __le__(self, other: Any) -> "Phrase":
        return self._compared("≤", other)

    def __gt__(self, other: Any) -> "Phrase":
        return self._compared("＞", other)

    def __ge__(self, other: Any) -> "Phrase":
        return self._compared("≥", other)

    def _equal(self, other: Any, word: str, sign: str) -> "Phrase":
        if isinstance(other, str):
            return Phrase(f"{self.within(ATOM)}{word}“{self.choices.get(other, other)}”", COMPARED)
        return self._compared(sign, other)

    def __eq__(self, other: object) -> Any:
        return self._equal(other, "为", "＝")

    def __ne__(self, other: object) -> Any:
        return self._equal(other, "不为", "≠")

    def __hash__(self) -> int:
        return hash(self.text)

    def _joined(self, other: Any, rank: int, neutral: bool) -> "Phrase":
        other = _phrase(other)
        for one, rest in ((self, other), (other, self)):
            if one.constant is not None:
                return rest if one.constant is neutral else one
        return Phrase(f"{self.within(rank)}{JOINED_WITH[rank]}{other.within(rank)}", rank)

    def __and__(self, other: Any) -> "Phrase":
        return self._joined(other, BOTH, neutral=True)

    def __rand__(self, other: Any) -> "Phrase":
        return _phrase(other) & self

    def __or__(self, other: Any) -> "Phrase":
        return self._joined(other, EITHER, neutral=False)

    def __ror__(self, other: Any) -> "Phrase":
        return _phrase(other) | self

    def __invert__(self) -> "Phrase":
        return Phrase(f"不是{self.within(ATOM)}")

    def __getattr__(self, name: str) -> Any:
        if name in {"dt", "str"}:
            return self  # the accessors of days and texts: their words are methods here
        raise AttributeError(name)

    def cast(self, _dtype: Any) -> "Phrase":
        """A change of type says nothing to a reader."""
        return self

    def fill_null(self, value: Any) -> "Phrase":
        """Say what stands in for an unknown."""
        return Phrase(f"{self.within(ATOM)}（未知的按 {_phrase(value).text}）")

    def is_null(self) -> "Phrase":
        """Say that nothing is on record."""
        return Phrase(f"没有{self.within(ATOM)}", COMPARED)

    def is_in(self, values: Any) -> "Phrase":
        """Say which answers count."""
        named = "、".join(f"“{self.choices.get(v, v)}”" for v in values)
        return Phrase(f"{self.within(ATOM)}为{named}之一", COMPARED)

    def contains(self, code: str, **_how: Any) -> "Phrase":
        """Say that a list of options names one."""
        return Phrase(
            f"{self.within(ATOM)}包括“{self.choices.get(code.strip(), code.strip())}”", COMPARED
        )

    def clip(self, lower_bound: Any = None, upper_bound: Any = None) -> "Phrase":
        """Say between which bounds a figure is kept."""
        told = [f"不低于 {_phrase(lower_bound).text}"] if lower_bound is not None else []
        told += [f"不高于 {_phrase(upper_bound).text}"] if upper_bound is not None else []
        return Phrase(f"{self.within(ATOM)}（{'，'.join(told)}）")

    def year(self) -> "Phrase":
        """Say the year of a day."""
        return Phrase(f"{self.within(ATOM)}的年份")

    def month(self) -> "Phrase":
        """Say the month of a day."""
        return Phrase(f"{self.within(ATOM)}的月份")

    def day(self) -> "Phrase":
        """Say the day of the month."""
        return Phrase(f"{self.within(ATOM)}的日")

    def total_minutes(self) -> "Phrase":
        """Say the time between two days (rules count it in minutes, readers in days)."""
        return Phrase(f"{self.within(ATOM)}的天数")

    def offset_by(self, by: Any) -> "Phrase":
        """Say a day moved on."""
        return Phrase(f"{self.within(ATOM)}顺延 {_phrase(by).text}")


def _silent(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in SILENT


def _is(value: Any, number: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value == number


def _phrase(value: Any) -> Phrase:
    """Give a constant or a phrase as a phrase."""
    if isinstance(value, Phrase):
        return value
    if isinstance(value, bool):
        return Phrase("是" if value else "否", constant=value)
    if isinstance(value, timedelta):
        return Phrase(f"{value.days} 天")
    return Phrase(value.isoformat() if isinstance(value, date) else str(value))


class _When:
    """`when(a).then(b).otherwise(c)`, also in a chain."""

    def __init__(self, *conditions: Any, before: str = "") -> None:
        self.condition = _all(*conditions)
        self.before = before

    def then(self, value: Any) -> "_Then":
        """Take what holds under the condition."""
        told = f"{self.before}{self.condition.within(EITHER)}的，{_phrase(value).within(EITHER)}"
        return _Then(told)


class _Then(Phrase):
    """A choice that may still go on; left open, the rest is unknown."""

    def __init__(self, text: str) -> None:
        super().__init__(text, CHOICE)

    def otherwise(self, value: Any) -> Phrase:
        """Close the choice."""
        rest = _phrase(value)
        goes_on = rest.rank == CHOICE and not rest.text.startswith("（")
        return Phrase(
            f"{self.text}；{rest.text if goes_on else f'否则 {rest.within(EITHER)}'}", CHOICE
        )

    def when(self, *conditions: Any) -> _When:
        """Go on with a further condition."""
        return _When(*conditions, before=f"{self.text}；")


def _all(*conditions: Any, **_how: Any) -> Phrase:
    made = _phrase(True)
    for one in conditions:
        made = made & one
    return made


def _any(*conditions: Any, **_how: Any) -> Phrase:
    made = _phrase(False)
    for one in conditions:
        made = made | one
    return made


def _among(word: str) -> Callable[..., Phrase]:
    return lambda *values: Phrase(
        f"（{'；'.join(_phrase(v).within(SUM) for v in values)}）中{word}"
    )


def _saying(pattern: str) -> Callable[..., Phrase]:
    """A named function of the rules, said as a pattern over its arguments."""
    return lambda *values, **_how: Phrase(
        pattern.format(*(_phrase(v).within(ATOM) for v in values))
    )


def _day(day: Any, later: Any = 0) -> Phrase:
    moved = f"满 {_phrase(later).within(ATOM)} 个月之日"
    return _phrase(day) if _is(later, 0) else Phrase(f"{_phrase(day).within(ATOM)}起{moved}")


def _rounded(how: str) -> Callable[..., Phrase]:
    """A rounding, said after what is rounded; to whole yuan where fen are divided away."""

    def say(value: Any, scale: Any) -> Phrase:
        made = _phrase(value)
        if _is(scale, WHOLE_YUAN) or _is(scale, 100):
            return Phrase(f"{made.within(ATOM)}（{how}到元）", in_yuan=True)
        if not _silent(scale):
            made = Phrase(f"{made.within(PRODUCT)} ÷ {_phrase(scale).within(ATOM)}", PRODUCT)
        return Phrase(f"{made.within(ATOM)}（{how}）")

    return say


SPOKEN: dict[Any, Callable[..., Any]] = {
    months.month_of: _saying("{0}所在月"),
    months.day_number: _day,
    months.birthday: _saying("{0}起满 {1} 周岁之日"),
    months.age_month: _saying("满 {1} 周岁的起发月（按{2}）"),
    months.first_day: _saying("{0}的第一日"),
    months.greater: _among("较大的"),
    months.not_below_zero: _saying("{0}（不低于 0）"),
    months.passes_over_leap_day: _saying("二月二十九日出生而当年无此日"),
    rounding.half_up: _rounded("四舍五入"),
    rounding.up: _rounded("见分进位"),
    all_hold: _all,
}
NARWHALS = SimpleNamespace(
    when=_When,
    lit=lambda value, **_how: _phrase(value),
    all_horizontal=_all,
    any_horizontal=_any,
    max_horizontal=_among("最大的"),
    min_horizontal=_among("最小的"),
    sum_horizontal=lambda *values, **_how: sum(values),
    concat_str=_saying("{0}"),
    Int64=None, Boolean=None, String=None, Date=None,
)  # fmt: skip


class _Members:
    """`members` in words."""

    def count(self, where: Any = None) -> Phrase:
        """Count those who are meant."""
        return Phrase(f"{self._who(where)}人数")

    def sum(self, value: Any, where: Any = None) -> Phrase:
        """Add up over those who are meant."""
        return Phrase(f"{self._who(where)}{_phrase(value).within(ATOM)}合计")

    def any(self, holds: Any) -> Phrase:
        """Ask whether somebody is meant."""
        return Phrase(f"有成员{_phrase(holds).within(ATOM)}", COMPARED)

    def max(self, value: Any) -> Phrase:
        """Take the greatest."""
        return Phrase(f"各成员{_phrase(value).within(ATOM)}中最大的")

    def _who(self, where: Any) -> str:
        return "全部成员的" if where is None else f"{_phrase(where).within(ATOM)}的成员的"


def formula(policy: Policy, version: Version) -> str:
    """Write one wording of a rule as a formula over labels; its arguments where it defies words."""
    if version.function is None:
        return "废止"
    words = [_argument(policy, name) for name in version.arguments]
    try:
        made = _spoken(version.function, {})(*words)
        text = _phrase(made).text
    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
        text = ""
    if text and len(text) <= LONGEST:
        return text
    named = [w.text for w in words if isinstance(w, Phrase)]
    return f"由 {'、'.join(dict.fromkeys(named))} 计算"


def _argument(policy: Policy, name: str) -> Any:
    if name == MEMBERS:
        return _Members()
    if name == AT:
        return Phrase("判断日")
    if name in policy.parameters:
        declared = policy.parameters[name]
        return Phrase(f"「{declared.label}」", choices=declared.choices)
    if name in policy.rules:
        return Phrase(f"「{policy.rules[name].label}」")
    column = policy.fact(name)
    return Phrase(
        f"「{column.label if column else name}」", choices=column.choices if column else {}
    )


def _spoken(function: Any, known: dict[Any, Any]) -> Callable[..., Any]:
    """Give a function of ours with Narwhals, months and rounding replaced by their words."""
    if function in SPOKEN:
        return SPOKEN[function]
    if function in known:
        return known[function]  # type: ignore[no-any-return]
    scope: dict[str, Any] = {}
    made = FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, function.__closure__
    )
    made.__kwdefaults__ = function.__kwdefaults__
    known[function] = made
    scope.update({name: _replaced(value, known) for name, value in function.__globals__.items()})
    return made


def _replaced(value: Any, known: dict[Any, Any]) -> Any:
    if isinstance(value, ModuleType) and value.__name__ == "narwhals":
        return NARWHALS
    if isinstance(value, FunctionType) and value.__module__.startswith("minzheng."):
        return _spoken(value, known)
    return value
