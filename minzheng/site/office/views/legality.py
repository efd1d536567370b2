"""Standards before the law, and year by year: checks of a day, natural growth, mean growth."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import checks, declarations
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import yuan
from minzheng.ui.tables import Column, Filter, Table

from .. import lists, standards, words
from ..doors import acting, needs

FEN_PER_YUAN = 100
CHARTED = 6


@needs("parameters.see")
def standard_checks(request: StaffRequest) -> HttpResponse:
    """Show what the law says of the standards in force on a day, and what natural growth proposes."""
    viewer, today = acting(request), localdate(request.at)
    on = _day_asked(request, today)
    place = _county(viewer)
    standing = checks.book()
    told = checks.judgements(place.code, on, standing=standing)
    growth = [_grown(item) for item in checks.natural_growth(place.code, on, standing=standing)]
    counts = {key: sum(j.outcome.value == key for j in told) for key in ("breach", "unknown", "ok")}
    context = {
        "title": _("合法性核验"), "tabs": standards.tabs("standard_checks"), "on": on, "place": place,
        "checks": standards.sentences(told), "growth": growth,
        "tiles": [
            {"label": _("不符合"), "value": counts["breach"], "tone": "danger" if counts["breach"] else "quiet"},
            {"label": _("无法判断"), "value": counts["unknown"], "tone": "due" if counts["unknown"] else "quiet"},
            {"label": _("符合"), "value": counts["ok"], "tone": "good"},
        ],
        "new": f"{reverse('office:standard_new')}?owner=assistance.dibao&owner=assistance.tekun&grow=1" if viewer.may("parameters.enter") else "",
    }  # fmt: skip
    return render(request, "office/standards/checks_page.html", context)


def _day_asked(request: StaffRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today


def _county(viewer: Mandate) -> Division:
    """Return the county a viewer works in: standards are the county's, not a township's."""
    place = viewer.division
    while place.level > Level.COUNTY and place.parent is not None:
        place = place.parent
    return place


def _grown(item: checks.Growth) -> dict[str, Any]:
    declared = declarations.declared_parameter(item.policy, item.name)
    return {
        "label": words.parameter(item.policy, item.name),
        "category": standards.worded_category(declared, item.category) if item.category else "",
        "present": standards.shown(declared, item.present.value),
        "unit": declared.unit if declared else "",
        "percent": f"{float(item.percent) / FEN_PER_YUAN:.2f}" if item.percent is not None else "",
        "proposed": f"{item.proposed // FEN_PER_YUAN:,}" if item.proposed is not None else "",
        "missing": item.missing,
    }


@needs("parameters.see")
def standard_years(request: StaffRequest) -> HttpResponseBase:
    """Show each standard at the end of each year, and how much it grew a year on average."""
    viewer, today = acting(request), localdate(request.at)
    place = _county(viewer)
    first, last = (_year(request.GET.get(key, "")) for key in ("first", "last"))
    rows = checks.courses(place.code, today, first=first, last=last)
    years = sorted({year for course in rows for year in course.years})
    columns = [
        Column("name", _("标准"), lambda c: standards.labelled(c.parameter, c.category)),
        Column("unit", _("单位"), "parameter.unit", wide=True),
        Column("mean", _("年均增长"), lambda c: c.mean_growth, kind="percent", order_by=lambda c: c.mean_growth or 0),
        Column("span", _("起止年份"), lambda c: _("%(first)s—%(last)s，%(span)s年") % {"first": min(c.years), "last": max(c.years), "span": c.span}),
        *(Column(f"y{year}", f"{year}", _in_year(year), wide=year < years[-1] - 1) for year in years),
    ]  # fmt: skip
    table = Table(
        "standard-years",
        _("历年标准"),
        columns,
        rows=rows,
        filters=[
            Filter("owner", _("归属"), "choice", lambda: _owners_in(rows), apply=_of_owner),
            Filter("first", _("起年"), "choice", lambda: [(f"{y}", f"{y}") for y in years], apply=_as_is),
            Filter("last", _("止年"), "choice", lambda: [(f"{y}", f"{y}") for y in years], apply=_as_is),
        ],
        order="name",
        empty=_("还没有标准。"),
    )  # fmt: skip
    figure = _years_figure(_of_owner(rows, request.GET.get("owner") or "assistance.dibao"), years)
    intro = _("%(place)s各年年末（本年为今天）有效的标准，单位为元；年均增长＝（末年÷首年）开“年数”次方－1。") % {
        "place": place.name
    }  # fmt: skip
    return lists.respond(
        request, table, "office/standards/years.html", tabs=standards.tabs("standard_years"), figure=figure, intro=intro,
    )  # fmt: skip


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == len("2026") else None


def _as_is(rows: Any, _value: str) -> Any:
    """The years were narrowed before the table was made."""
    return rows


def _in_year(year: int) -> Any:
    def value(course: checks.Course) -> str:
        fen = course.years.get(year)
        return yuan(fen).removesuffix(".00")

    return value


def _owners_in(found_courses: list[checks.Course]) -> list[tuple[str, str]]:
    keys = dict.fromkeys(course.parameter.policy for course in found_courses)
    return [(key, words.owner(key)) for key in keys]


def _of_owner(rows: Any, key: str) -> list[checks.Course]:
    return [course for course in rows if course.parameter.policy == key]


def _years_figure(shown: list[checks.Course], years: list[int]) -> charts.Figure | None:
    moved = [course for course in shown if len(set(course.years.values())) > 1][:CHARTED]
    if not moved:
        return None
    series = {
        standards.labelled(c.parameter, c.category): [
            None if year not in c.years else c.years[year] / FEN_PER_YUAN for year in years
        ]
        for c in moved
    }
    return charts.line(
        _("历年标准"), [str(year) for year in years], series, unit="元", head=_("年份")
    )


urlpatterns: list[URLPattern] = [
    path("standards/checks/", standard_checks, name="standard_checks"),
    path("standards/years/", standard_years, name="standard_years"),
]
