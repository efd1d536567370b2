"""What a benefit cost by year and area, and how many it reached: counted from the lines that were paid."""

from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce, Substr
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from minzheng.core.money import fen_to_yuan
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import benefits
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.models import PaymentLine
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, needs


def paid(viewer: Mandate, benefit: str) -> QuerySet[Any, Any]:
    """Return the paid lines of a benefit (of all when empty) with year and area of each."""
    rows = accounts.visible(PaymentLine.objects.filter(state=LineState.PAID.value), viewer)
    rows = rows.filter(benefit=benefit) if benefit else rows
    area = Coalesce(F("division__parent__name"), F("division__name"))
    return rows.annotate(year=Substr("month", 1, 4), area=area)


def yearly(viewer: Mandate, benefit: str) -> list[dict[str, Any]]:
    """Return money (fen) and persons of each year and area; a year's total counts everybody once."""
    rows = paid(viewer, benefit)
    sums = {"money": Sum("amount"), "persons": Count("holder", distinct=True)}
    by_area = rows.values("year", "area").annotate(**sums).order_by("-year", "area")
    whole = rows.values("year").annotate(**sums).order_by("-year")
    totals = [{**row, "area": _("合计")} for row in whole]
    return [
        row
        for total in totals
        for row in (total, *(line for line in by_area if line["year"] == total["year"]))
    ]


@needs("reports.see")
def allowances(request: StaffRequest) -> HttpResponseBase:
    """Show money and persons of a benefit per year and area (DI-16)."""
    viewer = acting(request)
    kinds = [(one.key, one.label) for one in benefits() if one.paid in {"monthly", "once"}]
    benefit = request.GET.get("benefit", "")
    rows = yearly(viewer, benefit if benefit in dict(kinds) else "")
    totals = [row for row in reversed(rows) if row["area"] == _("合计")]
    table = Table(
        "allowances",
        _("待遇资金年报"),
        [
            Column("year", _("年度"), kind="code"),
            Column("area", _("地区")),
            Column("persons", _("享受人（户）数"), kind="number"),
            Column("money", _("发放金额（元）"), kind="money"),
        ],
        rows=rows,
        filters=[Filter("benefit", _("待遇"), "choice", kinds, apply=lambda found, _value: found)],
        order="none",
        page_size=200,
        empty=_("还没有到账的发放。"),
    )
    figure = charts.bar(
        _("各年度发放金额"),
        [row["year"] for row in totals],
        {_("发放金额"): [float(fen_to_yuan(row["money"])) for row in totals]},
        unit=_("元"),
        head=_("年度"),
    )
    return lists.respond(
        request,
        table,
        "office/allowances.html",
        figure=figure if totals else None,
        intro=_("按所属月份的年度统计，只计银行回盘确认到账的发放；合计中同一人只计一次。"),
    )


urlpatterns: list[URLPattern] = [path("reports/allowances/", allowances, name="allowances")]
