"""The room of social organisations exists."""

from minzheng.kernel.domain import DomainConfig


class OrganisationsConfig(DomainConfig):
    """社会组织."""

    name = "minzheng.domains.organisations"
    label = "organisations"
    verbose_name = "社会组织"
