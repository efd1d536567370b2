"""The page of one case: where it stands, what to do next, and why."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import queries as procedure
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import Step
from minzheng.kernel.cases.models import Case
from minzheng.kernel.documents import queries as documents
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification.models import Verification
from minzheng.kernel.verification.queries import authorised, rests_on_another, reusable_report
from minzheng.kernel.visits.models import Visit
from minzheng.site import applying, tracking
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ... import casework, files, subjects
from ...doors import acting, found, needs, tried
from ...forms.steps import Checklist, StepForm, form_of
from .. import credit
from .lists import state_badge

OBJECTION = "assistance.dibao.objection"


@needs("cases.see")
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one case; the look is on record."""
    row = subjects.case(request, pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="办理办件")
    return _page(request, row)


def _page(request: StaffRequest, row: Case, typed: StepForm | None = None) -> HttpResponse:
    """Render the page of a case, with the form of one step as it was typed."""
    viewer, on = acting(request), localdate(request.at)
    offers = [_offer(request, row, step, reasons, typed) for step, reasons in _steps(request, row)]
    main = next((offer for offer in offers if not offer["exception"]), None)
    context: dict[str, Any] = {
        "case": row,
        "household": row.household,
        "who": row.person or (row.household.head if row.household else None),
        "state": state_badge(row),
        "steps": tracking.step_bar(row, request.at),
        "main": main,
        "others": [offer for offer in offers if offer is not main],
        "wants_visit": main is not None and any("调查" in text or "核查" in text for text in main["reasons"]),
        "next": casework.who_is_next(row, on),
        "seen": row.events.count(),
        "deadlines": list(row.deadlines.order_by("met_at", "due_on")),
        "on": on,
        "explanation": casework.explanation(row),
        "checks": casework.checks(row),
        "members": casework.members(row, request.at),
        "unsigned": applying.signers(row.household, request.at) if row.household and row.closed_at is None and _checks_means(row) else [],
        "told": casework.told(row),
        "visits": Visit.objects.filter(case=row).select_related("by__user", "second_visitor__user").order_by("-visited_at"),
        "notices": list(row.notices.order_by("-posted_at")),
        "hearings": list(row.hearings.order_by("-asked_at")),
        "papers": _papers(request, row),
        "lead": monitoring.leads(viewer).filter(pk=row.lead_id).first() if row.lead_id and viewer.may("leads.see") else None,
        "related": casework.related(row, viewer),
        "timeline": casework.timeline(row),
        "means": _checks_means(row),
        "reusable": _reusable(request, row),
        "may": _rights(request, row),
        "credit": credit.banner(request, _applicants(row, request), row) if row.definition.service is not None else {},
        "panels": files.panels("cases.case", row, viewer, request.at),
    }  # fmt: skip
    return render(request, "office/cases/case.html", context)


def _steps(request: StaffRequest, row: Case) -> list[tuple[Step, list[str]]]:
    viewer = acting(request)
    return procedure.available_steps(row, viewer, request.at) if viewer.may("cases.take") else []


def _offer(
    request: StaffRequest, row: Case, step: Step, reasons: list[str], typed: StepForm | None
) -> dict[str, Any]:
    """Return one step the viewer may take: its form, and what still blocks it."""
    same = typed is not None and typed.step.key == step.key
    return {
        "step": step,
        "form": typed if same else form_of(row, step, request),
        "reasons": reasons,
        "exception": not tracking.is_offered(step, row, request.at),
        "says": casework.says(row, step, localdate(request.at)),
        "choices": casework.alternatives(row, step, localdate(request.at)),
        "is_typed": same,
        "url": reverse("office:case_take", args=[row.pk, step.key]),
    }


def _papers(request: StaffRequest, row: Case) -> list[Any]:
    """Return the papers of the case, of its notices, reports and visits."""
    viewer = acting(request)
    if not viewer.may("documents.see"):
        return []
    subjects_ = [row, *row.notices.all(), *row.verifications.all(), *row.visits.all()]
    return [paper for subject in subjects_ for paper in documents.documents(viewer, subject)]


def _applicants(row: Case, request: StaffRequest) -> list[Person]:
    """Return who applies with a case: the members of the family, or the person it is about."""
    found = [item["row"].person for item in casework.members(row, request.at)]
    return found or ([row.person] if row.person is not None else [])


def _rights(request: StaffRequest, row: Case) -> dict[str, bool]:
    """Return what the viewer may do beside the steps."""
    viewer, running = acting(request), row.closed_at is None
    draft = row.state == row.definition.first_state
    return {
        "visit": running and viewer.may("visits.record"),
        "sign": running and viewer.may("cases.open"),
        "edit": running and draft and viewer.may("cases.open") and row.definition.of == "household" and row.definition.service is not None,
        "check": running and not draft and viewer.may("verification.request") and _checks_means(row),
        "store": running and viewer.may("documents.store"),
        "complain": running and viewer.may("cases.take"),
        "rating_code": not running and row.definition.service is not None and viewer.may("cases.take") and not row.ratings.exists(),
        "object": row.state == "refused" and row.definition.of == "household" and viewer.may("cases.open") and not _objected(row),
    }  # fmt: skip


def _reusable(request: StaffRequest, row: Case) -> Verification | None:
    """Return the family's valid report this case might take, where it has none of its own."""
    wanted = row.closed_at is None and _checks_means(row) and not row.verifications.exists()
    if not wanted or not acting(request).may("verification.request"):
        return None
    return None if rests_on_another(row, request.at) else reusable_report(row, request.at)


def _checks_means(row: Case) -> bool:
    """Say whether a case rests on the check of a family's means: families' applications, and whatever asks for letters."""
    flow = row.definition
    asks = any(authorised in step.needs for step in flow.steps)
    return flow.service is not None and (flow.of == "household" or asks)


def _objected(row: Case) -> bool:
    return Case.objects.filter(workflow=OBJECTION, data__refused_case=row.pk).exists()


@require_POST
@needs("cases.take")
def case_take(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of a case; a refusal keeps what was typed on the page."""
    row = found(procedure.cases(acting(request)), pk)
    declared = row.definition.by_key.get(step)
    if declared is None:
        return redirect(request, casework.address(row))
    form = form_of(row, declared, request, bound=True)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return _page(request, row, form)
    if isinstance(form, Checklist):
        enrolment.tick(row, form.ticked(), by=acting(request), at=request.at)
    done = tried(
        request,
        lambda: cases.take(
            row,
            step,
            by=acting(request),
            at=request.at,
            note=form.cleaned_data.get("note", ""),
            data=form.answers(),
            seen=int(seen) if seen.isdigit() else None,
        ),
        f"“{declared.label}”已办理。",
        also=(ValueError,),
    )
    if not done:
        row.refresh_from_db()
        return _page(request, row, form)
    return redirect(request, casework.address(row))


urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/", case, name="case"),
    path("cases/<int:pk>/take/<str:step>/", case_take, name="case_take"),
]
