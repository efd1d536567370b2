"""A small policy and its frames, for the tests of the engine."""

from datetime import date

import narwhals as nw
import polars as pl

from minzheng.policy import (
    PREFECTURE,
    Evaluation,
    FactFrames,
    ParameterRow,
    ParameterStore,
    Policy,
    evaluate,
)

AT = date(2026, 8, 1)
LINEAGES = {
    "620422": ("620422", "620400", "620000", "000000"),
    "330106": ("330106", "330100", "330000", "000000"),
}


def small_policy() -> Policy:
    """A household policy with one of everything."""
    policy = Policy("test.small", "小政策", basis="测试办法")
    policy.parameter(
        "line", "标准", unit="元/人·月", set_by=PREFECTURE, basis="第一条", by="residence"
    )
    declare_people(policy)

    @policy.condition("收入低于标准", basis="第四条")
    def below(income, line, heads):
        return income < line * heads

    @policy.condition("没有机动车", basis="第五条")
    def without_car(has_car):
        return ~has_car

    @policy.amount("补差", basis="第六条")
    def gap(line, heads, income):
        return line * heads - income

    return policy


def declare_people(policy: Policy) -> None:
    """Person rules and their aggregates."""

    @policy.variable(
        "计入的人",
        unit="是否",
        of="person",
        basis="第二条",
        optional=("is_dead", "in_custody"),
        absence="一项确定即可",
    )
    def present(is_dead, in_custody):
        return ~(is_dead | in_custody)

    @policy.variable("人数", unit="人", basis="第二条")
    def heads(members, present):
        return members.count(where=present)

    @policy.variable("收入", unit="元/月", basis="第三条")
    def income(members, wages, present):
        return members.sum(wages, where=present)

    @income.within("330000", since="2014-11-01", basis="浙江 第五十条")
    def _(members, wages, support_received, present):
        return members.sum(
            nw.when(wages > support_received).then(wages - support_received).otherwise(0),
            where=present,
        )

    @policy.variable("有机动车", unit="是否", basis="第五条")
    def has_car(members, cars):
        return members.any(cars > 0)

    @policy.variable("最大年龄", unit="岁")
    def oldest(members, age):
        return members.max(age)


def rows(*lines: tuple[str, str, str, str]) -> ParameterStore:
    """Parameter rows of the small policy: name, division, value, category, all since 2020."""
    return ParameterStore(
        ParameterRow(
            "test.small",
            name,
            division,
            date(2020, 1, 1),
            None,
            value,
            category,
            source="测试",
            document="测〔2020〕1号",
        )
        for name, division, value, category in lines
    )


STORE = rows(
    ("line", "620422", "500", "urban"),
    ("line", "620422", "300", "rural"),
    ("line", "330000", "900", ""),
)


def frames(units: list[dict[str, object]], persons: list[dict[str, object]]) -> FactFrames:
    """Frames from plain rows; people default to living, free, without wages or car."""
    base = {
        "is_dead": False,
        "in_custody": False,
        "wages": 0,
        "support_received": 0,
        "cars": 0,
        "age": 40,
    }
    types = {
        "is_dead": pl.Boolean,
        "in_custody": pl.Boolean,
        "wages": pl.Int64,
        "support_received": pl.Int64,
        "cars": pl.Int64,
        "age": pl.Int64,
        "household": pl.Int64,
        "person": pl.Int64,
    }
    people = [
        {**base, "person": number, **person} for number, person in enumerate(persons, start=1)
    ]
    return FactFrames(
        pl.DataFrame(
            [{"division": "620422", "residence": "urban", **u} for u in units],
            schema={"household": pl.Int64, "division": pl.String, "residence": pl.String},
        ),
        pl.DataFrame(people, schema=types),
    )


def judge(
    facts: FactFrames, store: ParameterStore = STORE, at: date = AT, policy: Policy | None = None
) -> Evaluation:
    """Evaluate the small policy."""
    return evaluate(policy or small_policy(), facts, store, at, LINEAGES)
