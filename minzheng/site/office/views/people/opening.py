"""What is opened with a reason only: a sealed number, a delivered line, a paper."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from minzheng.core.sealing import SealBroken
from minzheng.kernel.documents import queries as documents
from minzheng.kernel.documents import services as papers
from minzheng.kernel.exchange import queries as exchange
from minzheng.kernel.exchange import services as deliveries
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.choices import REVEALABLE
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.permissions import NotPermitted
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download

from ...doors import acting, found, needs

DEFAULT_REASON = "办理业务查阅"


@require_POST
@needs("people.reveal")
def person_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one sealed field of a person in full, once the reason is written down."""
    subject = people.person(acting(request), pk)
    if subject is None:
        raise Http404
    return _revealed(request, subject, reverse("office:person_reveal", args=[pk]))


@require_POST
@needs("people.reveal")
def household_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the address of a household in full, once the reason is written down."""
    subject = found(people.households(acting(request)), pk)
    return _revealed(request, subject, reverse("office:household_reveal", args=[pk]))


def _revealed(request: StaffRequest, subject: Person | Household, url: str) -> HttpResponse:
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    context: dict[str, object] = {
        "field": field,
        "label": REVEALABLE.get(field, ""),
        "url": url,
        "subject": subject,
    }
    try:
        context["text"] = register.reveal(
            subject, field, by=acting(request), at=request.at, reason=reason
        )
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except ValueError as refusal:
        context["problem"] = str(refusal)
    template = "office/people/revealed.html" if request.htmx else "office/people/revealed_page.html"
    return render(request, template, context)


@require_POST
@needs("people.reveal")
def line(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Show one delivered line as it came, once the reason is written down."""
    delivery = found(exchange.deliveries(acting(request)), pk)
    context: dict[str, object] = {"delivery": delivery, "number": number}
    try:
        context["shown"] = deliveries.show_line(
            delivery,
            number,
            by=acting(request),
            at=request.at,
            reason=request.POST.get("reason", ""),
        )
    except ValueError as refusal:
        context["problem"] = str(refusal)
    template = "office/people/line.html" if request.htmx else "office/people/line_page.html"
    return render(request, template, context)


@needs("documents.see")
def document(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand out a paper; who opened it and why is on record."""
    row = found(documents.documents(acting(request)), pk)
    reason = request.GET.get("reason", "").strip() or DEFAULT_REASON
    try:
        content = papers.open_document(row, by=acting(request), at=request.at, reason=reason)
    except (ValueError, SealBroken, FileNotFoundError) as broken:
        raise Http404(str(broken)) from broken
    return download(content, row.file_name, row.content_type)


urlpatterns: list[URLPattern] = [
    path("people/<int:pk>/reveal/", person_reveal, name="person_reveal"),
    path("households/<int:pk>/reveal/", household_reveal, name="household_reveal"),
    path("lines/<int:pk>/<int:number>/", line, name="line"),
    path("documents/<int:pk>/", document, name="document"),
]
