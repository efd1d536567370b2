"""How people are told: cards printed from the law's own text, codes for the walls, drives on record (SA-10, SA-91)."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import is_on
from minzheng.kernel.bodies.queries import public_facilities
from minzheng.kernel.campaigns import queries
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.choices import DRIVE_CHANNELS
from minzheng.kernel.campaigns.models import NoticeDrive
from minzheng.kernel.cases.declarations import PORTAL, Workflow, workflows
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as papers
from minzheng.kernel.documents.choices import PHOTO
from minzheng.site import codes, telling
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms.telling import Drive
from .assistance.acts import Sheet, show
from .people.lists import in_place, places
from .purchases.entering import button, filled

RECENT = timedelta(days=30)
NEEDS = "needs.report"


def _own(viewer: Mandate) -> Any:
    """Return the viewer's divisions from the township down, the viewer's own with them."""
    rows = divisions.subtree(viewer.division_id).filter(valid_to=None).select_related("parent")
    return rows.order_by("path")


def _place(request: StaffRequest, code: str) -> Division:
    place: Division = found(_own(acting(request)), code)
    return place


# -- drives -----------------------------------------------------------------------------------------


@needs(NEEDS)
def drives(request: StaffRequest) -> HttpResponseBase:
    """List the times people were told of policies."""
    table = Table(
        "drives", _("政策宣传"),
        [
            Column("title", _("主题"), href=lambda row: reverse("office:drive", args=[row.pk]), order_by="title"),
            Column("channel", _("渠道"), "get_channel_display", order_by="channel"),
            Column("division", _("乡镇、村（社区）"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("place", _("地点")),
            Column("held_on", _("日期"), kind="date", order_by="held_on"),
            Column("cards", _("发放卡片（张）"), kind="number", order_by="cards"),
            Column("reached", _("到场或覆盖人数"), kind="number", order_by="reached"),
        ],
        queryset=queries.drives(acting(request)),
        filters=[
            Filter("q", _("主题或地点"), fields=("title", "place")),
            Filter("channel", _("渠道"), "choice", list(DRIVE_CHANNELS.items())),
            Filter("held_on", _("月份"), "month"),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("-held_on", "-id"), empty=_("还没有登记过宣传。"),
    )  # fmt: skip
    buttons = [
        button(_("登记宣传"), "drive_new", primary=True),
        {**button(_("打印明白卡"), "cards"), "icon": "printer"},
        {**button(_("打印二维码"), "codes"), "icon": "printer"},
    ]
    return lists.respond(request, table, "office/list.html", buttons=buttons)


@needs(NEEDS)
def drive_new(request: StaffRequest) -> HttpResponse:
    """Log that people were told."""
    viewer = acting(request)
    offered = [(row.code, lists.place(row)) for row in _own(viewer)]
    form = Drive(
        request.POST or None, request.FILES or None, places=offered,
        initial={"held_on": localdate(request.at), "division": viewer.division_id},
    )  # fmt: skip

    def log(told: dict[str, Any]) -> NoticeDrive:
        place = _place(request, told.pop("division"))
        upload = told.pop("photo")
        photo = None
        if upload is not None:
            photo = papers.store(
                upload, kind=PHOTO, title=_("政策宣传现场照片"), division=place.pk, by=viewer, at=request.at
            )  # fmt: skip
        return discovery.record_drive(**told, division=place, photo=photo, by=viewer, at=request.at)

    return filled(
        request, form, log, title=_("登记政策宣传"), done=_("宣传已登记。"), back=reverse("office:drives"),
        home=lambda row: reverse("office:drive", args=[row.pk]),
    )  # fmt: skip


@needs(NEEDS)
def drive(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one drive."""
    row = found(queries.drives(acting(request)), pk)
    facts = [
        (_("渠道"), row.get_channel_display()), (_("地点"), row.place), (_("日期"), row.held_on),
        (_("发放卡片（张）"), _("没有清点") if row.cards is None else row.cards),
        (_("到场或覆盖人数"), _("没有清点") if row.reached is None else row.reached),
        (_("说明"), row.note or "—"), (_("登记人"), row.by.user),
    ]  # fmt: skip
    link = (
        (_("现场照片"), reverse("office:document", args=[row.photo_id])) if row.photo_id else None
    )
    sheet = Sheet(
        title=row.title, subtitle=lists.place(row.division), facts=facts, deeds=(),
        back=reverse("office:drives"), link=link,
    )  # fmt: skip
    return show(request, row, sheet, "office:drive")


# -- codes ------------------------------------------------------------------------------------------


@needs(NEEDS)
def code_places(request: StaffRequest) -> HttpResponseBase:
    """List the villages with how often their codes were scanned, each leading to its sheet."""
    viewer = acting(request)
    counted: dict[str, int] = {}
    for code, count in queries.scans(viewer, localdate(request.at) - RECENT).items():
        division = codes.target_of(code).division
        counted[division] = counted.get(division, 0) + count
    table = Table(
        "codes", _("二维码"),
        [
            Column("name", _("地方"), lists.place, href=lambda row: reverse("office:code_sheet", args=[row.pk]), order_by="path"),
            Column("scans", _("近 30 天扫码次数"), lambda row: counted.get(row.pk, 0), kind="number"),
            Column("contact", _("信息咨询卡"), lambda _row: _("打印"), href=lambda row: reverse("office:contact_card", args=[row.pk])),
        ],
        queryset=_own(viewer).filter(level__in=(Level.TOWN, Level.VILLAGE)),
        filters=[
            Filter("q", _("地名"), fields=("name",)),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=lambda rows, code: rows.filter(path__startswith=Division.objects.get(pk=code).path)),
        ],
        order=("path",), empty=_("辖区内没有乡镇和村（社区）。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", intro=_("每个村（社区）一张二维码表：扫码直接进入本村的办事、求助和设施页面。只计次数，不记谁扫的。"),
        buttons=[button(_("政策宣传"), "drives")],
    )  # fmt: skip


@needs(NEEDS)
def code_sheet(request: StaffRequest, code: str) -> HttpResponse:
    """Print the codes of one place: its own page, reporting somebody in need, services, facilities."""
    place, on = _place(request, code), localdate(request.at)
    counted = queries.scans(acting(request), on - RECENT)
    targets = [
        (_("本村（社区）服务"), _("扫一扫：办事、公示、设施、电话"), codes.Target(codes.PLACE, place.pk)),
        (_("求助报告"), _("自己或邻居有难处，扫码告诉我们"), codes.Target(codes.REPORT, place.pk)),
        *((w.label, _("扫码申请"), codes.Target(codes.SERVICE, place.pk, w.key)) for w in _offered(place, on)),
        *((row.name, row.address or row.division.name, codes.Target(codes.FACILITY, row.division_id, str(row.pk))) for row in public_facilities(place.pk)),
    ]  # fmt: skip
    context = {
        "place": place, "full_name": divisions.full_name(place.pk), "back": reverse("office:codes"),
        "codes": [
            {"label": label, "hint": hint, "picture": _picture(request, codes.code_of(target)),
             "scans": counted.get(codes.code_of(target), 0)}
            for label, hint, target in targets
        ],
    }  # fmt: skip
    return render(request, "office/telling/codes.html", context)


def _offered(place: Division, on: date) -> list[Workflow]:
    return [
        w for w in workflows()
        if w.service is not None and PORTAL in w.service.channels and is_on(w.key, place.pk, on)
    ]  # fmt: skip


def _picture(request: StaffRequest, code: str) -> str:
    """Return the picture of a code as it leads here from outside."""
    address = request.build_absolute_uri(reverse("portal:scan", args=[code]))
    return codes.picture(address)


# -- cards ------------------------------------------------------------------------------------------


@needs(NEEDS)
def cards(request: StaffRequest) -> HttpResponseBase:
    """List the benefits a card can be printed for, at the viewer's place."""
    viewer, on = acting(request), localdate(request.at)
    offered = telling.offered(viewer.division_id, on)
    table = Table(
        "cards", _("政策明白卡"),
        [
            Column("label", _("待遇"), lambda one: one[1], href=lambda one: reverse("office:policy_card", args=[one[0].key])),
            Column("basis", _("依据"), lambda one: one[0].basis, wide=True),
        ],
        rows=offered, empty=_("这里没有开办的待遇。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", intro=_("卡上的条件、标准和依据取自现行规定，规定变了卡也跟着变。"),
        buttons=[button(_("政策宣传"), "drives"), button(_("信息咨询卡、二维码"), "codes")],
    )  # fmt: skip


@needs(NEEDS)
def policy_card(request: StaffRequest, key: str) -> HttpResponse:
    """Print the card of one benefit for one place: who, how much, what to bring, how long, where."""
    viewer, on = acting(request), localdate(request.at)
    asked = request.GET.get("place", viewer.division_id)
    place = _place(request, asked)
    card = telling.card(key, place.pk, on)
    if card is None:
        raise Http404
    code = codes.Target(codes.SERVICE, place.pk, card.workflow) if card.workflow else codes.Target(codes.PLACE, place.pk)  # fmt: skip
    context = {
        "card": card, "place": place, "full_name": divisions.full_name(place.pk), "on": on,
        "picture": _picture(request, codes.code_of(code)), "contact": telling.contact(place.pk, on),
        "places": [(row.code, lists.place(row)) for row in _own(viewer)], "back": reverse("office:cards"),
    }  # fmt: skip
    return render(request, "office/telling/card.html", context)


@needs(NEEDS)
def contact_card(request: StaffRequest, code: str) -> HttpResponse:
    """Print the contact cards of one place, eight on a sheet: whom to call, what to scan."""
    place, on = _place(request, code), localdate(request.at)
    context = {
        "place": place, "full_name": divisions.full_name(place.pk), "copies": range(8), "on": on,
        "contact": telling.contact(place.pk, on), "back": reverse("office:codes"),
        "picture": _picture(request, codes.code_of(codes.Target(codes.PLACE, place.pk))),
        "benefits": [label for _policy, label in telling.offered(place.pk, on)],
    }  # fmt: skip
    return render(request, "office/telling/contact.html", context)


urlpatterns: list[URLPattern] = [
    path("telling/", drives, name="drives"),
    path("telling/new/", drive_new, name="drive_new"),
    path("telling/<int:pk>/", drive, name="drive"),
    path("telling/codes/", code_places, name="codes"),
    path("telling/codes/<str:code>/", code_sheet, name="code_sheet"),
    path("telling/contact/<str:code>/", contact_card, name="contact_card"),
    path("telling/cards/", cards, name="cards"),
    path("telling/cards/<str:key>/", policy_card, name="policy_card"),
]
