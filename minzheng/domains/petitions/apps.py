"""The room of petitions exists."""

from minzheng.kernel.domain import DomainConfig


class PetitionsConfig(DomainConfig):
    """信访与评价."""

    name = "minzheng.domains.petitions"
    label = "petitions"
    verbose_name = "信访与评价"
