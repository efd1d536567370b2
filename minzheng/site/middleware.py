"""The door: who is asking, in which mandate, at which moment; everything unmarked stays shut."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from minzheng.core import clock
from minzheng.core.reading import reading
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.citizens.models import Citizen
from minzheng.site.access import is_for_citizens, is_for_machines, is_public


class StaffRequest(HttpRequest):
    """A request after the door: its moment, and who acts: one of the staff, a citizen, or nobody."""

    at: datetime
    mandate: Mandate | None
    citizen: Citizen | None
    htmx: HtmxDetails


# What changes nothing (RFC 9110, 9.2.1).
READS = {"GET", "HEAD"}

Responder = Callable[[StaffRequest], HttpResponse]


class DoorMiddleware:
    """Set ``request.at`` and ``request.mandate``; refuse any view that is not marked public."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: StaffRequest) -> HttpResponse:
        request.at = clock.now()
        with reading() if request.method in READS else nullcontext():
            is_known = request.user.is_authenticated
            request.mandate = accounts.mandate_of(request) if is_known else None
            request.citizen = citizens.citizen_of(request)
            response = self.get_response(request)
        if request.mandate is not None or request.citizen is not None:
            # Personal data must not stay in a shared computer's cache after sign-out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: StaffRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let through the public and those a view is for; send everybody else to their sign-in page."""
        if is_public(view) or is_for_machines(view):
            return None
        if is_for_citizens(view):
            return None if request.citizen is not None else self._to_citizens(request)
        if request.mandate is not None:
            return None
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))

    def _to_citizens(self, request: StaffRequest) -> HttpResponse:
        """Send a citizen to the sign-in of the portal, and back afterwards."""
        return redirect_to_login(request.get_full_path(), resolve_url(settings.CITIZEN_LOGIN_URL))
