"""The door plate of plans, indicators and evaluation."""

from pathlib import Path

from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Domain

declare_parameters(
    "planning.measures", Path(__file__).parent / "measures.csv", label="制度建设期限"
)

domain = Domain("planning", "规划指标评估")
