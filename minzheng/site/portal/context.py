"""What every page of the portal may know: who signed in, the size of the type, the telephone."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

LARGE, COOKIE = "large", "type_size"


def is_large(request: HttpRequest) -> bool:
    """Say whether pages are set in large type: asked for on this device, or on the account."""
    citizen = getattr(request, "citizen", None)
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen == LARGE or (not chosen and citizen is not None and citizen.large_type)


def street(request: HttpRequest) -> dict[str, Any]:
    """Give pages of the portal `citizen`, `large`, `hotline` and `here`; others get nothing. No query."""
    match = request.resolver_match
    if match is None or match.app_name != "portal":
        return {}
    return {
        "citizen": getattr(request, "citizen", None),
        "large": is_large(request),
        "hotline": settings.HOTLINE,
        "here": match.url_name,
    }
