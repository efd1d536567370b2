"""The room of active discovery exists, seeds its time limits and listens to deaths."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from minzheng.core.events import listen
from minzheng.kernel.accounts.declarations import declare_module
from minzheng.kernel.determinations import declare_parameters
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.people.declarations import declare_person_reference
from minzheng.kernel.people.events import PersonDied
from minzheng.kernel.sharing.declarations import declare_share


class CampaignsConfig(AppConfig):
    """主动发现."""

    name = "minzheng.kernel.campaigns"
    label = "campaigns"
    verbose_name = "主动发现"

    def ready(self) -> None:
        """Name the file of the time limits, the module, and what a merge of two persons takes along."""
        declare_parameters("campaigns", Path(__file__).parent / "parameters.csv", label="主动发现")
        declare_module("campaigns", "主动发现与摸排")
        for model in ("NeedReport", "CampaignLine", "LifeEvent"):
            declare_person_reference(f"campaigns.{model}", "person")
        # What is shared is read through models, which are loaded only now.
        declare_share(import_module("minzheng.kernel.campaigns.shares").HOTLINE_ANSWERS)
        # The models of the receivers are not loaded before ready().
        receivers = import_module("minzheng.kernel.campaigns.receivers")
        listen(PersonDied, receivers.open_what_a_death_asks)
        listen(DivisionMerged, receivers.follow_merged_division)
