"""Warnings about old people: somebody is left alone (W4), nobody has seen a recipient alive (R3)."""

from datetime import timedelta

import polars as pl
from django.db.models import Max

from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.cases.queries import flag
from minzheng.kernel.enrolment.models import LifeCheck
from minzheng.kernel.monitoring.declarations import (
    FindingMonth,
    finding_kind,
    warning,
    watched_of,
)

from .facts import OLD_AGE

# By this parameter of the allowance a place asks for the yearly check.
REQUIRED = "life_check_required"


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


@finding_kind(
    "warning.life_check_overdue", "高龄津贴逾期未年审", risk="medium", domain="elderly", code="R3",
    basis="民政部门高龄津贴生存认证规定（由地方制定，手册养老 §3）；社会救助法 第四十六条：定期核查",
    thresholds=("life_check_overdue_days",),
    advice="电话或入户确认是否健在、是否迁出，补办生存认证或按死亡、迁出停发。",
)  # fmt: skip
def life_check_overdue(month: FindingMonth) -> pl.DataFrame:
    """An old-age allowance whose confirmation of life ran out long ago, or never came.

    Only where the place asks for the check. Whoever was never checked is overdue from the first day
    of the allowance. The money is held by the month's routine; here somebody is sent to look.
    """
    held = entitlements_in_force(month.on).filter(pl.col("benefit") == OLD_AGE)
    told = LifeCheck.objects.filter(checked_on__lte=month.on).values_list("person")
    last = pl.DataFrame(
        list(told.annotate(to=Max("valid_to"))),
        schema={"person": pl.Int64, "checked_to": pl.Date},
        orient="row",
    )
    held = held.join(last, on="person", how="left").with_columns(
        due=pl.coalesce("checked_to", "valid_from")
    )
    late = month.on - timedelta(days=month.line("life_check_overdue_days"))
    held = held.filter(pl.col("due") <= late)
    asked = [
        place for place in held["division"].unique() if flag(OLD_AGE, REQUIRED, place, month.on)
    ]
    held = held.filter(pl.col("division").is_in(asked)).select("person", "due").unique("person")
    rows = month.persons.unique("person").join(held, on="person", how="inner")
    rows = rows.filter(~pl.col("is_dead").fill_null(value=False))
    return warning(rows, pl.format("{} 的生存认证应在 {} 前办理，至今未办", "name", "due"))
