"""The room of visits exists and gives its facts."""

from importlib import import_module

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.visits"
    label = "visits"
    verbose_name = "走访"

    def ready(self) -> None:
        """Let the facts of visits reach determinations."""
        import_module("minzheng.kernel.visits.facts")
