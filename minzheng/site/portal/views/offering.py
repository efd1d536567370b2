"""The services somebody can ask for: the list, and the guide of each (办事指南)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.divisions.models import Division
from minzheng.site import catalogue, drafts
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal import places
from minzheng.site.portal.kept import kept_for_all
from minzheng.site.portal.places import COOKIE


def place_of(request: StaffRequest) -> str:
    """Return the place a guide is read for: the one in the address, the citizen's own, this device's."""
    if request.citizen is not None and not request.GET.get(COOKIE):
        homes = citizens.households(request.citizen, localdate(request.at))
        if homes:
            return homes[0].division_id
    return places.place_of(request).pk


@public
@kept_for_all
def services(request: StaffRequest) -> HttpResponse:
    """List what can be asked for, by field of work; what was begun stands on top."""
    text, place, on = request.GET.get("q", ""), place_of(request), localdate(request.at)
    shelves = [
        {
            "label": room,
            "rows": [
                {"flow": flow, "is_on": accounts.is_on(flow.key, place, on)} for flow in flows
            ],
        }
        for room, flows in catalogue.matters(text=text)
    ]
    begun = []
    if request.citizen is not None:
        labels = {flow.key: flow.label for flow in catalogue.offered()}
        begun = [
            {"draft": row, "label": labels.get(row.service, row.service)}
            for row in drafts.waiting(request.citizen)
        ]
    context = {"shelves": shelves, "text": text, "begun": begun, "place": request.GET.get("place")}
    return render(request, "portal/applying/services.html", context)


@public
@kept_for_all
def service(request: StaffRequest, key: str) -> HttpResponse:
    """Show the guide of one service: who, what to bring, how long, what it costs, where."""
    place, on = place_of(request), localdate(request.at)
    try:
        row = catalogue.matter(key, place, on)
    except LookupError as unknown:
        raise Http404 from unknown
    context = {
        "row": row,
        "place": Division.objects.filter(code=place).first(),
        "shortened": catalogue.shortened(row.flow, place, on),
    }
    return render(request, "portal/applying/service.html", context)


urlpatterns: list[URLPattern] = [
    path("services/", services, name="services"),
    path("services/<str:key>/", service, name="service"),
]
