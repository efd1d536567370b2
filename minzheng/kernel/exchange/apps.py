"""The exchange room: the files of other departments come in here."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Declares the data sets; a declaration needs no database and so may come this early.
from minzheng.kernel.exchange import catalogue  # noqa: F401


class ExchangeConfig(AppConfig):
    """Room of partners, data sets, deliveries and the fact lake."""

    name = "minzheng.kernel.exchange"
    label = "exchange"
    verbose_name = _("数据共享")
