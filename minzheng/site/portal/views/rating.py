"""好差评: rate with the code of a receipt or message, without signing in; what the ratings add up to."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.queries import Figures
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.site import tracking
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest

from .. import asked
from ..own import tried

YEAR = timedelta(days=365)


@public
def rate(request: StaffRequest, code: str) -> HttpResponse:
    """Take a rating from whoever holds the code; it works once."""
    found = casework.invitation(code, localdate(request.at))
    said = asked.said_in(asked.RATING, request.POST)
    wrong: dict[str, str] = {}
    if request.method == "POST" and found is not None:
        kept, wrong = asked.RATING.cleaned(said)
        if wrong:
            messages.error(request, asked.told(wrong))
        elif tried(request, lambda: _rate(request, code, kept)):
            return HttpResponseRedirect(reverse("portal:rated"))
    handling = (found.case or found.appointment) if found is not None else None
    context = {
        "invited": found,
        "matter": tracking.service_label(handling.workflow) if handling is not None else "",
        "place": tracking.office_of(handling.division) if handling is not None else "",
        "fields": asked.fields(asked.RATING, said, wrong),
    }
    return render(request, "portal/matters/rate.html", context, status=200 if found else 404)


def _rate(request: StaffRequest, code: str, kept: dict[str, Any]) -> None:
    cases.rate_by_code(
        code, level=int(kept["level"]), tags=kept.get("tags", ()), words=kept.get("words", ""),
        at=request.at,
    )  # fmt: skip


@public
@require_safe
def rated(request: StaffRequest) -> HttpResponse:
    """Thank whoever rated."""
    return render(request, "portal/matters/rated.html")


@public
@require_safe
def ratings(request: StaffRequest) -> HttpResponse:
    """Publish what the ratings of a year add up to; lines with few ratings say only that they are few."""
    until = localdate(request.at)
    since, place = until - YEAR, _county()
    fewest = casework.fewest(place, until) if place else 1
    towns = casework.by_township(None, since, until, request.at)
    matters = casework.by_service(None, since, until, request.at, tracking.service_label)
    total = casework.total(towns)
    context = {
        "since": since,
        "until": until,
        "fewest": fewest,
        "by_town": shown(towns, fewest),
        "by_matter": shown(matters, fewest),
        "total": total if total.count >= fewest else None,
    }
    return render(request, "portal/matters/ratings.html", context)


def _county() -> str:
    found = Division.objects.filter(level=Level.COUNTY).order_by("code").first()
    return found.code if found is not None else ""


def shown(rows: Iterable[Figures], fewest: int) -> list[dict[str, Any]]:
    """Return the lines as the public reads them: without figures where they are about too few.

    What is left out must not come back by taking the rest from the sum: as long as all lines left
    out are together about too few, the next smallest is left out as well.
    """
    rated = [row for row in rows if row.count]
    out: list[Figures] = []
    for row in sorted(rated, key=lambda row: (row.count, row.label)):
        is_open_by_sum = 0 < sum(one.count for one in out) < fewest
        if row.count < fewest or is_open_by_sum:
            out.append(row)
    return [{"label": row.label, "row": None if row in out else row} for row in rated]


urlpatterns: list[URLPattern] = [
    path("rate/<str:code>/", rate, name="rate"),
    path("rated/", rated, name="rated"),
    path("ratings/", ratings, name="ratings"),
]
