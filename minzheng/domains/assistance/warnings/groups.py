"""Groups that are watched and counted beside the six classes: marginal, struck, formerly poor, urban."""

from datetime import date

import polars as pl

from minzheng.kernel.monitoring.declarations import FindingMonth, category, listed, watched_of

from ..choices import DIBAO_EDGE

OPINION = "国办发〔2023〕39号"
RURAL_PLAN = "中共中央 国务院关于实现巩固拓展脱贫攻坚成果同乡村振兴有效衔接的意见（2020年12月16日）"


@category(
    "marginal", "重点边缘群体", basis=f"{OPINION}；家庭人均收入低于低保边缘标准", special=True, watches=True
)  # fmt: skip
def marginal(month: FindingMonth) -> pl.DataFrame:
    """Households whose income per head surely lies below the edge standard, recognised or not (LM-09)."""
    return month.results[DIBAO_EDGE].filter("below_edge_standard").select("household")


@category("disaster_hit", "受灾群体", basis=f"{OPINION}；应急管理部门受灾人员名单", special=True)
def disaster_hit(month: FindingMonth) -> pl.DataFrame:
    """Households with a member on a list of those struck by a disaster this month (LM-09)."""
    return listed(month, "emergency.disasters").select("household").unique()


@category("former_poor", "脱贫户（原建档立卡）", basis=RURAL_PLAN, special=True)
def former_poor(month: FindingMonth) -> pl.DataFrame:
    """Households with a member on the rural department's list of the delisted (LM-13)."""
    return listed(month, "agriculture.former_poor").select("household").unique()


@category("transition", "四个不摘过渡期脱贫户", basis=RURAL_PLAN, special=True)
def transition(month: FindingMonth) -> pl.DataFrame:
    """Formerly poor households until the transition ends: responsibility, policy, help, supervision (LM-12)."""
    until = date.fromisoformat(month.parameters["transition_until"])
    rows = former_poor(month)
    return rows if month.on <= until else rows.head(0)


@category("urban_hard", "城镇困难家庭", basis=f"{OPINION}；城镇户籍的监测家庭", special=True)
def urban_hard(month: FindingMonth) -> pl.DataFrame:
    """Households under monitoring that live in town: the same watch, counted on its own (SA-26)."""
    urban = month.households.filter(pl.col("residence") == "urban")
    return watched_of(month, urban).select("household")
