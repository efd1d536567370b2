"""What of a period is published: drafted by one, approved by another, withdrawn with a reason."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries, services
from minzheng.kernel.indicators.choices import DRAFT, RELEASE_STATES, WITHDRAWN
from minzheng.kernel.indicators.models import Release
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import figures, lists
from ...doors import acting, found, needs
from ...forms import indicators as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled
from .catalogue import tabs

ACT = "office:indicator_release_act"
TONES = {"draft": "due", "approved": "good", "withdrawn": "quiet"}


def _state(row: Release) -> Badge:
    return Badge(RELEASE_STATES[row.state], TONES[row.state])


@needs("indicators.check")
def indicator_releases(request: StaffRequest) -> HttpResponseBase:
    """List what was drafted and published."""
    viewer = acting(request)
    table = Table(
        "indicator_releases", _("对外公布"),
        [
            Column("period", _("统计期"), lambda row: months.period_label(row.period),
                   href=lambda row: reverse("office:indicator_release", args=[row.pk]), order_by="period"),
            Column("division", _("地区"), lambda row: row.division.name),
            Column("cells", _("指标值个数"), lambda row: len(row.cells), kind="number"),
            Column("by", _("拟稿人"), lambda row: str(row.by.user)),
            Column("approved_by", _("批准人"), lambda row: str(row.approved_by.user) if row.approved_by else ""),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
        ],
        queryset=queries.releases(viewer),
        filters=[Filter("state", _("状态"), "choice", list(RELEASE_STATES.items()))],
        order=("-at", "-id"), empty=_("还没有公布的指标。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(viewer, "indicator_releases"),
        buttons=[button(_("拟定公布稿"), "indicator_release_new", primary=True)],
    )  # fmt: skip


@needs("indicators.check")
def indicator_release_new(request: StaffRequest) -> HttpResponse:
    """Draft what is published of a period."""
    viewer = acting(request)
    form = forms.Draft(request.POST or None, items=queries.known())
    return filled(
        request, form,
        lambda told: services.release_draft(viewer.division_id, told["period"], indicators=told["indicators"], by=viewer, at=request.at),
        title=_("拟定公布稿"), intro=_("公布本地区和下一级地区的数；小于发布下限的和能被推算的数不在其中。统计期如 2026-10、2026。"),
        done=_("已拟定，等待他人批准。"), home=lambda row: reverse("office:indicator_release", args=[row.pk]),
        back=reverse("office:indicator_releases"),
    )  # fmt: skip


def _may(*, draft: bool) -> Any:
    def allowed(viewer: Mandate, row: Release) -> bool:
        if draft:
            return row.state == DRAFT and row.by.user_id != viewer.user_id
        return row.state != WITHDRAWN

    return allowed


DEEDS = (
    Deed("approve", _lazy("批准公布"), forms.Accept,
         lambda request, row, told: services.release_approve(row, by=acting(request), at=request.at),
         _lazy("已公布。"), _may(draft=True)),
    Deed("withdraw", _lazy("撤回"), forms.Reason,
         lambda request, row, told: services.release_withdraw(row, **told, by=acting(request), at=request.at),
         _lazy("已撤回。"), _may(draft=False)),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Release) -> Sheet:
    items = {item.key: item for item in queries.known()}
    names = dict(Division.objects.filter(pk__in={cell[1] for cell in row.cells}).values_list("code", "name"))  # fmt: skip
    cells = [
        {"key": key, "label": items[key].label, "code": place, "place": names.get(place, place),
         "group": str(figures.GROUPS.get(category, category)) if dimension else _("合计"),
         "value": items[key].value(numerator, denominator), "unit": items[key].unit}
        for key, place, dimension, category, numerator, denominator, _pk in row.cells if key in items
    ]  # fmt: skip
    table = Table(
        "indicator_release.cells", _("公布的指标值"),
        [
            Column("label", _("指标"), order_by=True), Column("place", _("地区"), order_by=lambda one: one["code"]),
            Column("group", _("分组")),
            Column("value", _("数值"), lambda one: round(one["value"], 2) if one["value"] is not None else None, kind="number",
                   href=lambda one: figures.address(one["key"], row.period, one["code"])),
            Column("unit", _("单位")),
        ],
        rows=cells, filters=[Filter("q", _("指标或地区"), fields=("label", "place"))], order="", empty=_("没有可以公布的数。"),
    )  # fmt: skip
    return Sheet(
        title=_("公布稿：%(period)s") % {"period": months.period_label(row.period)}, subtitle=row.division.name, status=_state(row),
        facts=[
            (_("拟稿人"), str(row.by.user)), (_("批准人"), str(row.approved_by.user) if row.approved_by else "—"),
            (_("撤回理由"), row.reason or "—"),
        ],
        back=reverse("office:indicator_releases"), deeds=DEEDS, table=table,
    )  # fmt: skip


@needs("indicators.check")
def indicator_release(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one draft or release with every figure in it."""
    row = found(queries.releases(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("indicators.check")
def indicator_release_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Approve or withdraw."""
    row = found(queries.releases(acting(request)), pk)
    home = reverse("office:indicator_release", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("indicators/releases/", indicator_releases, name="indicator_releases"),
    path("indicators/releases/new/", indicator_release_new, name="indicator_release_new"),
    path("indicators/releases/<int:pk>/", indicator_release, name="indicator_release"),
    path("indicators/releases/<int:pk>/<str:act>/", indicator_release_act, name="indicator_release_act"),
]  # fmt: skip
