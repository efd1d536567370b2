"""The room of indicators exists and seeds until when figures are reported."""

from pathlib import Path

from django.apps import AppConfig

from minzheng.kernel.determinations import declare_parameters

from .choices import OWNER


class IndicatorsConfig(AppConfig):
    """指标."""

    name = "minzheng.kernel.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        """Name the file of the days of reporting."""
        declare_parameters(OWNER, Path(__file__).parent / "parameters.csv", label="指标填报")
