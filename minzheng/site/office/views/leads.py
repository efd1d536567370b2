"""Leads: triage, verification, closing; and a need somebody noticed."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core.fields import prefix_end
from minzheng.core.text import half_width, normalise_name
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.declarations import data_set, partner
from minzheng.kernel.monitoring import queries
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.choices import LeadState, Risk
from minzheng.kernel.monitoring.declarations import finding_kinds, kind_of
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.monitoring.permissions import may_report, may_verify
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import files, subjects
from ..doors import acting, found, needs, tried
from ..forms.leads import LeadReport, Measure
from . import flow, warnings
from .people.lists import in_place, places

RISKS = {Risk.HIGH.value: "danger", Risk.MEDIUM.value: "due", Risk.LOW.value: "quiet"}
STATES = {
    LeadState.OPEN.value: "info",
    LeadState.VERIFYING.value: "due",
    LeadState.CASE_OPENED.value: "good",
    LeadState.CLOSED.value: "quiet",
}


def _kinds() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in finding_kinds()]


@needs("leads.see")
def lead_list(request: StaffRequest) -> HttpResponseBase:
    """List the leads to be looked at, the most urgent first."""
    on = localdate(request.at)
    rows = queries.leads(acting(request)).select_related("household__head", "verifier__user")
    if not {"state", "late", "unanswered"} & request.GET.keys():
        rows = rows.filter(state__in=queries.OPEN_STATES)
    table = Table(
        "leads",
        "线索与预警",
        [
            Column("who", "家庭", _who, href=lambda row: reverse("office:lead", args=[row.pk])),
            Column("risk", "风险", lambda row: Badge(row.get_risk_display(), RISKS[row.risk]), kind="badge", order_by="risk"),
            Column("text", "内容"),
            Column("found_on", "发现", kind="date", order_by="found_on"),
            Column("due", "核查期限", lambda row: _due(row, on), kind="badge", order_by="due_on"),
            Column("division", "村（社区）", "division.name", order_by="division__path", wide=True),
            Column("state", "状态", lambda row: Badge(row.get_state_display(), STATES[row.state]), kind="badge"),
            Column("hits", "命中", kind="number", order_by="hits", wide=True),
            Column("verifier", "核查人", lambda row: str(row.verifier.user) if row.verifier else "", wide=True),
        ],
        queryset=rows,
        filters=[
            Filter("q", "姓名或简拼", apply=_named),
            Filter("state", "状态", kind="choice", choices=[(s.value, s.label) for s in LeadState]),
            Filter("kind", "类型", kind="choice", choices=_kinds),
            Filter("late", "只看逾期", kind="flag", apply=lambda found, _value: found & queries.overdue(acting(request), on)),
            Filter("unanswered", "待反馈", kind="flag", apply=lambda found, _value: found & queries.awaiting_feedback(acting(request))),
            Filter("risk", "风险", kind="choice", choices=[(r.value, r.label) for r in Risk]),
            Filter("division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()),
        ],
        order=("due_on", "id"),
        empty="没有待核查的线索。",
        row_tone=lambda row: "danger" if row.state in queries.OPEN_STATES and row.due_on < on else "",
    )  # fmt: skip
    return tables.respond(request, table, template="office/leads/list.html")


def _who(lead: Lead) -> str:
    if lead.household is not None and lead.household.head is not None:
        return lead.household.head.name
    return lead.person.name if lead.person else lead.division.name


def _due(lead: Lead, on: Any) -> Badge:
    late = lead.state in queries.OPEN_STATES and lead.due_on < on
    return Badge(f"{lead.due_on:%Y-%m-%d}", "danger" if late else "quiet")


def _named(rows: QuerySet[Lead], text: str) -> QuerySet[Lead]:
    latin, name = half_width(text).lower().replace(" ", ""), normalise_name(text)
    field, value = ("name_initials", latin) if latin.isascii() else ("name", name)
    asked = Q()
    for person in ("person__", "household__head__"):
        asked |= Q(**{f"{person}{field}__gte": value, f"{person}{field}__lt": prefix_end(value)})
    return rows.filter(asked)


@needs("leads.see")
def lead(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one lead with its evidence; the look is on record."""
    row = found(queries.leads(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="核查线索")
    return _page(request, row)


def _page(request: StaffRequest, row: Lead, measure: Measure | None = None) -> HttpResponse:
    viewer, on = acting(request), localdate(request.at)
    kind = kind_of(row.kind) if row.finding_id else None
    members = list(people.members(row.household, on)) if row.household else []
    context: dict[str, Any] = {
        "lead": row,
        "who": _who(row),
        "risk": Badge(f"{row.get_risk_display()}风险", RISKS[row.risk]),
        "level": Badge(f"{Risk(row.risk).level}预警", RISKS[row.risk]) if kind else None,
        "stage": warnings.stage_of(row),
        "steps": flow.steps(request, row),
        "state": Badge(row.get_state_display(), STATES[row.state]),
        "kind": kind,
        "is_late": row.state in queries.OPEN_STATES and row.due_on < on,
        "evidence": _evidence(row),
        "may_open_lines": _may_open_lines(request, row),
        "members": members,
        "benefits": files.standing(row.household, on) if row.household else [],
        "timeline": [
            {
                "at": entry.at, "title": entry.get_action_display(), "detail": entry.note,
                "who": str(entry.by.user), "icon": "circle-dot", "tone": "quiet",
            }
            for entry in reversed(queries.timeline(viewer, row))
        ],
        "others": queries.of_household(viewer, row.household).exclude(pk=row.pk)[:8] if row.household else [],
        "case": casework.cases(viewer).filter(pk=row.case_id).first() if row.case_id else None,
        "may": may_verify(row, viewer) and row.state != LeadState.CLOSED.value,
        "may_open_case": bool(kind and kind.workflow) and viewer.may("cases.open") and row.state in queries.OPEN_STATES,
        "measure": measure or Measure(),
    }  # fmt: skip
    return render(request, "office/leads/lead.html", context)


def _evidence(row: Lead) -> list[dict[str, Any]]:
    """Return the rows that prove a finding, each with the department it came from."""
    found_rows = row.finding.evidence if row.finding else []
    lines = []
    for line in found_rows:
        declared = data_set(line["data_set"])
        lines.append(line | {"label": declared.label, "partner": partner(declared.partner).label})
    return lines


def _may_open_lines(request: StaffRequest, row: Lead) -> bool:
    return acting(request).may("people.reveal") and acting(request).may("exchange.see")


def _done(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(request, reverse("office:lead", args=[pk]))


@require_POST
@needs("cases.take")
def lead_take(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin to verify a lead."""
    row = found(queries.leads(acting(request)), pk)
    tried(
        request,
        lambda: monitoring.take_lead(row, by=acting(request), at=request.at),
        _("已由您核查。"),
    )
    return _done(request, pk)


@require_POST
@needs("cases.take")
def lead_measure(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what was done, or close the lead with its reason; what was typed stays if refused."""
    row = found(queries.leads(acting(request)), pk)
    form = Measure(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    action, note = form.cleaned_data["action"], form.cleaned_data["note"]
    viewer = acting(request)

    def act() -> None:
        if row.state == LeadState.OPEN.value:
            monitoring.take_lead(row, by=viewer, at=request.at)
        if action == Measure.CLOSE:
            monitoring.close_lead(row, reason=note, by=viewer, at=request.at)
        else:
            monitoring.record_measure(row, action=action, note=note, by=viewer, at=request.at)

    if not tried(request, act, _("已记录。")):
        row.refresh_from_db()
        return _page(request, row, form)
    return _done(request, pk)


@require_POST
@needs("cases.open")
def lead_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the case a lead leads to, and go there."""
    row = found(queries.leads(acting(request)), pk)
    made: list[Case] = []
    done = tried(
        request,
        lambda: made.append(monitoring.open_case_from_lead(row, by=acting(request), at=request.at)),
        _("已转为办件。"),
    )
    if done and made:
        return redirect(request, reverse("office:case", args=[made[0].pk]))
    return _done(request, pk)


@needs("leads.see")
def lead_new(request: StaffRequest) -> HttpResponse:
    """Take down a need that somebody noticed: a visit, a call, a report of the network."""
    viewer = acting(request)
    offered = divisions.subtree(viewer.division_id).select_related("parent").order_by("path")
    form = LeadReport(request.POST or None, divisions=offered, initial=_reported(request))
    if request.method == "POST" and form.is_valid() and may_report(viewer.division, viewer):
        made: list[Lead] = []
        number = form.cleaned_data["household"]
        household = people.households(viewer).filter(pk=number).first() if number else None
        place = (
            household.division
            if household
            else Division.objects.get(code=form.cleaned_data["division"])
        )

        def act() -> None:
            made.append(
                monitoring.report_lead(
                    source=form.cleaned_data["source"], division=place, household=household,
                    text=form.cleaned_data["text"], urgent=form.cleaned_data["urgent"],
                    by=viewer, at=request.at,
                )
            )  # fmt: skip

        if tried(request, act, _("线索已登记，已派给所在乡镇。")):
            return redirect(request, reverse("office:lead", args=[made[0].pk]))
    return render(
        request,
        "office/leads/new.html",
        {"form": form, "may_report": may_report(viewer.division, viewer)},
    )


def _reported(request: StaffRequest) -> dict[str, Any]:
    """Return what the form starts with: the household it was opened from."""
    number = request.GET.get("household", "")
    if not number.isdigit():
        return {}
    household = subjects.household(request, int(number))
    return {"household": household.pk, "division": household.division_id}


urlpatterns: list[URLPattern] = [
    path("leads/", lead_list, name="leads"),
    path("leads/new/", lead_new, name="lead_new"),
    path("leads/<int:pk>/", lead, name="lead"),
    path("leads/<int:pk>/take/", lead_take, name="lead_take"),
    path("leads/<int:pk>/measure/", lead_measure, name="lead_measure"),
    path("leads/<int:pk>/case/", lead_case, name="lead_case"),
]
