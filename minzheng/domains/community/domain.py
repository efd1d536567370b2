"""The door plate of community governance."""

from pathlib import Path

from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain

from . import indicators
from .views import REGISTERS

declare_parameters(
    indicators.ROOM, Path(__file__).parent / "parameters.csv", label="社区工作者配备"
)

domain = Domain(
    indicators.ROOM,
    "基层治理",
    indicators=indicators,
    dashboards=[Dashboard(indicators.ROOM, "基层治理", show=indicators.SHOWN)],
    registers=REGISTERS,
)
