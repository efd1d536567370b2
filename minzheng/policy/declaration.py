"""How a policy is written: its parameters, variables, conditions and amount, wired by name."""

import difflib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import narwhals as nw

from minzheng.facts import COLUMNS, Column

from . import shapes
from .members import Aggregate, Members
from .units import ValueUnreadable, kind_of, read
from .versions import AT, MEMBERS, Rule, RuleFunction, Version


class Level(StrEnum):
    """Which level of government sets a parameter."""

    STATE = "国家"
    PROVINCE = "省级"
    PREFECTURE = "市级"
    COUNTY = "县级"


STATE, PROVINCE, PREFECTURE, COUNTY = Level


class WiringError(ValueError):
    """A rule asks for a name that does not exist or that it may not use."""


class ParameterInvalid(ValueError):
    """A written parameter value does not fit its declaration; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the law that is data: what it means, its unit, who sets it, on what basis.

    `by` names the household text fact that keys its values (urban, rural); `floor` another
    parameter below which it may not lie from `floor_since` on.
    """

    policy: str
    name: str
    label: str
    unit: str
    set_by: Level
    basis: str
    by: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    floor: str | None = None
    floor_since: date | None = None

    @property
    def kind(self) -> str:
        """What kind of value it holds: money, percent, whole, flag, choice, day."""
        return kind_of(self.unit)

    def parse(self, written: str) -> Any:
        """Turn a written value into the engine's; raises ParameterInvalid in Chinese."""
        if not str(written).strip():
            raise ParameterInvalid(f"参数「{self.label}」的值不能为空")
        try:
            value = read(written, self.kind)
        except ValueUnreadable as error:
            raise ParameterInvalid(f"参数「{self.label}」（{self.unit}）：{error}") from None
        if self.kind in {"money", "percent", "whole"} and value < 0:
            raise ParameterInvalid(f"参数「{self.label}」不能为负数：{written}")
        if self.kind == "choice":
            return self._choose(value)
        return value

    def _choose(self, value: str) -> str:
        chosen = value.replace("、", " ").split() if self.many else [value]
        for one in chosen:
            if one not in self.choices:
                allowed = "、".join(f"{code}（{label}）" for code, label in self.choices.items())
                raise ParameterInvalid(f"参数「{self.label}」没有选项「{one}」，可选：{allowed}")
        return f" {' '.join(chosen)} " if self.many else value


class Policy:
    """One law as code. `of` says who it is about: "household" or "person"."""

    def __init__(self, key: str, label: str, *, of: str = "household", basis: str = "") -> None:
        if of not in {"household", "person"}:
            raise ValueError(f"政策「{key}」的对象应为 household 或 person，不是 {of}")
        self.key = key
        self.label = label
        self.of = of
        self.basis = basis
        self.parameters: dict[str, Parameter] = {}
        self.rules: dict[str, Rule] = {}
        self.conditions: list[str] = []
        self.amount_rule: str | None = None
        self.includes: list[Policy] = []
        file = sys._getframe(1).f_globals.get("__file__")
        self.folder: Path | None = Path(file).parent if file else None
        self.graphs: dict[Any, Any] = {}

    def __repr__(self) -> str:
        return f"Policy({self.key!r})"

    # -- declaring -----------------------------------------------------------------

    def parameter(
        self,
        name: str,
        label: str,
        *,
        unit: str,
        set_by: Level,
        basis: str = "",
        by: str | None = None,
        choices: Mapping[str, str] | Iterable[str] | None = None,
        many: bool = False,
        floor: str | None = None,
        floor_since: str | None = None,
    ) -> Parameter:
        """Declare a parameter; its values are rows elsewhere. Raises WiringError on a clash of names."""
        self._refuse_taken(name)
        if by is not None and self.fact(by) is None:
            raise WiringError(f"参数「{name}」按「{by}」取值，但没有这个事实{self._meant(by)}")
        if floor is not None and floor not in self.parameters:
            raise WiringError(f"参数「{name}」的下限「{floor}」未声明{self._meant(floor)}")
        if not label.strip() or not unit.strip():
            raise WiringError(f"{self.key}：参数「{name}」须有名称（label）和单位（unit）")
        options = dict(choices) if isinstance(choices, Mapping) else {c: c for c in choices or ()}
        if (kind_of(unit) == "choice") != bool(options):
            raise WiringError(f"参数「{name}」：单位「选项」须且仅须列出 choices")
        declared = Parameter(
            self.key,
            name,
            label,
            unit,
            set_by,
            basis,
            by,
            options,
            many,
            floor,
            date.fromisoformat(floor_since) if floor_since else None,
        )
        self.parameters[name] = declared
        return declared

    def variable(
        self,
        label: str,
        *,
        unit: str,
        basis: str = "",
        of: str | None = None,
        scale: int = 1,
        optional: Sequence[str] = (),
        absence: str = "",
        name: str | None = None,
        reads: Sequence[str] | None = None,
    ) -> Callable[[RuleFunction], Rule]:
        """Declare a figure on the way to the decision.

        `scale` says that the value is held in 1/scale of its unit; `reads` wires the arguments
        by position instead of by their names, so that one function may serve many rules.
        """
        return self._rule("variable", label, unit, basis, of, scale, optional, absence, name, reads)

    def condition(
        self,
        label: str,
        *,
        basis: str,
        optional: Sequence[str] = (),
        absence: str = "",
        name: str | None = None,
        reads: Sequence[str] | None = None,
    ) -> Callable[[RuleFunction], Rule]:
        """Declare a condition of eligibility; all conditions in force together decide."""
        return self._rule(
            "condition", label, "是否", basis, None, 1, optional, absence, name, reads
        )

    def amount(
        self,
        label: str,
        *,
        unit: str = "元/月",
        basis: str,
        optional: Sequence[str] = (),
        absence: str = "",
    ) -> Callable[[RuleFunction], Rule]:
        """Declare what is paid, in whole fen; a policy has at most one amount."""
        if self.amount_rule is not None:
            raise WiringError(f"政策「{self.key}」已有金额规则「{self.amount_rule}」")
        return self._rule("amount", label, unit, basis, None, 1, optional, absence, None, None)

    def _rule(
        self,
        kind: str,
        label: str,
        unit: str,
        basis: str,
        of: str | None,
        scale: int,
        optional: Sequence[str],
        absence: str,
        name: str | None,
        reads: Sequence[str] | None,
    ) -> Callable[[RuleFunction], Rule]:
        level = of or self.of
        if level not in {"household", "person"} or (self.of == "person" and level == "household"):
            raise WiringError(f"政策「{self.key}」中没有「{level}」一级的规则")
        if not label.strip() or not unit.strip():
            raise WiringError(f"{self.key}：规则「{label or name}」须有名称（label）和单位（unit）")
        if kind != "variable" and not basis.strip():
            raise WiringError(f"{self.key}：「{label}」须写明依据的条款（basis）")
        if optional and not absence:
            raise WiringError(f"「{label}」的可缺参数须说明缺失时如何处理（absence）")

        def declare(function: RuleFunction) -> Rule:
            named = name or function.__name__
            self._refuse_taken(named)
            rule = Rule(self, named, kind, label, unit, level, scale)
            rule.add(function, basis=basis, reads=reads, optional=optional, absence=absence)
            self.rules[named] = rule
            if kind == "condition":
                self.conditions.append(named)
            if kind == "amount":
                self.amount_rule = named
            return rule

        return declare

    # -- borrowing from another policy -----------------------------------------------

    def include(self, other: "Policy", *names: str) -> None:
        """Take rules of another policy, with all they rest on; its conditions decide nothing here.

        Without names: all its conditions. Values of its parameters stay filed under its own key.
        Raises WiringError when a name is taken or a household figure is asked for a person.
        """
        wanted = _ancestry(other, names or other.conditions)
        for name, parameter in other.parameters.items():
            if name in wanted and self.parameters.get(name) is not parameter:
                self._refuse_taken(name)
                self.parameters[name] = parameter
        for name, rule in other.rules.items():
            if name not in wanted or self.rules.get(name) is rule:
                continue
            self._refuse_taken(name)
            if self.of == "person" and rule.of == "household":
                raise WiringError(f"「{name}」是家庭一级的规则，不能用于个人政策「{self.key}」")
            self.rules[name] = rule
        if other not in self.includes:
            self.includes.append(other)

    def adopt(self, *names: str) -> None:
        """Let included conditions decide here too."""
        for name in names:
            if name not in self.rules or self.rules[name].kind != "condition":
                raise WiringError(f"「{name}」不是已引入的条件{self._meant(name)}")
            self.conditions.append(name)

    def outcome_of(self, other: "Policy", *, name: str, label: str, basis: str) -> Rule:
        """Declare a yes-or-no rule: would the other policy's conditions all hold? (Three-valued.)"""
        self.include(other)
        self._refuse_taken(name)
        rule = Rule(self, name, "variable", label, "是否", self.of)
        rule.add(
            all_hold,
            basis=basis,
            reads=other.conditions,
            optional=other.conditions,
            absence="一项确定不符合即可判断",
            gathers=True,
        )
        self.rules[name] = rule
        return rule

    # -- names -----------------------------------------------------------------------

    def fact(self, name: str) -> Column | None:
        """Find the fact column a rule may ask for by this name."""
        column = COLUMNS.get(name)
        return column if column is not None and column.grain in {"household", "person"} else None

    def level(self, name: str) -> str:
        """Tell whether a name is worth one value per person or one per unit."""
        if self.of == "person":
            return "unit"
        if name in self.rules:
            return "person" if self.rules[name].of == "person" else "unit"
        column = None if name in self.parameters else self.fact(name)
        return "person" if column is not None and column.grain == "person" else "unit"

    def check_wiring(self, version: Version) -> None:
        """Refuse a version whose names are unknown, misplaced, or whose shape is wrong."""
        rule, names = version.rule, version.arguments
        for name in names:
            known = name in {MEMBERS, AT} or name in self.parameters or name in self.rules
            if name == rule.name or not (known or self.fact(name) is not None):
                raise WiringError(
                    f"{self.key}：{rule.name}() 需要「{name}」，但没有这个事实、参数或规则{self._meant(name)}"
                )
        for name in version.optional:
            if name not in names:
                raise WiringError(f"{self.key}：{rule.name}() 的可缺参数「{name}」不在其参数之中")
        if MEMBERS in names and (rule.of == "person" or self.of == "person"):
            raise WiringError(f"{self.key}：{rule.name}() 是个人一级的规则，不能用 members")
        personal = [n for n in names if n not in {MEMBERS, AT} and self.level(n) == "person"]
        if rule.of == "household" and personal and MEMBERS not in names:
            raise WiringError(
                f"{self.key}：{rule.name}() 用到个人一级的「{personal[0]}」，须经 members 汇总"
            )
        self._check_shape(version)

    def _check_shape(self, version: Version) -> None:
        if version.function is None:
            return
        arguments = [
            Members() if n == MEMBERS else nw.lit(date.min) if n == AT else nw.col(n)
            for n in version.arguments
        ]
        made = version.function(*arguments)
        wanted = Aggregate if MEMBERS in version.arguments else nw.Expr
        if not isinstance(made, wanted):
            shape = "恰好一个 members 汇总" if wanted is Aggregate else "一个表达式"
            raise WiringError(
                f"{self.key}：{version.rule.name}() 应返回{shape}，而不是 {type(made).__name__}"
            )
        self._check_figures(version, made)

    def _check_figures(self, version: Version, made: Aggregate | nw.Expr) -> None:
        """Refuse unnamed rounding, and a household's figure added up once per member."""
        where = f"{self.key}：{version.rule.name}()"
        parts = [made] if isinstance(made, nw.Expr) else [made.value]
        for part in parts:
            lost = shapes.unnamed_rounding(part)
            if lost:
                raise WiringError(f"{where} {lost}")
        if isinstance(made, Aggregate):
            counted = shapes.names_counted(made)
            if counted and all(self.level(name) == "unit" for name in counted):
                raise WiringError(
                    f"{where} 把家庭一级的「{min(counted)}」按人数重复汇总，请在家庭一级直接使用"
                )

    def _refuse_taken(self, name: str) -> None:
        if (
            name in {MEMBERS, AT}
            or name in self.parameters
            or name in self.rules
            or self.fact(name) is not None
        ):
            raise WiringError(f"{self.key}：名称「{name}」已被占用")

    def _meant(self, name: str) -> str:
        known = [*self.parameters, *self.rules, *(c for c in COLUMNS if self.fact(c)), MEMBERS, AT]
        near = difflib.get_close_matches(name, known, n=1)
        return f"；是不是「{near[0]}」？" if near else ""


def all_hold(*conditions: nw.Expr) -> nw.Expr:
    """Join conditions in three values: one sure no decides."""
    return nw.all_horizontal(*conditions, ignore_nulls=False)


def _ancestry(policy: Policy, names: Iterable[str]) -> set[str]:
    """Every rule and parameter the named rules rest on, in any of their versions."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in policy.rules and name not in policy.parameters:
            if policy.fact(name) is None and name not in {MEMBERS, AT}:
                raise WiringError(f"政策「{policy.key}」没有「{name}」")
            continue
        found.add(name)
        if name in policy.rules:
            waiting.extend(a for version in policy.rules[name].versions for a in version.arguments)
        elif policy.parameters[name].floor:
            waiting.append(str(policy.parameters[name].floor))
    return found
