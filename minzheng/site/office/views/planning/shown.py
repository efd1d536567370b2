"""How standings are shown: lamps, figures that open, what is asked in words, the tabs of plans."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.core import months
from minzheng.domains.planning.choices import (
    BEHIND,
    COLOURS,
    COMPARATORS,
    EARLY,
    GREEN,
    KEEP,
    MET,
    ON_TRACK,
    RED,
    STATUSES,
    UNKNOWN,
    YELLOW,
)
from minzheng.domains.planning.models import Plan, Target
from minzheng.domains.planning.queries.judging import time_progress
from minzheng.domains.planning.queries.standings import Standing, plain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators.queries import Reading
from minzheng.ui import charts
from minzheng.ui.charts import Figure
from minzheng.ui.tables import Badge

from ... import figures

LAMPS = {GREEN: "good", YELLOW: "due", RED: "danger", UNKNOWN: "quiet"}
TONES = {EARLY: "good", MET: "good", ON_TRACK: "info", BEHIND: "danger", UNKNOWN: "quiet"}
PLAN_TABS = (
    ("plan", _lazy("指标与目标")),
    ("plan_ledger", _lazy("台账")),
    ("plan_tasks", _lazy("任务")),
    ("plan_projects", _lazy("重大工程")),
    ("plan_years", _lazy("年度分解")),
    ("plan_alignment", _lazy("上下级对接")),
    ("plan_amendments", _lazy("调整记录")),
    ("plan_chapters", _lazy("章节")),
    ("plan_facts", _lazy("文中事实")),
)
TABS = (
    ("plans", _lazy("规划")),
    ("planning_tasks", _lazy("任务")),
    ("planning_projects", _lazy("重大工程")),
)


def plan_tabs(plan: Plan, now: str) -> list[dict[str, Any]]:
    """Return the tabs of one plan."""
    return [
        {"label": label, "url": reverse(f"office:{name}", args=[plan.pk]), "active": name == now}
        for name, label in PLAN_TABS
    ]


def lamp(colour: str) -> Badge:
    """Return the lamp of a standing, in word and colour."""
    return Badge(COLOURS[colour], LAMPS[colour])


def status(key: str) -> Badge:
    """Return the status of a standing."""
    return Badge(STATUSES[key], TONES[key])


def figure_href(standing: Standing, viewer: Mandate) -> str:
    """Return the page that opens the figure a standing rests on; empty where the viewer's reach ends."""
    return reading_href(standing.reading, viewer)


def reading_href(reading: Reading | None, viewer: Mandate) -> str:
    """Return the page that opens a figure; empty where there is none or the viewer may not open it."""
    if reading is None or not viewer.may("reports.see") or not accounts.covers(viewer, reading.division):  # fmt: skip
        return ""
    return figures.address(reading.indicator, reading.period, reading.division)


def asked(target: Target, unit: str = "") -> str:
    """Return what a target asks, in words: 不低于55%."""
    unit = target.unit or unit
    if target.relative_to:
        return _("不低于%(years)s参照增速") % {"years": _("上年度") if target.relative_lag else ""}
    if target.value is None:
        return "—"
    upper = f"—{plain(target.upper)}" if target.upper is not None else ""
    return f"{COMPARATORS[target.comparator]}{plain(target.value)}{upper}{unit}"


def figure(value: Decimal | None, unit: str = "") -> str:
    """Return a figure with its unit, or a dash for what is not known."""
    return "—" if value is None else f"{plain(value)}{unit}"


def completion(standing: Standing) -> str:
    """Return how far a target has come, in words; what is kept up has years and not a way."""
    if standing.completion is None:
        return _("无法计算")
    if standing.target.method == KEEP or standing.target.relative_to:
        return _("各年达到") if standing.completion == 1 else _("有年度未达到")
    return percent(standing.completion)


def percent(value: Fraction) -> str:
    """Return a share in percent with one digit."""
    return f"{float(value * 100):.1f}%"


def pace(standing: Standing) -> Decimal | None:
    """Return what would be reached by now at an even pace; None where there is no way to go."""
    if standing.goal is None or standing.target.relative_to or standing.target.method == KEEP:
        return None
    part = Decimal(standing.time_progress.numerator) / Decimal(standing.time_progress.denominator)
    if standing.target.method == "cumulative":
        return standing.goal * part
    return None if standing.base is None else standing.base + (standing.goal - standing.base) * part


def course(standing: Standing) -> str:
    """Return the way of the figures in short: 50 → 56 → 61."""
    return " → ".join(plain(one.value) for one in standing.course[-4:]) or "—"


def lights(counted: Mapping[str, int], title: Any) -> Figure:
    """Return the chart of lamps."""
    return charts.bar(
        str(title), [COLOURS[key] for key in LAMPS], {_("个数"): [counted.get(key, 0) for key in LAMPS]},
        unit=_("个"), head=_("亮灯"),
    )  # fmt: skip


def line_of(standing: Standing) -> Figure | None:
    """Return the course of a target beside the even pace to its goal, the years' goals and the goal."""
    if not standing.course:
        return None
    points = {one.period: float(one.value) for one in standing.course}
    years = {str(one.year): float(one.value) for one in standing.target.years.all()}
    labels = sorted(
        points.keys() | years.keys() | {str(standing.target.due_on.year)},
        key=lambda p: (months.period_end(p), len(p)),
    )
    drawn: dict[str, list[float | None]] = {_("实际"): [points.get(one) for one in labels]}
    if years:
        drawn[_("年度目标")] = [years.get(one) for one in labels]
    if standing.goal is not None and not standing.target.relative_to:
        drawn[_("规划目标")] = [float(standing.goal)] * len(labels)
        if pace(standing) is not None and standing.base is not None:
            drawn[_("应达")] = [_even(standing, months.period_end(one)) for one in labels]
    return charts.line(
        _("进展与目标"), [months.period_label(one) for one in labels], drawn, unit=standing.unit, head=_("统计期")
    )  # fmt: skip


def _even(standing: Standing, on: date) -> float | None:
    """Return what an even pace would have reached on a day."""
    if standing.base is None or standing.goal is None:
        return None
    starts = min(standing.target.plan.period_from, standing.target.due_on)
    part = time_progress(starts, standing.target.due_on, on)
    return round(float(standing.base + (standing.goal - standing.base) * Decimal(float(part))), 2)
