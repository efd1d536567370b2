"""The room of cases exists."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.cases"
    label = "cases"
    verbose_name = "办件"
