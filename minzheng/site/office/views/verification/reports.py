"""The report as a page, and the question behind each of its values."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from minzheng.facts import COLUMNS
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange.declarations import data_set, partner
from minzheng.kernel.verification import choices, queries, services
from minzheng.kernel.verification.models import PartnerQuery
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge

from ... import casework
from ...doors import acting, found, needs, tried

TONES = {choices.WAITING: "due", choices.ANSWERED: "good", choices.MARKED: "danger"}


@needs("cases.see")
def verification(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one report: declared and found, totals, limits, gaps, every question; the look is on record."""
    viewer = acting(request)
    rows = queries.verifications(viewer).select_related("evidence", "document", "recheck_of")
    row = found(rows, pk)
    audit.record_look(row, by=viewer, at=request.at, reason="查看核对报告")
    asked = row.partner_queries.select_related("person").order_by(
        "partner", "data_set", "person_id"
    )
    context = {
        "row": row,
        "report": row.report,
        "case_url": casework.address(row.case),
        "state": Badge(row.get_state_display(), "good" if row.returned_at else "due"),
        "asked": [_line(query) for query in asked],
        "manual": list(row.manual_queries.all()),
        "objections": list(row.objections.all()),
        "rechecks": list(row.rechecks.order_by("requested_at")),
        "areas": list(row.area_requests.order_by("received_at")),
    }
    return render(request, "office/verification/report.html", context)


def _line(query: PartnerQuery) -> dict[str, Any]:
    return {
        "row": query,
        "source": f"{partner(query.partner).label}·{data_set(query.data_set).label}",
        "state": Badge(query.get_state_display(), TONES[query.state]),
        "url": reverse("office:partner_query", args=[query.pk]),
    }


@needs("cases.see")
def partner_query(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one question: who asked, on whose letter, what, when, each attempt, and what it came to.

    A POST with a reason opens what the department sent; that is on record too.
    """
    viewer = acting(request)
    query = found(queries.partner_queries(viewer), pk)
    opened: list[dict[str, Any]] = []
    if request.method == "POST":

        def act() -> None:
            opened.extend(
                services.open_answer(
                    query, by=viewer, at=request.at, reason=request.POST.get("reason", "")
                )
            )

        tried(request, act, also=(ValueError,))
    else:
        audit.record_look(query, by=viewer, at=request.at, reason="查看部门查询")
    values = [
        (COLUMNS[name].label, casework.fact_text(name, value))
        for name, value in query.values.items()
        if value is not None
    ]
    context = {
        **_line(query),
        "query": query,
        "fields": "、".join(COLUMNS[name].label for name in query.fields),
        "values": values,
        "opened": opened,
        "asked": request.method == "POST",
        "report_url": reverse("office:verification", args=[query.verification_id]),
        "case_url": casework.address(query.verification.case),
        "may": {
            "lines": viewer.may("people.reveal") and viewer.may("exchange.see"),
            "open": viewer.may("people.reveal") and bool(query.sealed),
            "again": viewer.may("verification.request") and query.state == choices.WAITING,
        },
    }
    return render(request, "office/verification/query.html", context)


urlpatterns: list[URLPattern] = [
    path("verification/<int:pk>/", verification, name="verification"),
    path("verification/queries/<int:pk>/", partner_query, name="partner_query"),
]
