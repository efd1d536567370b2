"""The room exists."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    """离线."""

    name = "minzheng.kernel.offline"
    label = "offline"
    verbose_name = "离线"
