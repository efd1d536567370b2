"""群众端 stands."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """群众端."""

    name = "minzheng.site.portal"
    label = "portal"
    verbose_name = "群众端"
