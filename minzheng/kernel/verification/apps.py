"""The room of verification exists, seeds its time limits and gives its facts."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from minzheng.kernel.determinations.declarations import declare_parameters


class VerificationConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.verification"
    label = "verification"
    verbose_name = "经济状况核对"

    def ready(self) -> None:
        """Name the file of the time limits; let answers given by hand reach determinations."""
        declare_parameters(
            "verification", Path(__file__).parent / "parameters.csv", label="经济状况核对"
        )
        import_module("minzheng.kernel.verification.facts")
