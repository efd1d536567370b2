"""The room of volunteers exists."""

from minzheng.kernel.domain import DomainConfig


class VolunteeringConfig(DomainConfig):
    """志愿服务."""

    name = "minzheng.domains.volunteering"
    label = "volunteering"
    verbose_name = "志愿服务"
