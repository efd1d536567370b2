"""Special campaigns: the list, a new one, one with its lists and townships, one thing that is checked."""

import io
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    CAMPAIGN_CLOSED,
    CAMPAIGN_RESULTS,
    CAMPAIGN_RUNS,
    NO_PROBLEM,
    NOT_THERE,
    PROBLEM,
    SPECIAL_CAMPAIGN_STATES,
)
from minzheng.domains.planning.models import CampaignObject, SpecialCampaign
from minzheng.domains.planning.queries import rectification as queries
from minzheng.domains.planning.services import campaigns as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns.declarations import target_of
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_tracking as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import filled
from .rectification import address as item_address
from .rectification import columns as ledger_columns
from .tracking import TABS, button, places_below, tabs

ACT, CHECK_ACT = "office:special_campaign_act", "office:checked_thing_act"
STATE_TONES = {CAMPAIGN_RUNS: "info", CAMPAIGN_CLOSED: "quiet"}
RESULT_TONES = {"": "due", NO_PROBLEM: "good", PROBLEM: "danger", NOT_THERE: "quiet"}
WAITING = "waiting"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _address(row: SpecialCampaign) -> str:
    return reverse("office:special_campaign", args=[row.pk])


def _state(row: SpecialCampaign) -> Badge:
    return Badge(row.get_state_display(), STATE_TONES[row.state])


@needs("plans.see")
def special_campaigns(request: StaffRequest) -> HttpResponseBase:
    """List the campaigns that concern the viewer's divisions."""
    viewer = acting(request)
    table = Table(
        "special_campaigns", _("专项整治"),
        [
            Column("title", _("名称"), href=_address),
            Column("division", _("范围"), lambda row: lists.place(row.division)),
            Column("starts_on", _("开始"), kind="date", order_by="starts_on"),
            Column("ends_on", _("结束"), kind="date", order_by="ends_on"),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
            Column("basis", _("依据"), wide=True),
        ],
        queryset=queries.campaigns(viewer),
        filters=[
            Filter("q", _("名称"), fields=("title", "scope")),
            Filter("state", _("状态"), "choice", list(SPECIAL_CAMPAIGN_STATES.items())),
        ],
        order=("-starts_on", "-id"), empty=_("还没有专项整治。"),
    )  # fmt: skip
    buttons = [button(_("开展专项整治"), "special_campaign_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "special_campaigns"),
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


@needs("plans.enter")
def special_campaign_new(request: StaffRequest) -> HttpResponse:
    """Start a campaign."""
    viewer = acting(request)
    form = forms.CampaignEntry(
        request.POST or None, places=places_below(viewer), initial={"starts_on": localdate(request.at)}
    )  # fmt: skip
    return filled(
        request, form,
        lambda told: services.start(told.pop("division"), **told, by=viewer, at=request.at),
        title=_("开展专项整治"), intro=_("登记后再导入排查清单，或从设施名录、人员名册生成。"), done=_("已登记，请列出排查对象。"),
        home=_address, back=reverse("office:special_campaigns"),
    )  # fmt: skip


# -- one campaign -------------------------------------------------------------------------------------


def _on(service: Any, *names: str) -> Any:
    return lambda request, row, told: service(
        row, *(told[name] for name in names), by=acting(request), at=request.at
    )


def _closed(request: StaffRequest, row: SpecialCampaign, told: dict[str, Any]) -> Any:
    return services.close(row, **told, by=acting(request), at=request.at)


def _runs(viewer: Mandate, row: SpecialCampaign) -> bool:
    mine = viewer.may("plans.enter") and accounts.covers(viewer, row.division_id)
    return mine and row.state == CAMPAIGN_RUNS


DEEDS = (
    Deed("import", _("导入排查清单"), forms.ListUpload, _on(services.import_list, "upload"), _("清单已导入。"), _runs),
    Deed("draw", _("从设施名录生成清单"), forms.FacilityDraw, _on(services.draw_facilities, "kind"), _("清单已生成。"), _runs),
    Deed(
        "screen", _("入户摸排"), forms.ScreeningChoice, _on(services.screen, "target"), _("已建立入户摸排，请到摸排页面生成名单。"),
        lambda viewer, row: _runs(viewer, row) and row.screening_id is None and viewer.may("campaigns.plan"),
    ),
    Deed("close", _("结束专项整治"), forms.Summary, _closed, _("专项整治已结束。"), _runs),
)  # fmt: skip


def _things(request: StaffRequest, row: SpecialCampaign) -> Table:
    def narrowed(rows: Any, value: str) -> Any:
        return rows.filter(result="" if value == WAITING else value)

    return Table(
        f"special_campaigns.{row.pk}", _("排查对象"),
        [
            Column("name", _("排查对象"), href=lambda one: reverse("office:checked_thing", args=[one.pk])),
            Column("kind", _("类别"), wide=True),
            Column("place", _("区划"), lambda one: lists.place(one.division), order_by="division__path"),
            Column("address", _("地点"), wide=True),
            Column("result", _("结果"), _result, kind="badge", order_by="result"),
            Column("note", _("情况"), wide=True),
            Column("checked_on", _("排查日期"), kind="date", order_by="checked_on"),
            Column("item", _("整改"), lambda one: one.item.get_state_display() if one.item else "", href=lambda one: item_address(one.item) if one.item else ""),
        ],
        queryset=queries.checks(acting(request), row),
        filters=[
            Filter("q", _("对象或地点"), fields=("name", "address")),
            Filter("result", _("结果"), "choice", [(WAITING, _("未排查")), *CAMPAIGN_RESULTS.items()], apply=narrowed),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("result", "division__path", "id"), prefix="o-", page_size=30, empty=_("还没有排查对象。"),
    )  # fmt: skip


def _result(one: CampaignObject) -> Badge:
    return Badge(one.get_result_display() or _("未排查"), RESULT_TONES[one.result])


def _towns(row: SpecialCampaign, rows: list[queries.CampaignProgress]) -> Table:
    def to(**asked: str) -> Any:
        return lambda one: (
            f"{_address(row)}?{urlencode({'o-division': one.code, **{f'o-{k}': v for k, v in asked.items()}})}"
        )

    return Table(
        "special_campaigns.towns", _("各乡镇进度"),
        [
            Column("name", _("乡镇（街道）"), href=to()), Column("listed", _("对象"), kind="number", order_by=True, href=to()),
            Column("checked", _("已排查"), kind="number"), Column("share", _("排查率"), kind="percent", order_by=True),
            Column("problems", _("发现问题"), kind="number", order_by=True, href=to(result=PROBLEM)),
            Column("items", _("整改"), kind="number"), Column("ended", _("已销号或移交"), kind="number"),
        ],
        rows=rows, order="", prefix="t-", empty=_("还没有排查对象。"),
    )  # fmt: skip


def _sheet(request: StaffRequest, row: SpecialCampaign) -> Sheet:
    viewer = acting(request)
    rows = queries.campaign_progress(viewer, row)
    figure = charts.stacked(
        _("各乡镇排查进度"), [one.name for one in rows],
        {
            _("未排查"): [one.listed - one.checked for one in rows],
            _("发现问题"): [one.problems for one in rows],
            _("未发现问题"): [one.checked - one.problems for one in rows],
        },
        unit=_("个"), head=_("乡镇（街道）"),
    ) if rows else None  # fmt: skip
    listed, checked = sum(one.listed for one in rows), sum(one.checked for one in rows)
    items, ended = sum(one.items for one in rows), sum(one.ended for one in rows)
    facts: list[tuple[Any, Any]] = [
        (_("内容和对象"), row.scope), (_("依据"), row.basis), (_("时间"), f"{row.starts_on} 至 {row.ends_on}"),
        (_("排查"), f"{checked} / {listed}"), (_("整改销号或移交"), f"{ended} / {items}"),
        (_("总结"), row.summary), (_("结束"), row.closed_on),
    ]  # fmt: skip
    ledger = Table(
        "special_campaigns.items", _("整改事项"), ledger_columns(request),
        queryset=queries.items(viewer).filter(campaign=row), order=("ended_on", "due_on"), prefix="i-",
        empty=_("没有整改事项。"),
    )  # fmt: skip
    return Sheet(
        title=row.title, subtitle=lists.place(row.division), status=_state(row), facts=[f for f in facts if f[1]],
        back=reverse("office:special_campaigns"), deeds=DEEDS, figure=figure, table=_towns(row, rows),
        more=[ledger, _things(request, row)], link=_link(viewer, row),
    )  # fmt: skip


def _link(viewer: Mandate, row: SpecialCampaign) -> tuple[Any, str] | None:
    if row.screening is not None and viewer.may("leads.see"):
        return target_of(row.screening.target).label, reverse("office:campaign", args=[row.screening_id])  # fmt: skip
    if _runs(viewer, row):
        return _("下载清单模板"), reverse("office:special_campaign_template", args=[row.pk])
    return None


@needs("plans.see")
def special_campaign(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one campaign: how far each township is, the list, the items that came of it."""
    row = found(queries.campaigns(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def special_campaign_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a campaign."""
    row = found(queries.campaigns(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


@needs("plans.enter")
def special_campaign_template(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the empty sheet a list is imported from, with the places that may be named."""
    row = found(queries.campaigns(acting(request)), pk)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, known = book.add_worksheet(_("排查清单")), book.add_worksheet(_("可填的区划"))
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, services.HEADS, bold)
        sheet.set_column(0, 3, 26)
        known.write_column(0, 0, services.places_named(row))
        known.set_column(0, 0, 32)
    name = "attachment; filename=checklist.xlsx"
    return HttpResponse(out.getvalue(), XLSX, headers={"Content-Disposition": name})


# -- one thing that is checked ------------------------------------------------------------------------


def _checked(request: StaffRequest, row: CampaignObject, told: dict[str, Any]) -> Any:
    return services.record_check(row, **told, by=acting(request), at=request.at)


def _may_check(viewer: Mandate, row: CampaignObject) -> bool:
    return not row.result and row.campaign.state == CAMPAIGN_RUNS and viewer.may("plans.work")


CHECK_DEEDS = (
    Deed(
        "record", _("登记排查结果"), forms.CheckResult, _checked, _("排查结果已登记。"), _may_check,
        initial=lambda request, row: {"checked_on": localdate(request.at), "unit": row.name},
    ),
)  # fmt: skip


def _check_sheet(row: CampaignObject) -> Sheet:
    facts: list[tuple[Any, Any]] = [
        (_("专项整治"), row.campaign.title), (_("类别"), row.kind), (_("地点"), row.address),
        (_("排查日期"), row.checked_on), (_("排查人"), str(row.checked_by.user) if row.checked_by else ""),
        (_("情况"), row.note),
    ]  # fmt: skip
    return Sheet(
        title=row.name, subtitle=lists.place(row.division), status=_result(row), facts=[f for f in facts if f[1]],
        back=_address(row.campaign), deeds=CHECK_DEEDS,
        link=(_("整改事项"), item_address(row.item)) if row.item else None,
    )  # fmt: skip


@needs("plans.see")
def checked_thing(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one thing of a campaign's list, and take down what was found there."""
    row = found(queries.checks(acting(request)), pk)
    return show(request, row, _check_sheet(row), CHECK_ACT)


@require_POST
@needs("plans.work")
def checked_thing_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Record what was found at one thing."""
    row = found(queries.checks(acting(request)), pk)
    home = reverse("office:checked_thing", args=[pk])
    return perform(request, row, act, _check_sheet(row), CHECK_ACT, home)


urlpatterns: list[URLPattern] = [
    path("special-campaigns/", special_campaigns, name="special_campaigns"),
    path("special-campaigns/new/", special_campaign_new, name="special_campaign_new"),
    path("special-campaigns/<int:pk>/", special_campaign, name="special_campaign"),
    path("special-campaigns/<int:pk>/template/", special_campaign_template, name="special_campaign_template"),
    path("special-campaigns/<int:pk>/<str:act>/", special_campaign_act, name="special_campaign_act"),
    path("checked-things/<int:pk>/", checked_thing, name="checked_thing"),
    path("checked-things/<int:pk>/<str:act>/", checked_thing_act, name="checked_thing_act"),
]  # fmt: skip
