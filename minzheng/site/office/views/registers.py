"""The registers: the low-income population by category, the monitoring ledger, re-checks, samples."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.monitoring import queries
from minzheng.kernel.monitoring.choices import LeadSource, LeadState, Risk
from minzheng.kernel.monitoring.declarations import categories, finding_kinds
from minzheng.kernel.monitoring.models import Lead
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, needs

RESIDENCES = [("rural", gettext_lazy("农村")), ("urban", gettext_lazy("城市"))]
RECHECK_AHEAD = 2


def _tabs(viewer: Mandate, today: date, active: str) -> list[dict[str, Any]]:
    return [
        {"label": _("低收入人口名册"), "url": reverse("office:register"), "active": active == "register"},
        {"label": _("监测台账"), "url": reverse("office:ledger"), "active": active == "ledger"},
        {"label": _("到期复核"), "url": reverse("office:rechecks"), "active": active == "rechecks",
         "count": _due_entitlements(viewer, today).count()},
        {"label": _("到期回访"), "url": reverse("office:revisits"), "active": active == "revisits",
         "count": queries.rechecks_due(viewer, today).count()},
        {"label": _("新增抽查"), "url": reverse("office:samples"), "active": active == "samples"},
    ]  # fmt: skip


# -- the low-income population --------------------------------------------------------------------------


@needs("leads.see")
def register(request: StaffRequest) -> HttpResponseBase:
    """Show the register on a day: households and persons of each category, then the rows."""
    viewer = acting(request)
    today = localdate(request.at)
    on = _day(request.GET.get("on", ""), today)
    labels = {category.key: category.label for category in categories()}
    here = reverse("office:register")
    tiles = [
        {"label": row.label, "value": row.households, "unit": _("户"),
         "note": _("%(persons)s 人，其中农村 %(rural)s 户") % {"persons": f"{row.persons:,}", "rural": f"{row.rural:,}"},
         "href": f"{here}?{urlencode({'category': row.key, 'on': on.isoformat()})}"}
        for row in queries.register_counts(viewer, on)
    ]  # fmt: skip
    table = Table(
        "registers.register",
        _("低收入人口名册"),
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: lists.household(viewer, row.household_id)),
            Column("number", _("家庭编号"), "household.number", kind="code"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("category", _("类别"), lambda row: labels.get(row.category, row.category), order_by="category"),
            Column("residence", _("城乡"), lambda row: dict(RESIDENCES).get(row.residence, "")),
            Column("persons", _("人数"), kind="number", order_by="persons"),
            Column("valid_from", _("列入日期"), kind="date", order_by="valid_from"),
            Column("source", _("来源"), wide=True),
        ],
        queryset=queries.register(viewer, on).select_related("household__head", "division__parent"),
        filters=[
            Filter("q", _("户主或家庭编号"), fields=("household__head__name", "household__number")),
            Filter("category", _("类别"), "choice", list(labels.items())),
            Filter("residence", _("城乡"), "choice", lists.worded(RESIDENCES)),
            Filter("on", _("截至日期"), "date", apply=lambda rows, _value: rows),
        ],
        order=("category", "division__path", "id"),
        empty=_("名册是空的。月度周期运行后会自动更新。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tiles=tiles, tabs=_tabs(viewer, today, "register"),
        intro=_("截至 %(day)s；同一家庭可同时列入几类。") % {"day": on.isoformat()},
    )  # fmt: skip


def _day(text: str, fallback: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return fallback


# -- the ledger ---------------------------------------------------------------------------------------------


@needs("leads.see")
def ledger(request: StaffRequest) -> HttpResponseBase:
    """Show the monitoring ledger: household, rule, found, verifier, measure, result, closed."""
    viewer = acting(request)
    today = localdate(request.at)
    rows = queries.ledger(viewer)
    month = request.GET.get("finding_month", "")
    if month:
        rows = rows.filter(finding__month=month)
    if request.GET.get("due"):
        rows = rows.filter(state__in=queries.OPEN_STATES, due_on__lte=today)
    if request.GET.get("overdue"):
        rows = rows.filter(state__in=queries.OPEN_STATES, due_on__lt=today)
    said = [
        _("数据月份 %(month)s") % {"month": month} if month else "",
        _("核查期限到今天为止") if request.GET.get("due") else "",
        _("已逾期未核查") if request.GET.get("overdue") else "",
    ]
    shown = lists.month_asked(request, month or months.month_of(today))
    return lists.respond(
        request,
        _ledger_table(viewer, rows, _("监测台账"), "registers.ledger"),
        "office/registers/ledger.html",
        tabs=_tabs(viewer, today, "ledger"),
        tiles=_disposal_tiles(viewer, shown, today) if not month else [],
        intro="；".join(part for part in said if part),
    )


def _disposal_tiles(viewer: Mandate, month: str, today: date) -> list[dict[str, Any]]:
    """Return how the leads found in a calendar month were dealt with (LM-14), each with its rows."""
    counted = queries.disposal(viewer, month, today)
    page = f"{reverse('office:ledger')}?found_on={month}"
    named = _("%(month)s 发现") % {"month": month}
    return [
        {"label": named, "value": counted.warned, "unit": _("条"), "href": page},
        {"label": _("高风险"), "value": counted.high, "href": f"{page}&risk=high", "tone": "danger" if counted.high else ""},
        {"label": _("已开始核查"), "value": counted.verified, "href": f"{page}&done=verified"},
        {"label": _("已入户"), "value": counted.visited, "href": f"{page}&done=visited"},
        {"label": _("已帮扶"), "value": counted.helped, "href": f"{page}&done=helped"},
        {"label": _("已回访"), "value": counted.rechecked, "href": f"{page}&done=rechecked"},
        {"label": _("已办结"), "value": counted.closed, "href": f"{page}&state=closed"},
        {"label": _("逾期"), "value": counted.overdue, "href": f"{page}&overdue=1", "tone": "danger" if counted.overdue else ""},
    ]  # fmt: skip


DONE = [
    ("verified", gettext_lazy("已开始核查")),
    ("visited", gettext_lazy("已入户")),
    ("helped", gettext_lazy("已帮扶")),
    ("rechecked", gettext_lazy("已回访")),
]


def _done(rows: QuerySet[Lead], value: str) -> QuerySet[Lead]:
    """Keep the leads that came as far as asked."""
    if value == "verified":
        return rows.exclude(state=LeadState.OPEN.value)
    return rows.filter(entries__action=value).distinct()


def _ledger_table(viewer: Mandate, rows: QuerySet[Lead], title: str, key: str) -> Table:
    kinds = [(kind.key, kind.label) for kind in finding_kinds()]
    labels = dict(kinds)
    return Table(
        key,
        title,
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: lists.lead(viewer, row.pk)),
            Column("number", _("家庭编号"), "household.number", kind="code", href=lambda row: lists.household(viewer, row.household_id)),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("kind", _("来源与规则"), lambda row: f"{row.get_source_display()} · {labels.get(row.kind, row.kind)}".strip(" ·"), order_by="kind"),
            Column("text", _("内容"), lambda row: row.text.removeprefix(f"{labels.get(row.kind, '')}：")),
            Column("risk", _("风险"), lambda row: (row.get_risk_display(), lists.RISK_TONES[row.risk]), kind="badge"),
            Column("found_on", _("发现"), kind="date", order_by="found_on"),
            Column("due_on", _("核查期限"), kind="date", order_by="due_on"),
            Column("verifier", _("核查人"), lambda row: row.verifier.user.display_name if row.verifier else None),
            Column("measure", _("处置措施"), wide=True),
            Column("result", _("结果"), lambda row: row.close_reason or row.result, wide=True),
            Column("state", _("状态"), lambda row: (row.get_state_display(), lists.LEAD_TONES[row.state]), kind="badge"),
            Column("closed_on", _("办结"), kind="date", order_by="closed_on", wide=True),
        ],
        queryset=rows.select_related("household__head", "division__parent", "verifier__user"),
        filters=[
            Filter("q", _("户主、编号或内容"), fields=("household__head__name", "household__number", "text")),
            Filter("found_on", _("发现月份"), "month"),
            Filter("kind", _("规则"), "choice", kinds),
            Filter("risk", _("风险"), "choice", [(risk.value, risk.label) for risk in Risk]),
            Filter("state", _("状态"), "choice", [(state.value, state.label) for state in LeadState]),
            Filter("source", _("来源"), "choice", [(source.value, source.label) for source in LeadSource]),
            Filter("done", _("进展"), "choice", lists.worded(DONE), apply=_done),
        ],
        order=("-found_on", "id"),
        empty=_("没有线索。"),
    )  # fmt: skip


# -- what falls due ---------------------------------------------------------------------------------------------


@needs("leads.see")
def revisits(request: StaffRequest) -> HttpResponseBase:
    """List the leads after help whose re-visit is due."""
    viewer, today = acting(request), localdate(request.at)
    table = _ledger_table(
        viewer, queries.rechecks_due(viewer, today), _("到期回访"), "registers.revisits"
    )
    return lists.respond(
        request,
        table,
        "office/list.html",
        tabs=_tabs(viewer, today, "revisits"),
        intro=_("帮扶以后到了回访日期、还没有办结的线索。"),
    )


def _due_entitlements(viewer: Mandate, today: date) -> QuerySet[Any]:
    """Return the entitlements in force whose re-check falls due within two months."""
    until = months.add_months(today, RECHECK_AHEAD)
    return benefits.entitlements(viewer).filter(benefits.in_force(today), recheck_on__lte=until)


@needs("leads.see")
def rechecks(request: StaffRequest) -> HttpResponseBase:
    """List the entitlements whose regular re-check is due soon or late, the latest on top."""
    viewer, today = acting(request), localdate(request.at)
    table = Table(
        "registers.rechecks",
        _("到期复核"),
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: lists.household(viewer, row.household_id)),
            Column("number", _("家庭编号"), "household.number", kind="code"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("benefit", _("待遇"), lambda row: benefit(row.benefit).label),
            Column("amount", _("月金额（元）"), kind="money", order_by="amount"),
            Column("valid_from", _("起始日"), kind="date", order_by="valid_from"),
            Column("recheck_on", _("复核期限"), kind="date", order_by="recheck_on"),
            Column("left", _("情况"), lambda row: (_("已过期"), "danger") if row.recheck_on < today else (_("将到期"), "due"), kind="badge"),
        ],
        queryset=_due_entitlements(viewer, today).select_related("household__head", "division__parent"),
        filters=[
            Filter("q", _("户主或家庭编号"), fields=("household__head__name", "household__number")),
            Filter("recheck_on", _("期限月份"), "month"),
            Filter("late", _("只看已过期"), "flag", apply=lambda rows, _value: rows.filter(recheck_on__lt=today)),
        ],
        order=("recheck_on", "id"),
        row_tone=lambda row: "danger" if row.recheck_on < today else "",
        empty=_("近两个月没有到期的复核。"),
    )  # fmt: skip
    return lists.respond(
        request,
        table,
        "office/list.html",
        tabs=_tabs(viewer, today, "rechecks"),
        intro=_("复核期限在今天起两个月以内，或已经过期的在享待遇。"),
    )


@needs("cases.see")
def samples(request: StaffRequest) -> HttpResponseBase:
    """List the new confirmations drawn for a visit by the county, and those it must visit."""
    viewer, today = acting(request), localdate(request.at)
    rows = cases.cases(viewer).filter(Q(sampled=True) | Q(near_kin=True) | Q(complained=True))
    table = Table(
        "registers.samples",
        _("新增抽查"),
        [
            Column("number", _("办件号"), kind="code", href=lambda row: lists.case(viewer, row.pk)),
            Column("head", _("申请家庭"), "household.head.name"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("label", _("事项"), lambda row: row.definition.label),
            Column("why", _("入户原因"), _why),
            Column("state", _("进度"), "state_label"),
            Column("applied_on", _("申请日"), kind="date", order_by="applied_on"),
            Column("closed_at", _("办结"), kind="date", order_by="closed_at"),
        ],
        queryset=rows.select_related("household__head", "division__parent"),
        filters=[
            Filter("q", _("办件号或家庭"), fields=("number", "household__head__name")),
            Filter("applied_on", _("申请月份"), "month"),
            Filter("open", _("只看在办"), "flag", apply=lambda rows, _value: rows.filter(closed_at=None)),
        ],
        order=("-applied_on", "id"),
        empty=_("还没有抽中的办件。"),
    )  # fmt: skip
    tabs = _tabs(viewer, today, "samples") if viewer.may("leads.see") else []
    return lists.respond(
        request,
        table,
        "office/list.html",
        tabs=tabs,
        intro=_("县级须入户的新增对象：随机抽中、近亲属备案、有投诉举报。"),
    )


def _why(row: Any) -> list[str]:
    reasons = (
        (row.sampled, _("随机抽查")),
        (row.near_kin, _("近亲属备案")),
        (row.complained, _("投诉举报")),
    )
    return [words for holds, words in reasons if holds]


urlpatterns: list[URLPattern] = [
    path("register/", register, name="register"),
    path("ledger/", ledger, name="ledger"),
    path("ledger/revisits/", revisits, name="revisits"),
    path("rechecks/", rechecks, name="rechecks"),
    path("samples/", samples, name="samples"),
]
