"""外勤端 stands."""

from importlib import import_module

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """外勤端."""

    name = "minzheng.site.field"
    label = "field"
    verbose_name = "外勤端"

    def ready(self) -> None:
        """Let phones hand in what the rooms receive."""
        import_module("minzheng.site.field.kinds")
