"""The policy guide on the phone: the same questions as at the counter, one page after another, no script."""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.policy.navigator import Navigator
from minzheng.site.access import public
from minzheng.site.guide import Guide, guided_policies, offered_policies
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal.places import place_of, townships
from minzheng.site.portal.services import address_of


@public
@sensitive_post_parameters()
def navigator(request: StaffRequest) -> HttpResponse:
    """Ask a family a few questions and say which benefits apply; nothing said is kept."""
    place, today = place_of(request), localdate(request.at)
    store = determinations.parameter_store(*guided_policies())
    lineages = divisions.lineages()

    @cache
    def navigator_at(code: str) -> Navigator:
        return Navigator(offered_policies(code, today), store, lineages, today)

    places = townships(place) or {place.pk: place.name}
    guide = Guide(places, navigator_at, today)
    context = guide.answer(request.POST if request.method == "POST" else None)
    for name in ("yes", "maybe", "open"):
        for card in context.get(name, ()):
            card["apply"] = address_of(card["workflow"]) if card["workflow"] else ""
    context["action"] = reverse("portal:navigator")
    return render(request, "portal/public/navigator.html", context)


urlpatterns: list[URLPattern] = [path("navigator/", navigator, name="navigator")]
