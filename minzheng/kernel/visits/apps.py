"""The room of visits exists, seeds the terms of proof, and gives its facts."""

from importlib import import_module

from django.apps import AppConfig

from minzheng.core.events import listen
from minzheng.kernel.determinations import declare_parameters
from minzheng.kernel.divisions.events import DivisionMerged

from .declarations import OWNER, PARAMETERS


class VisitsConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.visits"
    label = "visits"
    verbose_name = "走访"

    def ready(self) -> None:
        """Let the facts of visits reach determinations, name the terms, follow the tree of divisions."""
        import_module("minzheng.kernel.visits.facts")
        declare_parameters(OWNER, PARAMETERS, label="走访核验")
        # The models of the receivers are not loaded before ready().
        receivers = import_module("minzheng.kernel.visits.receivers")
        listen(DivisionMerged, receivers.follow_merged_division)
