"""The room of payments exists and follows the standards."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

from minzheng.core.events import listen
from minzheng.kernel.benefits.events import EntitlementLowered
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.determinations.events import StandardReleased
from minzheng.kernel.people.declarations import declare_person_reference

SETTINGS = Path(__file__).parent / "settings.csv"
BANKS = Path(__file__).parent / "banks" / "settings.csv"


class PaymentsConfig(AppConfig):
    """发放."""

    name = "minzheng.kernel.payments"
    label = "payments"
    verbose_name = "发放"

    def ready(self) -> None:
        """Say which columns follow a person when two files are merged; connect the receivers."""
        declare_person_reference("payments.PaymentLine", "payee")
        declare_person_reference("payments.Recovery", "person")
        declare_person_reference("payments.Recovery", "debtor")
        declare_parameters("payments", SETTINGS, label="发放规则")
        declare_parameters("payments.banks", BANKS, label="代发银行接口")
        # Models are not loaded before ready().
        receivers = import_module("minzheng.kernel.payments.receivers")
        listen(StandardReleased, receivers.follow_standard)
        listen(EntitlementLowered, receivers.find_overpaid)
