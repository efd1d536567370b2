"""The room of charity exists."""

from minzheng.kernel.domain import DomainConfig


class CharityConfig(DomainConfig):
    """慈善事业."""

    name = "minzheng.domains.charity"
    label = "charity"
    verbose_name = "慈善事业"
