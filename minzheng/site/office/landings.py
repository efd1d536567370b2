"""What the roles without tasks find in the morning: finance, audit, evaluation, the three administrators."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel import domain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.campaigns import queries as discovery
from minzheng.kernel.cycle import queries as cycle
from minzheng.kernel.exchange.declarations import data_sets
from minzheng.kernel.indicators.declarations import registry
from minzheng.kernel.payments import queries as payments
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan

from . import figures, lists
from .deeds import EXPORTS, LOOKS, REFUSALS
from .doors import acting

Tiles = list[dict[str, Any]]
RUNS_SHOWN = 6
FIGURES_SHOWN = 12
GIGA = 1024**3
ENDING = timedelta(days=30)


def landing(request: StaffRequest) -> list[dict[str, Any]]:
    """Return the blocks of a role's landing: each a heading with tiles that open the rows behind."""
    viewer = acting(request)
    blocks = []
    for capability, label, tiles in BLOCKS:
        if viewer.may(capability) and (found := tiles(viewer, request)):
            blocks.append({"label": str(label), "tiles": found})
    return blocks


def _runs(viewer: Mandate, _request: StaffRequest) -> Tiles:
    """Show the latest payment runs: how much, how far, and what came back unpaid."""
    latest: list[Any] = list(payments.runs(viewer)[:RUNS_SHOWN])
    return [
        {
            "label": f"{benefit(run.benefit).label} {run.month} {run.get_kind_display()}",
            "value": yuan(run.ready_total or 0),
            "unit": _("元"),
            "note": "；".join(_run_words(run)),
            "href": reverse("office:run", args=[run.pk]),
            "tone": "danger"
            if run.failed_count
            else lists.RUN_TONES[run.state].replace("quiet", ""),
        }
        for run in latest
    ]


def _run_words(run: Any) -> list[str]:
    said = [run.get_state_display()]
    if run.failed_count:
        said.append(_("失败 %(n)s 户") % {"n": run.failed_count})
    if run.blocked_count:
        said.append(_("暂缓 %(n)s 户") % {"n": run.blocked_count})
    return said


def _month(viewer: Mandate, request: StaffRequest) -> Tiles:
    """Show the first dozen figures of the latest month; the dashboards have all of them."""
    fallback = months.shift_month(months.month_of(localdate(request.at)), -1)
    month = figures.months_known(viewer, fallback)[0]
    now = figures.figures_at(viewer, viewer.division, month)
    before = figures.figures_at(viewer, viewer.division, figures.previous(month))
    items = [registry.get(key) for board in domain.dashboards() for key in board.show]
    return [
        {
            "label": item.label,
            "value": figures.worded(item, now.get(item.key), computed=True),
            "unit": item.unit,
            "note": figures.change(item, now.get(item.key), before.get(item.key)) or month,
            "href": figures.address(item, month, viewer.division_id),
        }
        for item in [item for item in items if item.key in now][:FIGURES_SHOWN]
    ]


def _cycle(viewer: Mandate, _request: StaffRequest) -> Tiles:
    """Show the latest months of the cycle and how they ended."""
    return [
        {
            "label": _("%(month)s 月度周期") % {"month": run.month},
            "value": run.get_state_display(),
            "note": f"{localdate(run.finished_at):%Y-%m-%d}" if run.finished_at else "",
            "href": f"{reverse('office:cycle')}?month={run.month}",
        }
        for run in cycle.runs(viewer)[:3]
    ]


def _accounts(viewer: Mandate, request: StaffRequest) -> Tiles:
    """Show the accounts that want the security administrator."""
    today = localdate(request.at)
    users = accounts.users(viewer).exclude(username="system")
    running = Mandate.objects.in_force(today).values("user")
    page = reverse("office:users")
    counts = (
        (_("在用账户"), users.filter(is_active=True), "", ""),
        (_("已锁定"), users.filter(locked_until__gt=request.at), "locked", "danger"),
        (_("未绑定动态口令"), users.filter(totp_confirmed_at=None), "factorless", "due"),
        (_("没有岗位"), users.exclude(pk__in=running), "idle", "due"),
        (_("岗位 30 天内到期"), _ending(viewer, users, request), "ending", "due"),
    )
    return [
        {
            "label": label,
            "value": (n := rows.count()),
            "href": f"{page}?{key}=1" if key else page,
            "tone": tone if n else "",
        }
        for label, rows, key, tone in counts
    ]


def _ending(viewer: Mandate, users: Any, request: StaffRequest) -> Any:
    today = localdate(request.at)
    rows = accounts.mandates(viewer).filter(valid_to__gt=today, valid_to__lte=today + ENDING)
    return users.filter(pk__in=rows.values("user"))


def _trail(viewer: Mandate, request: StaffRequest) -> Tiles:
    """Show what the audit administrator looks at first: yesterday and today."""
    since = localdate(request.at) - timedelta(days=1)
    rows = accounts.audit_entries(viewer).filter(at__date__gte=since)
    page = reverse("office:audit")
    kinds: tuple[tuple[str, Q, str, str], ...] = (
        (_("查看个人档案"), LOOKS, "looks", ""),
        (_("导出与下载"), EXPORTS, "exports", ""),
        (_("登录失败"), REFUSALS, "refusals", "due"),
    )
    tiles: Tiles = [
        {"label": label, "value": (n := rows.filter(kind).count()), "unit": _("次"), "note": _("昨天和今天"),
         "href": f"{page}?group={key}&since={since.isoformat()}", "tone": tone if n else ""}
        for label, kind, key, tone in kinds
    ]  # fmt: skip
    last, hash_ = audit.head()
    return [
        *tiles,
        {"label": _("审计链末条"), "value": last, "note": f"{hash_[:16]}…", "href": page},
    ]


def _system(_viewer: Mandate, _request: StaffRequest) -> Tiles:
    """Show how the house itself stands: version, database, room on the disk, accounts signed in."""
    disk = shutil.disk_usage(settings.HOME)
    free = disk.free / disk.total
    database = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    return [
        {"label": _("软件版本"), "value": version("minzheng")},
        {"label": _("数据库"), "value": database, "note": f"{'.'.join(map(str, connection.get_database_version()))}"},
        {"label": _("磁盘剩余"), "value": f"{disk.free / GIGA:,.0f}", "unit": "GB", "note": f"{free:.0%}", "tone": "danger" if free < 0.1 else ""},
        {"label": _("账户"), "value": User.objects.filter(is_active=True).count(), "unit": _("个")},
    ]  # fmt: skip


def _wanted(_viewer: Mandate, _request: StaffRequest) -> Tiles:
    """Show a partner's informant what the county has agreed to receive."""
    return [
        {
            "label": _("约定报送的数据"),
            "value": len(data_sets()),
            "unit": _("份"),
            "note": _("列名、格式和应报日期"),
            "href": reverse("office:data_sets"),
        }
    ]


def _asked(viewer: Mandate, _request: StaffRequest) -> Tiles:
    """Show a member of the network what is to be replied to, and what was reported."""
    waiting = discovery.errands(viewer).filter(to=viewer.pk, replied_at=None).count()
    told = discovery.reports(viewer)
    here = reverse("office:reports")
    return [
        {"label": _("待回报的派单"), "value": waiting, "unit": _("件"), "href": here, "tone": "due" if waiting else ""},
        {"label": _("我的上报"), "value": told.count(), "unit": _("件"), "href": here},
    ]  # fmt: skip


BLOCKS: tuple[tuple[str, Any, Callable[[Mandate, StaffRequest], Tiles]], ...] = (
    ("payments.see", "发放批次", _runs),
    ("cycle.see", "月度周期", _cycle),
    ("reports.see", "最近一个月", _month),
    ("accounts.manage", "账户", _accounts),
    ("audit.see", "审计", _trail),
    ("system.manage", "系统状况", _system),
    ("exchange.deliver", "数据报送", _wanted),
    ("needs.report", "四级信息网", _asked),
)
