"""The room of bodies exists."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """机构与设施."""

    name = "minzheng.kernel.bodies"
    label = "bodies"
    verbose_name = "机构与设施"
