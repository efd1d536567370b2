"""Recorded decisions of this room as facts: which families and persons are recognised and paid."""

from datetime import date

import polars as pl

from minzheng.kernel.benefits.facts import EITHER, FAMILY, SINCE, SOURCE, first_held, held_fact
from minzheng.kernel.determinations.declarations import case_only, fact_provider

from .choices import DIBAO, DIBAO_EDGE, DIBAO_FADE

TEKUN, RIGID = "assistance.tekun", "assistance.rigid"
ADULT = 18

held_fact("edge_family", DIBAO_EDGE, through=FAMILY)
held_fact("dibao_family", DIBAO, through=FAMILY)
held_fact("tekun_family", TEKUN)
held_fact("rigid_family", RIGID, through=FAMILY)
held_fact("rigid_recognised_on", RIGID, through=FAMILY, value=SINCE)
held_fact("tekun_recipient", TEKUN)
held_fact("dibao_recipient", DIBAO, through=EITHER)
held_fact("tekun_total", TEKUN, value="amount")

case_only(DIBAO_FADE, "比较两次认定之间的收入变动，只有办理待遇变更的家庭才有这些情况")
case_only("assistance.dibao_religious", "在宗教场所所在地申请，不能从本地户籍名册逐人比对")
case_only("assistance.tekun_obligor", "逐个认定申请人的法定义务人，义务人不是待遇对象")
case_only("assistance.temporary", "遇急难时提出申请，急难情形只记在办件中")
case_only("assistance.fraud", "查实骗取行为后逐案处理")


@fact_provider("assistance.support", SOURCE)
def support_of_minors(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Who has been a supported person since before his majority: nobody else has, for our books are complete."""
    people = register.select("person", "birth_on").unique("person")
    held = people.join(first_held(TEKUN), on="person", how="left")
    adult_on = pl.col("birth_on").dt.offset_by(f"{ADULT}y")
    return held.select(
        "person",
        tekun_as_minor=pl.when(pl.col("since").is_null())
        .then(pl.lit(value=False))
        .otherwise(pl.col("since") < adult_on),
    )


@fact_provider("assistance.shares", SOURCE)
def shares_of_dibao(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """A family without dibao draws no share of it; the shares of one that does come from its decision."""
    people = register.select("person", "dibao_recipient", "cars").unique("person")
    none = pl.when(~pl.col("dibao_recipient")).then(0)
    return people.select(
        "person",
        dibao_family_grant=none,
        dibao_family_heads=none,
        dibao_own_extra=none,
        # Who owns no car owns none of any value.
        car_value=pl.when(pl.col("cars") == 0).then(0),
    )
