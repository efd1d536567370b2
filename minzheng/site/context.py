"""What every page may know: the name of the product and whether this home is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``product``, ``demo`` and the viewer's ``mandate``."""
    return {
        "product": "民政一体化平台",
        "demo": settings.DEMO,
        "mandate": getattr(request, "mandate", None),
    }
