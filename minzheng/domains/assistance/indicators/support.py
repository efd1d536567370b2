"""How many of the supported persons who cannot care for themselves live in a home (SA-85)."""

from datetime import date

import narwhals as nw
import polars as pl
from django.db.models import Q

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.determinations.models import RecordedFact
from minzheng.kernel.indicators import STOCK, Ratio, Rows, indicator
from minzheng.kernel.indicators.facts import fact_source

from ..choices import CENTRALISED, TIERS
from ..models import Admission, SelfCareAssessment

TEKUN = "assistance.tekun"
DEPENDENT = list(TIERS[1:])  # 半护理, 全护理
PLANS = "“十四五”民政事业发展规划"


@fact_source("supported_persons")
def supported_persons(month: str) -> pl.DataFrame:
    """One row per person in 特困 support at the month's end: care tier, and whether in a home.

    ``tier`` is that of the last assessment up to the day, null where nobody was assessed. In a home
    (``centralised``) is who chose it by the day and is not waiting for a bed.
    """
    day = months.last_day(month)
    held = entitlements_in_force(day).filter(
        pl.col("benefit") == TEKUN, pl.col("person").is_not_null(), pl.col("state") != "suspended"
    )
    people = held.select("person", "household", "division").unique("person").sort("person")
    tiers = dict(
        SelfCareAssessment.objects.filter(assessed_on__lte=day)
        .order_by("assessed_on", "pk")
        .values_list("person_id", "tier")
    )
    homed = in_homes(day)
    return people.with_columns(
        tier=pl.Series([tiers.get(one) for one in people["person"]], dtype=pl.String),
        centralised=pl.Series([one in homed for one in people["person"]], dtype=pl.Boolean),
    )


def in_homes(day: date) -> set[int]:
    """Return who lives in a home on a day: the form last chosen by then, those still waiting left out."""
    chosen = (
        RecordedFact.objects.filter(
            Q(until__isnull=True) | Q(until__gt=day),
            column="care_mode", since__lte=day, withdrawn_at__isnull=True,
        )
        .order_by("since", "pk")
        .values_list("person_id", "text")
    )  # fmt: skip
    waiting = Admission.objects.filter(
        Q(settled_on__isnull=True) | Q(settled_on__gt=day), wanted_on__lte=day
    )
    modes = dict(chosen)
    return {
        person for person, mode in modes.items() if person is not None and mode == CENTRALISED
    } - set(waiting.values_list("person_id", flat=True))


@indicator(
    "assistance.tekun.central_rate",
    "生活不能自理特困人员集中供养率",
    kind=STOCK,
    unit="%",
    basis=PLANS,
)
def central_rate(supported_persons: Rows) -> Ratio:
    """期末在享特困供养、经评估为半护理或者全护理（失能半失能）的人员中，选择集中供养并已入住机构的比重；没有评估的不计入，另列。"""
    dependent = supported_persons.filter(nw.col("tier").is_in(DEPENDENT))
    homed = dependent.filter(nw.col("centralised"))
    return Ratio(homed.count_distinct("person"), of=dependent.count_distinct("person"))


@indicator(
    "assistance.tekun.unassessed_share",
    "特困人员自理能力未评估比例",
    kind=STOCK,
    unit="%",
    basis="特困人员认定办法（生活自理能力评估）",
    better="down",
)
def unassessed_share(supported_persons: Rows) -> Ratio:
    """期末在享特困供养的人员中，没有生活自理能力评估、因而不知道是否失能的比重；他们不计入集中供养率。"""
    unknown = supported_persons.filter(nw.col("tier").is_null())
    return Ratio(unknown.count_distinct("person"), of=supported_persons.count_distinct("person"))


SHOWN = (central_rate.key, unassessed_share.key)
