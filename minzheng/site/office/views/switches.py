"""Modules and pilots: which room or service works where, from when, by which document."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.accounts import queries
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.declarations import MODULES
from minzheng.kernel.accounts.models import ModuleSwitch
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, needs, tried
from ..forms.campaigns import SwitchForm


def _label(row: ModuleSwitch) -> str:
    if row.module not in MODULES:
        return row.module
    module = MODULES.get(row.module)
    return module.label if module.is_room else f"{MODULES.get(module.room).label} · {module.label}"


def _state(row: ModuleSwitch) -> Badge:
    if not row.is_on:
        return Badge(_("停用"), "quiet")
    return Badge(_("试点启用"), "info") if row.is_pilot else Badge(_("启用"), "good")


@needs("reports.see")
def switches(request: StaffRequest) -> HttpResponseBase:
    """List what was switched, with the pilots; nothing listed means that everything works."""
    viewer, on = acting(request), localdate(request.at)
    here = reverse("office:switches")
    pilots = "pilots" in request.GET
    rows = queries.switches(viewer)
    if pilots:
        rows = rows.filter(is_pilot=True)
    table = Table(
        "switches",
        _("模块与试点"),
        [
            Column("module", _("模块"), _label, order_by="module"),
            Column("place", _("区划"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("state", _("状态"), _state, kind="badge"),
            Column("valid_from", _("自"), kind="date", order_by="valid_from"),
            Column("valid_to", _("至（不含）"), kind="date"),
            Column("force", _("现在"), lambda row: _("执行中") if row.is_in_force(on) else _("未到或已过")),
            Column("document", _("依据文件")),
            Column("by", _("决定人"), lambda row: str(row.decided_by.user), wide=True),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("依据文件"), fields=("document",)),
            Filter("module", _("模块"), "choice", [(m.key, m.label) for m in MODULES]),
        ],
        order=("-valid_from", "-id"),
        empty=_("没有停用或试点的设置，所有模块在全县启用。"),
    )  # fmt: skip
    buttons: list[dict[str, Any]] = []
    if viewer.may("modules.switch"):
        buttons = [{"label": _("启停模块"), "url": reverse("office:switch_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons,
        intro=_("离得最近的设置有效：全县停用的，可以在试点乡镇启用。停用后不再受理新申请、不做该业务的每月例行工作，已享受的待遇照发。"),
        tabs=[
            {"label": _("全部设置"), "url": here, "active": not pilots},
            {"label": _("试点地区"), "url": f"{here}?pilots=1", "active": pilots},
        ],
    )  # fmt: skip


@needs("modules.switch")
def switch_new(request: StaffRequest) -> HttpResponse:
    """Switch a module on or off at a place."""
    viewer = acting(request)
    offered = divisions.subtree(viewer.division_id).filter(level__lte=Level.VILLAGE, valid_to=None)
    form = SwitchForm(
        request.POST or None, divisions=offered.select_related("parent").order_by("level", "path"),
        initial={"since": localdate(request.at)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = tried(
            request,
            lambda: accounts.switch_module(
                said["module"], offered.get(code=said["division"]), since=said["since"],
                is_on=said["state"] != SwitchForm.OFF, is_pilot=said["state"] == SwitchForm.PILOT,
                document=said["document"], by=viewer, at=request.at,
            ),
            _("已设置，自生效日起执行。"),
            also=(ValueError,),
        )  # fmt: skip
        if done:
            return redirect(request, reverse("office:switches"))
    return render(request, "office/switches/new.html", {"form": form, "back": reverse("office:switches")})  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("switches/", switches, name="switches"),
    path("switches/new/", switch_new, name="switch_new"),
]
