"""The room of enrolment exists."""

from importlib import import_module

from django.apps import AppConfig

from minzheng.kernel.people.declarations import declare_person_reference


class EnrolmentConfig(AppConfig):
    """待遇办理."""

    name = "minzheng.kernel.enrolment"
    label = "enrolment"
    verbose_name = "待遇办理"

    def ready(self) -> None:
        """Give the room's facts; say which columns point at a person, so that a merge moves them."""
        import_module("minzheng.kernel.enrolment.facts")
        for model in ("LifeCheck", "InsuranceCover"):
            declare_person_reference(f"enrolment.{model}", "person")
