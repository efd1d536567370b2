"""The people room as a Django application."""

from importlib import import_module

from django.apps import AppConfig

from minzheng.kernel.people.declarations import declare_person_reference


class PeopleConfig(AppConfig):
    """It exists, listens to the tree of divisions, and names its own ties to persons."""

    name = "minzheng.kernel.people"
    label = "people"
    verbose_name = "人员与家庭"

    def ready(self) -> None:
        """Declare this room's references and begin to listen."""
        declare_person_reference("people.Household", "head")
        declare_person_reference("people.Kinship", "person")
        declare_person_reference("people.Kinship", "relative")
        declare_person_reference("people.PersonFlag", "person")
        declare_person_reference("people.Membership", "person")
        import_module(f"{self.name}.receivers")
