"""Search by name, pinyin initials, number, phone or case."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from minzheng.core.text import half_width
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from .. import subjects
from ..doors import acting, needs

LIMIT = 50
SHORTEST_CASE_NUMBER = 6


@needs("people.see")
def search(request: StaffRequest) -> HttpResponse:
    """Find persons, households and cases; a single hit opens at once."""
    viewer, text = acting(request), half_width(request.GET.get("q", "")).strip()
    found = people.search(viewer, text, limit=LIMIT)
    cases: list[Case] = []
    if text.isdigit() and len(text) >= SHORTEST_CASE_NUMBER and viewer.may("cases.see"):
        cases = list(casework.cases(viewer).filter(number__startswith=text)[:LIMIT])
    single = _single(found, cases)
    if single:
        return redirect(request, single)
    on = localdate(request.at)
    persons = [
        {
            "person": person,
            "age": subjects.age_of(person, request),
            "household": people.household_of(person.pk, on),
        }
        for person in found.persons
    ]
    context = {
        "q": text,
        "persons": persons,
        "households": found.households,
        "cases": cases,
        "count": len(found) + len(cases),
        "is_short": len(text) < 2,
        "limit": LIMIT,
    }
    return render(request, "office/search/search.html", context)


def _single(found: people.Found, cases: list[Case]) -> str:
    """Return the address of the only thing found, or nothing."""
    if len(found) + len(cases) != 1:
        return ""
    if found.persons:
        return reverse("office:person", args=[found.persons[0].pk])
    if found.households:
        return reverse("office:household", args=[found.households[0].pk])
    return reverse("office:case", args=[cases[0].pk])


urlpatterns: list[URLPattern] = [path("search/", search, name="search")]
