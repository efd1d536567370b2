"""The door plate of social organisations."""

from minzheng.kernel.domain import Dashboard, Domain

from . import indicators

domain = Domain(
    "organisations",
    "社会组织",
    indicators=indicators,
    dashboards=[Dashboard("organisations", "社会组织", show=indicators.SHOWN)],
)
