"""The room of purchases exists: its module, and what a merge of two persons takes along."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from minzheng.core.events import listen
from minzheng.kernel.accounts.declarations import declare_module
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.people.declarations import declare_person_reference

from .declarations import declare_scoring


class PurchasesConfig(AppConfig):
    """购买服务与项目资金."""

    name = "minzheng.kernel.purchases"
    label = "purchases"
    verbose_name = "购买服务与项目资金"

    def ready(self) -> None:
        """Offer the scoring rules of acceptances; name what hangs on a person."""
        declare_module("purchases", "购买服务与项目资金")
        declare_scoring(Path(__file__).parent / "scoring.csv")
        for model in ("Settlement", "ServiceRecord"):
            declare_person_reference(f"purchases.{model}", "person")
        # The models of the receivers are not loaded before ready().
        receivers = import_module("minzheng.kernel.purchases.receivers")
        listen(DivisionMerged, receivers.follow_merged_division)
