"""The divisions room as a Django application."""

from django.apps import AppConfig


class DivisionsConfig(AppConfig):
    """It exists."""

    name = "minzheng.kernel.divisions"
    label = "divisions"
    verbose_name = "区划"
