"""What every office page may know: menu, mandates, the name of the county."""

from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

from .menu import county_name, menu, sections


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every office page its shell; pages seen before sign-in and those of other faces get nothing."""
    mandate = getattr(request, "mandate", None)
    match = request.resolver_match
    if not isinstance(mandate, Mandate) or (match and match.app_name in {"portal", "field"}):
        return {}
    held = accounts.held_by(mandate.user, accounts.day_of(request.at))  # type: ignore[attr-defined]
    lines = menu(mandate, request.path)
    return {
        "menu": lines,
        "menu_sections": sections(lines, unquote(request.COOKIES.get("menu", ""))),
        "mandates": [{"id": m.pk, "label": m.label, "active": m.pk == mandate.pk} for m in held],
        "person_name": mandate.user.display_name,
        "county_name": county_name(mandate),
    }
