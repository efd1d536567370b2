"""The door: who is asking, in which mandate, at which moment; everything unmarked stays shut."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from minzheng.core import clock
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.access import is_public


class StaffRequest(HttpRequest):
    """A request after the door: ``at`` is its moment, ``mandate`` who acts (None: nobody)."""

    at: datetime
    mandate: Mandate | None
    htmx: HtmxDetails


Responder = Callable[[StaffRequest], HttpResponse]


class DoorMiddleware:
    """Set ``request.at`` and ``request.mandate``; refuse any view that is not marked public."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: StaffRequest) -> HttpResponse:
        request.at = clock.now()
        request.mandate = accounts.mandate_of(request) if request.user.is_authenticated else None
        response = self.get_response(request)
        if request.mandate is not None:
            # Personal data must not stay in a shared computer's cache after sign-out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: StaffRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let through the public and the mandated; send everybody else to the sign-in page."""
        if is_public(view) or request.mandate is not None:
            return None
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
