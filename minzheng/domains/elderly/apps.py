"""The room of services for the elderly exists."""

from minzheng.kernel.domain import DomainConfig


class ElderlyConfig(DomainConfig):
    """养老服务."""

    name = "minzheng.domains.elderly"
    label = "elderly"
    verbose_name = "养老服务"
