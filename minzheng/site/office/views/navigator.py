"""The policy guide at the counter: the component of `minzheng.site.guide` inside the office shell."""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.policy.navigator import Navigator
from minzheng.site.guide import Guide, guided_policies, offered_policies
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import is_htmx

from ..doors import acting


@sensitive_post_parameters()
def navigator(request: StaffRequest) -> HttpResponse:
    """Ask a family a few questions and say which benefits apply; nothing said is kept."""
    viewer = acting(request)
    policies, today = guided_policies(), localdate(request.at)
    store, lineages = determinations.parameter_store(*policies), divisions.lineages()

    @cache
    def navigator_at(place: str) -> Navigator:
        return Navigator(offered_policies(place, today), store, lineages, today)

    guide = Guide(places_of(viewer), navigator_at, today)
    context = guide.answer(request.POST if request.method == "POST" else None)
    context["action"] = reverse("office:navigator")
    context["intake"] = reverse("office:intake") if viewer.may("cases.open") else ""
    context["manual"] = reverse("office:manual")
    piece = "guide/piece.html" if is_htmx(request) else "office/navigator/navigator.html"
    return render(request, piece, context)


def places_of(viewer: Mandate) -> dict[str, str]:
    """Name the townships of the viewer's county, the viewer's own first."""
    own = viewer.division
    county = own
    while county.level > Level.COUNTY and county.parent is not None:
        county = county.parent
    towns = Division.objects.filter(parent=county).order_by("code").values_list("code", "name")
    found = dict(towns) if county.level == Level.COUNTY else {}
    lineage = divisions.lineage(own.code)
    first = next((code for code in found if code in lineage), own.code)
    return {first: found.get(first, own.name), **found}


urlpatterns: list[URLPattern] = [path("navigator/", navigator, name="navigator")]
