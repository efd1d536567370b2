"""The room exists."""

from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """群众."""

    name = "minzheng.kernel.citizens"
    label = "citizens"
    verbose_name = "群众"
