"""The cockpit (驾驶舱): one screen of the figures that matter, against target and last year; every tile opens."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, Q
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.domains.planning.choices import COLOURS, IN_FORCE
from minzheng.domains.planning.models import Plan, Target
from minzheng.domains.planning.queries import dues, plans, standings
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators.models import Observation
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.payments.queries import reports
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import yuan

from .. import figures
from ..doors import acting, needs
from .money.finance import rows_of
from .planning.shown import LAMPS

# What a bureau head is asked first; each opens to its definition and rows.
SHOWN = (
    "assistance.safety_net.persons",
    "assistance.findings.missed",
    "assistance.findings.exit",
    "elderly.visits.monthly_rate",
    "children.unattended.guarantee_rate",
    "disability.living.coverage",
    "elderly.beds.nursing_share",
)
RANKED = "assistance.safety_net.persons"
SOON = timedelta(days=3)
REFRESH_SECONDS = 300
LIGHTS = ("red", "yellow", "green", "unknown")


@needs("reports.see")
def cockpit(request: StaffRequest) -> HttpResponse:
    """Show the state of the viewer's place on one screen; it refreshes itself on a wall."""
    viewer, today = acting(request), localdate(request.at)
    month = _month(viewer, today)
    wanted = _targets(viewer)
    context = {
        "month": month,
        "at": request.at,
        "refresh": REFRESH_SECONDS,
        "tiles": [
            *_counted(viewer, month, wanted),
            *_money(viewer, today),
            *_work(viewer, today),
        ],
        "lights": _lights(viewer, today),
        "charts": [*_places(viewer, month), *_course(viewer)],
    }
    part = "board" if request.headers.get("HX-Request") else "page"
    return render(request, f"office/cockpit/{part}.html", context)


def _month(viewer: Mandate, today: date) -> str:
    """Return the last month counted for the viewer's place, else the month before today's."""
    rows = indicators.observations(viewer, indicator=RANKED).filter(division=viewer.division)
    return max(
        rows.order_by().values_list("period", flat=True),
        default=months.shift_month(months.month_of(today), -1),
    )


def _targets(viewer: Mandate) -> dict[str, Target]:
    """Return what plans in force ask of each indicator here; the nearest plan's word counts."""
    rows = plans.targets(viewer).filter(plan__state=IN_FORCE, value__isnull=False)
    return {
        row.indicator: row for row in rows.order_by("plan__division__level", "plan__period_from")
    }


def _counted(viewer: Mandate, month: str, wanted: dict[str, Target]) -> Iterator[dict[str, Any]]:
    """Give a tile for each figure shown, with target and last year; an unknown one says so."""
    on = months.last_day(month)
    for key in SHOWN:
        item = indicators.find(key)
        if item is None:
            continue
        row = _last(viewer, key, on)
        period = row.period if row else month
        yield {
            "label": item.label,
            "value": figures.worded(item, row),
            "unit": item.unit if row else "",
            "note": "，".join(_beside(viewer, item, row, wanted.get(key))) or _("还没有数据"),
            "href": figures.address(item, period, viewer.division_id),
        }


def _last(viewer: Mandate, key: str, on: date) -> Observation | None:
    rows = indicators.observations(viewer, indicator=key)
    found = [
        row
        for row in rows.filter(division=viewer.division, dimension="")
        if months.period_end(row.period) <= on
    ]
    return max(found, key=lambda row: months.period_end(row.period), default=None)


def _beside(
    viewer: Mandate, item: Any, row: Observation | None, target: Target | None
) -> Iterator[str]:
    if row is None:
        return
    if target is not None and target.value is not None:
        yield _("目标 %(value)s") % {"value": standings.plain(target.value)}
    year, rest = row.period[:4], row.period[4:]
    rows = indicators.observations(viewer, indicator=item.key, month=f"{int(year) - 1}{rest}")
    before = rows.filter(division=viewer.division, dimension="").first()
    if before is not None:
        yield _("去年同期 %(value)s") % {"value": figures.worded(item, before)}
    yield months.period_label(row.period)


def _money(viewer: Mandate, today: date) -> list[dict[str, Any]]:
    if not viewer.may("payments.see"):
        return []
    month = months.month_of(today)
    arrived = reports.arrived_by_month(viewer, date(today.year, 1, 1), today)
    failed = reports.sums_by_state(viewer).get("failed", (0, 0))
    return [
        {"label": _("本月到账"), "value": yuan(arrived.get(month, 0)), "unit": _("元"),
         "note": _("本年 %(sum)s 元") % {"sum": yuan(sum(arrived.values()))},
         "href": rows_of(state="paid", settled_since=f"{month}-01", settled_until=f"{today}")},
        {"label": _("发放失败未重发"), "value": f"{failed[0]:,}", "unit": _("笔"),
         "note": _("%(sum)s 元") % {"sum": yuan(failed[1])}, "tone": "danger" if failed[0] else "good",
         "href": rows_of(state="failed", unmended="1")},
    ]  # fmt: skip


def _work(viewer: Mandate, today: date) -> Iterator[dict[str, Any]]:
    """Give what is late or soon due: cases, warnings, and everything pressed by a plan."""
    if viewer.may("cases.see"):
        rows = casework.cases(viewer).filter(closed_at=None)
        rows = rows.annotate(due=Min("deadlines__due_on", filter=Q(deadlines__met_at=None)))
        late = rows.filter(due__lt=today).count()
        soon = rows.filter(due__gte=today, due__lte=today + SOON).count()
        yield {"label": _("超期办件"), "value": f"{late:,}", "unit": _("件"),
               "note": _("三天内到期 %(n)s 件") % {"n": soon}, "tone": "danger" if late else "good",
               "href": f"{reverse('office:cases')}?open=1&late=1"}  # fmt: skip
    if viewer.may("leads.see"):
        waiting = monitoring.open_leads(viewer).count()
        overdue = monitoring.overdue(viewer, today).count()
        yield {"label": _("未办结预警"), "value": f"{waiting:,}", "unit": _("条"),
               "note": _("逾期 %(n)s 条") % {"n": overdue}, "tone": "danger" if overdue else "quiet",
               "href": reverse("office:leads")}  # fmt: skip
    if viewer.may("plans.see"):
        pressed = dues.dues(viewer, today)
        overdue = sum(row.is_late for row in pressed)
        yield {"label": _("督办事项"), "value": f"{len(pressed):,}", "unit": _("项"),
               "note": _("逾期 %(n)s 项") % {"n": overdue}, "tone": "danger" if overdue else "quiet",
               "href": reverse("office:dues")}  # fmt: skip


def _lights(viewer: Mandate, today: date) -> list[dict[str, Any]]:
    """Return the lamps of each plan in force here, each opening to the targets of its colour."""
    if not viewer.may("plans.see"):
        return []
    found = []
    for plan in _plans(viewer, today):
        counted = standings.counts(standings.standings(plan, today, viewer), lambda one: one.colour)
        page = reverse("office:plan", args=[plan.pk])
        found.append({
            "title": plan.title, "href": page,
            "lamps": [
                {"label": COLOURS[colour], "count": counted[colour], "tone": LAMPS[colour],
                 "href": f"{page}?{urlencode({'colour': colour})}"}
                for colour in LIGHTS if counted.get(colour)
            ],
        })  # fmt: skip
    return found


def _plans(viewer: Mandate, today: date) -> list[Plan]:
    rows = plans.plans(viewer).filter(state=IN_FORCE, period_from__lte=today)
    return list(rows.order_by("-division__level", "-period_from")[:4])


def _places(viewer: Mandate, month: str) -> list[charts.Figure]:
    """Rank the places right below by the people held by the safety net."""
    item = indicators.find(RANKED)
    if item is None or viewer.division.level >= Level.VILLAGE:
        return []
    rows = [row for row in figures.below(viewer, item, viewer.division, month) if row.numerator]
    values = [figures.plain(item, row) for row in rows]
    title = _("各地%(label)s") % {"label": item.label}
    return [charts.bar(title, [row.division.name for row in rows], {item.label: values}, unit=item.unit, head=_("地区"))] if rows else []  # fmt: skip


def _course(viewer: Mandate) -> list[charts.Figure]:
    item = indicators.find(RANKED)
    if item is None:
        return []
    division: Division = viewer.division
    rows = figures.series(viewer, item, division)
    values = [figures.plain(item, row) for row in rows]
    title = _("%(label)s变化") % {"label": item.label}
    return [charts.line(title, [row.period for row in rows], {item.label: values}, unit=item.unit, head=_("月份"))] if len(rows) > 1 else []  # fmt: skip


urlpatterns: list[URLPattern] = [path("cockpit/", cockpit, name="cockpit")]
