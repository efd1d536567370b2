"""Released indicators (统计公开): what was approved for the public, read by anybody without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from minzheng.core import months
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries
from minzheng.kernel.indicators.queries import Released
from minzheng.site.access import public
from minzheng.ui.formats import number

from ...figures import DIMENSIONS, GROUPS


@public
@require_GET
def released_indicators(request: HttpRequest) -> HttpResponse:
    """Show the released figures of one place and period; small cells are not among them."""
    rows = queries.released()
    choices = sorted({(row.period, row.division) for row in rows}, key=_newest, reverse=True)
    names = dict(
        Division.objects.filter(pk__in={row.division for row in rows}).values_list("pk", "name")
    )
    asked = (request.GET.get("period", ""), request.GET.get("division", ""))
    chosen = asked if asked in choices else (choices[0] if choices else None)
    context = {
        "rows": [_row(row) for row in rows if (row.period, row.division) == chosen],
        "chosen": chosen,
        "place": names.get(chosen[1], "") if chosen else "",
        "period": months.period_label(chosen[0]) if chosen else "",
        "choices": [
            {"period": period, "division": division, "is_chosen": (period, division) == chosen,
             "label": f"{months.period_label(period)} {names.get(division, division)}"}
            for period, division in choices
        ],
    }  # fmt: skip
    return render(request, "office/indicators/released.html", context)


def _newest(choice: tuple[str, str]) -> tuple[Any, int, str]:
    period, division = choice
    return months.period_end(period), -len(division), division


def _row(row: Released) -> dict[str, str]:
    group = str(GROUPS.get(row.category, row.category)) if row.dimension else ""
    item = row.indicator
    return {
        "label": item.label,
        "group": f"{DIMENSIONS.get(row.dimension, row.dimension)}：{group}" if group else "",
        "value": number(row.value) if item.per == 1 and not item.digits else f"{row.value:,.2f}",
        "unit": item.unit,
        "definition": item.definition,
    }


urlpatterns: list[URLPattern] = [
    path("released/indicators/", released_indicators, name="released_indicators")
]
