"""What is published: notices, standards, lists of the rooms, facilities with their fees."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.bodies.declarations import facility_type, facility_types
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import STATE_CODE, Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.domain import PublicRegister, public_registers
from minzheng.site import published
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal.kept import kept_for_all
from minzheng.site.portal.notices import open_notices, sheet
from minzheng.site.portal.places import county_of, place_of, within_served
from minzheng.ui.tables import Column

PER_PAGE = 30


@public
@require_safe
@kept_for_all
def notices(request: StaffRequest) -> HttpResponse:
    """List the notices that stand at a place, those that end soonest first."""
    place, on = place_of(request), localdate(request.at)
    pages = Paginator(open_notices(place.pk, on), PER_PAGE)
    context = {
        "place": place,
        "county": county_of(place),
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "portal/public/notices.html", context)


@public
@require_safe
def notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one notice while it stands; the day after its last day nobody finds it any more."""
    on = localdate(request.at)
    row = get_object_or_404(within_served(open_notices(STATE_CODE, on)), pk=pk)
    context = {"notice": row, "table": sheet(row), "on": on}
    return render(request, "portal/public/notice.html", context)


@public
@require_safe
@kept_for_all
def standards_page(request: StaffRequest) -> HttpResponse:
    """Show the standards in force at a place, what is decided for later, and what was before (PO-10)."""
    place, on = place_of(request), localdate(request.at)
    shelves = published.shelves(place.pk, on)
    context = {"place": place, "on": on, "shelves": shelves}
    return render(request, "portal/public/standards.html", context)


# -- lists of the rooms -----------------------------------------------------------------------------


@public
@require_safe
@kept_for_all
def registers(request: StaffRequest) -> HttpResponse:
    """List what is open to everybody: the lists of the rooms that this place publishes."""
    place, on = place_of(request), localdate(request.at)
    shelves: dict[str, list[PublicRegister]] = {}
    for domain, register in public_registers():
        if register.shown_at(place.pk, on):
            shelves.setdefault(domain.label, []).append(register)
    context = {"place": place, "shelves": shelves.items()}
    return render(request, "portal/public/registers.html", context)


@public
@require_safe
def register(request: StaffRequest, key: str) -> HttpResponse:
    """Show one list of a room at a place; one that a place does not publish does not exist there."""
    place, on = place_of(request), localdate(request.at)
    found = next((r for _domain, r in public_registers() if r.key == key), None)
    if found is None or not found.shown_at(place.pk, on):
        raise Http404
    words = " ".join(request.GET.get("q", "").split())[:50]
    must_choose = found.by_village and place.level < Level.VILLAGE
    rows = _sought(found, found.rows(place.pk, on), words)
    page = Paginator(rows.none() if must_choose else rows, PER_PAGE).get_page(
        request.GET.get("page")
    )
    columns = found.columns()
    context = {
        "place": place,
        "county": county_of(place),
        "register": found,
        "heads": [(column.label, column.is_numeric) for column in columns],
        "lines": [[_cell(column, row) for column in columns] for row in page],
        "page": page,
        "q": words,
        "must_choose": must_choose,
        "may_search": bool(found.search),
        "children": _below(place),
    }
    return render(request, "portal/public/register.html", context)


def _sought(register: PublicRegister, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Keep the rows that carry the words in one of the fields the register names."""
    if not (words and register.search):
        return rows
    wanted = Q()
    for field in register.search:
        wanted |= Q(**{f"{field}__icontains": words})
    return rows.filter(wanted)


def _cell(column: Column, row: Any) -> dict[str, Any]:
    """Return one cell: its text, and for the name of a facility the way to its page."""
    cell = column.cell(row)
    leads = isinstance(row, Facility) and column.key == "name"
    return {
        "label": column.label,
        "text": cell.text,
        "is_number": column.is_numeric,
        "url": reverse("portal:facility", args=[row.pk]) if leads else cell.href,
    }


def _below(place: Division) -> QuerySet[Division]:
    return place.children.filter(valid_to=None).order_by("code")


# -- facilities -------------------------------------------------------------------------------------


@public
@require_safe
@kept_for_all
def facilities(request: StaffRequest) -> HttpResponse:
    """List the open facilities of a place and of what lies above it, of one type when asked."""
    place = place_of(request)
    county = county_of(place)
    kind = request.GET.get("kind", "")
    known = {one.key: one.label for one in facility_types()}
    rows = bodies.public_facilities(county.pk, [kind] if kind in known else ())
    # A village is served by the township's and the county's places as well.
    near = Q(division__path__startswith=place.path) | Q(division__in=divisions.lineage(place.pk))
    rows = rows.filter(near)
    words = " ".join(request.GET.get("q", "").split())[:50]
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(address__icontains=words))
    context = {
        "place": place,
        "county": county,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": known.items(),
        "kind": kind,
        "labels": known,
        "q": words,
    }
    return render(request, "portal/public/facilities.html", context)


@public
@require_safe
@kept_for_all
def facility(request: StaffRequest, pk: int) -> HttpResponse:
    """Show where a facility is, how to call it, what it asks, where to pay (PO-05, PO-10)."""
    row = get_object_or_404(within_served(bodies.public_facilities(STATE_CODE)), pk=pk)
    context = {
        "facility": row,
        "kind": facility_type(row.kind),
        "fees": bodies.fees_on(row, localdate(request.at)),
        "payment": settings.PAYMENT_ADDRESS,
    }
    return render(request, "portal/public/facility.html", context)


urlpatterns: list[URLPattern] = [
    path("notices/", notices, name="notices"),
    path("notices/<int:pk>/", notice, name="notice"),
    path("standards/", standards_page, name="standards"),
    path("registers/", registers, name="registers"),
    path("registers/<str:key>/", register, name="register"),
    path("facilities/", facilities, name="facilities"),
    path("facilities/<int:pk>/", facility, name="facility"),
]
