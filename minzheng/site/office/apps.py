"""The office stands."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """办公端."""

    name = "minzheng.site.office"
    label = "office"
    verbose_name = "办公端"
