"""The room of rescue of people in distress away from home exists."""

from minzheng.kernel.domain import DomainConfig


class RescueConfig(DomainConfig):
    """救助管理."""

    name = "minzheng.domains.rescue"
    label = "rescue"
    verbose_name = "救助管理"
