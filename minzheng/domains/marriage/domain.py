"""The door plate of marriage and adoption."""

from minzheng.kernel.domain import Dashboard, Domain

from . import declarations, indicators
from .shares import SHARES

BOOKED = (declarations.REGISTRATION, declarations.DIVORCE)

domain = Domain(
    "marriage",
    "婚姻和收养登记",
    indicators=indicators,
    dashboards=[Dashboard("marriage", "婚姻和收养登记", show=indicators.SHOWN)],
    shares=SHARES,
)
