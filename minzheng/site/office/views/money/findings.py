"""Findings of audits: the list, a new one, one finding with its answer and its closing."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.models import RectificationItem
from minzheng.domains.planning.services import rectification
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.payments.models import AuditFinding
from minzheng.kernel.payments.models.audits import ANSWERED, CLOSED, FINDING_STATES, OPEN
from minzheng.kernel.payments.queries import audits
from minzheng.kernel.payments.services import audits as desk
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.money import Answer, Closing, NewFinding, Nothing
from ..assistance.acts import Deed, Sheet, perform, show
from .tabs import tabs

ACT = "office:money_finding_act"
TONES = {OPEN: "danger", ANSWERED: "due", CLOSED: "good"}


def _address(row: AuditFinding) -> str:
    return reverse("office:money_finding", args=[row.pk])


@needs("payments.audit", "payments.make")
def money_findings(request: StaffRequest) -> HttpResponseBase:
    """List the findings, open ones first; what is overdue stands out."""
    viewer, on = acting(request), localdate(request.at)
    table = Table(
        "money.findings",
        _("审计问题"),
        [
            Column("text", _("问题"), href=_address),
            Column("amount", _("涉及金额（元）"), kind="money", order_by="amount"),
            Column("responsible", _("整改单位"), order_by="responsible"),
            Column("due_on", _("整改期限"), kind="date", order_by="due_on"),
            Column("state", _("状态"), lambda row: Badge(str(row.get_state_display()), TONES[row.state]), kind="badge", order_by="state"),
            Column("report", _("审计报告"), wide=True),
            Column("found_by", _("提出人"), lambda row: str(row.found_by.user), wide=True),
            Column("found_at", _("提出时间"), kind="datetime", order_by="found_at", wide=True),
        ],
        queryset=audits.findings(viewer),
        filters=[
            Filter("q", _("问题、单位或报告"), fields=("text", "responsible", "report")),
            Filter("state", _("状态"), "choice", lists.worded(FINDING_STATES.items())),
            Filter("late", _("只看逾期"), "flag", apply=lambda rows, _yes: rows.exclude(state=CLOSED).filter(due_on__lt=on)),
        ],
        order=("-state", "due_on"),
        row_tone=lambda row: "danger" if row.state != CLOSED and row.due_on < on else "",
        empty=_("没有审计问题。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("payments.audit"):
        buttons = [{"label": _("提出问题"), "url": reverse("office:money_finding_new"), "icon": "plus", "primary": True}]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", buttons=buttons, tabs=tabs("money_findings", viewer)
    )


@needs("payments.audit")
def money_finding_new(request: StaffRequest) -> HttpResponse:
    """Write down a finding: of one line, of a sample, or of the funds as an audit report puts it."""
    viewer = acting(request)
    form = NewFinding(request.POST or None, today=localdate(request.at))
    line, sample = _about(request, viewer)
    made: list[AuditFinding] = []

    def act() -> None:
        made.append(
            desk.record_finding(
                **form.cleaned_data, line=line, sample=sample, by=viewer, at=request.at
            )
        )

    if (
        request.method == "POST"
        and form.is_valid()
        and tried(request, act, _("已提出，等待整改答复。"))
    ):
        return redirect(request, _address(made[0]))
    about = []
    if line is not None:
        about.append(
            f"{line.payee_name or line.household.number} {line.month} {label_of(line.benefit)}"
        )
    about += [str(sample)] if sample is not None else []
    context = {
        "form": form, "title": _("提出审计问题"), "button": _("提出"), "draft": "finding",
        "intro": _("涉及：%(about)s") % {"about": "；".join(about)} if about else "", "back": reverse("office:money_findings"),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


def _about(request: StaffRequest, viewer: Mandate) -> tuple[Any, Any]:
    """Return the line and the sample the address names, if any; 404 for what the viewer may not see."""
    line, sample = (request.GET.get(key, "") for key in ("line", "sample"))
    return (
        found(audits.asked_lines(viewer, {}), int(line)) if line.isdecimal() else None,
        found(audits.samples(viewer), int(sample)) if sample.isdecimal() else None,
    )


def _answer(request: StaffRequest, row: AuditFinding, told: dict[str, Any]) -> Any:
    return desk.answer_finding(row, **told, by=acting(request), at=request.at)


def _close(request: StaffRequest, row: AuditFinding, told: dict[str, Any]) -> Any:
    return desk.close_finding(row, **told, by=acting(request), at=request.at)


def _taken(request: StaffRequest, row: AuditFinding, _told: dict[str, Any]) -> Any:
    return rectification.take_finding(row, by=acting(request), at=request.at)


def _may_take(viewer: Mandate, row: AuditFinding) -> bool:
    return row.state != CLOSED and viewer.may("plans.enter") and _item(row) is None


def _item(row: AuditFinding) -> RectificationItem | None:
    return RectificationItem.objects.filter(audit_finding=row).first()


DEEDS = (
    Deed("answer", _("答复整改情况"), Answer, _answer, _("已答复，等待审计核销。"),
         lambda viewer, row: viewer.may("payments.make") and row.state == OPEN),
    Deed("close", _("核销或退回"), Closing, _close, _("已办理。"),
         lambda viewer, row: viewer.may("payments.audit") and row.state == ANSWERED),
    Deed("rectify", _("转入整改台账"), Nothing, _taken, _("已列入整改台账。"), _may_take),
)  # fmt: skip


def _sheet(row: AuditFinding) -> Sheet:
    facts: list[Any] = [
        (_("问题"), row.text), (_("涉及金额"), f"{yuan(row.amount)} {_('元')}" if row.amount is not None else None),
        (_("整改单位"), row.responsible), (_("整改期限"), row.due_on), (_("审计报告"), row.report),
        (_("抽样"), str(row.sample) if row.sample else None), (_("提出"), f"{row.found_by.user} {row.found_at:%Y-%m-%d}"),
        (_("整改情况"), row.answer),
        (_("答复"), f"{row.answered_by.user} {row.answered_at:%Y-%m-%d}" if row.answered_by and row.answered_at else None),
        (_("核销意见"), row.closing),
        (_("核销"), f"{row.closed_by.user} {row.closed_at:%Y-%m-%d}" if row.closed_by and row.closed_at else None),
    ]  # fmt: skip
    item = _item(row)
    if item is not None:
        facts.append(
            {
                "label": _("整改台账"),
                "value": item.get_state_display(),
                "href": reverse("office:rectification", args=[item.pk]),
            }
        )
    link = (
        (_("打开这一笔"), reverse("office:money_line", args=[row.line_id])) if row.line_id else None
    )
    return Sheet(
        title=_("审计问题 %(n)s") % {"n": row.pk},
        status=Badge(str(row.get_state_display()), TONES[row.state]),
        facts=facts,
        back=reverse("office:money_findings"),
        deeds=DEEDS,
        link=link,
    )


@needs("payments.audit", "payments.make")
def money_finding(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one finding with what may be done about it now."""
    row = found(audits.findings(acting(request)), pk)
    return show(request, row, _sheet(row), ACT)


@require_POST
@needs("payments.audit", "payments.make")
def money_finding_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Answer, close or send back a finding."""
    row = found(audits.findings(acting(request)), pk)
    return perform(request, row, act, _sheet(row), ACT, _address(row))


urlpatterns: list[URLPattern] = [
    path("money/findings/", money_findings, name="money_findings"),
    path("money/findings/new/", money_finding_new, name="money_finding_new"),
    path("money/findings/<int:pk>/", money_finding, name="money_finding"),
    path("money/findings/<int:pk>/<slug:act>/", money_finding_act, name="money_finding_act"),
]
