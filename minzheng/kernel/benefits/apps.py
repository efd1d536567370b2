"""The room of benefits exists and listens to what happens to people."""

from importlib import import_module

from django.apps import AppConfig

from minzheng.core.events import listen
from minzheng.kernel.people.declarations import declare_person_reference
from minzheng.kernel.people.events import PersonDied


class BenefitsConfig(AppConfig):
    """待遇."""

    name = "minzheng.kernel.benefits"
    label = "benefits"
    verbose_name = "待遇"

    def ready(self) -> None:
        """Connect the receivers."""
        receivers = import_module(
            "minzheng.kernel.benefits.receivers"
        )  # models are not loaded before ready()
        for field in ("person", "payee"):
            declare_person_reference("benefits.Entitlement", field)
        listen(PersonDied, receivers.end_personal_entitlements)
