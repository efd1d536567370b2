"""Home, search, help, large type: what everybody reads first."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minzheng.kernel.bodies.queries import public_facilities
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.domain import public_registers
from minzheng.site import published
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal.context import COOKIE, LARGE
from minzheng.site.portal.kept import kept_for_all
from minzheng.site.portal.notices import open_notices
from minzheng.site.portal.places import county_of, place_of
from minzheng.site.portal.services import services_for

YEAR = 365 * 24 * 3600
MOST_FOUND = 20
SHOWN_NOTICES = 3


@public
@require_safe
@kept_for_all
def home(request: StaffRequest) -> HttpResponse:
    """Show the doors, the last public notices of the place, and the telephone."""
    place = place_of(request)
    on = localdate(request.at)
    notices = open_notices(place.pk, on).order_by("-posted_on", "-pk")[:SHOWN_NOTICES]
    context = {"place": place, "county": county_of(place), "notices": notices}
    return render(request, "portal/public/home.html", context)


@public
@require_POST
def large(request: StaffRequest) -> HttpResponse:
    """Set all pages in large type or back, on this device and on the account of who signed in."""
    is_large = request.POST.get("size") == LARGE
    if request.citizen is not None:
        citizens.set_type(request.citizen, large=is_large)
    answer = HttpResponseRedirect(back_to(request))
    answer.set_cookie(COOKIE, LARGE if is_large else "normal", max_age=YEAR, samesite="Lax")
    return answer


def back_to(request: StaffRequest) -> str:
    """Return the page of ours a form came from, else the home page."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours else reverse("portal:home")


@public
@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """Look for words among services, standards, facilities, villages and lists; never among people."""
    place, on = place_of(request), localdate(request.at)
    words = " ".join(request.GET.get("q", "").split())[:50]
    groups = _found(words, place, request) if words else []
    context = {
        "q": words,
        "place": place,
        "groups": [group for group in groups if group["lines"]],
        "on": on,
    }
    return render(request, "portal/public/search.html", context)


def _found(words: str, place: Division, request: StaffRequest) -> list[dict[str, Any]]:
    on = localdate(request.at)
    county = county_of(place)
    facilities = public_facilities(county.pk).filter(name__icontains=words)[:MOST_FOUND]
    villages = divisions.subtree(county.pk).filter(
        level__gte=Level.TOWN, valid_to=None, name__icontains=words
    )
    lists = [
        (register.label, reverse("portal:register", args=[register.key]), "")
        for _domain, register in public_registers()
        if words in register.label
    ]
    lists += [(str(label), url, "") for label, url in _pages() if words in label]
    figures = [
        (standard.label, reverse("portal:standards") + f"#{shelf.policy.key}", f"{shelf.label}　{standard.now.text}")
        for shelf in published.shelves(place.pk, on)
        for standard in shelf.money
        if standard.now and (words in standard.label or words in shelf.label)
    ]  # fmt: skip
    return [
        {"label": _("办事事项"), "lines": services_for(words, place.pk, on)},
        {"label": _("标准"), "lines": figures[:MOST_FOUND]},
        {
            "label": _("设施"),
            "lines": [
                (row.name, reverse("portal:facility", args=[row.pk]), row.division.name)
                for row in facilities
            ],
        },
        {
            "label": _("地方"),
            "lines": [
                (
                    row.name,
                    reverse("portal:place", args=[row.pk]),
                    row.parent.name if row.parent else "",
                )
                for row in villages.select_related("parent")[:MOST_FOUND]
            ],
        },
        {"label": _("公开信息"), "lines": lists},
    ]


def _pages() -> list[tuple[str, str]]:
    """Return the public pages that have no list behind them, with their addresses."""
    return [
        (_("公示"), reverse("portal:notices")),
        (_("救助和福利标准"), reverse("portal:standards")),
        (_("政策导航：我能享受什么"), reverse("portal:navigator")),
        (_("服务设施和收费"), reverse("portal:facilities")),
        (_("统计数据公开"), reverse("office:released_indicators")),
        (_("使用帮助"), reverse("portal:help")),
    ]


@public
@require_safe
@kept_for_all
def help_page(request: StaffRequest) -> HttpResponse:
    """Say how to use the portal, who helps, what is kept of people and which rights they have."""
    place = place_of(request)
    context = {"place": place, "county": county_of(place), "payment": settings.PAYMENT_ADDRESS}
    return render(request, "portal/public/help.html", context)


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("large/", large, name="large"),
    path("search/", search, name="search"),
    path("help/", help_page, name="help"),
]
