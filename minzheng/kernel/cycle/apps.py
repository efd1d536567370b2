"""The room of the cycle exists and seeds how long data are kept."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from minzheng.kernel.determinations import declare_parameters


class CycleConfig(AppConfig):
    """月度周期."""

    name = "minzheng.kernel.cycle"
    label = "cycle"
    verbose_name = "月度周期"

    def ready(self) -> None:
        """Name the file of the terms of retention and join its routine to the month."""
        declare_parameters(
            "retention", Path(__file__).parent / "retention.csv", label="数据保存期限"
        )
        import_module("minzheng.kernel.cycle.retention")
