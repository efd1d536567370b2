"""The room of indicators exists."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """指标."""

    name = "minzheng.kernel.indicators"
    label = "indicators"
    verbose_name = "指标"
