"""The room of community governance exists."""

from minzheng.kernel.domain import DomainConfig


class CommunityConfig(DomainConfig):
    """基层治理."""

    name = "minzheng.domains.community"
    label = "community"
    verbose_name = "基层治理"
