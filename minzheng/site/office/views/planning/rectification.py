"""The rectification ledger: the list, counts by source and unit, a new item, one item with its next step."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    FINDING_SOURCES,
    HANDED_ON,
    MENDING,
    NOT_SUPERVISED,
    ON_THE_BOARD,
    RECTIFICATION_STATES,
    SENT_BACK,
    STRUCK_OFF,
    SUPERVISION_LEVELS,
    TO_VERIFY,
    VERIFIED,
)
from minzheng.domains.planning.models import RectificationItem
from minzheng.domains.planning.queries import rectification as queries
from minzheng.domains.planning.services import rectification as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.payments.queries import audits
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import moment, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_tracking as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import filled
from .tracking import TABS, button, late, places_below, tabs, who_works

ACT = "office:rectification_act"
TONES = {MENDING: "due", TO_VERIFY: "info", STRUCK_OFF: "good", HANDED_ON: "quiet"}


def address(row: RectificationItem) -> str:
    """Return where an item lies."""
    return reverse("office:rectification", args=[row.pk])


def state(row: RectificationItem) -> Badge:
    """Return the state of an item; what is on the board says so."""
    if row.is_open and row.supervision == ON_THE_BOARD:
        return Badge(f"{row.get_state_display()} · {row.get_supervision_display()}", "danger")
    return Badge(row.get_state_display(), TONES[row.state])


def next_step(row: RectificationItem) -> str:
    """Say what comes next for an item."""
    if row.state == MENDING:
        return _("报送整改") if row.measure else _("填写整改措施")
    return _("复查") if row.state == TO_VERIFY else ""


def columns(request: StaffRequest) -> list[Column]:
    """Return the columns of the ledger; the printed one reads from the problem to the striking off."""
    on = localdate(request.at)
    return [
        Column("issue", _("问题"), href=address),
        Column("source", _("来源"), "get_source_display", order_by="source", wide=True),
        Column("paper", _("来源文件"), wide=True),
        Column("measure", _("整改措施"), wide=True),
        Column("unit", _("责任单位"), order_by="unit"),
        Column("owner", _("责任人"), lambda row: str(row.owner.user) if row.owner else "", wide=True),
        Column("due_on", _("整改期限"), kind="date", order_by="due_on"),
        Column("late", _("时限"), lambda row: late(row.due_on, on, is_open=row.is_open), kind="badge"),
        Column("state", _("状态"), state, kind="badge", order_by="state"),
        Column("next", _("下一步"), next_step, wide=True),
        Column("ended_on", _("销号"), kind="date", order_by="ended_on", wide=True),
    ]  # fmt: skip


@needs("plans.see")
def rectifications(request: StaffRequest) -> HttpResponseBase:
    """List the ledger of the viewer's divisions, what is due first on top."""
    viewer, on = acting(request), localdate(request.at)
    rows = queries.items(viewer)
    table = Table(
        "rectifications", _("整改台账"), columns(request), queryset=rows,
        filters=[
            Filter("q", _("问题、单位或文件"), fields=("issue", "unit", "paper", "measure")),
            Filter("source", _("来源"), "choice", list(FINDING_SOURCES.items())),
            Filter("state", _("状态"), "choice", list(RECTIFICATION_STATES.items())),
            Filter("late", _("只看逾期"), "flag", apply=lambda kept, _yes: kept.filter(queries.overdue(on))),
            Filter("open", _("只看在办"), "flag", apply=lambda kept, _yes: kept.filter(state__in=queries.OPEN_STATES)),
            Filter("supervision", _("督办"), "choice", [(str(level), label) for level, label in SUPERVISION_LEVELS.items()]),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
            Filter("unit", _("责任单位"), "choice", lambda: [(u, u) for u in rows.order_by("unit").values_list("unit", flat=True).distinct()]),
        ],
        order=("ended_on", "due_on", "id"),
        row_tone=lambda row: "danger" if row.state == MENDING and row.due_on < on else "",
        empty=_("还没有整改事项。"),
    )  # fmt: skip
    buttons = [{**button(_("按来源和单位统计"), "rectification_counts"), "icon": "chart-bar"}]
    if viewer.may("plans.enter"):
        buttons.append(button(_("登记问题"), "rectification_new", primary=True))
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "rectifications"), buttons=buttons
    )


@needs("plans.see")
def rectification_counts(request: StaffRequest) -> HttpResponseBase:
    """Count the ledger by source and by unit; every figure opens its rows."""
    viewer, on = acting(request), localdate(request.at)
    sources, units = queries.by_source(viewer, on), queries.by_unit(viewer, on)
    tables = [
        _counts("rectifications.sources", _("来源"), "source", sources, "s-"),
        _counts("rectifications.units", _("责任单位"), "unit", units, "u-"),
    ]
    figure = charts.stacked(
        _("各来源整改进度"), [one.label for one in sources],
        {
            _("在办"): [one.open - one.overdue for one in sources],
            _("逾期"): [one.overdue for one in sources],
            _("已销号"): [one.struck_off for one in sources],
        },
        unit=_("项"), head=_("来源"),
    ) if sources else None  # fmt: skip
    sheet = Sheet(
        title=_("整改统计"), facts=[], back=reverse("office:rectifications"), deeds=(), figure=figure,
        table=tables[0], more=tables[1:],
    )  # fmt: skip
    return show(request, None, sheet, ACT)


def _counts(key: str, title: str, field: str, rows: Any, prefix: str) -> Table:
    home = reverse("office:rectifications")

    def to(**asked: str) -> Any:
        return lambda one: f"{home}?{_query(**{field: one.key}, **asked)}"

    return Table(
        key, title,
        [
            Column("label", title, href=to()),
            Column("total", _("问题"), kind="number", href=to(), order_by=True),
            Column("struck_off", _("已销号"), kind="number", href=to(state=STRUCK_OFF)),
            Column("open", _("在办"), kind="number", href=to(open="1")),
            Column("overdue", _("逾期"), kind="number", href=to(late="1"), order_by=True),
        ],
        rows=rows, order="-total", prefix=prefix, empty=_("没有记录。"),
    )  # fmt: skip


def _query(**asked: str) -> str:
    return urlencode(asked)


@needs("plans.enter")
def rectification_new(request: StaffRequest) -> HttpResponse:
    """Put a problem on the ledger."""
    viewer = acting(request)
    form = forms.RectificationEntry(
        request.POST or None, request.FILES or None, places=places_below(viewer)
    )
    return filled(
        request, form,
        lambda told: services.register(told.pop("division"), **told, by=viewer, at=request.at),
        title=_("登记问题"), intro=_("问题登记后列入责任单位的待办；整改须附证明，由另一人复查后销号。"),
        done=_("已列入整改台账。"), home=address, back=reverse("office:rectifications"),
    )  # fmt: skip


# -- one item -----------------------------------------------------------------------------------------


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _measured(request: StaffRequest, row: RectificationItem, told: dict[str, Any]) -> Any:
    owner = found(queries.workers(row.division_id, localdate(request.at)), told["owner"])
    return services.set_measure(
        row, measure=told["measure"], owner=owner, by=acting(request), at=request.at
    )


def _owners(request: StaffRequest, row: RectificationItem) -> dict[str, Any]:
    return {"owners": who_works(row.division_id, localdate(request.at))}


def _works(viewer: Mandate, row: RectificationItem) -> bool:
    return row.state == MENDING and viewer.may("plans.work")


def _may_report(viewer: Mandate, row: RectificationItem) -> bool:
    return _works(viewer, row) and bool(row.measure)


def _asked(row: RectificationItem) -> Any:
    return row.deadlines.filter(agreed=None).first()


def _may_extend(viewer: Mandate, row: RectificationItem) -> bool:
    return _works(viewer, row) and _asked(row) is None


def _may_agree(viewer: Mandate, row: RectificationItem) -> bool:
    asked = _asked(row)
    return viewer.may("plans.confirm") and asked is not None and asked.asked_by_id != viewer.pk


def _may_verify(viewer: Mandate, row: RectificationItem) -> bool:
    if row.state != TO_VERIFY or not (viewer.may("plans.enter") or viewer.may("plans.confirm")):
        return False
    return not row.rounds.filter(outcome="", submitted_by__user=viewer.user_id).exists()


DEEDS = (
    Deed("verify", _("复查"), forms.Verdict, _on(services.verify), _("复查结果已登记。"), _may_verify),
    Deed("submit", _("报送整改"), forms.Mended, _on(services.submit), _("已报送，等待另一人复查。"), _may_report),
    Deed(
        "measure", _("填写或调整整改措施"), forms.MeasureSet, _measured, _("整改措施已登记。"), _works, shape=_owners,
        initial=lambda request, row: {"measure": row.measure, "owner": row.owner_id},
    ),
    Deed("agree", _("批准延期"), forms.ExtensionDecision, _on(services.decide_extension), _("已办理延期申请。"), _may_agree),
    Deed("extend", _("申请延期"), forms.Extension, _on(services.ask_extension), _("已申请，等待批准。"), _may_extend),
    Deed(
        "hand", _("移交其他机关"), forms.HandingOn, _on(services.hand_on), _("已移交。"),
        lambda viewer, row: row.is_open and viewer.may("plans.confirm"),
    ),
)  # fmt: skip


def _stages(row: RectificationItem) -> list[dict[str, Any]]:
    last = row.rounds.order_by("-pk").first()
    reported = row.state in {TO_VERIFY, STRUCK_OFF}
    stages: list[dict[str, Any]] = [
        {"label": _("问题"), "state": "done", "note": f"{row.get_source_display()} · {row.paper}"},
        {"label": _("措施"), "state": "done" if row.measure else "current", "note": row.measure},
        {"label": _("责任和期限"), "state": "done" if row.owner else "next", "note": f"{row.unit} {row.owner.user if row.owner else ''} {row.due_on}"},
        {"label": _("整改"), "state": "done" if reported else "current" if row.measure else "next", "note": f"{last.submitted_by.user} {moment(last.submitted_at)}" if last else ""},
        {"label": _("复查"), "state": "done" if row.state == STRUCK_OFF else "current" if row.state == TO_VERIFY else "next", "note": _judged(last)},
    ]  # fmt: skip
    end = _("移交") if row.state == HANDED_ON else _("销号")
    note = f"{row.ended_on or ''} {row.handed_to}".strip()
    return [*stages, {"label": end, "state": "next" if row.is_open else "done", "note": note}]


def _judged(last: Any) -> str:
    if last is None or last.checked_by is None:
        return ""
    return f"{last.get_outcome_display()} {last.checked_by.user} {moment(last.checked_at)}：{last.opinion}"


def _facts(request: StaffRequest, row: RectificationItem) -> list[tuple[Any, Any]]:
    facts: list[tuple[Any, Any]] = [
        (_("问题"), row.issue), (_("来源"), f"{row.get_source_display()} · {row.paper}"),
        (_("涉及金额"), f"{yuan(row.amount)} {_('元')}" if row.amount is not None else ""),
        (_("整改措施"), row.measure), (_("责任单位"), row.unit),
        (_("责任人"), row.owner.label if row.owner else ""), (_("整改期限"), row.due_on),
        (_("督办"), row.get_supervision_display() if row.supervision != NOT_SUPERVISED else ""),
        (_("移交"), f"{row.handed_to}：{row.handing}" if row.handed_to else ""),
        (_("登记"), f"{row.by.user} {moment(row.at)}"), (_("下一步"), next_step(row)),
    ]  # fmt: skip
    return [fact for fact in facts if fact[1]]


def _origin(viewer: Mandate, row: RectificationItem) -> tuple[Any, str] | None:
    """Return the page of what the item came from, for a viewer who may open it."""
    may = viewer.may("payments.audit") or viewer.may("payments.make")
    finding = row.audit_finding_id
    if may and finding is not None and audits.findings(viewer).filter(pk=finding).exists():
        return _("原审计问题"), reverse("office:money_finding", args=[row.audit_finding_id])
    if row.project_step is not None and viewer.may("purchases.see"):
        return _("原项目审计"), reverse("office:project", args=[row.project_step.project_id])
    if row.campaign_id:
        return _("专项整治"), reverse("office:special_campaign", args=[row.campaign_id])
    if row.inspection_id:
        return _("实地检查"), reverse("office:inspection", args=[row.inspection_id])
    if row.document_id and viewer.may("documents.see"):
        return _("来源文件"), reverse("office:document", args=[row.document_id])
    return None


def _tables(viewer: Mandate, row: RectificationItem) -> list[Table]:
    def paper(one: Any) -> str:
        return lists.address("office:document", one.evidence_id, viewer=viewer, needs="documents.see")  # fmt: skip

    tones = {"": "info", VERIFIED: "good", SENT_BACK: "danger"}
    return [
        Table(
            "rectification.rounds", _("整改和复查"),
            [
                Column("text", _("整改情况")),
                Column("evidence", _("证明材料"), "evidence.file_name", href=paper),
                Column("submitted_by", _("报送人"), lambda one: str(one.submitted_by.user)),
                Column("submitted_at", _("报送时间"), kind="datetime"),
                Column("outcome", _("复查结果"), lambda one: Badge(one.get_outcome_display() or _("待复查"), tones[one.outcome]), kind="badge"),
                Column("opinion", _("复查意见")),
                Column("checked_by", _("复查人"), lambda one: str(one.checked_by.user) if one.checked_by else ""),
            ],
            queryset=row.rounds.select_related("evidence", "submitted_by__user", "checked_by__user"), order=("submitted_at",),
            prefix="r-", empty=_("还没有报送整改。"),
        ),
        Table(
            "rectification.deadlines", _("期限变更"),
            [
                Column("old_due_on", _("原期限"), kind="date"), Column("new_due_on", _("新期限"), kind="date"),
                Column("reason", _("理由")), Column("asked_by", _("申请人"), lambda one: str(one.asked_by.user)),
                Column("agreed", _("结果"), _agreed, kind="badge"),
                Column("decided_by", _("批准人"), lambda one: str(one.decided_by.user) if one.decided_by else ""),
                Column("decided_on", _("批准日期"), kind="date"), Column("opinion", _("意见"), wide=True),
            ],
            queryset=row.deadlines.select_related("asked_by__user", "decided_by__user"), order=("asked_at",),
            prefix="d-", empty=_("没有延期。"),
        ),
    ]  # fmt: skip


def _agreed(one: Any) -> Badge:
    if one.agreed is None:
        return Badge(_("待批准（督办重定）") if one.under_supervision else _("待批准"), "due")
    return Badge(_("同意"), "good") if one.agreed else Badge(_("不同意"), "quiet")


def _sheet(request: StaffRequest, row: RectificationItem) -> Sheet:
    viewer = acting(request)
    first, *more = _tables(viewer, row)
    return Sheet(
        title=row.issue[:60], subtitle=f"{lists.place(row.division)} · {row.unit}", status=state(row),
        facts=_facts(request, row), back=reverse("office:rectifications"), deeds=DEEDS, stages=_stages(row),
        link=_origin(viewer, row), table=first, more=more,
    )  # fmt: skip


@needs("plans.see")
def rectification(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one item: its way from the problem to the striking off, and what may be done now."""
    row = found(queries.items(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.work", "plans.enter", "plans.confirm")
def rectification_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with an item."""
    row = found(queries.items(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, address(row))


urlpatterns: list[URLPattern] = [
    path("rectifications/", rectifications, name="rectifications"),
    path("rectifications/counts/", rectification_counts, name="rectification_counts"),
    path("rectifications/new/", rectification_new, name="rectification_new"),
    path("rectifications/<int:pk>/", rectification, name="rectification"),
    path("rectifications/<int:pk>/<str:act>/", rectification_act, name="rectification_act"),
]
