"""The exchange ledger of all rooms, line by line and counted by partner."""

from functools import partial

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.sharing import catalogue, queries
from minzheng.kernel.sharing.choices import LEDGER_KINDS, Direction
from minzheng.kernel.verification.queries import exchange_lines
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, needs
from . import pages
from .catalogue import DIRECTIONS, SEES

KINDS = dict(LEDGER_KINDS)


@needs(*SEES)
def ledger(request: StaffRequest) -> HttpResponseBase:
    """List every exchange in and out: who, what for, how many rows, which digest, what came of it."""
    table = Table(
        "sharing.ledger",
        _("交换台账"),
        [
            Column("at", _("时间"), kind="datetime", order_by=True, href=_ledger_link),
            Column("kind", _("类型"), lambda row: KINDS[row.kind], order_by=True),
            Column("direction", _("方向"), lambda row: DIRECTIONS[row.direction]),
            Column("partner_label", _("对接方"), order_by=True),
            Column("label", _("数据集"), order_by=True),
            Column("place", _("区划"), wide=True),
            Column("purpose", _("用途"), wide=True),
            Column("rows", _("行数"), kind="number", order_by=True),
            Column("rejected", _("退回"), kind="number", order_by=True),
            Column("is_ok", _("结果"), lambda row: Badge(_("成功"), "good") if row.is_ok else Badge(_("失败"), "danger"), kind="badge", order_by=True),
            Column("outcome", _("说明"), wide=True),
            Column("who", _("经办人"), wide=True),
            Column("digest", _("摘要"), lambda row: row.digest[:16], kind="code", wide=True),
        ],
        rows=_lines(acting(request)),
        filters=[
            Filter("kind", _("类型"), "choice", lists.worded(LEDGER_KINDS)),
            Filter("direction", _("方向"), "choice", lists.worded(Direction.choices)),
            Filter("partner", _("对接方"), "choice", _partners()),
            Filter("day", _("日期"), "date"),
            Filter("q", _("数据集或用途"), fields=("label", "purpose", "outcome")),
        ],
        order="-at",
        row_tone=lambda row: "" if row.is_ok else "danger",
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=pages.tabs("sharing_ledger"))


def _ledger_link(row: queries.LedgerLine) -> str:
    if row.delivery:
        return reverse("office:delivery", args=[row.delivery])
    if row.check:
        return reverse("office:verification", args=[row.check])
    return reverse("office:batch", args=[row.batch]) if row.batch else ""


@needs(*SEES)
def statistics(request: StaffRequest) -> HttpResponseBase:
    """Count what passed between us and each partner in a month, questions of checks included."""
    month = lists.month_asked(request, months.month_of(localdate(request.at)))
    lines = [one for one in _lines(acting(request)) if months.month_of(one.day) == month]
    table = Table(
        "sharing.statistics",
        _("%(month)s 数据交换统计") % {"month": month},
        [
            Column("label", _("对接方"), order_by=True, href=lambda row: _lines_of(row.partner)),
            Column("total", _("交换次数"), kind="number", order_by=True),
            *(
                Column(key, str(label), partial(_shown, key), kind="number", order_by=partial(_counted, key), wide=True)
                for key, label in LEDGER_KINDS
            ),
            Column("rows", _("行数"), kind="number", order_by=True),
            Column("rejected", _("退回"), kind="number", order_by=True, wide=True),
            Column("failed", _("失败"), kind="number", order_by=True),
            Column("last", _("最近一次"), kind="date", order_by=True),
        ],
        rows=queries.partner_counts(lines),
        filters=[Filter("month", _("月份"), "month", apply=lambda rows, _value: rows), Filter("q", _("对接方"), fields=("label",))],
        order="-total",
        row_tone=lambda row: "danger" if row.failed else "",
        empty=_("这个月没有数据交换。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=pages.tabs("sharing_statistics"),
        intro=_("部门报送、推送、获取和核对查询合在一起计数；台账最多读取各来源最近的五千条。"),
    )  # fmt: skip


def _lines(viewer: Mandate) -> list[queries.LedgerLine]:
    """Return the ledger with the questions of verification, which lie in their own room."""
    return [*queries.ledger(viewer), *exchange_lines(viewer)]


def _lines_of(partner: str) -> str:
    return f"{reverse('office:sharing_ledger')}?{urlencode({'partner': partner})}"


def _shown(kind: str, row: queries.PartnerCount) -> int | None:
    """Return a count, or nothing where there was nothing: a table of zeros hides what there is."""
    return row.kinds.get(kind)


def _counted(kind: str, row: queries.PartnerCount) -> int:
    return row.kinds.get(kind, 0)


def _partners() -> list[tuple[str, str]]:
    """Return the partners of both registers: of the sharing, and who delivers every month."""
    found = {one.partner: catalogue.label_of(one.partner) for one in exchange.data_sets()}
    return list((found | {one.key: one.label for one in catalogue.partners().values()}).items())


urlpatterns: list[URLPattern] = [
    path("sharing/ledger/", ledger, name="sharing_ledger"),
    path("sharing/statistics/", statistics, name="sharing_statistics"),
]
