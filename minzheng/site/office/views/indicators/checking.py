"""What was reported: the record, the queue of what waits, and one figure with its decision."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators import queries, services
from minzheng.kernel.indicators.choices import SUBMITTED, VALUE_STATES
from minzheng.kernel.indicators.models import ReportedValue
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import figures, lineage, lists
from ...doors import acting, found, needs
from ...forms import indicators as forms
from ..assistance.acts import Deed, Sheet, perform, show
from .catalogue import tabs

ACT = "office:reported_value_act"
TONES = {"submitted": "due", "accepted": "good", "rejected": "danger", "withdrawn": "quiet"}


def _state(row: ReportedValue) -> Badge:
    return Badge(VALUE_STATES[row.state], TONES[row.state])


@needs("reports.see")
def indicator_values(request: StaffRequest) -> HttpResponseBase:
    """List what was reported for the viewer's places, what waits for a check first."""
    viewer = acting(request)
    items = {item.key: item for item in queries.known()}
    rows = queries.reported_values(viewer)
    waiting = rows.filter(state=SUBMITTED).count()
    table = Table(
        "indicator_values", _("上报记录"),
        [
            Column("indicator", _("指标"), lambda row: items[row.indicator].label if row.indicator in items else row.indicator,
                   href=lambda row: reverse("office:reported_value", args=[row.pk]), order_by="indicator"),
            Column("division", _("地区"), lambda row: row.division.name, order_by="division"),
            Column("period", _("统计期"), lambda row: months.period_label(row.period), order_by="period"),
            Column("value", _("数值"), lambda row: figures.worded(items[row.indicator], row) if row.indicator in items else "",
                   href=lambda row: figures.address(row.indicator, row.period, row.division_id)),
            Column("flags", _("提示"), lambda row: " ".join(row.flags)),
            Column("source", _("来源文件"), wide=True), Column("by", _("填报人"), lambda row: str(row.by.user), wide=True),
            Column("at", _("填报时间"), kind="datetime", order_by="at", wide=True),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("来源文件或说明"), fields=("source", "note")),
            Filter("state", _("状态"), "choice", list(VALUE_STATES.items())),
        ],
        order=("-state", "-at", "-id"), empty=_("还没有上报的数。"),
        row_tone=lambda row: "due" if row.state == SUBMITTED and row.flags else "",
    )  # fmt: skip
    chips = [
        {"label": _("待审核"), "url": "?state=submitted", "count": waiting, "active": request.GET.get("state") == SUBMITTED},
        {"label": _("全部"), "url": "?", "active": not request.GET.get("state")},
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(viewer, "indicator_values"), chips=chips
    )


def _may(capability: str) -> Any:
    def allowed(viewer: Mandate, row: ReportedValue) -> bool:
        own = row.by.user_id == viewer.user_id
        checks = capability == "indicators.check"
        return row.state == SUBMITTED and viewer.may(capability) and not (checks and own)

    return allowed


DEEDS = (
    Deed("accept", _lazy("审核通过"), forms.Accept,
         lambda request, row, told: services.accept(row, by=acting(request), at=request.at),
         _lazy("已审核，计入指标。"), _may("indicators.check")),
    Deed("refuse", _lazy("退回"), forms.Reason,
         lambda request, row, told: services.reject(row, **told, by=acting(request), at=request.at),
         _lazy("已退回。"), _may("indicators.check")),
    Deed("withdraw", _lazy("撤回"), forms.Reason,
         lambda request, row, told: services.withdraw(row, **told, by=acting(request), at=request.at),
         _lazy("已撤回，可以重新填报。"), _may("indicators.report")),
)  # fmt: skip


def _sheet(request: StaffRequest, row: ReportedValue) -> Sheet:
    viewer = acting(request)
    item = queries.find(row.indicator)
    assert item is not None
    facts = [
        (_("上报值"), f"{figures.worded(item, row)} {item.unit}"),
        *([(_("分子、分母"), f"{row.numerator:,} / {row.denominator:,}")] if row.denominator else []),
        (_("来源文件"), row.source), (_("佐证文件"), row.evidence or "—"), (_("说明"), row.note or "—"), (_("提示"), " ".join(row.flags) or "—"),
        (_("填报人"), f"{row.by.user} {row.by.division.name}"), (_("审核人"), str(row.checked_by.user) if row.checked_by else "—"),
        (_("退回或撤回理由"), row.reason or "—"), (_("口径"), item.definition),
    ]  # fmt: skip
    link = None
    if row.evidence_id and viewer.may("documents.see"):
        link = (_("打开佐证文件"), reverse("office:document", args=[row.evidence_id]))
    return Sheet(
        title=item.label, subtitle=f"{row.division.name} · {months.period_label(row.period)}", status=_state(row),
        facts=facts, back=reverse("office:indicator_values"), deeds=DEEDS, link=link,
        table=_others(viewer, row, item),
    )  # fmt: skip


def _others(viewer: Mandate, row: ReportedValue, item: Any) -> Table:
    """Return the place's figures of the other periods, so that the checker sees the series."""
    division = row.division
    course = [
        {"period": seen.period, "value": figures.worded(item, seen), "origin": seen.origin}
        for seen in figures.series(viewer, item, division)
    ]
    return Table(
        "indicator_value.course", _("历期数列"),
        [
            Column("period", _("统计期"), lambda one: months.period_label(one["period"]), order_by=True),
            Column("value", item.label, href=lambda one: figures.address(item, one["period"], division.pk)),
            Column("origin", _("来源"), lambda one: lineage.ORIGINS[one["origin"]]),
        ],
        rows=course, order="-period", empty=_("还没有审核过的数。"),
    )  # fmt: skip


@needs("reports.see")
def reported_value(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one reported figure with its source, its flags and the place's other figures."""
    row = found(queries.reported_values(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("indicators.check", "indicators.report")
def reported_value_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Accept, send back or take back a reported figure."""
    row = found(queries.reported_values(acting(request)), pk)
    home = reverse("office:reported_value", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("indicators/values/", indicator_values, name="indicator_values"),
    path("indicators/values/<int:pk>/", reported_value, name="reported_value"),
    path("indicators/values/<int:pk>/<str:act>/", reported_value_act, name="reported_value_act"),
]
