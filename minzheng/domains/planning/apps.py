"""The room of plans, indicators and evaluation exists."""

from minzheng.kernel.domain import DomainConfig


class PlanningConfig(DomainConfig):
    """规划指标评估."""

    name = "minzheng.domains.planning"
    label = "planning"
    verbose_name = "规划指标评估"
