"""The door plate of rescue of people in distress away from home."""

from minzheng.kernel.domain import Dashboard, Domain

from . import indicators
from .shares import SHARES

domain = Domain(
    "rescue",
    "救助管理",
    indicators=indicators,
    dashboards=[Dashboard("rescue", "救助管理", show=indicators.SHOWN)],
    shares=SHARES,
)
