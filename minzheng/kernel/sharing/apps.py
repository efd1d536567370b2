"""The room of sharing data with other systems exists."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.people.declarations import declare_person_reference
from minzheng.kernel.sharing.declarations import declare_share


class SharingConfig(AppConfig):
    """Room of the catalogue, subscriptions, batches, local registers and certificates."""

    name = "minzheng.kernel.sharing"
    label = "sharing"
    verbose_name = _("共享交换平台")

    def ready(self) -> None:
        """Let a merge take certificates along; declare those that quote what departments delivered."""
        declare_person_reference("sharing.Certificate", "person")
        # What they quote is read through models, which are loaded only now.
        for kind in import_module("minzheng.kernel.sharing.shares").CERTIFICATES:
            declare_share(kind)
