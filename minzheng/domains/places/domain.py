"""The door plate of place names."""

from minzheng.kernel.domain import Dashboard, Domain

from . import indicators
from .shares import SHARES

domain = Domain(
    "places",
    "地名和区划",
    indicators=indicators,
    dashboards=[Dashboard("places", "地名和区划", show=indicators.SHOWN)],
    shares=SHARES,
)
