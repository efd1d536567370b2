"""The room of monitoring exists and seeds its time limits."""

from pathlib import Path

from django.apps import AppConfig

from minzheng.kernel.determinations import declare_parameters


class MonitoringConfig(AppConfig):
    """监测预警."""

    name = "minzheng.kernel.monitoring"
    label = "monitoring"
    verbose_name = "监测预警"

    def ready(self) -> None:
        """Name the file of the time limits for handling a warning."""
        declare_parameters("monitoring", Path(__file__).parent / "parameters.csv", label="监测预警")
