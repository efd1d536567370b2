"""Places and their printed codes: what a sticker on a wall leads to (码上办)."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from minzheng.kernel.bodies.queries import public_facilities
from minzheng.kernel.campaigns import services as campaigns
from minzheng.kernel.divisions import queries as divisions
from minzheng.site import codes, telling
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal.kept import kept_for_all
from minzheng.site.portal.notices import open_notices
from minzheng.site.portal.places import COOKIE, counties, county_of, place_of, served_place
from minzheng.site.portal.services import address_of, offered

from .public import YEAR, back_to

MOST = 12


@public
@require_safe
def scan(request: StaffRequest, code: str) -> HttpResponse:
    """Lead from a printed code to its form, the village filled in; the scan is counted, the person not."""
    try:
        target = codes.target_of(code)
    except ValueError as fault:
        return render(request, "portal/public/unreadable.html", {"fault": str(fault)}, status=404)
    place = served_place(target.division)
    on = localdate(request.at)
    address = _leads_to(target, on) if place is not None else ""
    if not address:
        return render(request, "portal/public/unreadable.html", {}, status=404)
    campaigns.count_scan(code, division=place, on=on)
    answer = HttpResponseRedirect(address)
    answer.set_cookie(COOKIE, target.division, max_age=YEAR, samesite="Lax")
    return answer


def _leads_to(target: codes.Target, on: date) -> str:
    """Return the page a code stands for; empty when what it named is no longer there."""
    if target.kind == codes.SERVICE:
        known = {workflow.key for workflow in offered(target.division, on)}
        return address_of(target.key, target.division) if target.key in known else ""
    if target.kind == codes.FACILITY:
        return reverse("portal:facility", args=[target.key]) if target.key.isdigit() else ""
    if target.kind == codes.REPORT:
        return f"{reverse('portal:report')}?place={target.division}"
    return reverse("portal:place", args=[target.division])


@public
@require_safe
@kept_for_all
def places(request: StaffRequest) -> HttpResponse:
    """Let somebody choose where he lives: township, then village."""
    place = place_of(request)
    shelves = [(county, county.children.filter(valid_to=None).order_by("code")) for county in counties()]  # fmt: skip
    return render(request, "portal/public/places.html", {"place": place, "shelves": shelves})


@public
@require_safe
@kept_for_all
def place_page(request: StaffRequest, code: str) -> HttpResponse:
    """Show one place: who answers the telephone, what can be done, what stands there (PO-05)."""
    place = served_place(code)
    if place is None:
        raise Http404
    on = localdate(request.at)
    context = {
        "place": place,
        "full_name": divisions.full_name(place.pk),
        "county": county_of(place),
        "contact": telling.contact(place.pk, on),
        "offered": [(w.label, address_of(w.key, place.pk)) for w in offered(place.pk, on)][:MOST],
        "facilities": public_facilities(place.pk)[:MOST],
        "notices": open_notices(place.pk, on)[:MOST],
        "children": place.children.filter(valid_to=None).order_by("code"),
        "is_mine": request.COOKIES.get(COOKIE) == place.pk,
        "payment": settings.PAYMENT_ADDRESS,
    }
    return render(request, "portal/public/place.html", context)


@public
@require_POST
def choose_place(request: StaffRequest, code: str) -> HttpResponse:
    """Remember on this device where somebody lives: notices, standards and forms start from there."""
    place = served_place(code)
    answer = HttpResponseRedirect(back_to(request))
    if place is not None:
        answer.set_cookie(COOKIE, place.pk, max_age=YEAR, samesite="Lax")
    return answer


urlpatterns: list[URLPattern] = [
    path("q/<str:code>/", scan, name="scan"),
    path("places/", places, name="places"),
    path("places/<str:code>/", place_page, name="place"),
    path("places/<str:code>/choose/", choose_place, name="choose_place"),
]
