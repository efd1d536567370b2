"""The room of social assistance exists."""

from minzheng.kernel.domain import DomainConfig


class AssistanceConfig(DomainConfig):
    """社会救助."""

    name = "minzheng.domains.assistance"
    label = "assistance"
    verbose_name = "社会救助"
