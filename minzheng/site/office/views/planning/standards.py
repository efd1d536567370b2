"""The catalogue of standards, how every facility stands against it, one check, pilots."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    CHECK_RESULTS,
    CONFORMING,
    FAILING,
    NORM_KINDS,
    PASSED,
    PILOT_STATES,
    PILOTING,
)
from minzheng.domains.planning.models import Norm, Pilot
from minzheng.domains.planning.queries import registers as queries
from minzheng.domains.planning.queries.registers import Standing
from minzheng.domains.planning.services import standards as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.bodies.declarations import facility_type
from minzheng.kernel.divisions import queries as divisions
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import percent
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_registers as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled, tabs
from .measures import TABS, paper

ACT, PILOT_ACT = "office:norm_act", "office:pilot_act"
RESULT_TONES = {CONFORMING: "good", FAILING: "danger"}
UNCHECKED = "unchecked"


def _address(row: Norm) -> str:
    return reverse("office:norm", args=[row.pk])


def _types(row: Norm) -> str:
    return "、".join(facility_type(key).label for key in row.facility_types)


def _validity(row: Norm, on: Any) -> Badge:
    if row.valid_from > on:
        return Badge(_("未实施"), "info")
    return Badge(_("有效"), "good") if row.is_in_force(on) else Badge(_("已失效"), "quiet")


@needs("plans.see")
def norms(request: StaffRequest) -> HttpResponseBase:
    """List the catalogue: mandatory, recommended, of the trade, local."""
    viewer, on = acting(request), localdate(request.at)
    table = Table(
        "norms", _("标准目录"),
        [
            Column("number", _("标准号"), kind="code", href=_address, order_by="number"),
            Column("title", _("标准名称"), order_by="title"),
            Column("kind", _("性质"), "get_kind_display", order_by="kind"),
            Column("types", _("适用设施"), _types, wide=True),
            Column("valid_from", _("实施"), kind="date", order_by="valid_from"),
            Column("valid_to", _("失效"), kind="date", order_by="valid_to", wide=True),
            Column("replaces", _("代替"), lambda row: row.replaces.number if row.replaces else "", wide=True),
            Column("checked", _("检查次数"), kind="number", order_by="checked", wide=True),
            Column("state", _("状态"), lambda row: _validity(row, on), kind="badge"),
        ],
        queryset=queries.norms(viewer),
        filters=[
            Filter("q", _("标准号或名称"), fields=("number", "title")),
            Filter("kind", _("性质"), "choice", list(NORM_KINDS.items())),
            Filter("now", _("只看有效"), "flag", apply=lambda rows, _yes: rows.in_force(on)),
        ],
        order=("kind", "number"), empty=_("还没有登记标准。"),
    )  # fmt: skip
    buttons = [button(_("登记标准"), "norm_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "norms"),
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


def _named(viewer: Mandate) -> list[tuple[Any, str]]:
    return [(row.pk, str(row)) for row in queries.norms(viewer).order_by("number")]


@needs("plans.enter")
def norm_new(request: StaffRequest) -> HttpResponse:
    """Enter a standard."""
    viewer = acting(request)

    def enter(told: dict[str, Any]) -> Norm:
        old = found(queries.norms(viewer), told.pop("replaces")) if told["replaces"] else told.pop("replaces")  # fmt: skip
        return services.list_norm(**told, replaces=old, by=viewer, at=request.at)

    return filled(
        request, forms.NormEntry(request.POST or None, norms=_named(viewer)), enter, title=_("登记标准"),
        done=_("标准已登记。"), home=_address, back=reverse("office:norms"),
    )  # fmt: skip


def _result(one: Standing) -> Badge:
    if one.check is None:
        return Badge(_("未检查"), "due")
    return Badge(CHECK_RESULTS[one.check.result], RESULT_TONES.get(one.check.result, "due"))


def standings_table(
    request: StaffRequest, rows: list[Standing], *, key: str, title: Any, prefix: str = ""
) -> Table:
    """Return a list of facilities beside standards with their last check and where to check again."""
    viewer = acting(request)

    def check(one: Standing) -> str:
        own = viewer.may("plans.work") and accounts.covers(viewer, one.facility.division_id)
        return reverse("office:norm_check", args=[one.norm.pk, one.facility.pk]) if own else ""

    return Table(
        key, title,
        [
            Column("facility", _("设施"), "facility.name", href=lambda one: reverse("office:facility", args=[one.facility.pk]), order_by=True),
            Column("place", _("区划"), lambda one: lists.place(one.facility.division), order_by=True, wide=True),
            Column("type", _("类型"), lambda one: facility_type(one.facility.kind).label, order_by=True, wide=True),
            Column("norm", _("标准"), "norm.number", kind="code", href=lambda one: _address(one.norm), order_by=True),
            Column("kind", _("性质"), lambda one: one.norm.get_kind_display(), order_by=True, wide=True),
            Column("result", _("结果"), _result, kind="badge"),
            Column("on", _("检查日期"), lambda one: one.check.on if one.check else None, kind="date", order_by=True),
            Column("failing", _("不符合的项目"), lambda one: "；".join(one.check.failing) if one.check else "", href=lambda one: paper(viewer, one.check) if one.check else ""),
            Column("rectify_by", _("整改期限"), lambda one: one.check.rectify_by if one.check else None, kind="date", wide=True),
            Column("rectification", _("整改台账"), lambda one: one.check.rectification if one.check else "", wide=True),
            Column("act", _("办理"), lambda one: _("登记检查") if check(one) else "", href=check),
        ],
        rows=rows,
        filters=[
            Filter("q", _("设施"), apply=lambda found, text: [one for one in found if text in one.facility.name]),
            Filter("kind", _("性质"), "choice", list(NORM_KINDS.items()), apply=lambda found, value: [one for one in found if one.norm.kind == value]),
            Filter(
                "result", _("结果"), "choice", [(UNCHECKED, _("未检查")), *CHECK_RESULTS.items()],
                apply=lambda found, value: [one for one in found if (one.check.result if one.check else UNCHECKED) == value],
            ),
        ],
        order="place", empty=_("没有适用的设施和标准。"), prefix=prefix,
    )  # fmt: skip


def _shares(rows: list[Standing]) -> list[dict[str, Any]]:
    """Return how many were checked and conform."""
    checked = [one for one in rows if one.check is not None]
    fit = [one for one in checked if not one.is_open]
    home = reverse("office:norm_checks")
    return [
        {"label": _("应检查"), "value": len(rows), "href": home},
        {
            "label": _("未检查"),
            "value": len(rows) - len(checked),
            "href": f"{home}?result={UNCHECKED}",
        },
        {"label": _("符合"), "value": len(fit), "href": f"{home}?result={CONFORMING}"},
        {
            "label": _("检查覆盖率"),
            "value": percent(len(checked) / len(rows)) if rows else "—",
            "href": home,
        },
        {
            "label": _("已查符合率"),
            "value": percent(len(fit) / len(checked)) if checked else "—",
            "href": f"{home}?result={CONFORMING}",
        },
    ]


@needs("plans.see")
def norm_checks(request: StaffRequest) -> HttpResponseBase:
    """List every facility beside every standard in force that is for it."""
    rows = queries.coverage(acting(request), localdate(request.at))
    table = standings_table(request, rows, key="norm_checks", title=_("标准执行检查"))
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "norm_checks"), tiles=_shares(rows)
    )


# -- one standard --------------------------------------------------------------------------------------


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _keeps(viewer: Mandate, row: Any) -> bool:
    return viewer.may("plans.enter") and accounts.covers(viewer, row.division_id)


DEEDS = (
    Deed(
        "end", _lazy("登记失效"), forms.NormEnd, _on(services.end_norm), _lazy("失效日期已登记。"),
        lambda viewer, row: _keeps(viewer, row) and row.valid_to is None,
    ),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Norm) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    rows = queries.coverage(viewer, on, norm=row)
    checks = Table(
        "norm.checks", _("检查记录"),
        [
            Column("on", _("日期"), kind="date", order_by="on"), Column("facility", _("设施"), "facility.name"),
            Column("result", _("结果"), lambda one: Badge(CHECK_RESULTS[one.result], RESULT_TONES.get(one.result, "due")), kind="badge"),
            Column("failing", _("不符合的项目"), lambda one: "；".join(one.failing), href=lambda one: paper(viewer, one)),
            Column("checker", _("检查人"), wide=True), Column("note", _("说明"), wide=True),
        ],
        queryset=queries.norm_checks(viewer).filter(norm=row), order=("-on", "-id"), prefix="c-", empty=_("还没有检查。"),
    )  # fmt: skip
    return Sheet(
        title=f"{row.number} {row.title}", subtitle=row.division.name, status=_validity(row, on),
        facts=[
            (_("性质"), row.get_kind_display()), (_("实施"), row.valid_from), (_("失效"), row.valid_to or "—"),
            (_("代替"), str(row.replaces) if row.replaces else "—"), (_("适用设施"), _types(row) or "—"),
            (_("检查项目"), "；".join(row.items) or "—"),
        ],
        back=reverse("office:norms"), deeds=DEEDS,
        table=standings_table(request, rows, key="norm.standings", title=_("设施达标情况"), prefix="f-"), more=[checks],
    )  # fmt: skip


@needs("plans.see")
def norm(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one standard with how the facilities stand against it."""
    row = found(queries.norms(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def norm_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a standard."""
    row = found(queries.norms(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


@needs("plans.work")
def norm_check(request: StaffRequest, pk: int, facility: int) -> HttpResponse:
    """Enter a check of one facility against one standard."""
    viewer = acting(request)
    place = found(bodies.facilities(viewer), facility)
    row = found(queries.norms(viewer), pk)
    form = forms.NormCheckForm(request.POST or None, request.FILES or None, items=row.items)
    return filled(
        request, form,
        lambda told: services.check_facility(row, place, **told, by=viewer, at=request.at),
        title=_("登记检查：%(name)s") % {"name": place.name}, intro=f"{row.number} {row.title}", done=_("检查已登记。"),
        home=lambda check: reverse("office:facility", args=[place.pk]), back=_address(row),
    )  # fmt: skip


# -- pilots --------------------------------------------------------------------------------------------


def _pilot_state(row: Pilot) -> Badge:
    return Badge(PILOT_STATES[row.state], "good" if row.state == PASSED else "info" if row.state == PILOTING else "quiet")  # fmt: skip


@needs("plans.see")
def pilots(request: StaffRequest) -> HttpResponseBase:
    """List the pilots with batch, term and outcome."""
    viewer = acting(request)
    table = Table(
        "pilots", _("试点"),
        [
            Column("title", _("试点"), href=lambda row: reverse("office:pilot", args=[row.pk]), order_by="title"),
            Column("level", _("级别"), "get_level_display", order_by="level"),
            Column("batch", _("批次"), wide=True), Column("unit", _("承担单位")),
            Column("document_number", _("批准文件"), wide=True),
            Column("starts_on", _("开始"), kind="date", order_by="starts_on"), Column("ends_on", _("结束"), kind="date", order_by="ends_on"),
            Column("state", _("状态"), _pilot_state, kind="badge"),
        ],
        queryset=queries.pilots(viewer),
        filters=[
            Filter("q", _("试点或单位"), fields=("title", "unit")),
            Filter("state", _("状态"), "choice", list(PILOT_STATES.items())),
        ],
        order=("-starts_on",), empty=_("还没有试点。"),
    )  # fmt: skip
    buttons = [button(_("登记试点"), "pilot_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "pilots"),
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


@needs("plans.enter")
def pilot_new(request: StaffRequest) -> HttpResponse:
    """Enter a pilot."""
    viewer = acting(request)

    def enter(told: dict[str, Any]) -> Pilot:
        chosen = list(queries.norms(viewer).filter(pk__in=told.pop("norms")))
        return services.start_pilot(**told, norms=chosen, by=viewer, at=request.at)

    return filled(
        request, forms.PilotEntry(request.POST or None, norms=_named(viewer)), enter, title=_("登记试点"),
        done=_("试点已登记。"), home=lambda row: reverse("office:pilot", args=[row.pk]), back=reverse("office:pilots"),
    )  # fmt: skip


PILOT_DEEDS = (
    Deed(
        "close", _lazy("登记验收"), forms.PilotEnd, _on(services.close_pilot), _lazy("验收已登记。"),
        lambda viewer, row: _keeps(viewer, row) and row.state == PILOTING,
    ),
)  # fmt: skip


def _pilot_sheet(request: StaffRequest, row: Pilot) -> Sheet:
    facts: list[tuple[Any, Any]] = [
        (_("级别"), row.get_level_display()), (_("批次"), row.batch or "—"), (_("承担单位"), row.unit),
        (_("批准文件"), row.document_number), (_("期限"), f"{row.starts_on} 至 {row.ends_on}"),
    ]  # fmt: skip
    if row.closed_on:
        facts += [(_("验收日期"), row.closed_on), (_("验收结论"), row.outcome)]
    table = Table(
        "pilot.norms", _("试行的标准"),
        [Column("number", _("标准号"), kind="code", href=_address), Column("title", _("标准名称")), Column("kind", _("性质"), "get_kind_display")],
        queryset=row.norms.all(), order=("number",), empty=_("没有登记标准。"),
    )  # fmt: skip
    return Sheet(
        title=row.title, subtitle=divisions.full_name(row.division_id), status=_pilot_state(row), facts=facts,
        back=reverse("office:pilots"), deeds=PILOT_DEEDS, table=table,
    )  # fmt: skip


@needs("plans.see")
def pilot(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one pilot."""
    row = found(queries.pilots(acting(request)), pk)
    return show(request, row, _pilot_sheet(request, row), PILOT_ACT)


@require_POST
@needs("plans.enter")
def pilot_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a pilot."""
    row = found(queries.pilots(acting(request)), pk)
    home = reverse("office:pilot", args=[pk])
    return perform(request, row, act, _pilot_sheet(request, row), PILOT_ACT, home)


urlpatterns: list[URLPattern] = [
    path("norms/", norms, name="norms"),
    path("norms/new/", norm_new, name="norm_new"),
    path("norms/checks/", norm_checks, name="norm_checks"),
    path("norms/<int:pk>/", norm, name="norm"),
    path("norms/<int:pk>/facilities/<int:facility>/", norm_check, name="norm_check"),
    path("norms/<int:pk>/<str:act>/", norm_act, name="norm_act"),
    path("pilots/", pilots, name="pilots"),
    path("pilots/new/", pilot_new, name="pilot_new"),
    path("pilots/<int:pk>/", pilot, name="pilot"),
    path("pilots/<int:pk>/<str:act>/", pilot_act, name="pilot_act"),
]
