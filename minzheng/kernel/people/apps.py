"""The people room as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """It exists."""

    name = "minzheng.kernel.people"
    label = "people"
    verbose_name = "人员与家庭"
