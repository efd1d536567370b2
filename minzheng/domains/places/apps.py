"""The room of place names exists."""

from minzheng.kernel.domain import DomainConfig


class PlacesConfig(DomainConfig):
    """地名和区划."""

    name = "minzheng.domains.places"
    label = "places"
    verbose_name = "地名和区划"
