"""Community workers per 10,000 urban residents against the target of the place; what else is reported.

CG-49, CG-54 to CG-58, ST-10, ST-11, ST-21 (which is SW-35), ST-22.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from minzheng.core import months
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.indicators import FLOW, STOCK, Ratio, Rows, indicator, reported
from minzheng.kernel.indicators.facts import fact_source
from minzheng.kernel.indicators.models import Observation

ROOM = "community"
WORKERS = "community.workers.count"
RESIDENTS = "planning.reference.urban_population"
TARGET = "workers_per_10000"
PER = 10_000
PLANS = "“十四五”民政事业发展规划"
FACTS: dict[str, Any] = {
    "division": pl.String, "workers": pl.Int64, "urban_residents": pl.Int64, "wanted": pl.Int64,
}  # fmt: skip


def wanted(residents: int, target: int) -> int:
    """Return how many workers a place needs for a target per 10,000; a part of a person is a person."""
    return -(-residents * target // PER)


@fact_source("community_workers")
def community_workers(month: str) -> pl.DataFrame:
    """One row per county that reported both counts by the month's end, with what its target asks for.

    The latest figure of each is taken; a county that lacks one of them has no row, one without a
    target a null in ``wanted``: unknown is neither nought nor enough. Prefectures are added up from
    their counties, so their own reports are left out.
    """
    on = months.last_day(month)
    workers, residents = latest(WORKERS, on), latest(RESIDENTS, on)
    rows = []
    for place in sorted(workers.keys() & residents.keys()):
        found = determinations.value_in_force(ROOM, TARGET, place, on)
        needs = wanted(residents[place], int(found.value)) if found is not None else None
        rows.append((place, workers[place], residents[place], needs))
    return pl.DataFrame(rows, schema=FACTS, orient="row")


def latest(key: str, on: date, places: Iterable[str] | None = None) -> dict[str, int]:
    """Return the last figure of each county up to a day, as reported (money in fen)."""
    rows = Observation.objects.filter(
        indicator=key, dimension="", denominator=None, division__level=Level.COUNTY
    )
    rows = rows if places is None else rows.filter(division__in=places)
    told = [
        (months.period_end(period), place, numerator)
        for period, place, numerator in rows.values_list("period", "division_id", "numerator")
    ]
    return {place: numerator for end, place, numerator in sorted(told) if end <= on}


@indicator(
    "community.workers.per_10000",
    "每万名城镇常住人口拥有社区工作者",
    kind=STOCK,
    unit="人/万人",
    basis=PLANS,
    suppress_below=0,
    per=PER,
)
def per_10000(community_workers: Rows) -> Ratio:
    """期末社区工作者人数与城镇常住人口之比，乘以一万；两数为各县（市、区）最近一次上报并审核的数，缺一项的县不计入。"""
    return Ratio(community_workers.sum("workers"), of=community_workers.sum("urban_residents"))


@indicator(
    "community.workers.staffing_rate",
    "社区工作者配备达标程度",
    kind=STOCK,
    unit="%",
    basis=PLANS,
    suppress_below=0,
)
def staffing_rate(community_workers: Rows) -> Ratio:
    """期末社区工作者人数占按当地每万人标准应配备人数（不足一人按一人计）的比重；没有规定标准的县不计入。"""
    judged = community_workers.filter(~nw.col("wanted").is_null())
    return Ratio(judged.sum("workers"), of=judged.sum("wanted"))


FIGURES = (
    reported(
        "community.workers.count",
        "社区工作者人数",
        kind=STOCK,
        unit="人",
        basis="民政事业统计调查制度",
        definition="期末城市社区工作者人数（社区“两委”成员、专职网格员和其他专职社区工作人员）。",
    ),
    reported(
        "community.workers.certified_share",
        "城市社区工作者持社会工作职业水平证书比例",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末持有社会工作者职业水平证书的城市社区工作者人数（分子）占城市社区工作者人数（分母）的比重。",
    ),
    reported(
        "community.workers.monthly_income",
        "城市社区工作者月平均收入",
        kind=STOCK,
        unit="元/月",
        basis=PLANS,
        definition="报告期城市社区工作者人均每月应发收入。",
    ),
    reported(
        "community.governance.centres",
        "城乡社区治理指导中心数",
        kind=STOCK,
        unit="个",
        basis=PLANS,
        definition="期末已挂牌并开展工作的县级城乡社区治理指导中心个数。",
    ),
    reported(
        "community.facilities.area_per_100_households",
        "每百户居民拥有的城乡社区综合服务设施面积",
        kind=STOCK,
        unit="平方米",
        basis=PLANS,
        per=100,
        definition="期末城乡社区综合服务设施建筑面积（分子，平方米）与常住户数（分母）之比，乘以一百。",
    ),
    reported(
        "community.facilities.coverage",
        "城乡社区综合服务设施覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有综合服务设施的城乡社区数（分子）占城乡社区总数（分母）的比重。",
    ),
    reported(
        "community.facilities.urban_coverage",
        "城市社区综合服务设施覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有综合服务设施的城市社区数（分子）占城市社区总数（分母）的比重。",
    ),
    reported(
        "community.facilities.rural_coverage",
        "农村社区综合服务设施覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有综合服务设施的农村社区数（分子）占农村社区总数（分母）的比重。",
    ),
    reported(
        "community.elections.turnout",
        "基层民主参选率",
        kind=FLOW,
        unit="%",
        basis="村民委员会组织法；城市居民委员会组织法",
        definition="最近一次村（居）民委员会选举中参加投票的选民数（分子）占登记参选选民数（分母）的比重。",
    ),
    reported(
        "community.platform.coverage",
        "社区服务信息平台覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末使用社区服务信息平台的社区数（分子）占社区总数（分母）的比重。",
    ),
    reported(
        "community.townships.one_stop_coverage",
        "乡镇一站式服务中心（一体化平台）覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建有一站式服务中心或者接入一体化在线政务服务平台的乡镇（街道）数（分子）占乡镇（街道）总数（分母）的比重。",
    ),
)
SHOWN = (per_10000.key, staffing_rate.key, *(item.key for item in FIGURES))
