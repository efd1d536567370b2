"""The Django app of the ui storey."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, template tags and static files shared by every face."""

    name = "minzheng.ui"
    label = "ui"
    verbose_name = "界面组件"
