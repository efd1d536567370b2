"""Whether every de facto unattended child is provided for: the rate, and who is missing by name (CH-14)."""

import narwhals as nw
import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.indicators import STOCK, Measure, Ratio, Rows, indicator
from minzheng.kernel.indicators.facts import fact_source

from .facts import UNATTENDED

TEKUN = "assistance.tekun"
CHILD = {"person": pl.Int64, "household": pl.Int64, "division": pl.String}


@fact_source("unattended_children")
def unattended_children(month: str) -> pl.DataFrame:
    """One row per child recognised as de facto unattended: `guaranteed` where money runs at month's end.

    Recognised are those with a decision, and those whom the month's own determination finds surely
    eligible. A guardian may choose 特困 instead (特困人员认定办法 art. 9): that child is provided for.
    """
    day = months.last_day(month)
    held = entitlements_in_force(day).filter(pl.col("person").is_not_null())
    frames = [held.filter(pl.col("benefit") == UNATTENDED).select(*CHILD)]
    answers = determinations.results(UNATTENDED, month)
    if answers is not None:
        due = answers.filter(pl.col("outcome") == "eligible").select(*CHILD).collect()
        frames.append(due)
    running = held.filter(
        pl.col("benefit").is_in([UNATTENDED, TEKUN]), pl.col("state") != "suspended"
    )
    children = pl.concat([pl.DataFrame(schema=CHILD), *frames]).unique("person").sort("person")
    return children.with_columns(guaranteed=pl.col("person").is_in(running["person"].implode()))


@indicator(
    "children.unattended.guarantee_rate",
    "事实无人抚养儿童保障率",
    kind=STOCK,
    unit="%",
    basis="民发〔2019〕62号；规划目标 100%",
)
def guarantee_rate(unattended_children: Rows) -> Ratio:
    """期末已认定或者经比对符合条件的事实无人抚养儿童中，正在领取基本生活补贴（或者选择特困供养）的比重。"""
    on_pay = unattended_children.filter(nw.col("guaranteed"))
    return Ratio(on_pay.count_distinct("person"), of=unattended_children.count_distinct("person"))


@indicator(
    "children.unattended.missing",
    "事实无人抚养儿童未保障人数",
    kind=STOCK,
    unit="人",
    basis="民发〔2019〕62号；规划目标 100%",
)
def unprovided(unattended_children: Rows) -> Measure:
    """期末已认定或者经比对符合条件、没有领取基本生活补贴也没有选择特困供养的儿童人数。"""
    return unattended_children.filter(~nw.col("guaranteed")).count_distinct("person")
