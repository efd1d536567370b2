"""The room of scenarios exists."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """测算."""

    name = "minzheng.kernel.scenarios"
    label = "scenarios"
    verbose_name = "测算"
