"""The audit room as a Django application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """It exists."""

    name = "minzheng.kernel.audit"
    label = "audit"
    verbose_name = "审计"
