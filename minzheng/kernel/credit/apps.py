"""The room of credit exists."""

from importlib import import_module

from django.apps import AppConfig

from minzheng.kernel.people.declarations import declare_person_reference


class CreditConfig(AppConfig):
    """信用记录."""

    name = "minzheng.kernel.credit"
    label = "credit"
    verbose_name = "信用记录"

    def ready(self) -> None:
        """Give the five fields; say which column points at a person, so that a merge moves it."""
        import_module("minzheng.kernel.credit.catalogue")
        declare_person_reference("credit.CreditRecord", "person")
