"""The room of disability welfare exists."""

from minzheng.kernel.domain import DomainConfig


class DisabilityConfig(DomainConfig):
    """残疾人福利."""

    name = "minzheng.domains.disability"
    label = "disability"
    verbose_name = "残疾人福利"
