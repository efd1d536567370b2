"""The doors of office pages: which capability opens a page, and how a refusal is said."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.services import MandateRefused
from minzheng.kernel.benefits.services import BenefitError
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.determinations.services import ParameterError
from minzheng.kernel.documents.services.inspection import FileRefused
from minzheng.kernel.documents.services.letters import LetterIncomplete
from minzheng.kernel.monitoring.services.leads import LeadError
from minzheng.kernel.payments.banks.formats import BankFileError
from minzheng.kernel.payments.services import PaymentError
from minzheng.kernel.people.services import AlreadyRegistered, MergeRefused, NotPermitted
from minzheng.kernel.verification.services import QueryRefused
from minzheng.kernel.visits.services import VisitRefused
from minzheng.site.middleware import StaffRequest

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponseBase]

# What the rooms say when something cannot be done: sentences for the person at the screen.
REFUSALS: tuple[type[Exception], ...] = (
    AlreadyRegistered,
    BankFileError,
    BenefitError,
    FileRefused,
    LeadError,
    LetterIncomplete,
    MandateRefused,
    MergeRefused,
    NotPermitted,
    ParameterError,
    PaymentError,
    QueryRefused,
    StepRefused,
    VisitRefused,
)


def needs(*capabilities: str) -> Callable[[View], View]:
    """Open a page to mandates whose role holds one of the capabilities; anybody else gets 403."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(acting(request).may(name) for name in capabilities):
                raise PermissionDenied(_("您的岗位不能查看这个页面。"))
            return view(request, *args, **kwargs)

        guarded.needs = capabilities  # type: ignore[attr-defined]
        return guarded

    return wrap


def acting(request: StaffRequest) -> Mandate:
    """Return the mandate of a request that passed the door."""
    if request.mandate is None:
        raise PermissionDenied(_("请先登录。"))
    return request.mandate


def found(rows: QuerySet[M], pk: object) -> M:
    """Return one row of a queryset already narrowed to the viewer, or say there is none (404)."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def tried(
    request: StaffRequest,
    act: Callable[[], Any],
    done: str = "",
    *,
    also: tuple[type[Exception], ...] = (),
) -> bool:
    """Do one thing; a refusal becomes a message above the page, success its own sentence.

    Returns whether it was done, so that a page can keep what was typed when it was not. ``also``
    names further exceptions whose text a service wrote for the person at the screen.
    """
    try:
        act()
    except (*REFUSALS, *also) as refusal:
        for reason in getattr(refusal, "reasons", None) or [str(refusal)]:
            messages.error(request, reason)
        return False
    if done:
        messages.success(request, done)
    return True
