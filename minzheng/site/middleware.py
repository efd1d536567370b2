"""The door: who is asking, in which mandate, at which moment; everything unmarked stays shut."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from minzheng.core import clock
from minzheng.kernel.accounts import queries as accounts
from minzheng.site.access import is_public

Responder = Callable[[HttpRequest], HttpResponse]


class DoorMiddleware:
    """Set ``request.at`` and ``request.mandate``; refuse any view that is not marked public."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()
        request.mandate = accounts.mandate_of(request) if request.user.is_authenticated else None
        response = self.get_response(request)
        if request.mandate is not None:
            # Personal data must not stay in a shared computer's cache after sign-out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let through the public and the mandated; send everybody else to the sign-in page."""
        if is_public(view) or request.mandate is not None:
            return None
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
