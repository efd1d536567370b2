"""Honours: the register, one entry with its evidence, and taking it back."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import GOVERNMENT_LEVELS, HONOUR_KINDS
from minzheng.domains.planning.models import Honour
from minzheng.domains.planning.queries import registers as queries
from minzheng.domains.planning.services import honours as services
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_registers as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled, tabs
from .measures import TABS, paper
from .tracking import places_below

ACT = "office:honour_act"


def _address(row: Honour) -> str:
    return reverse("office:honour", args=[row.pk])


def _state(row: Honour) -> Badge:
    return Badge(_("已撤销"), "danger") if row.revoked_on else Badge(_("有效"), "good")


@needs("plans.see")
def honours(request: StaffRequest) -> HttpResponseBase:
    """List the honours of units, people, brands and areas."""
    viewer = acting(request)
    rows = queries.honours(viewer)
    table = Table(
        "honours", _("荣誉"),
        [
            Column("holder", _("获得者"), href=_address, order_by="holder"),
            Column("kind", _("对象"), "get_kind_display", order_by="kind"),
            Column("unit", _("所在单位"), wide=True),
            Column("title", _("荣誉"), order_by="title"),
            Column("level", _("级别"), "get_level_display", order_by="level"),
            Column("giver", _("授予单位"), wide=True), Column("document_number", _("文件"), wide=True),
            Column("given_on", _("授予日期"), kind="date", order_by="given_on"),
            Column("place", _("区划"), lambda row: lists.place(row.division), wide=True),
            Column("state", _("状态"), _state, kind="badge"),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("获得者、荣誉或文件"), fields=("holder", "title", "unit", "document_number")),
            Filter("kind", _("对象"), "choice", list(HONOUR_KINDS.items())),
            Filter("level", _("级别"), "choice", list(GOVERNMENT_LEVELS.items())),
            Filter("year", _("年度"), "choice", lambda: [(str(y.year), str(y.year)) for y in rows.order_by().dates("given_on", "year")], apply=lambda found, value: found.filter(given_on__year=value)),
        ],
        order=("-given_on", "-id"), empty=_("还没有荣誉。"),
    )  # fmt: skip
    counts = rows.order_by().aggregate(**{k: Count("pk", filter=Q(kind=k, revoked_on=None)) for k in HONOUR_KINDS})  # fmt: skip
    home = reverse("office:honours")
    tiles = [
        {"label": label, "value": counts[key], "href": f"{home}?kind={key}"}
        for key, label in HONOUR_KINDS.items()
    ]
    buttons = [button(_("登记荣誉"), "honour_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "honours"), tiles=tiles,
        buttons=buttons if viewer.may("plans.work") else [],
    )  # fmt: skip


@needs("plans.work")
def honour_new(request: StaffRequest) -> HttpResponse:
    """Enter an honour with its evidence."""
    viewer = acting(request)
    places = places_below(viewer)
    form = forms.HonourEntry(request.POST or None, request.FILES or None, places=places)

    def enter(told: dict[str, Any]) -> Honour:
        place = found(Division.objects.filter(pk__in=dict(places)), told.pop("division"))
        return services.enter_honour(place, **told, by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("登记荣誉"), done=_("荣誉已登记。"), home=_address, back=reverse("office:honours")
    )  # fmt: skip


def _revoked(request: StaffRequest, row: Honour, told: dict[str, Any]) -> Any:
    return services.revoke_honour(row, **told, by=acting(request), at=request.at)


DEEDS = (
    Deed(
        "revoke", _lazy("登记撤销"), forms.Revocation, _revoked, _lazy("撤销已登记。"),
        lambda viewer, row: viewer.may("plans.enter") and row.revoked_on is None,
    ),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Honour) -> Sheet:
    facts: list[tuple[Any, Any]] = [
        (_("对象"), row.get_kind_display()), (_("所在单位"), row.unit or "—"), (_("荣誉"), row.title),
        (_("级别"), row.get_level_display()), (_("授予单位"), row.giver), (_("文件"), row.document_number),
        (_("授予日期"), row.given_on), (_("有效期至"), row.valid_to or "—"),
    ]  # fmt: skip
    if row.revoked_on:
        facts += [(_("撤销日期"), row.revoked_on), (_("撤销原因"), row.reason)]
    address = paper(acting(request), row)
    return Sheet(
        title=row.holder, subtitle=lists.place(row.division), status=_state(row), facts=facts,
        back=reverse("office:honours"), deeds=DEEDS, link=(_("证书或文件"), address) if address else None,
    )  # fmt: skip


@needs("plans.see")
def honour(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one honour."""
    row = found(queries.honours(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def honour_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with an honour."""
    row = found(queries.honours(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("honours/", honours, name="honours"),
    path("honours/new/", honour_new, name="honour_new"),
    path("honours/<int:pk>/", honour, name="honour"),
    path("honours/<int:pk>/<str:act>/", honour_act, name="honour_act"),
]
