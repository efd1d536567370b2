"""The room of payments exists."""

from django.apps import AppConfig

from minzheng.kernel.people.declarations import declare_person_reference


class PaymentsConfig(AppConfig):
    """发放."""

    name = "minzheng.kernel.payments"
    label = "payments"
    verbose_name = "发放"

    def ready(self) -> None:
        """Say which columns follow a person when two files are merged."""
        declare_person_reference("payments.PaymentLine", "payee")
