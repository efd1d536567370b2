"""The room of publicity exists."""

from minzheng.kernel.domain import DomainConfig


class PublicityConfig(DomainConfig):
    """政务公开."""

    name = "minzheng.domains.publicity"
    label = "publicity"
    verbose_name = "政务公开"
