"""The room of determinations exists."""

from django.apps import AppConfig


class DeterminationsConfig(AppConfig):
    """认定."""

    name = "minzheng.kernel.determinations"
    label = "determinations"
    verbose_name = "认定"
