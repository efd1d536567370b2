"""Whose page it is: the citizen who signed in, the seat he writes from, and refusals said above the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.services import FileRefused
from minzheng.site import tracking
from minzheng.site.middleware import StaffRequest

REFUSALS: tuple[type[Exception], ...] = (StepRefused, FileRefused, PermissionDenied, ValueError)


def who(request: StaffRequest) -> Citizen:
    """Return the citizen of a request that passed the door."""
    if request.citizen is None:
        raise PermissionDenied
    return request.citizen


def seat(request: StaffRequest, division: Division) -> Mandate:
    """Return the mandate in which the citizen of a request acts at a division."""
    return citizens.seat(who(request), division, at=request.at)


def own_case(request: StaffRequest, number: str) -> Case:
    """Return one of the citizen's own matters; anybody else's does not exist (404)."""
    row = tracking.matter(who(request), number, request.at.date())
    if row is None:
        raise Http404
    return row


def tried(request: StaffRequest, act: Callable[[], Any], done: str = "") -> bool:
    """Do one thing; a refusal becomes sentences above the page. Returns whether it was done."""
    try:
        act()
    except REFUSALS as refusal:
        for reason in getattr(refusal, "reasons", None) or [str(refusal)]:
            messages.error(request, reason)
        return False
    if done:
        messages.success(request, done)
    return True
