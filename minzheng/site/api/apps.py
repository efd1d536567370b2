"""接口 stands."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """接口."""

    name = "minzheng.site.api"
    label = "api"
    verbose_name = "接口"
