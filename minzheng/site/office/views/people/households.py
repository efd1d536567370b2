"""The file of one household, and the report of a change in it."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.payments import queries as payments
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household
from minzheng.kernel.visits import queries as visits
from minzheng.site import changes
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.responses import is_htmx, redirect
from minzheng.ui.tables import Badge, Column, Table

from ... import chain, files, subjects
from ...doors import acting, needs, tried
from ...forms.people import ChangeReport

DIBAO = "assistance.dibao"


@needs("people.see")
def household(
    request: StaffRequest, pk: int, report: ChangeReport | None = None
) -> HttpResponseBase:
    """Show one household (一户一档): everything about it on one page; the look is on record."""
    viewer, on = acting(request), localdate(request.at)
    file = subjects.household_file(request, pk)
    statement = statement_table(file.household)
    if report is None and (answer := tables.piece(request, statement)):
        return answer
    persons = [row.person for row in file.members]
    section = files.department_section(
        file.household, persons, viewer, request.at, is_asked=subjects.wants_facts(request)
    )
    if subjects.wants_facts(request) and is_htmx(request):
        return render(request, "office/people/_facts.html", section)
    kind = request.GET.get("kind", "")
    timeline, count = files.household_timeline(file.household, viewer, kind)
    benefits = files.beside_others(files.standing(file.household, on), file.household, on)
    running = (
        list(casework.open_cases(viewer, file.household.pk)) if viewer.may("cases.see") else []
    )
    context = {
        "file": file,
        "household": file.household,
        "members": [
            {"row": row, "person": row.person, "age": subjects.age_of(row.person, request)}
            for row in file.members
        ],
        "flags": files.flags(file.household, file.members, viewer, on),
        "benefits": benefits,
        "paid": any(item["row"].benefit == DIBAO for item in benefits),
        **section,
        "running": running,
        "applying": next((case for case in running if case.state == "draft"), None),
        "leads": _open_leads(request, file.household),
        "kin": people.kinship(persons),
        "visits": visits.visits(viewer, file.household)[:6] if viewer.may("cases.see") else [],
        "papers": files.papers(viewer, [file.household, *running]) if viewer.may("documents.see") else [],
        "panels": files.panels("people.household", file.household, viewer, request.at),
        "chain": chain.chain(file.household, viewer),
        "statement": tables.listing(request, statement),
        "timeline": timeline,
        "timeline_count": count,
        "kinds": files.KINDS,
        "kind": kind,
        "report": report or ChangeReport(),
        "may_report": viewer.may("cases.open"),
        "can": {"visit": viewer.may("visits.record"), "apply": viewer.may("cases.open")},
        "may_reveal": viewer.may("people.reveal"),
    }  # fmt: skip
    return render(request, "office/people/household.html", context)


def _open_leads(request: StaffRequest, household: Household) -> list[object]:
    viewer = acting(request)
    if not viewer.may("leads.see"):
        return []
    leads = monitoring.of_household(viewer, household)
    return [lead for lead in leads if lead.state != LeadState.CLOSED.value]


def statement_table(household: Household) -> Table:
    """Return the statement: every line ever paid to the household."""
    return Table(
        "statement",
        f"发放记录-{household.number}",
        [
            Column("month", "所属月份", kind="code", order_by="month"),
            Column("benefit", "待遇", lambda line: files.benefit_label(line.benefit)),
            Column("kind", "类别", "get_kind_display"),
            Column("amount", "金额（元）", kind="money", order_by="amount"),
            Column("payee", "领款人", "payee_name"),
            Column("state", "状态", lambda line: Badge(line.get_state_display(), files.LINE_TONES.get(line.state, "quiet")), kind="badge"),
            Column("settled_on", "到账日", kind="date"),
            Column("why", "说明", lambda line: line.failure_text or line.block_reason, wide=True),
        ],
        queryset=payments.statement(household),
        order=("-month", "-id"),
        page_size=12,
        empty="还没有发放记录。",
        prefix="pay_",
    )  # fmt: skip


@require_POST
@needs("cases.open")
def household_change(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Take down a change the family reports: a case where something is paid, else a lead."""
    subject = subjects.household(request, pk)
    form = ChangeReport(request.POST)
    if not form.is_valid():
        return household(request, pk, report=form)
    viewer = acting(request)
    opened: list[Case | None] = []

    def act() -> None:
        opened.append(changes.report(subject, **form.cleaned_data, by=viewer, at=request.at))

    if not tried(request, act, _("变化已登记。")):
        return household(request, pk, report=form)
    if opened[0] is not None:
        return redirect(request, reverse("office:case", args=[opened[0].pk]))
    return redirect(request, reverse("office:household", args=[pk]))


urlpatterns: list[URLPattern] = [
    path("households/<int:pk>/", household, name="household"),
    path("households/<int:pk>/change/", household_change, name="household_change"),
]
