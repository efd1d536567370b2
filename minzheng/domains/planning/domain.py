"""The door plate of plans, indicators and evaluation."""

from pathlib import Path

from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain

from . import indicators
from .choices import COLOUR_RULES, TRACKING

HERE = Path(__file__).parent

declare_parameters(COLOUR_RULES, HERE / "colours.csv", label="规划指标亮灯标准")
declare_parameters(TRACKING, HERE / "tracking.csv", label="督办跟踪")
declare_parameters("planning.statistics", HERE / "statistics.csv", label="统计报表报送")
declare_parameters("planning.measures", HERE / "measures.csv", label="制度建设期限")

domain = Domain(
    "planning",
    "规划指标评估",
    indicators=indicators,
    dashboards=[Dashboard("planning", "参照数据", show=indicators.SHOWN)],
)
