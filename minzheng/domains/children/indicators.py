"""Whether every de facto unattended child is provided for, and who is missing by name (CH-14, CH-63).

What the registers of this room do not count yet is reported with its source (CH-58 to CH-62, CH-64, CH-65).
"""

import narwhals as nw
import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.indicators import FLOW, STOCK, Measure, Ratio, Rows, indicator, reported
from minzheng.kernel.indicators.facts import fact_source

from .facts import UNATTENDED

TEKUN = "assistance.tekun"
PLANS = "“十四五”民政事业发展规划"
LAW = "未成年人保护法；“十四五”民政事业发展规划"
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


FIGURES = (
    reported(
        "children.stations.township_coverage",
        "乡镇（街道）未成年人保护工作站覆盖率",
        kind=STOCK,
        unit="%",
        basis=LAW,
        definition="期末建有未成年人保护工作站的乡镇（街道）数（分子）占乡镇（街道）总数（分母）的比重；规划把工作专干也计入的，在说明中注明。",
    ),
    reported(
        "children.facilities.coverage",
        "市县未成年人救助保护设施覆盖率",
        kind=STOCK,
        unit="%",
        basis=LAW,
        definition="期末建有未成年人救助保护设施（中心）的市、县数（分子）占市、县总数（分母）的比重。",
    ),
    reported(
        "children.platform.coverage",
        "区级未成年人救助保护平台覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末已建立的未成年人救助保护平台数（分子）占规划要求建立的平台数（分母）的比重；分母在说明中注明。",
    ),
    reported(
        "children.workers.training_rate",
        "儿童福利工作人员培训率",
        kind=FLOW,
        unit="%",
        basis=PLANS,
        definition="报告期内参加过培训的儿童福利工作人员数（分子）占在岗儿童福利工作人员总数（分母）的比重。",
    ),
    reported(
        "children.institutions.care_worker_share",
        "儿童福利机构专业护工占比",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末儿童福利机构中取得专业资格的护理人员数（分子）占机构护理人员总数（分母）的比重。",
    ),
    reported(
        "children.supervisors.coverage",
        "乡镇（街道）儿童督导员覆盖率",
        kind=STOCK,
        unit="%",
        basis=LAW,
        definition="期末配备儿童督导员的乡镇（街道）数（分子）占乡镇（街道）总数（分母）的比重。",
    ),
    reported(
        "children.directors.coverage",
        "村（社区）儿童主任覆盖率",
        kind=STOCK,
        unit="%",
        basis=LAW,
        definition="期末配备儿童主任的村（社区）数（分子）占村（社区）总数（分母）的比重。",
    ),
    reported(
        "children.staff.trained_coverage",
        "儿童督导员、儿童主任配备及新任职培训覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末已配备并完成新任职培训的儿童督导员和儿童主任数（分子）占应当配备数（分母）的比重。",
    ),
    reported(
        "children.directors.training_attendance",
        "村（社区）儿童主任参训率",
        kind=FLOW,
        unit="%",
        basis=PLANS,
        definition="报告期内参加培训的儿童主任数（分子）占在岗儿童主任总数（分母）的比重。",
    ),
)
SHOWN = (guarantee_rate.key, unprovided.key, *(item.key for item in FIGURES))
