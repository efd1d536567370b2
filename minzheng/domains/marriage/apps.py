"""The room of marriage and adoption exists."""

from minzheng.kernel.domain import DomainConfig


class MarriageConfig(DomainConfig):
    """婚姻和收养登记."""

    name = "minzheng.domains.marriage"
    label = "marriage"
    verbose_name = "婚姻和收养登记"
