"""The room of determinations exists."""

from django.apps import AppConfig

from minzheng.kernel.people.declarations import declare_person_reference


class DeterminationsConfig(AppConfig):
    """认定."""

    name = "minzheng.kernel.determinations"
    label = "determinations"
    verbose_name = "认定"

    def ready(self) -> None:
        """Let a merge of two files of one person take determinations and findings along."""
        declare_person_reference("determinations.Determination", "person")
        declare_person_reference("determinations.RecordedFact", "person")
