"""The accounts room as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """It exists."""

    name = "minzheng.kernel.accounts"
    label = "accounts"
    verbose_name = "账户"
