"""Elders in special difficulty are visited every month (探访关爱)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from minzheng.core import months
from minzheng.core.forms import CHOICE, MANY, Item
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.visits.declarations import Due, VisitRule, declare_visit_rule, visit_form

from .indicators import VISITING, elders, found_of, severely_disabled

SEVERE_BENEFIT = "disability.nursing"
WORDS = {
    "is_left_behind_elder": "留守",
    "ability_level": "失能",
    "lost_only_child": "计划生育特殊家庭",
}
FORM = visit_form(
    "elderly.visit",
    "老年人探访",
    Item("health", "身体状况", CHOICE, is_required=True,
         options=(("well", "良好"), ("fair", "一般"), ("poor", "较差"), ("ill", "生病，需要就医"))),
    Item("money", "经济状况", CHOICE, is_required=True,
         options=(("enough", "够用"), ("tight", "比较紧张"), ("short", "有困难"))),
    Item("family", "家人照顾和联系", CHOICE, is_required=True,
         options=(("daily", "有人照顾"), ("weekly", "每周有联系"), ("seldom", "很少联系"), ("none", "无人照顾"))),
    Item("safety", "居家安全隐患", MANY,
         options=(("power", "用电"), ("gas", "燃气、炉火"), ("heat", "取暖（一氧化碳）"), ("floor", "易滑倒"),
                  ("house", "房屋破损"), ("fraud", "疑似遭遇诈骗"))),
    Item("services", "需要的服务", MANY,
         options=(("meals", "助餐"), ("bath", "助浴"), ("clean", "助洁"), ("medical", "助医"), ("urgent", "助急"),
                  ("company", "精神慰藉"))),
)  # fmt: skip


def in_difficulty(codes: list[str], on: date) -> Iterator[Due]:
    """Yield the elders in special difficulty with what makes each one of them (民发〔2022〕73号).

    Living alone or only among the old, left behind, disabled, severely handicapped, without the only child.
    """
    known = elders(on, codes)
    found = found_of(on, codes)
    severe = severely_disabled(months.shift_month(months.month_of(on), -1)) | set(
        benefits.personal_among([SEVERE_BENEFIT], on, codes).values_list("person_id", flat=True)
    )
    marked = pl.Series(sorted({*found, *severe}), dtype=pl.Int64)
    hard = known.filter((pl.col("young") == 0) | pl.col("person").is_in(marked.implode()))
    for row in hard.sort("person").iter_rows(named=True):
        marks = found.get(row["person"], [])
        why = [word for column, word in WORDS.items() if column in marks]
        if row["young"] == 0:
            why.insert(0, "独居" if row["size"] == 1 else "空巢")
        if row["person"] in severe:
            why.append("重度残疾")
        yield Due(
            row["household"], row["person"], row["division"], "、".join(why),
            date.fromisoformat(row["since"]),
        )  # fmt: skip


declare_parameters("elderly.visits", Path(__file__).parent / "visits.csv", label="老年人探访")
MONTHLY = declare_visit_rule(
    VisitRule(
        "elderly.difficulty",
        "特殊困难老年人探访",
        "elderly",
        in_difficulty,
        "elder_visits",
        FORM,
        VISITING,
        # One walk to the door of somebody who is both serves both.
        also=("assistance.tekun",),
    )
)
