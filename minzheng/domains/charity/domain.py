"""The door plate of charity."""

from minzheng.kernel.domain import Dashboard, Domain

from . import indicators
from .shares import SHARES

domain = Domain(
    "charity",
    "慈善事业",
    indicators=indicators,
    dashboards=[Dashboard("charity", "慈善事业", show=indicators.SHOWN)],
    shares=SHARES,
)
