"""Facilities: the register of all rooms, one facility with its history, a table of many taken in."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.db.models import Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.planning.queries import registers
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.bodies import queries, services
from minzheng.kernel.bodies.choices import (
    CLOSED,
    FACILITY_LEVELS,
    FACILITY_STATES,
    OPEN,
    OWNERSHIPS,
    SUSPENDED,
)
from minzheng.kernel.bodies.declarations import facility_type, facility_types
from minzheng.kernel.bodies.models import Body, Facility, FacilityChange
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.sheets import open_sheets
from minzheng.kernel.ledger.declarations import source_label
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import number, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms import facilities as forms
from .assistance.acts import Deed, Sheet, perform, show
from .planning.standards import standings_table
from .purchases.entering import button, filled

ACT = "office:facility_act"
STATE_TONES = {OPEN: "good", CLOSED: "quiet", SUSPENDED: "due"}
KNOWN, UNKNOWN = "known", "unknown"
BEDS = [(KNOWN, _lazy("已登记")), (UNKNOWN, _lazy("未登记"))]
MOST_BYTES = 10 * 1024 * 1024
# What a change may say, worded as the form words it.
LABELS = {name: field.label for name, field in forms.FacilityAlteration.base_fields.items()}


def _address(row: Facility) -> str:
    return reverse("office:facility", args=[row.pk])


def _state(row: Facility) -> Badge:
    return Badge(FACILITY_STATES[row.state], STATE_TONES.get(row.state, "info"))


def _town(row: Facility) -> str:
    place = row.division
    if place.level == Level.VILLAGE and place.parent is not None:
        return place.parent.name
    return place.name if place.level == Level.TOWN else ""


def _village(row: Facility) -> str:
    return row.division.name if row.division.level == Level.VILLAGE else ""


# What the screen leaves to the export: too much for one line.
EXPORTED = frozenset({"village", "level", "address", "phone", "built_on", "renovated_on", "longitude", "latitude", "invested"})  # fmt: skip


def _columns(*, every: bool) -> list[Column]:
    """Return the columns; their heads are those of the table that can be taken in again."""
    columns = [
        Column("name", _("名称"), href=_address, order_by="name"),
        Column("kind", _("类型"), lambda row: facility_type(row.kind).label, order_by="kind"),
        Column("town", _("乡镇（街道）"), _town, order_by="division__path"),
        Column("village", _("村（社区）"), _village, wide=True),
        Column("level", _("级别"), "get_level_display", order_by="level", wide=True),
        Column("ownership", _("性质"), "get_ownership_display", order_by="ownership", wide=True),
        Column("operator", _("运营机构"), lambda row: row.operator.name if row.operator else "", wide=True),
        Column("address", _("地址"), wide=True),
        Column("phone", _("公开电话"), wide=True),
        Column("area_m2", _("建筑面积（平方米）"), kind="number", order_by="area_m2", wide=True),
        Column("beds", _("床位"), kind="number", order_by="beds"),
        Column("nursing_beds", _("护理型床位"), kind="number", order_by="nursing_beds", wide=True),
        Column("built_on", _("建成日期"), kind="date", order_by="built_on", wide=True),
        Column("renovated_on", _("改造日期"), kind="date", order_by="renovated_on", wide=True),
        Column("invested", _("投资合计（元）"), kind="money", order_by="invested", wide=True),
        Column("state", _("状态"), _state, kind="badge"),
        Column("since", _("状态起始日期"), kind="date", order_by="since", wide=True),
        Column("longitude", _("经度"), kind="code"),
        Column("latitude", _("纬度"), kind="code"),
    ]  # fmt: skip
    return [column for column in columns if every or column.key not in EXPORTED]


@needs("facilities.see")
def facilities(request: StaffRequest) -> HttpResponseBase:
    """List the facilities of the viewer's divisions; the export can be changed and taken in again."""
    viewer = acting(request)
    rows = queries.facilities(viewer)
    every = request.GET.get("export") == "xlsx"
    table = Table(
        "facilities", _("服务设施"), _columns(every=every), queryset=rows,
        filters=[
            Filter("q", _("名称、地址或运营机构"), fields=("name", "address", "operator__name")),
            Filter("kind", _("类型"), "choice", [(one.key, one.label) for one in facility_types()]),
            Filter("state", _("状态"), "choice", list(FACILITY_STATES.items())),
            Filter("level", _("级别"), "choice", list(FACILITY_LEVELS.items())),
            Filter("ownership", _("性质"), "choice", list(OWNERSHIPS.items())),
            Filter("open_on", _("在用日期"), "date", apply=queries.open_on),
            Filter("beds", _("床位"), "choice", lambda: lists.worded(BEDS), apply=_with_beds),
        ],
        order=("division__path", "name"), empty=_("还没有登记设施。"),
    )  # fmt: skip
    may = viewer.may("facilities.edit")
    buttons = [
        button(_("登记设施"), "facility_new", primary=True),
        {**button(_("导入 Excel"), "facility_import"), "icon": "upload"},
    ]
    return lists.respond(
        request, table, "office/list.html", tiles=_tiles(rows), buttons=buttons if may else []
    )


def _with_beds(rows: Any, value: str) -> Any:
    """Keep the facilities whose beds are known, or the ones of types with beds where they are not."""
    if value == KNOWN:
        return rows.exclude(beds=None)
    bedded = [one.key for one in facility_types() if one.has_beds]
    return rows.filter(beds=None, kind__in=bedded)


def _tiles(rows: Any) -> list[dict[str, Any]]:
    in_use = rows.filter(state=OPEN)
    home = reverse("office:facilities")
    beds = [one.beds for one in queries.stock(in_use) if one.beds is not None]
    unknown = sum(
        one.beds_unknown for one in queries.stock(in_use) if facility_type(one.kind).has_beds
    )
    return [
        {"label": _("在用设施"), "value": in_use.count(), "href": f"{home}?state={OPEN}"},
        {
            "label": _("已登记床位"),
            "value": number(sum(beds)) if beds else "—",
            "href": f"{home}?state={OPEN}&beds={KNOWN}",
        },
        {
            "label": _("床位未登记的设施"),
            "value": unknown,
            "href": f"{home}?state={OPEN}&beds={UNKNOWN}",
            "tone": "due" if unknown else "good",
        },
    ]


def _operators(viewer: Mandate) -> list[tuple[Any, str]]:
    line = divisions.lineage(viewer.division_id)
    rows = queries.bodies(viewer) | Body.objects.filter(division_id__in=line)
    return list(rows.distinct().order_by("name").values_list("pk", "name"))


def _places(viewer: Mandate) -> list[tuple[str, str]]:
    rows = divisions.subtree(viewer.division_id).filter(valid_to=None).select_related("parent")
    return [(row.code, lists.place(row)) for row in rows.order_by("path")]


def _with_operator(told: dict[str, Any]) -> dict[str, Any]:
    key = told["operator"]
    return {**told, "operator": Body.objects.get(pk=key) if key else None}


@needs("facilities.edit")
def facility_new(request: StaffRequest) -> HttpResponse:
    """Enter a facility."""
    viewer = acting(request)
    places = _places(viewer)
    form = forms.FacilityEntry(request.POST or None, places=places, operators=_operators(viewer))

    def enter(told: dict[str, Any]) -> Facility:
        place = found(Division.objects.filter(pk__in=dict(places)), told.pop("division"))
        return services.register_facility(place, **_with_operator(told), by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("登记设施"), done=_("设施已登记。"), home=_address, back=reverse("office:facilities")
    )  # fmt: skip


# -- a table of many -----------------------------------------------------------------------------------


def cells_of(upload: File) -> list[tuple[int, Sequence[str | None]]]:
    """Return the first sheet of a workbook as numbered lines, from its heads on. ValueError (Chinese)."""
    if upload.size > MOST_BYTES:
        raise ValueError(_("文件超过 10 MB。"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "facilities"
        place.write_bytes(upload.read())
        with open_sheets(place) as sheets:
            for sheet in sheets:
                for index, line in enumerate(sheet.head):
                    if "名称" in line and "类型" in line:
                        body = sheet.body(index)
                        columns = [name for name in body.columns if name not in ("line", "broken")]
                        rows = zip(body["line"], body.select(columns).rows(), strict=True)
                        return [(index + 1, line), *rows]
    raise ValueError(_("没有找到表头：表中应有“名称”“类型”等列。"))


@needs("facilities.edit")
def facility_import(request: StaffRequest) -> HttpResponse:
    """Take a table of facilities; bad rows are named with their reason."""
    viewer = acting(request)
    form = forms.FacilityTable(request.POST or None, request.FILES or None)

    def take(told: dict[str, Any]) -> services.Imported:
        rows = cells_of(told.pop("file"))
        result = services.import_facilities(rows, **told, by=viewer, at=request.at)
        for line, text in result.problems[:50]:
            messages.error(request, _("第 %(line)s 行：%(text)s") % {"line": line, "text": text})
        said = {"new": result.added, "changed": result.changed, "same": result.same, "bad": len(result.problems)}  # fmt: skip
        messages.info(request, _("新增 %(new)s 个，变更 %(changed)s 个，未变 %(same)s 个，未导入 %(bad)s 行。") % said)  # fmt: skip
        return result

    return filled(
        request, form, take, title=_("导入设施"), done="", label=_("导入"),
        intro=_("可先从设施列表导出 Excel 作模板；已登记的设施按表变更并保留原记录，未导入的行逐行说明原因。"),
        home=lambda _result: reverse("office:facilities"), back=reverse("office:facilities"),
    )  # fmt: skip


# -- one facility --------------------------------------------------------------------------------------


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _changed(request: StaffRequest, row: Facility, told: dict[str, Any]) -> Any:
    return services.change_facility(row, **_with_operator(told), by=acting(request), at=request.at)


def _shape(request: StaffRequest, row: Facility) -> dict[str, Any]:
    operators = dict(_operators(acting(request)))
    if row.operator is not None:
        operators[row.operator.pk] = row.operator.name
    return {"operators": operators.items()}


def _now(request: StaffRequest, row: Facility) -> dict[str, Any]:
    names = [name for name in forms.FacilityAlteration.base_fields if hasattr(row, name)]
    return {**{name: getattr(row, name) for name in names}, "operator": row.operator_id or ""}


def _may(viewer: Mandate, row: Facility) -> bool:
    return viewer.may("facilities.edit")


DEEDS = (
    Deed("change", _lazy("变更登记内容"), forms.FacilityAlteration, _changed, _lazy("变更已登记。"), _may, initial=_now, shape=_shape),
    Deed(
        "state", _lazy("变更状态"), forms.StateChange, _on(services.set_state), _lazy("状态已变更。"),
        lambda viewer, row: _may(viewer, row) and row.state != CLOSED,
    ),
    Deed("invest", _lazy("登记投资"), forms.Investment, _on(services.add_investment), _lazy("投资已登记。"), _may),
    Deed("fee", _lazy("登记收费"), forms.Fee, _on(services.set_fee), _lazy("收费已登记，并在群众端公开。"), _may),
)  # fmt: skip


def _worded(change: FacilityChange) -> str:
    """Say what a change changed: 床位 80 → 100."""
    return "；".join(
        f"{LABELS.get(key, key)} {_value(key, change.before.get(key))} → {_value(key, change.after.get(key))}"
        for key in change.after
    )


def _value(key: str, value: Any) -> Any:
    if value in (None, ""):
        return _("未登记")
    labels: dict[str, dict[Any, str]] = {"level": FACILITY_LEVELS, "ownership": OWNERSHIPS}
    if key == "kind":
        return facility_type(value).label
    if key == "operator":
        return Body.objects.filter(pk=value).values_list("name", flat=True).first()
    return labels.get(key, {}).get(value, value)


def _tables(request: StaffRequest, row: Facility, on: date) -> list[Table]:
    rows = registers.coverage(acting(request), on, facility=row)
    return [
        standings_table(request, rows, key="facility.norms", title=_("标准执行"), prefix="n-"),
        Table(
            "facility.states", _("状态记录"),
            [
                Column("since", _("自"), kind="date", order_by="since"), Column("state", _("状态"), _state, kind="badge"),
                Column("document", _("依据")), Column("by", _("登记人"), "by.user", wide=True),
            ],
            queryset=row.states.select_related("by__user"), order=("-since",), prefix="s-",
        ),
        Table(
            "facility.investments", _("建设投资"),
            [
                Column("year", _("年度"), kind="code", order_by="year"), Column("source", _("资金来源"), lambda one: source_label(one.source)),
                Column("amount", _("金额（元）"), kind="money", order_by="amount"), Column("document", _("依据")),
            ],
            queryset=row.investments.all(), order=("-year", "id"), prefix="i-", empty=_("还没有登记投资。"),
        ),
        Table(
            "facility.fees", _("收费标准"),
            [
                Column("item", _("项目"), order_by="item"), Column("amount", _("金额（元）"), kind="money"), Column("unit", _("计价单位")),
                Column("since", _("自"), kind="date", order_by="since"), Column("until", _("至（不含）"), kind="date"), Column("document", _("依据"), wide=True),
            ],
            queryset=row.fees.all(), order=("item", "-since"), prefix="f-", empty=_("还没有登记收费。"),
        ),
        Table(
            "facility.changes", _("变更记录"),
            [
                Column("on", _("日期"), kind="date", order_by="on"), Column("what", _("变更内容"), _worded),
                Column("document", _("依据")), Column("by", _("登记人"), "by.user", wide=True),
            ],
            queryset=row.changes.select_related("by__user"), order=("-on", "-id"), prefix="c-", empty=_("没有变更过。"),
        ),
    ]  # fmt: skip


def _sheet(request: StaffRequest, row: Facility) -> Sheet:
    kind = facility_type(row.kind)
    invested = row.investments.aggregate(sum=Sum("amount"))["sum"]
    facts: list[tuple[Any, Any]] = [
        (_("类型"), kind.label), (_("级别"), row.get_level_display()), (_("性质"), row.get_ownership_display()),
        (_("运营机构"), row.operator.name if row.operator else _("未登记")), (_("地址"), row.address or _("未登记")),
        (_("公开电话"), row.phone or _("未登记")), (_("建筑面积"), f"{number(row.area_m2)} m²" if row.area_m2 is not None else _("未登记")),
    ]  # fmt: skip
    if kind.has_beds:
        facts += [
            (_("床位"), _("未登记") if row.beds is None else row.beds),
            (_("护理型床位"), _("未登记") if row.nursing_beds is None else row.nursing_beds),
        ]
    facts += [
        (_("建成"), row.built_on or _("未登记")), (_("改造"), row.renovated_on or "—"),
        (_("投资合计"), _("未登记") if invested is None else yuan(invested)),
    ]  # fmt: skip
    if row.longitude is not None:
        facts.append((_("位置"), f"{row.longitude}, {row.latitude}"))
    first, *more = _tables(request, row, localdate(request.at))
    return Sheet(
        title=row.name, subtitle=lists.place(row.division), status=_state(row), facts=facts,
        back=reverse("office:facilities"), deeds=DEEDS, table=first, more=more,
    )  # fmt: skip


@needs("facilities.see")
def facility(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one facility with its states, investments, changes and standards."""
    row = found(queries.facilities(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("facilities.edit")
def facility_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a facility."""
    row = found(queries.facilities(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("facilities/", facilities, name="facilities"),
    path("facilities/new/", facility_new, name="facility_new"),
    path("facilities/import/", facility_import, name="facility_import"),
    path("facilities/<int:pk>/", facility, name="facility"),
    path("facilities/<int:pk>/<str:act>/", facility_act, name="facility_act"),
]
