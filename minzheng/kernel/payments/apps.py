"""The room of payments exists."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """发放."""

    name = "minzheng.kernel.payments"
    label = "payments"
    verbose_name = "发放"
