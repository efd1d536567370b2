"""Local registers kept in common with other systems: lists, a form made from the declaration, import, stages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.sharing import catalogue, declarations, queries, services
from minzheng.kernel.sharing.choices import Origin
from minzheng.kernel.sharing.declarations import SharedSet
from minzheng.kernel.sharing.models import Entry
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.sharing import EntryForm, Receipts, Stage, Why
from . import pages
from .catalogue import SEES

REFUSED = (services.SharingRefused,)
ORIGIN_TONES = {Origin.OWN: "good", Origin.IMPORTED: "info", Origin.PULLED: "quiet"}
SHOWN = 4


@needs(*SEES)
def registers(request: StaffRequest) -> HttpResponseBase:
    """List the registers: what each is, with which system it is kept, how many rows it holds."""
    viewer = acting(request)
    counted = {one.key: queries.entries(viewer, one.key).filter(withdrawn_at=None).count() for one in declarations.registers()}  # fmt: skip
    table = Table(
        "sharing.registers",
        _("共享登记册"),
        [
            Column("label", _("登记册"), href=lambda row: reverse("office:sharing_register", args=[row.key])),
            Column("count", _("记录"), lambda row: counted[row.key], kind="number"),
            Column("taken_from", _("获取自"), lambda row: catalogue.label_of(row.taken_from) if row.taken_from else "—"),
            Column("consumers", _("提供给"), lambda row: "、".join(catalogue.label_of(one) for one in row.consumers) or "—", wide=True),
            Column("basis", _("依据"), wide=True),
        ],
        rows=declarations.registers(),
        filters=[Filter("q", _("名称或依据"), fields=("label", "basis"))],
        order="label",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=pages.tabs("sharing_registers"))


def _register(key: str) -> SharedSet:
    share = pages.share_of(key)
    if share.is_provided or share.is_list:
        raise Http404
    return share


def _stage(share: SharedSet, row: Entry) -> Badge:
    if row.withdrawn_at:
        return Badge(_("已撤下"), "quiet")
    if not share.stages:
        return Badge(_("在册"), "good")
    return Badge(share.stages[row.stage], "good" if row.stage >= share.leaves_at else "due")


def _told(name: str) -> Callable[[Entry], Any]:
    """Return what reads one open value of a row."""
    return lambda row: row.values.get(name, "")


@needs(*SEES)
def register(request: StaffRequest, key: str) -> HttpResponseBase:
    """List the rows of a register within the viewer's divisions."""
    share, on, viewer = _register(key), localdate(request.at), acting(request)
    plain = [c for c in share.columns if c.name not in share.sensitive and c.name != "name"][:SHOWN]
    screened = [Column("risks", _("提示"), lambda row: Badge("；".join(queries.risks(row, on)), "due") if queries.risks(row, on) else Badge("—"), kind="badge")] if share.screen else []  # fmt: skip
    table = Table(
        f"sharing.{share.key}",
        share.label,
        [
            Column("title", _("名称"), order_by="title", href=lambda row: reverse("office:sharing_entry", args=[row.pk])),
            *(Column(c.name, c.label, _told(c.name)) for c in plain),
            Column("stage", _("状态"), lambda row: _stage(share, row), kind="badge", order_by="stage"),
            *screened,
            Column("origin", _("来源"), lambda row: Badge(row.get_origin_display(), ORIGIN_TONES[Origin(row.origin)]), kind="badge", order_by="origin", wide=True),
            Column("division", _("区划"), "division.name", wide=True),
            Column("changed_at", _("更新时间"), kind="datetime", order_by="changed_at", wide=True),
        ],
        queryset=queries.entries(viewer, key),
        filters=[
            Filter("title", _("名称")),
            Filter("origin", _("来源"), "choice", lists.worded(Origin.choices)),
            *([Filter("stage", _("状态"), "choice", [(str(n), text) for n, text in enumerate(share.stages)])] if share.stages else []),
        ],
        order="-changed_at",
        row_tone=lambda row: "quiet" if row.withdrawn_at else "",
    )  # fmt: skip
    enters = pages.may_enter(viewer)
    return lists.respond(
        request, table, "office/sharing/register.html", tabs=pages.tabs("sharing_registers"),
        share=share, receipts=Receipts() if enters else None, back=reverse("office:sharing_registers"),
        buttons=[
            *([{"label": _("登记"), "url": reverse("office:sharing_entry_new", args=[key]), "icon": "plus", "primary": True}] if enters else []),
            {"label": _("数据集说明"), "url": reverse("office:sharing_set", args=[key]), "icon": "book"},
        ],
    )  # fmt: skip


@require_POST
@needs("sharing.enter")
def register_import(request: StaffRequest, key: str) -> HttpResponse:
    """Take a csv into the register; what is wrong is told line by line."""
    share, form, viewer = _register(key), Receipts(request.POST, request.FILES), acting(request)
    taken: list[Any] = []

    def act() -> None:
        content = form.cleaned_data["file"].read()
        taken.append(services.import_table(share.key, content, division=viewer.division, by=viewer, at=request.at))  # fmt: skip

    if form.is_valid() and tried(request, act, also=REFUSED):
        messages.success(request, taken[0].outcome)
        for line, text in taken[0].problems[:20]:
            messages.error(request, _("第 %(line)s 行：%(text)s") % {"line": line, "text": text})
    return redirect(request, reverse("office:sharing_register", args=[key]))


@needs("sharing.enter")
def entry_new(request: StaffRequest, key: str) -> HttpResponse:
    """Enter a row on a form made from the declaration."""
    share, viewer = _register(key), acting(request)
    form, made = EntryForm(request.POST or None, share=share), []
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            made.append(services.save_entry(key, form.cleaned_data, division=viewer.division, by=viewer, at=request.at))  # fmt: skip

        if tried(request, act, _("已登记。"), also=REFUSED):
            return redirect(request, reverse("office:sharing_entry", args=[made[0].pk]))
    context = {
        "title": _("登记：%(label)s") % {"label": share.label},
        "back": reverse("office:sharing_register", args=[key]),
        "form": form,
        "draft": f"share-{key}",
    }
    return render(request, "office/sharing/entry_form.html", context)


@needs(*SEES)
def entry(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one row with its risks, its likenesses and what may be done; the look is on record."""
    row = found(queries.entries(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="查看共享登记", subject_key="sharing.entry")  # fmt: skip
    return _entry_page(request, row)


def _entry_page(request: StaffRequest, row: Entry, **forms: Any) -> HttpResponse:
    share, viewer = pages.share_of(row.data_set), acting(request)
    values, living = queries.entry_values(row), row.withdrawn_at is None
    enters = pages.may_enter(viewer) and living
    context = {
        "title": row.title,
        "back": reverse("office:sharing_register", args=[share.key]),
        "row": row,
        "share": share,
        "state": _stage(share, row),
        "facts": [
            *((c.label, "***" if c.name in share.sensitive and values.get(c.name) else _worded(values.get(c.name), c.kind)) for c in share.columns),
            (_("来源"), row.get_origin_display()),
            *([(_("比中"), row.matched.title)] if row.matched else []),
            *([(_("说明"), row.note)] if row.note else []),
        ],
        "risks": queries.risks(row, localdate(request.at)),
        "likenesses": queries.likenesses(viewer, row) if row.matched is None else [],
        "form": forms.get("form") or EntryForm(share=share, initial=EntryForm.initial_of(share, values))
        if enters and row.origin != Origin.PULLED and viewer.may("people.reveal") else None,
        "stage_form": forms.get("stage_form") or Stage(share=share, row=row) if enters and share.stages else None,
        "withdraw": forms.get("withdraw") or Why() if enters else None,
    }  # fmt: skip
    return render(request, "office/sharing/entry.html", context)


def _worded(value: Any, kind: str) -> Any:
    if value is None:
        return "—"
    return f"{value / 100:,.2f}" if kind in {"money", "decimal"} else value


@require_POST
@needs("sharing.enter")
def entry_save(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a row; what was typed stays on the form when it is refused."""
    row, viewer = found(queries.entries(acting(request)), pk), acting(request)
    form = EntryForm(request.POST, share=pages.share_of(row.data_set))

    def act() -> None:
        services.save_entry(row.data_set, form.cleaned_data, division=row.division, by=viewer, at=request.at, entry=row)  # fmt: skip

    if not form.is_valid() or not tried(request, act, _("已更正。"), also=REFUSED):
        return _entry_page(request, row, form=form)
    return redirect(request, reverse("office:sharing_entry", args=[pk]))


@require_POST
@needs("sharing.enter")
def entry_move(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a row to its next stage, or back."""
    row = found(queries.entries(acting(request)), pk)
    form = Stage(request.POST, share=pages.share_of(row.data_set), row=row)

    def act() -> None:
        services.move_entry(row, by=acting(request), at=request.at, **form.cleaned_data)

    if not form.is_valid() or not tried(request, act, _("阶段已变更。"), also=REFUSED):
        return _entry_page(request, row, stage_form=form)
    return redirect(request, reverse("office:sharing_entry", args=[pk]))


@require_POST
@needs("sharing.enter")
def entry_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a row down."""
    row, form = found(queries.entries(acting(request)), pk), Why(request.POST)

    def act() -> None:
        services.withdraw_entry(row, note=form.cleaned_data["reason"], by=acting(request), at=request.at)  # fmt: skip

    if not form.is_valid() or not tried(request, act, _("已撤下，下一批推送时通知对方删除。"), also=REFUSED):  # fmt: skip
        return _entry_page(request, row, withdraw=form)
    return redirect(request, reverse("office:sharing_entry", args=[pk]))


@require_POST
@needs("sharing.enter")
def entry_match(request: StaffRequest, pk: int, other: int) -> HttpResponse:
    """Confirm that a row of the counterpart register is the same as this one."""
    rows = queries.entries(acting(request))
    row, theirs = found(rows, pk), found(rows, other)
    tried(
        request,
        lambda: services.confirm_likeness(row, theirs, by=acting(request), at=request.at),
        _("已确认为同一对象。"),
        also=REFUSED,
    )
    return redirect(request, reverse("office:sharing_entry", args=[pk]))


urlpatterns: list[URLPattern] = [
    path("sharing/registers/", registers, name="sharing_registers"),
    path("sharing/registers/<str:key>/", register, name="sharing_register"),
    path("sharing/registers/<str:key>/import/", register_import, name="sharing_import"),
    path("sharing/registers/<str:key>/new/", entry_new, name="sharing_entry_new"),
    path("sharing/entries/<int:pk>/", entry, name="sharing_entry"),
    path("sharing/entries/<int:pk>/save/", entry_save, name="sharing_entry_save"),
    path("sharing/entries/<int:pk>/move/", entry_move, name="sharing_entry_move"),
    path("sharing/entries/<int:pk>/withdraw/", entry_withdraw, name="sharing_entry_withdraw"),
    path("sharing/entries/<int:pk>/match/<int:other>/", entry_match, name="sharing_entry_match"),
]
