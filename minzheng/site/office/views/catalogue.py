"""The catalogue of service matters, the proofs nobody brings any more, and windows that take in for other places."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.cases.models import Case
from minzheng.site import catalogue, filing
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, needs, tried
from ..forms.anywhere import Anywhere


def _tabs(active: str) -> list[dict[str, Any]]:
    pages = (
        ("service_matters", _("事项目录")),
        ("dropped_proofs", _("不再要的证明")),
        ("shortened_steps", _("压缩的时限和环节")),
    )
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == active}
        for name, label in pages
    ]


@needs("cases.see")
def service_matters(request: StaffRequest) -> HttpResponseBase:
    """List every service matter with law, conditions, papers, limits, level, scope, online depth (PO-09)."""
    place, on = acting(request).division_id, localdate(request.at)
    rows = [catalogue.described(flow, place, on) for flow in catalogue.offered()]
    table = Table(
        "service_matters",
        _("政务服务事项目录"),
        [
            Column("label", _("事项"), href=lambda row: reverse("office:service_matter", args=[row.key])),
            Column("room", _("业务")),
            Column("basis", _("法律依据"), lambda row: row.flow.basis, wide=True),
            Column("conditions", _("条件"), lambda row: "；".join(c.label for c in row.conditions), wide=True),
            Column("papers", _("材料"), lambda row: "、".join(row.papers), wide=True),
            Column("whole", _("时限")),
            Column("level", _("层级"), wide=True),
            Column("scope", _("通办范围")),
            Column("depth", _("网办深度")),
            Column("fee", _("收费")),
            Column("channels", _("渠道")),
            Column("is_on", _("状态"), lambda row: Badge(_("启用"), "good") if row.is_on else Badge(_("停用"), "quiet"), kind="badge"),
        ],
        rows=rows,
        filters=[Filter("q", _("事项"), fields=("label", "room"))],
        empty=_("没有事项。"),
    )  # fmt: skip
    intro = _("由各业务的申报和现行参数生成，随规定变化自动更新；导出即为目录。")
    return lists.respond(
        request, table, "office/list.html", tabs=_tabs("service_matters"), intro=intro
    )


@needs("cases.see")
def service_matter(request: StaffRequest, key: str) -> HttpResponse:
    """Show one matter of the catalogue whole, to be printed."""
    place, on = acting(request).division_id, localdate(request.at)
    try:
        row = catalogue.matter(key, place, on)
    except LookupError as unknown:
        raise Http404 from unknown
    context = {
        "row": row,
        "shortened": catalogue.shortened(row.flow, place, on),
        "back": reverse("office:service_matters"),
    }
    return render(request, "office/catalogue/matter.html", context)


@needs("cases.see")
def dropped_proofs(request: StaffRequest) -> HttpResponseBase:
    """List the proofs that data answer for, by matter, with who delivers them (PO-08)."""
    rows = [
        {"matter": flow.label, "one": one}
        for flow in catalogue.offered()
        for one in catalogue.dropped(flow)
    ]
    table = Table(
        "dropped_proofs",
        _("不再要求提供的证明"),
        [
            Column("paper", _("证明"), lambda row: row["one"].paper),
            Column("matter", _("事项"), lambda row: row["matter"]),
            Column("data_set", _("由哪项数据代替"), lambda row: row["one"].data_set),
            Column("department", _("提供部门"), lambda row: row["one"].department),
            Column("basis", _("依据"), lambda _row: _("社会救助法第六十二条；国务院令第716号第七条")),
        ],
        rows=rows,
        empty=_("没有取消的证明。"),
    )  # fmt: skip
    intro = _("登记事项时，凡能通过部门数据取得的材料，系统拒绝列为申请材料。")
    return lists.respond(
        request, table, "office/list.html", tabs=_tabs("dropped_proofs"), intro=intro
    )


@needs("cases.see")
def shortened_steps(request: StaffRequest) -> HttpResponseBase:
    """List the limits and steps that are shorter at the viewer's place than the general rule (PO-08)."""
    place, on = acting(request).division_id, localdate(request.at)
    rows = [
        {"matter": flow.label, "one": one}
        for flow in catalogue.offered()
        for one in catalogue.shortened(flow, place, on)
    ]
    table = Table(
        "shortened_steps",
        _("压缩的时限和环节"),
        [
            Column("matter", _("事项"), lambda row: row["matter"]),
            Column("label", _("环节"), lambda row: row["one"].label),
            Column("before", _("原来"), lambda row: row["one"].before),
            Column("now", _("现在"), lambda row: row["one"].now),
            Column("source", _("依据"), lambda row: row["one"].source, wide=True),
        ],
        rows=rows,
        empty=_("本地没有短于规定的时限。"),
    )
    return lists.respond(request, table, "office/list.html", tabs=_tabs("shortened_steps"))


@needs("cases.open")
def anywhere(request: StaffRequest) -> HttpResponseBase:
    """Take in the application of a family of another place; below, what this window took in so."""
    viewer = acting(request)
    form = Anywhere(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, made = form.cleaned_data, list[Case]()

        def act() -> None:
            told = {"reason": said["reason"], "story": said["story"]}
            made.append(
                filing.accept_anywhere(
                    form.flow, name=said["name"], id_number=said["id_number"], told=told,
                    by=viewer, at=request.at,
                )
            )  # fmt: skip

        if tried(request, act, also=(ValueError,)):
            number = made[0].number
            tried(
                request,
                lambda: None,
                _("已受理，编号 %(number)s，已转户籍地办理。") % {"number": number},
            )
            return redirect(request, reverse("office:anywhere"))
    table = Table(
        "accepted_here",
        _("本窗口异地受理的申请"),
        [
            Column("number", _("编号"), kind="code"),
            Column("matter", _("事项"), lambda row: row.definition.label),
            Column("person", _("申请人"), lambda row: row.person.masked_name if row.person else ""),
            Column("place", _("办理地"), lambda row: lists.place(row.division.parent or row.division)),
            Column("state", _("状态"), lambda row: row.state_label),
            Column("opened_at", _("受理时间"), kind="datetime"),
        ],
        queryset=filing.accepted_here(viewer),
        empty=_("还没有。"),
    )  # fmt: skip
    if (answer := lists.piece(request, table)) is not None:
        return answer
    context = {
        "form": form,
        "table": tables.listing(request, table),
        "back": reverse("office:intake"),
    }
    return render(request, "office/catalogue/anywhere.html", context)


urlpatterns: list[URLPattern] = [
    path("service-matters/", service_matters, name="service_matters"),
    path("service-matters/dropped/", dropped_proofs, name="dropped_proofs"),
    path("service-matters/shortened/", shortened_steps, name="shortened_steps"),
    path("service-matters/<str:key>/", service_matter, name="service_matter"),
    path("intake/anywhere/", anywhere, name="anywhere"),
]
