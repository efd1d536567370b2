"""Warning rules with how often they were right, the population month by month, the month's report."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts.declarations import role_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.exchange.declarations import data_set
from minzheng.kernel.monitoring import queries
from minzheng.kernel.monitoring.choices import LeadState, Risk
from minzheng.kernel.monitoring.declarations import FindingKind, categories, finding_kinds
from minzheng.kernel.monitoring.models import Lead
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, needs

RULES, POPULATION, REPORT = "rules", "population", "report"
MONTHS_SHOWN = 6
WAY = {"in": "新进入", "out": "已退出", "at": "在册"}


def _tabs(active: str, month: str) -> list[dict[str, Any]]:
    asked = f"?{urlencode({'month': month})}"
    return [
        {"label": _("预警规则"), "url": reverse("office:warning_rules"), "active": active == RULES},
        {"label": _("人口台账"), "url": reverse("office:population") + asked, "active": active == POPULATION},
        {"label": _("监测月报"), "url": reverse("office:warning_report") + asked, "active": active == REPORT},
    ]  # fmt: skip


def _month(request: StaffRequest, viewer: Mandate) -> str:
    latest = queries.findings(viewer).values_list("month", flat=True).first()
    return lists.month_asked(request, latest or months.month_of(localdate(request.at)))


def _values(request: StaffRequest, viewer: Mandate) -> dict[str, str]:
    return parameters.values_in_force("monitoring", viewer.division_id, localdate(request.at))


# -- the rules -------------------------------------------------------------------------------------


@needs("leads.see")
def rules(request: StaffRequest) -> HttpResponseBase:
    """List every rule: level, basis, thresholds, owner, time limit, hits, how often it was right."""
    viewer = acting(request)
    values = _values(request, viewer)
    rows = queries.rule_quality(
        viewer, floor=int(values["rule_right_floor"]), least=int(values["rule_judged_least"])
    )
    table = Table(
        "warnings.rules",
        _("预警规则"),
        [
            Column("label", _("规则"), lambda row: row.kind.label, order_by="label", href=lambda row: reverse("office:warning_rule", args=[row.kind.key])),
            Column("code", _("指标"), lambda row: row.kind.code, kind="code"),
            Column("level", _("等级"), lambda row: (Risk(row.kind.risk).level, lists.RISK_TONES[row.kind.risk]), kind="badge"),
            Column("hits", _("命中（条）"), "hits", kind="number", order_by="hits", href=lambda row: _hits(row.kind)),
            Column("waiting", _("待核查"), "waiting", kind="number", order_by="waiting"),
            Column("right", _("属实"), "right", kind="number", order_by="right"),
            Column("wrong", _("不属实"), "wrong", kind="number", order_by="wrong"),
            Column("unclear", _("无法核实"), "unclear", kind="number"),
            Column("rate", _("属实率（%）"), "rate", kind="number", order_by="rate"),
            Column("flagged", _("提示"), lambda row: (_("建议复核规则"), "danger") if row.flagged else None, kind="badge"),
            Column("limit", _("核查时限"), lambda row: _("%(days)s 个工作日") % {"days": values[row.kind.limit]}, wide=True),
            Column("owner", _("责任岗位"), lambda row: role_of(row.kind.owner).label, wide=True),
        ],
        rows=rows,
        filters=[
            Filter("q", _("规则名称"), apply=lambda found, text: [r for r in found if text in r.kind.label]),
            Filter("risk", _("等级"), "choice", [(risk.value, risk.level) for risk in Risk], apply=lambda found, risk: [r for r in found if r.kind.risk == risk]),
            Filter("flagged", _("只看建议复核"), "flag", apply=lambda found, _value: [r for r in found if r.flagged]),
        ],
        order="-hits",
        page_size=100,
        row_tone=lambda row: "danger" if row.flagged else "",
    )  # fmt: skip
    intro = _(
        "属实率＝属实÷（属实＋不属实），按核查结论计算；核查满 %(least)s 件而属实率低于 %(floor)s%% 的提示复核。"
    ) % {"least": values["rule_judged_least"], "floor": values["rule_right_floor"]}
    return lists.respond(
        request, table, "office/list.html", tabs=_tabs(RULES, _month(request, viewer)), intro=intro
    )


def _hits(kind: FindingKind) -> str:
    return f"{reverse('office:ledger')}?{urlencode({'kind': kind.key})}"


@needs("leads.see")
def rule(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show one rule: what it says, from which lists, and how it fared over the months."""
    viewer = acting(request)
    kind = next((kind for kind in finding_kinds() if kind.key == key), None)
    if kind is None:
        raise Http404
    values = _values(request, viewer)
    rows = queries.rule_months(viewer, key)
    names = [month for month, *_counts in rows]
    figure = charts.bar(
        _("各月命中与核查"),
        names,
        {
            _("命中"): [hits for _m, hits, _r, _w in rows],
            _("属实"): [right for _m, _h, right, _w in rows],
            _("不属实"): [wrong for _m, _h, _r, wrong in rows],
        },
        unit=_("条"),
        head=_("月份"),
    )
    facts = [
        {"label": _("等级"), "value": f"{Risk(kind.risk).level}{_('预警')}"},
        {"label": _("指标代码"), "value": kind.code},
        {"label": _("依据"), "value": kind.basis},
        {"label": _("数据来源"), "value": "、".join(data_set(name).label for name in kind.evidence)},
        {"label": _("阈值"), "value": "；".join(_threshold(name, viewer, request) for name in kind.thresholds)},
        {"label": _("责任岗位"), "value": role_of(kind.owner).label},
        {"label": _("核查时限"), "value": _("%(days)s 个工作日") % {"days": values[kind.limit]}},
        {"label": _("办结时限"), "value": _("%(days)s 个工作日") % {"days": values["warning_close_days"]}},
        {"label": _("办理建议"), "value": kind.advice},
    ]  # fmt: skip
    table = Table(
        "warnings.rule",
        kind.label,
        [
            Column("who", _("家庭"), lambda row: row.household.head.name if row.household and row.household.head else "", href=lambda row: lists.lead(viewer, row.pk)),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("text", _("内容")),
            Column("hits", _("命中次数"), kind="number", order_by="hits"),
            Column("recurs", _("复发"), lambda row: (_("办结后再现"), "due") if row.recurs_id else None, kind="badge"),
            Column("state", _("状态"), lambda row: (row.get_state_display(), lists.LEAD_TONES[row.state]), kind="badge"),
            Column("verdict", _("结论"), "get_verdict_display"),
            Column("found_on", _("发现"), kind="date", order_by="found_on"),
        ],
        queryset=queries.leads(viewer).filter(kind=key).select_related("household__head", "division__parent"),
        filters=[Filter("state", _("状态"), "choice", [(s.value, s.label) for s in LeadState])],
        order=("-found_on", "id"),
        empty=_("这条规则还没有命中。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/leads/rule.html", facts=facts, figure=figure if rows else None,
        title=kind.label, back=reverse("office:warning_rules"),
    )  # fmt: skip


def _threshold(name: str, viewer: Mandate, request: StaffRequest) -> str:
    row = parameters.value_in_force("monitoring", name, viewer.division_id, localdate(request.at))
    return f"{row.value} {row.unit}（{row.source}）" if row else name


# -- the population ----------------------------------------------------------------------------------


@needs("leads.see")
def population(request: StaffRequest) -> HttpResponseBase:
    """Show each class and group at the end of a month: stock, entries, exits; figures open to rows."""
    viewer = acting(request)
    month = _month(request, viewer)
    table = Table(
        "warnings.population",
        _("低收入人口台账"),
        [
            Column("label", _("类别"), "label"),
            Column("group", _("性质"), lambda row: (_("专项人群"), "quiet") if row.special else (_("低收入人口"), "info"), kind="badge"),
            Column("households", _("月末户数"), "households", kind="number", order_by="households", href=lambda row: _rows(month, "at", row.key)),
            Column("persons", _("月末人数"), "persons", kind="number", order_by="persons"),
            Column("urban", _("其中城镇（户）"), "urban", kind="number", order_by="urban"),
            Column("entered", _("本月进入（户）"), "entered", kind="number", order_by="entered", href=lambda row: _rows(month, "in", row.key)),
            Column("left", _("本月退出（户）"), "left", kind="number", order_by="left", href=lambda row: _rows(month, "out", row.key)),
        ],
        rows=queries.population(viewer, month),
        order="none",
        page_size=100,
    )  # fmt: skip
    past = [months.shift_month(month, -n) for n in reversed(range(MONTHS_SHOWN))]
    counted = [_stock(viewer, m) for m in past]
    shown = [c for c in categories() if any(line.get(c.key) for line in counted)]
    figure = charts.line(
        _("各类户数"), past, {c.label: [line.get(c.key) for line in counted] for c in shown if not c.special},
        unit=_("户"), head=_("月末"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/leads/population.html", tabs=_tabs(POPULATION, month),
        figure=figure, month=month, months=past[::-1],
        intro=_("%(month)s 月末；同一家庭可同时列入几类，专项人群单独监测、不计入低收入人口。") % {"month": month},
    )  # fmt: skip


def _stock(viewer: Mandate, month: str) -> dict[str, int]:
    """Return the households of each category; nothing for a month before the register was kept."""
    found = {row.key: row.households for row in queries.population(viewer, month)}
    return found if any(found.values()) else {}


def _rows(month: str, way: str, category: str) -> str:
    asked = {"month": month, "way": way, "category": category}
    return f"{reverse('office:population_rows')}?{urlencode(asked)}"


@needs("leads.see")
def population_rows(request: StaffRequest) -> HttpResponseBase:
    """List the households behind a figure of the ledger: in the register, entered or left."""
    viewer = acting(request)
    month = _month(request, viewer)
    way = request.GET.get("way", "at")
    rows = {
        "in": lambda: queries.entered(viewer, month),
        "out": lambda: queries.left(viewer, month),
    }.get(way, lambda: queries.register(viewer, months.last_day(month)))()
    labels = {category.key: category.label for category in categories()}
    table = Table(
        "warnings.population_rows",
        _("%(month)s %(way)s") % {"month": month, "way": WAY.get(way, WAY["at"])},
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: lists.household(viewer, row.household_id)),
            Column("number", _("家庭编号"), "household.number", kind="code"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("category", _("类别"), lambda row: labels.get(row.category, row.category), order_by="category"),
            Column("persons", _("人数"), kind="number", order_by="persons"),
            Column("valid_from", _("列入"), kind="date", order_by="valid_from"),
            Column("valid_to", _("退出"), kind="date", order_by="valid_to"),
        ],
        queryset=rows.select_related("household__head", "division__parent"),
        filters=[
            Filter("q", _("户主或家庭编号"), fields=("household__head__name", "household__number")),
            Filter("category", _("类别"), "choice", list(labels.items())),
            Filter("month", _("月份"), "month", apply=lambda found, _value: found),
            Filter("way", _("范围"), "choice", list(WAY.items()), apply=lambda found, _value: found),
        ],
        order=("category", "division__path", "id"),
        empty=_("没有这样的家庭。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=_tabs(POPULATION, month))


@needs("leads.see")
def report(request: StaffRequest) -> HttpResponseBase:
    """Report by township and month: population, warnings, share disposed of, days needed (LM-15)."""
    viewer = acting(request)
    month = _month(request, viewer)
    rows = queries.monthly_report(viewer, month, localdate(request.at))
    page = f"{reverse('office:ledger')}?{urlencode({'finding_month': month})}"
    table = Table(
        "warnings.report",
        _("监测预警月报"),
        [
            Column("name", _("乡镇"), "name"),
            Column("households", _("监测户数"), "households", kind="number", order_by="households"),
            Column("persons", _("监测人数"), "persons", kind="number", order_by="persons"),
            Column("warned", _("预警（条）"), "warned", kind="number", order_by="warned", href=lambda _row: page),
            Column("verified", _("已核查"), "verified", kind="number", order_by="verified"),
            Column("closed", _("已处置"), "closed", kind="number", order_by="closed"),
            Column("overdue", _("逾期"), "overdue", kind="number", order_by="overdue"),
            Column("rate", _("处置率（%）"), "rate", kind="number", order_by="rate"),
            Column("days", _("平均用时（天）"), "days", kind="number", order_by="days"),
        ],
        rows=rows,
        order="none",
        page_size=200,
        row_tone=lambda row: "danger" if row.overdue and row.code else "",
    )  # fmt: skip
    areas = [row for row in rows if row.code]
    figure = charts.bar(
        _("各乡镇预警与处置"), [row.name for row in areas],
        {_("预警"): [row.warned for row in areas], _("已处置"): [row.closed for row in areas]},
        unit=_("条"), head=_("乡镇"),
    )  # fmt: skip
    past = [months.shift_month(month, -n) for n in range(MONTHS_SHOWN)]
    return lists.respond(
        request, table, "office/leads/population.html", tabs=_tabs(REPORT, month), months=past,
        figure=figure if areas else None, month=month,
        intro=_("按数据月份 %(month)s 的预警统计；同一家庭只计一次，专项人群不计入监测户数。") % {"month": month},
    )  # fmt: skip


def stage_of(lead: Lead) -> str:
    """Say in one word how far a lead has come: 预警、派发、核查、处置、反馈."""
    if lead.state == LeadState.CLOSED.value:
        return str(_("已反馈") if lead.fed_back_on else _("待反馈"))
    if lead.state == LeadState.OPEN.value:
        return str(_("已派发") if lead.dispatched_on else _("待派发"))
    return str(_("处置中") if lead.verdict else _("核查中"))


urlpatterns: list[URLPattern] = [
    path("warnings/", rules, name="warning_rules"),
    path("warnings/population/", population, name="population"),
    path("warnings/population/rows/", population_rows, name="population_rows"),
    path("warnings/report/", report, name="warning_report"),
    path("warnings/rules/<str:key>/", rule, name="warning_rule"),
]
