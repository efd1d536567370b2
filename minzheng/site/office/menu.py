"""The menu of the office: what a role may browse, with the counts that wait."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from minzheng.core import clock
from minzheng.kernel import domain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.choices import Level


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `needs` empty: for everybody who signed in; gone where its `module` is off."""

    label: Any
    url: str
    icon: str
    needs: str = ""
    group: Any = ""
    module: str = ""


CAMPAIGNS = "campaigns"
ENTRIES = (
    Entry(_("我的待办"), "office:home", "checklist", "tasks.see"),
    Entry(_("人员与家庭"), "office:people", "users", "people.see", _("档案")),
    Entry(_("新申请"), "office:intake", "plus", "cases.open", _("办件")),
    Entry(_("办件"), "office:cases", "folder", "cases.see", _("办件")),
    Entry(_("经济状况核对"), "office:verifications", "clipboard-check", "cases.see", _("办件")),
    Entry(_("走访"), "office:visit_plan", "walk", "cases.see", _("办件")),
    Entry(
        _("上门服务与村级人员"), "office:service_workers", "heart-handshake", "cases.see", _("帮扶")
    ),
    Entry(
        _("外勤填写冲突"), "office:field_conflicts", "switch-horizontal", "visits.record", _("办件")
    ),
    Entry(_("外勤终端"), "office:devices", "id", "accounts.manage", _("管理")),
    Entry(_("转办"), "office:referrals", "switch-horizontal", "cases.see", _("办件")),
    Entry(_("事件跟进"), "office:follow_ups", "history", "cases.see", _("办件"), CAMPAIGNS),
    Entry(_("窗口预约"), "office:appointments", "calendar", "cases.see", _("办件")),
    Entry(_("服务评价"), "office:ratings", "message", "cases.see", _("办件")),
    Entry(_("公示"), "office:notices", "speakerphone", "cases.see", _("办件")),
    Entry(_("政策宣传与二维码"), "office:drives", "speakerphone", "needs.report", _("办件")),
    Entry(_("事项目录"), "office:service_matters", "folder", "cases.see", _("办件")),
    Entry(_("政策导航"), "office:navigator", "help-circle", group=_("办件")),
    Entry(
        _("特困照护"), "office:assessments", "heart-handshake", "cases.see", _("办件"), "assistance"
    ),
    Entry(_("集中供养"), "office:admissions", "home-2", "cases.see", _("办件"), "assistance"),
    Entry(
        _("服务类救助"),
        "office:relief_services",
        "heart-handshake",
        "cases.see",
        _("办件"),
        "assistance",
    ),
    Entry(_("救助订单"), "office:help_orders", "checklist", "cases.see", _("帮扶"), "assistance"),
    Entry(
        _("综合救助信息"),
        "office:help_store",
        "heart-handshake",
        "cases.see",
        _("帮扶"),
        "assistance",
    ),
    Entry(_("救助资源库"), "office:help_resources", "folder", "cases.see", _("帮扶"), "assistance"),
    Entry(_("上报需求"), "office:reports", "speakerphone", "needs.report", _("监测"), CAMPAIGNS),
    Entry(_("群众诉求"), "office:petitions", "phone", "needs.report", _("监测"), "petitions"),
    Entry(_("摸排核查"), "office:campaigns", "map-pin", "leads.see", _("监测"), CAMPAIGNS),
    Entry(_("线索与预警"), "office:leads", "alert-triangle", "leads.see", _("监测")),
    Entry(_("预警规则与台账"), "office:warning_rules", "alert-triangle", "leads.see", _("监测")),
    Entry(_("监测台账"), "office:ledger", "notes", "leads.see", _("监测")),
    Entry(_("低收入人口"), "office:register", "id", "leads.see", _("监测")),
    Entry(_("登记名册"), "office:rosters", "list", "people.see", _("监测")),
    Entry(_("信用记录"), "office:credit_records", "shield", "credit.see", _("监测")),
    Entry(_("容错纠错"), "office:error_reports", "notes", "cases.see", _("监测")),
    Entry(_("月度周期"), "office:cycle", "refresh", "cycle.see", _("监测")),
    Entry(_("规划导入"), "office:plan_imports", "upload", "plans.enter", _("规划"), "planning"),
    Entry(_("规划"), "office:plans", "map-pin", "plans.see", _("规划"), "planning"),
    Entry(_("任务"), "office:planning_tasks", "checklist", "plans.see", _("规划"), "planning"),
    Entry(_("重大工程"), "office:planning_projects", "home-2", "plans.see", _("规划"), "planning"),
    Entry(_("评估报告"), "office:evaluation_reports", "notes", "plans.see", _("规划"), "planning"),
    Entry(_("督办与整改"), "office:dues", "flag", "plans.see", _("规划"), "planning"),
    Entry(_("绩效考核"), "office:schemes", "clipboard-check", "plans.see", _("规划"), "planning"),
    Entry(_("统计报表"), "office:statistics", "chart-bar", "plans.see", _("规划"), "planning"),
    Entry(_("制度与标准"), "office:measures", "gavel", "plans.see", _("规划"), "planning"),
    Entry(_("抽样调查"), "office:surveys", "users-group", "plans.see", _("规划"), "planning"),
    Entry(_("服务设施"), "office:facilities", "building", "facilities.see", _("档案")),
    Entry(_("发放"), "office:runs", "cash", "payments.see", _("资金")),
    Entry(_("资金总览与审计"), "office:money", "report-money", "payments.see", _("资金")),
    Entry(_("追缴"), "office:recoveries", "coin", "payments.see", _("资金")),
    Entry(_("资金账务"), "office:book_accounts", "book", "ledger.see", _("资金")),
    Entry(_("备用金"), "office:relief_funds", "wallet", "payments.see", _("资金"), "assistance"),
    Entry(_("专项救助"), "office:relief_rounds", "cash", "payments.see", _("资金"), "assistance"),
    Entry(
        _("购买服务"),
        "office:purchases",
        "clipboard-check",
        "purchases.see",
        _("资金"),
        "purchases",
    ),
    Entry(_("运营补贴"), "office:appraisals", "home-2", "purchases.see", _("资金"), "purchases"),
    Entry(_("项目资金"), "office:projects", "chart-bar", "purchases.see", _("资金"), "purchases"),
    Entry(_("救助物资"), "office:goods", "list", "purchases.see", _("资金"), "purchases"),
    Entry(_("驾驶舱"), "office:cockpit", "chart-bar", "reports.see", _("统计")),
    Entry(_("指标比较"), "office:comparison", "chart-bar", "reports.see", _("统计")),
    Entry(_("看板"), "office:dashboard", "chart-bar", "reports.see", _("统计")),
    Entry(_("指标目录与填报"), "office:indicators", "list", "reports.see", _("统计")),
    Entry(_("待遇资金年报"), "office:allowances", "chart-bar", "reports.see", _("统计")),
    Entry(_("报送数据"), "office:deliver", "upload", "exchange.deliver", _("管理")),
    Entry(_("数据交付"), "office:deliveries", "database", "exchange.see", _("管理")),
    Entry(_("共享交换"), "office:sharing", "switch-horizontal", "sharing.see", _("管理")),
    Entry(_("代办委托"), "office:delegations", "users-group", "people.reveal", _("档案")),
    Entry(_("电子证照"), "office:certificates", "id", "people.see", _("档案")),
    Entry(_("比对认定"), "office:matches", "users", "exchange.take", _("管理")),
    Entry(_("重复档案"), "office:merging", "users", "people.merge", _("档案")),
    Entry(_("标准与参数"), "office:standards", "settings", "parameters.see", _("管理")),
    Entry(_("政策手册"), "office:manual", "scale", group=_("管理")),
    Entry(_("测算"), "office:scenarios", "scale", "parameters.enter", _("管理")),
    Entry(_("测算"), "office:scenarios", "scale", "parameters.release", _("管理")),
    Entry(_("模块与试点"), "office:switches", "settings", "reports.see", _("管理")),
    Entry(_("政策文件"), "office:policies", "book", "reports.see", _("管理")),
    Entry(
        _("政务公开"), "office:articles", "speakerphone", "content.write", _("管理"), "publicity"
    ),
    Entry(
        _("政务公开"), "office:articles", "speakerphone", "content.approve", _("管理"), "publicity"
    ),
    Entry(_("档案管理"), "office:archives", "files", "documents.see", _("管理")),
    Entry(_("审计"), "office:audit", "shield", "audit.see", _("管理")),
    Entry(_("审计"), "office:audit", "shield", "looks.see", _("管理")),
    Entry(_("用户与岗位"), "office:users", "key", "accounts.manage", _("管理")),
    Entry(_("接口密钥"), "office:api_keys", "key", "accounts.manage", _("管理")),
)


@cache
def _address(name: str) -> str:
    """Return where a page lies; empty for one that is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def menu(mandate: Mandate, path: str) -> list[dict[str, Any]]:
    """Return the lines of the menu this mandate may open, the one of this page marked."""
    rooms = [
        Entry(i.label, i.url, i.icon, i.needs, module=room.key)
        for room in domain.domains()
        for i in room.menu
    ]
    off = accounts.modules_off(mandate, localdate(clock.now()))
    lines: list[dict[str, Any]] = []
    for entry in (*ENTRIES, *rooms):
        if entry.module in off or (entry.needs and not mandate.may(entry.needs)):
            continue
        if not (url := _address(entry.url)):
            continue
        lines.append({"label": entry.label, "url": url, "icon": entry.icon, "group": entry.group})
    # Where one address lies below another, only the nearer line is the page's own.
    holding = [
        u for u in (line["url"] for line in lines) if path == u or (u != "/" and path.startswith(u))
    ]
    here = max(holding, key=len, default="")
    return [{**line, "active": line["url"] == here} for line in lines]


# Beyond so many lines a menu no longer fits a desk's screen: what is rarely browsed comes folded.
LONG = 24
RARELY = (_("统计"), _("管理"))


def sections(lines: list[dict[str, Any]], chosen: str) -> list[dict[str, Any]]:
    """Return the menu by group, each open or folded.

    `chosen` is what the reader last did, as the page's script keeps it: ``+group`` for opened,
    ``-group`` for folded, joined by ``|``. The group of the page itself is always open.
    """
    said = {word[1:]: word[0] == "+" for word in chosen.split("|") if word}
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(str(line["group"]), []).append(line)
    return [
        {
            "label": label,
            "lines": held,
            "open": any(line["active"] for line in held)
            or said.get(label, len(lines) <= LONG or label not in map(str, RARELY)),
        }
        for label, held in groups.items()
    ]


def county_name(mandate: Mandate) -> str:
    """Return the county a mandate works in, or its own division above the county."""
    division = mandate.division
    while division.level > Level.COUNTY and division.parent is not None:
        division = division.parent
    return division.name
