"""Who is caught by the safety net, each person once, and how that number moves in a year (SA-88)."""

from datetime import date

import narwhals as nw
import polars as pl
from django.db import connection

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.indicators import STOCK, Measure, Ratio, Rows, indicator, reported
from minzheng.kernel.indicators.facts import fact_source

from ..choices import DIBAO
from .support import TEKUN

# 兜底保障: the monthly basic living guarantees; entitlements are known by their keys.
SAFETY_NET = (DIBAO, TEKUN, "children.orphan", "children.unattended")
NAMED = "低保、特困供养、孤儿和事实无人抚养儿童基本生活保障"
YEAR = 12
BASIS = "民政事业统计调查制度；“十四五”民政事业发展规划"
PERSON = {"person": pl.Int64, "household": pl.Int64, "division": pl.String}
_MEMBERS = """
SELECT m.person_id, m.household_id FROM people_membership m
WHERE m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to > %s) AND m.household_id IN (
    SELECT e.household_id FROM benefits_entitlement e
    WHERE e.person_id IS NULL AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)
)
"""


@fact_source("safety_net")
def safety_net(month: str) -> pl.DataFrame:
    """One row per recipient and place at the month's end and a year before: ``now``, ``before``, ``step``.

    Where a household holds the benefit, its members of the day are the recipients. A person counts
    once a day, at one place; who moved has a row at each, so that the steps add up at every level.
    """
    now = _recipients(months.last_day(month)).with_columns(now=1)
    then = _recipients(months.last_day(months.shift_month(month, -YEAR))).with_columns(before=1)
    both = now.join(then, on=["person", "division"], how="full", coalesce=True)
    return both.select(
        "person",
        "division",
        household=pl.coalesce("household", "household_right"),
        now=pl.col("now").fill_null(0).cast(pl.Int64),
        before=pl.col("before").fill_null(0).cast(pl.Int64),
    ).with_columns(step=pl.col("now") - pl.col("before"))


def _recipients(day: date) -> pl.DataFrame:
    held = entitlements_in_force(day).filter(
        pl.col("benefit").is_in(SAFETY_NET), pl.col("state") != "suspended"
    )
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [day, day, day, day])
        rows = [list(row) for row in cursor.fetchall()]
    members = pl.DataFrame(rows, schema={"person": pl.Int64, "household": pl.Int64}, orient="row")
    alone = held.filter(pl.col("person").is_not_null())
    together = held.filter(pl.col("person").is_null()).drop("person").join(members, on="household")
    everyone = pl.concat([alone.select(*PERSON), together.select(*PERSON)])
    return everyone.sort("person", "division", "household").unique(
        "person", keep="first", maintain_order=True
    )


@indicator("assistance.safety_net.persons", "兜底保障对象人数", kind=STOCK, unit="人", basis=BASIS)
def safety_net_persons(safety_net: Rows) -> Measure:
    """期末在享低保、特困供养、孤儿和事实无人抚养儿童基本生活保障的人数，同时享受几项的只计一人。"""
    return safety_net.filter(nw.col("now") == 1).count_distinct("person")


@indicator(
    "assistance.safety_net.growth",
    "兜底保障对象比上年同期增长",
    kind=STOCK,
    unit="%",
    basis=BASIS,
    suppress_below=0,
)
def safety_net_growth(safety_net: Rows) -> Ratio:
    """期末兜底保障对象人数比上年同期末增加（减少为负）的人数，占上年同期末人数的百分比；由两期人数算出，不采用印出的增幅。"""
    return Ratio(safety_net.sum("step"), of=safety_net.sum("before"))


policy_awareness = reported(
    "assistance.workers.policy_awareness",
    "社会救助从业人员政策知晓率",
    kind=STOCK,
    unit="%",
    basis="年度民政工作要点",
    definition="抽查测试中掌握社会救助政策要点的从业人员（分子）占参加抽查测试的从业人员（分母）的比重。",
)

SHOWN = (safety_net_persons.key, safety_net_growth.key, policy_awareness.key)
