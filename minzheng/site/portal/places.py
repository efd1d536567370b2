"""Where somebody reads the portal: the counties it serves, the place chosen on this device."""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.timezone import localdate

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest

COOKIE = "place"
M = TypeVar("M", bound=Model)


def counties() -> QuerySet[Division]:
    """Return the counties that work with this platform: those where somebody of the staff acts."""
    staffed = Mandate.objects.filter(division=OuterRef("pk"))
    return Division.objects.filter(Exists(staffed), level=Level.COUNTY, valid_to=None)


def place_of(request: StaffRequest) -> Division:
    """Return the place asked for in the address, else the one of this device, of the citizen's home, or the county.

    A place outside the counties served is none. Http404 where no county has been opened yet.
    """
    served = list(counties())
    for code in (request.GET.get(COOKIE, ""), request.COOKIES.get(COOKIE, "")):
        place = served_place(code, served) if code else None
        if place is not None:
            return place
    if not served:
        raise Http404
    if request.citizen is not None:
        homes = citizens.households(request.citizen, localdate(request.at))
        place = served_place(homes[0].division_id, served) if homes else None
        if place is not None:
            return place
    return served[0]


def served_place(code: str, served: list[Division] | None = None) -> Division | None:
    """Return a division that lies within a county served here, or None."""
    found = Division.objects.filter(pk=code, valid_to=None).select_related("parent").first()
    inside = counties() if served is None else served
    if found is None or not any(found.path.startswith(county.path) for county in inside):
        return None
    return found


def within_served(rows: QuerySet[M], field: str = "division") -> QuerySet[M]:
    """Keep the rows of the counties served here."""
    inside = Q(pk__in=[])
    for county in counties():
        inside |= divisions.inside(county.pk, field)
    return rows.filter(inside)


def county_of(place: Division) -> Division:
    """Return the county a place lies in."""
    while place.level > Level.COUNTY and place.parent is not None:
        place = place.parent
    return place


def townships(place: Division) -> dict[str, str]:
    """Name the townships of a place's county, the one it lies in first."""
    rows = Division.objects.filter(parent=county_of(place), valid_to=None).order_by("code")
    found: dict[str, str] = dict(rows.values_list("code", "name"))
    line = divisions.lineage(place.pk)
    own = next((code for code in found if code in line), None)
    return {own: found[own], **found} if own else found
