"""The room of visits exists."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.visits"
    label = "visits"
    verbose_name = "走访"
