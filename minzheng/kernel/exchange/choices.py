"""The states of a delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """What became of a delivered file."""

    INGESTED = "ingested", _("已接收")
    FAILED = "failed", _("无法接收")
    SUPERSEDED = "superseded", _("已被更正报送取代")
