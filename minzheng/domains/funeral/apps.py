"""The room of funeral services exists."""

from minzheng.kernel.domain import DomainConfig


class FuneralConfig(DomainConfig):
    """殡葬服务."""

    name = "minzheng.domains.funeral"
    label = "funeral"
    verbose_name = "殡葬服务"
