"""The catalogue of indicators: each with its source and last figure, and new ones defined."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators import queries, services
from minzheng.kernel.indicators.choices import FREQUENCIES, KINDS, ORIGINS
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import figures, lists
from ...doors import acting, needs
from ...forms import indicators as forms
from ..purchases.entering import button, filled

TABS = (
    ("indicators", _lazy("指标目录"), "reports.see"),
    ("indicator_reports", _lazy("填报指标"), "indicators.report"),
    ("indicator_values", _lazy("上报记录"), "reports.see"),
    ("indicator_releases", _lazy("对外公布"), "indicators.check"),
)
TONES = {"computed": "good", "reported": "info", "defined": "quiet"}


def tabs(viewer: Mandate, now: str) -> list[dict[str, Any]]:
    """Return the tabs above the lists, those the viewer's role opens."""
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == now}
        for name, label, capability in TABS
        if viewer.may(capability)
    ]


@needs("reports.see")
def indicators(request: StaffRequest) -> HttpResponseBase:
    """List every indicator with where its figures come from and its last one of the viewer's place."""
    viewer = acting(request)
    last = queries.latest(viewer.division_id)
    rows = [_row(item, last.get(item.key)) for item in queries.known()]
    place = viewer.division_id
    table = Table(
        "indicators", _("指标目录"),
        [
            Column("label", _("指标"), href=lambda row: figures.address(row["key"], row["period"], place), order_by=True),
            Column("origin", _("来源"), lambda row: Badge(ORIGINS[row["origin"]], TONES[row["origin"]]), kind="badge", order_by=True),
            Column("value", _("最近一期"), href=lambda row: figures.address(row["key"], row["period"], place)),
            Column("unit", _("单位")),
            Column("period", _("统计期"), lambda row: months.period_label(row["period"]) if row["period"] else "", order_by=True),
            Column("every", _("频率"), lambda row: FREQUENCIES[row["every"]], wide=True),
            Column("kind", _("性质"), lambda row: KINDS[row["kind"]], wide=True),
            Column("definition", _("口径"), wide=True), Column("basis", _("依据"), wide=True),
            Column("key", _("代码"), wide=True, order_by=True),
        ],
        rows=rows,
        filters=[
            Filter("q", _("指标或口径"), fields=("label", "definition", "key")),
            Filter("origin", _("来源"), "choice", list(ORIGINS.items())),
            Filter("every", _("频率"), "choice", list(FREQUENCIES.items())),
        ],
        order="key", empty=_("没有符合条件的指标。"),
    )  # fmt: skip
    buttons = [button(_("自定义指标"), "indicator_define")] if viewer.may("indicators.check") else []  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons, tabs=tabs(viewer, "indicators")
    )


def _row(item: Any, last: Any) -> dict[str, Any]:
    return {
        "key": item.key, "label": item.label, "unit": item.unit, "origin": item.origin, "every": item.every,
        "kind": item.kind, "definition": item.definition, "basis": item.basis,
        "period": last.period if last else "", "value": figures.worded(item, last),
    }  # fmt: skip


@needs("indicators.check")
def indicator_define(request: StaffRequest) -> HttpResponse:
    """Define an indicator that nobody has declared; its figures are then reported."""
    viewer = acting(request)

    def act(told: dict[str, Any]) -> Any:
        key = f"own.{told.pop('key')}"
        return services.define(key, told.pop("label"), **told, by=viewer, at=request.at)

    return filled(
        request, forms.Define(request.POST or None), act, title=_("自定义指标"), done=_("指标已登记，可以填报。"),
        home=lambda row: reverse("office:figure", args=[row.key]), back=reverse("office:indicators"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("indicators/", indicators, name="indicators"),
    path("indicators/define/", indicator_define, name="indicator_define"),
]
