"""The room of verification exists."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Name the room for Django."""

    name = "minzheng.kernel.verification"
    label = "verification"
    verbose_name = "经济状况核对"
