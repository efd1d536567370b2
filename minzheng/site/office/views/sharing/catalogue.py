"""The catalogue in both directions and the register of partners."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.sharing import catalogue, mapping, queries, services
from minzheng.kernel.sharing.catalogue import Offer
from minzheng.kernel.sharing.choices import Direction, Frequency, Mode, Property
from minzheng.kernel.sharing.declarations import (
    DATA_PLATFORM,
    SharedSet,
    is_sensitive,
    shared_sets,
)
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, needs, tried
from ...forms.sharing import Connect
from ..exchange import KIND_LABELS
from . import pages

MODES, FREQUENCIES = dict(Mode.choices), dict(Frequency.choices)
DIRECTIONS, PROPERTIES = dict(Direction.choices), dict(Property.choices)
SEES = ("sharing.see", "sharing.enter", "sharing.approve")


def offer_link(row: Offer) -> str:
    """Return the page of a data set: ours, or of the exchange room for what is delivered monthly."""
    known = row.partner == DATA_PLATFORM or row.key in {one.key for one in shared_sets()}
    return reverse("office:sharing_set" if known else "office:data_set", args=[row.key])


@needs(*SEES)
def offers(request: StaffRequest) -> HttpResponseBase:
    """List what is given and taken: data set, partner, fields, property, way, frequency, basis."""
    table = Table(
        "sharing.catalogue",
        _("共享目录"),
        [
            Column("label", _("数据集"), href=offer_link, order_by=True),
            Column("direction", _("方向"), lambda row: Badge(str(DIRECTIONS[row.direction]), "good" if row.direction == "out" else "info"), kind="badge", order_by=True),
            Column("partner_label", _("对接方"), order_by=True, href=lambda row: reverse("office:sharing_partner", args=[row.partner])),
            Column("fields", _("字段"), lambda row: "、".join(row.fields), wide=True),
            Column("sharing", _("共享属性"), lambda row: PROPERTIES[row.sharing]),
            Column("mode", _("方式"), lambda row: MODES[row.mode]),
            Column("frequency", _("频率"), lambda row: FREQUENCIES[row.frequency]),
            Column("due_day", _("应报日"), kind="number", wide=True),
            Column("basis", _("依据"), wide=True),
        ],
        rows=catalogue.offers(),
        filters=[
            Filter("direction", _("方向"), "choice", lists.worded(Direction.choices)),
            Filter("partner", _("对接方"), "choice", [(one.key, one.label) for one in catalogue.partners().values()]),
            Filter("sharing", _("共享属性"), "choice", lists.worded(Property.choices)),
            Filter("q", _("数据集或依据"), fields=("label", "basis")),
        ],
        order="label",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=pages.tabs("sharing"))


@needs(*SEES)
def shared_set(request: StaffRequest, key: str) -> HttpResponse:
    """Show one data set: its fields with their sensitivity and codes, and who may have which."""
    share, viewer = pages.share_of(key), acting(request)
    agreed = queries.subscriptions(viewer).filter(data_set=key).order_by("-asked_at")
    known = catalogue.partners()
    context = {
        "title": share.label,
        "back": reverse("office:sharing"),
        "share": share,
        "facts": [
            (_("提供方"), catalogue.label_of(share.provider)),
            (_("共享属性"), PROPERTIES[share.sharing]),
            (_("频率"), FREQUENCIES[share.frequency]),
            (_("应报日"), _("次月 %(day)s 日前") % {"day": share.due_day}),
            (_("获取自"), known[share.taken_from].label if share.taken_from else _("不获取")),
            (_("依据"), share.basis),
        ],
        "columns": [_column(share, one) for one in share.columns],
        "consumers": [_consumer(share, one) for one in share.consumers],
        "agreed": agreed,
        "tones": pages.ASK_TONES,
        "ask_in": f"{reverse('office:subscription_new')}?{urlencode({'set': key, 'partner': share.taken_from, 'direction': 'in'})}" if share.taken_from else "",
        "may_enter": pages.may_enter(viewer),
        "register": "" if share.is_provided or share.is_list else reverse("office:sharing_register", args=[key]),
    }  # fmt: skip
    return render(request, "office/sharing/set.html", context)


def _column(share: SharedSet, column: exchange.Field) -> dict[str, object]:
    systems = [*share.consumers, *([share.taken_from] if share.taken_from else [])]
    told = {
        catalogue.label_of(one): found[column.name]
        for one in dict.fromkeys(systems)
        if column.name in (found := mapping.targets(share.mapping, one, share.key))
    }
    return {
        "label": column.label,
        "kind": KIND_LABELS[column.kind],
        "required": column.required,
        "is_sensitive": is_sensitive(column),
        "choices": "、".join(column.choices),
        "targets": [
            f"{who}：{found.name}" + ("（" + "，".join(f"{a}={b}" for a, b in found.codes.items()) + "）" if found.codes else "")
            for who, found in told.items()
        ],
    }  # fmt: skip


def _consumer(share: SharedSet, partner: str) -> dict[str, object]:
    asked = urlencode({"set": share.key, "partner": partner, "direction": "out"})
    return {
        "key": partner,
        "label": catalogue.label_of(partner),
        "fields": "、".join(share.column(name).label for name in share.consumers[partner]),
        "url": f"{reverse('office:subscription_new')}?{asked}",
    }


@needs(*SEES)
def partners(request: StaffRequest) -> HttpResponseBase:
    """List the register of partners with what each gives, gets, and has missed this month (HD-09, HD-10)."""
    due = months.shift_month(months.month_of(localdate(request.at)), -1)
    month = lists.month_asked(request, due)
    table = Table(
        "sharing.partners",
        _("交换伙伴（%(month)s）") % {"month": month},
        [
            Column("label", _("对接方"), href=lambda row: reverse("office:sharing_partner", args=[row.key])),
            Column("is_connected", _("联通"), lambda row: Badge(_("在线"), "good") if row.is_connected else Badge(_("每月离线比对"), "info"), kind="badge", order_by=True),
            Column("mode", _("方式"), lambda row: MODES[row.mode]),
            Column("frequency", _("频率"), lambda row: FREQUENCIES[row.frequency], wide=True),
            Column("gives", _("向我们提供"), lambda row: "、".join(row.gives) or "—"),
            Column("gets", _("从我们获取"), lambda row: "、".join(row.gets) or "—"),
            Column("missing", _("本月未报"), lambda row: Badge("、".join(row.missing), "danger") if row.missing else Badge("—"), kind="badge", order_by=lambda row: len(row.missing)),
            Column("late", _("本月迟报"), lambda row: Badge("、".join(row.late), "due") if row.late else Badge("—"), kind="badge", order_by=lambda row: len(row.late)),
            Column("duty", _("提供责任"), wide=True),
            Column("basis", _("依据"), wide=True),
        ],
        rows=queries.partner_lines(acting(request), month),
        filters=[Filter("q", _("名称、责任或依据"), fields=("label", "duty", "basis"))],
        order="-missing",
        row_tone=lambda row: "danger" if row.missing else "due" if row.late else "",
    )  # fmt: skip
    return lists.respond(
        request, table, "office/exchange/calendar.html", tabs=pages.tabs("sharing_partners"), month=month,
        months=[months.shift_month(due, -back) for back in range(12)],
        intro=_("没有接口的部门每月做一次离线比对：未报、迟报的在这里，逐份情况见“数据交付”。"),
    )  # fmt: skip


@needs(*SEES)
def partner(request: StaffRequest, key: str) -> HttpResponse:
    """Show one partner: duty, basis, what goes both ways, and how it is reached; save the latter."""
    one, viewer = pages.partner_of(key), acting(request)
    way = queries.connections(viewer).filter(partner=key, division=viewer.division).first()
    form = Connect(request.POST or None, initial=Connect.initial_of(way, one.mode))
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.connect(
                key, division=viewer.division, by=viewer, at=request.at, **form.cleaned_data
            )

        if tried(request, act, _("对接方式已保存。"), also=(services.SharingRefused,)):
            return redirect(request, reverse("office:sharing_partner", args=[key]))
    offers = [row for row in catalogue.offers() if row.partner == key]
    context = {
        "title": one.label,
        "back": reverse("office:sharing_partners"),
        "facts": [
            (_("责任"), one.duty),
            (_("依据"), one.basis),
            (_("频率"), FREQUENCIES[one.frequency]),
            (_("方式"), way.get_mode_display() if way else MODES[one.mode]),
        ],
        "offers": [{"row": row, "url": offer_link(row), "direction": DIRECTIONS[row.direction], "ask": _ask_link(row)} for row in offers],
        "way": way,
        "form": form if pages.may_enter(viewer) else None,
    }  # fmt: skip
    return render(request, "office/sharing/partner.html", context)


def _ask_link(row: Offer) -> str:
    """Return where an agreement on an offer is entered; a monthly delivery needs none."""
    if (
        row.direction == Direction.IN
        and row.key in {one.key for one in exchange.data_sets()}
        and row.partner != DATA_PLATFORM
    ):
        return ""
    asked = urlencode({"set": row.key, "partner": row.partner, "direction": row.direction})
    return f"{reverse('office:subscription_new')}?{asked}"


urlpatterns: list[URLPattern] = [
    path("sharing/", offers, name="sharing"),
    path("sharing/sets/<str:key>/", shared_set, name="sharing_set"),
    path("sharing/partners/", partners, name="sharing_partners"),
    path("sharing/partners/<str:key>/", partner, name="sharing_partner"),
]
