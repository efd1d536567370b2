"""The room of monitoring exists and seeds its time limits."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from minzheng.core.events import listen
from minzheng.kernel.determinations import declare_parameters
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.people.declarations import declare_person_reference
from minzheng.kernel.visits.events import NeedFound


class MonitoringConfig(AppConfig):
    """监测预警."""

    name = "minzheng.kernel.monitoring"
    label = "monitoring"
    verbose_name = "监测预警"

    def ready(self) -> None:
        """Name the file of the time limits and the lists that warn, and what a merge takes along."""
        import_module("minzheng.kernel.monitoring.catalogue")
        declare_parameters("monitoring", Path(__file__).parent / "parameters.csv", label="监测预警")
        for model in ("Finding", "Lead"):
            declare_person_reference(f"monitoring.{model}", "person")
        # The models of the receivers are not loaded before ready().
        receivers = import_module("minzheng.kernel.monitoring.receivers")
        listen(DivisionMerged, receivers.follow_merged_division)
        listen(NeedFound, receivers.follow_up_visit)
