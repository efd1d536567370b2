"""The room of the ledger exists."""

from pathlib import Path

from django.apps import AppConfig

from minzheng.kernel.determinations.declarations import declare_parameters


class LedgerConfig(AppConfig):
    """账务."""

    name = "minzheng.kernel.ledger"
    label = "ledger"
    verbose_name = "账务"

    def ready(self) -> None:
        """Say where the dated figures of the room stand."""
        declare_parameters("ledger", Path(__file__).parent / "parameters.csv", label="资金管理")
