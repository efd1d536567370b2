"""The room of the cycle exists."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    """月度周期."""

    name = "minzheng.kernel.cycle"
    label = "cycle"
    verbose_name = "月度周期"
