"""The room of child welfare exists."""

from minzheng.kernel.domain import DomainConfig


class ChildrenConfig(DomainConfig):
    """儿童福利."""

    name = "minzheng.domains.children"
    label = "children"
    verbose_name = "儿童福利"
