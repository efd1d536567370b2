"""Warnings about old people (W4): somebody is left alone."""

import polars as pl

from minzheng.kernel.monitoring.declarations import (
    FindingMonth,
    finding_kind,
    warning,
    watched_of,
)


@finding_kind(
    "warning.elder_alone", "老年人新近独居", risk="high", domain="elderly", code="W4",
    basis="国办发〔2023〕39号；监测指标（公安、殡葬）", thresholds=("elder_age",),
    evidence=("police.deaths", "civil.cremations"), advice="列入独居老年人探访名单，入户评估照护需要。",
)  # fmt: skip
def elder_alone(month: FindingMonth) -> pl.DataFrame:
    """Somebody of the household died this month, and the only one left is old.

    The person named is who is left; the rows quoted are about who died.
    """
    people = watched_of(month, month.persons)
    died = people.filter("is_dead", pl.col("died_on").is_between(month.on.replace(day=1), month.on))
    gone = died.group_by("household").agg(
        pl.col("pid").drop_nulls().alias("proof_pids"), pl.col("name").first().alias("dead")
    )
    left = people.join(died, on=["household", "person"], how="anti").join(gone, on="household")
    alone = left.filter(pl.len().over("household") == 1, pl.col("age") >= month.line("elder_age"))
    said = pl.format("{} 去世后，{} 岁的 {} 独自生活", "dead", "age", "name")
    return warning(alone, said, "proof_pids")
