"""The door plate of volunteers."""

from minzheng.kernel.domain import Dashboard, Domain

from . import indicators
from .shares import SHARES

domain = Domain(
    "volunteering",
    "志愿服务",
    indicators=indicators,
    dashboards=[Dashboard("volunteering", "志愿服务", show=indicators.SHOWN)],
    shares=SHARES,
)
