"""Phones in the field: which there are, emptying a lost one; what two of them wrote differently."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.offline import choices, queries, services
from minzheng.kernel.offline.declarations import KINDS
from minzheng.kernel.offline.models import Conflict, Device, FieldVersion, Record
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from .assistance.acts import Deed, Sheet, perform, show

ACT, CONFLICT_ACT = "office:device_act", "office:field_conflict_act"
MEGABYTE = 1024 * 1024
WORDS = {"rows": 2}


class Wipe(forms.Form):
    """Why a phone is emptied."""

    reason = forms.CharField(
        label=_lazy("清除原因"),
        max_length=200,
        help_text=_lazy("如手机遗失、人员调离。终端下次联网即清除，尚未上传的内容无法找回。"),
        widget=forms.Textarea(WORDS),
    )


class Choice(forms.Form):
    """Which of the values holds."""

    version = forms.ChoiceField(label=_lazy("采用哪一份"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the values that stand."""
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = offered  # type: ignore[attr-defined]


class Note(forms.Form):
    """What was done about a late change."""

    note = forms.CharField(
        label=_lazy("如何处理"), max_length=200, widget=forms.Textarea(WORDS),
        help_text=_lazy("已提交的记录不变；需要更正的，请另行补记或再次走访，并在此说明。"),
    )  # fmt: skip


# -- phones -----------------------------------------------------------------------------------------


def _standing(row: Device) -> Badge:
    if row.wiped_at is not None:
        return Badge(_("已清除"), "quiet")
    if row.wipe_ordered_at is not None:
        return Badge(_("等待清除"), "danger")
    return Badge(_("使用中"), "good")


@needs("accounts.manage", "visits.record")
def devices(request: StaffRequest) -> HttpResponseBase:
    """List the phones the viewer answers for."""
    table = Table(
        "devices",
        _("外勤终端"),
        [
            Column("user", _("使用人"), lambda row: str(row.user), order_by="user__display_name",
                   href=lambda row: reverse("office:device", args=[row.pk])),
            Column("division", _("所在区划"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("state", _("状态"), _standing, kind="badge"),
            Column("seen_at", _("最近联系"), kind="datetime", order_by="seen_at"),
            Column("waiting", _("待上传（项）"), kind="number", order_by="waiting"),
            Column("usage", _("占用空间（MB）"), lambda row: round(row.usage / MEGABYTE), kind="number", wide=True),
            Column("registered_at", _("登记时间"), kind="datetime", order_by="registered_at", wide=True),
            Column("label", _("设备"), wide=True),
        ],
        queryset=queries.devices(acting(request)).select_related("division__parent"),
        filters=[
            Filter("q", _("使用人"), fields=("user__display_name", "user__username")),
            Filter("state", _("状态"), "choice", [("used", _("使用中")), ("ordered", _("等待清除")), ("wiped", _("已清除"))], apply=_in_state),
        ],
        order="-seen_at",
        empty=_("还没有外勤终端。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html")


def _in_state(rows: Any, value: str) -> Any:
    if value == "wiped":
        return rows.exclude(wiped_at=None)
    rows = rows.filter(wiped_at=None)
    return (
        rows.filter(wipe_ordered_at=None) if value == "used" else rows.exclude(wipe_ordered_at=None)
    )


def _wipe(request: StaffRequest, row: Device, told: dict[str, Any]) -> Any:
    return services.order_wipe(row, reason=told["reason"], by=acting(request), at=request.at)


def _can_be_wiped(viewer: Mandate, row: Device) -> bool:
    mine = row.user_id == viewer.user_id or viewer.may("accounts.manage")
    return mine and row.wiped_at is None and row.wipe_ordered_at is None


DEEDS = (Deed("wipe", _lazy("远程清除"), Wipe, _wipe, _lazy("已下达清除指令。"), _can_be_wiped),)


def _device_sheet(row: Device) -> Sheet:
    ordered = row.wipe_ordered_at
    by = row.wipe_ordered_by
    return Sheet(
        title=_("外勤终端"),
        subtitle=f"{row.user} · {row.division.name}",
        status=_standing(row),
        facts=[
            (_("登记时间"), _moment(row.registered_at)), (_("最近联系"), _moment(row.seen_at)),
            (_("待上传"), _("%(count)d 项（终端最近一次报告）") % {"count": row.waiting}),
            (_("占用空间"), f"{round(row.usage / MEGABYTE)} MB"), (_("设备"), row.label or None),
            (_("清除指令"), f"{_moment(ordered)} · {by.user if by else ''}" if ordered else None),
            (_("清除原因"), row.wipe_reason or None),
            (_("已清除"), _moment(row.wiped_at) if row.wiped_at else None),
        ],
        back=reverse("office:devices"),
        deeds=DEEDS,
    )  # fmt: skip


def _moment(at: Any) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


@needs("accounts.manage", "visits.record")
def device(request: StaffRequest, pk: Any) -> HttpResponseBase:
    """Show one phone."""
    row = found(queries.devices(acting(request)), pk)
    return show(request, row, _device_sheet(row), ACT)


@require_POST
@needs("accounts.manage", "visits.record")
def device_act(request: StaffRequest, pk: Any, act: str) -> HttpResponseBase:
    """Order a phone to be emptied."""
    row = found(queries.devices(acting(request)), pk)
    return perform(
        request, row, act, _device_sheet(row), ACT, reverse("office:device", args=[row.pk])
    )


# -- what two phones wrote differently ------------------------------------------------------------------


def _about(record: Record) -> str:
    head = record.household.head if record.household else None
    about = record.person or head
    return about.name if about else record.division.name


def _item(record: Record, field: str) -> Any:
    kind = KINDS.get(record.kind) if record.kind in KINDS else None
    form = kind.form(record.form) if kind else None
    name = field.partition("#")[0]
    return next((item for item in (form.items if form else ()) if item.key == name), None)


def _field(record: Record, field: str) -> str:
    item = _item(record, field)
    return item.label if item else field


def _said(version: FieldVersion) -> str:
    """Return a value as a person reads it."""
    value, item = version.said, _item(version.record, version.field)
    if isinstance(value, dict):
        return str(_("照片或录音")) if value.get("sha256") else "；".join(map(str, value.values()))
    words = dict(item.options) if item else {}
    many = value if isinstance(value, list) else [value]
    return "、".join(words.get(str(one), str(one)) for one in many if one not in (None, "")) or str(
        _("（空）")
    )


def _open(row: Conflict) -> Badge:
    return Badge(_("已处理"), "good") if row.resolved_at else Badge(_("待处理"), "due")


@needs("visits.record")
def field_conflicts(request: StaffRequest) -> HttpResponseBase:
    """List what was filled in twice, or changed after it was handed in."""
    table = Table(
        "field_conflicts",
        _("外勤填写冲突"),
        [
            Column("about", _("对象"), lambda row: _about(row.record),
                   href=lambda row: reverse("office:field_conflict", args=[row.pk])),
            Column("kind", _("情形"), "get_kind_display"),
            Column("what", _("记录"), lambda row: KINDS.get(row.record.kind).label),
            Column("field", _("项目"), lambda row: _field(row.record, row.field)),
            Column("state", _("状态"), _open, kind="badge"),
            Column("found_at", _("发现时间"), kind="datetime", order_by="found_at"),
            Column("division", _("村（社区）"), "record.division.name", wide=True),
            Column("by", _("处理人"), lambda row: str(row.resolved_by.user) if row.resolved_by else "", wide=True),
        ],
        queryset=queries.conflicts(acting(request)),
        filters=[
            Filter("kind", _("情形"), "choice", list(choices.CONFLICTS.items())),
            Filter("open", _("待处理"), "flag", apply=lambda rows, _value: rows.filter(resolved_at=None)),
        ],
        order=("resolved_at", "-found_at"),
        empty=_("没有填写冲突。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html",
        intro=_("两部手机离线填写了同一项目时，两份都保留在这里，由人选定；不会自动覆盖任何一份。"),
    )  # fmt: skip


def _choose(request: StaffRequest, row: Conflict, told: dict[str, Any]) -> Any:
    version = FieldVersion.objects.get(pk=told["version"])
    return services.resolve(row, version=version, by=acting(request), at=request.at)


def _offered(_request: StaffRequest, row: Conflict) -> dict[str, Any]:
    heads = [head for head in queries.standing(row) if head.is_head]
    return {"offered": [(head.number, f"{head.by.user}：{_said(head)}") for head in heads]}


def _settle(request: StaffRequest, row: Conflict, told: dict[str, Any]) -> Any:
    return services.settle_late(row, note=told["note"], by=acting(request), at=request.at)


CONFLICT_DEEDS = (
    Deed("choose", _lazy("选定一份"), Choice, _choose, _lazy("已选定，两份都留有记录。"),
         lambda _viewer, row: row.kind == choices.BESIDE and row.resolved_at is None, shape=_offered),
    Deed("settle", _lazy("说明处理"), Note, _settle, _lazy("已记录。"),
         lambda _viewer, row: row.kind == choices.LATE and row.resolved_at is None),
)  # fmt: skip


def _conflict_sheet(request: StaffRequest, row: Conflict) -> Sheet:
    record = row.record
    table = Table(
        "field_versions",
        _("各份填写"),
        [
            Column("value", _("内容"), _said),
            Column("by", _("填写人"), lambda version: str(version.by.user)),
            Column("typed_at", _("填写时间"), kind="datetime", order_by="typed_at"),
            Column("received_at", _("到达时间"), kind="datetime", order_by="received_at"),
            Column("handed", _("是否随记录提交"), lambda version: _("是") if version.number in record.handed_in else _("否")),
        ],
        queryset=queries.standing(row).select_related("record"),
        order="typed_at",
    )  # fmt: skip
    return Sheet(
        title=_("填写冲突：%(field)s") % {"field": _field(record, row.field)},
        subtitle=f"{_about(record)} · {KINDS.get(record.kind).label}",
        status=_open(row),
        facts=[
            (_("情形"), row.get_kind_display()), (_("发现时间"), _moment(row.found_at)),
            (_("记录状态"), record.get_state_display()), (_("填写人"), str(record.author.user)),
            (_("处理人"), str(row.resolved_by.user) if row.resolved_by else None),
            (_("处理说明"), row.note or None),
        ],
        back=reverse("office:field_conflicts"),
        deeds=CONFLICT_DEEDS,
        table=table,
        link=(_("家庭档案"), lists.household(acting(request), record.household_id)) if record.household_id else None,
    )  # fmt: skip


@needs("visits.record")
def field_conflict(request: StaffRequest, pk: Any) -> HttpResponseBase:
    """Show both values, who wrote them and when."""
    row = found(queries.conflicts(acting(request)), pk)
    return show(request, row, _conflict_sheet(request, row), CONFLICT_ACT)


@require_POST
@needs("visits.record")
def field_conflict_act(request: StaffRequest, pk: Any, act: str) -> HttpResponseBase:
    """Choose one value, or say what was done about a late change."""
    row = found(queries.conflicts(acting(request)), pk)
    home = reverse("office:field_conflict", args=[row.pk])
    return perform(request, row, act, _conflict_sheet(request, row), CONFLICT_ACT, home)


urlpatterns: list[URLPattern] = [
    path("devices/", devices, name="devices"),
    path("devices/<uuid:pk>/", device, name="device"),
    path("devices/<uuid:pk>/<str:act>/", device_act, name="device_act"),
    path("field-conflicts/", field_conflicts, name="field_conflicts"),
    path("field-conflicts/<uuid:pk>/", field_conflict, name="field_conflict"),
    path("field-conflicts/<uuid:pk>/<str:act>/", field_conflict_act, name="field_conflict_act"),
]
