"""A new application at the counter: find the family, ask only what nobody knows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.domains.assistance.choices import SUPPORT
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import Workflow, workflows
from minzheng.kernel.cases.models import Case
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.declarations import Enrolment
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household
from minzheng.kernel.people.queries import HouseholdFile
from minzheng.kernel.verification import queries as letters
from minzheng.site import applying
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from .. import files, subjects
from ..doors import acting, needs, tried
from ..forms.intake import Intake, PersonIntake
from ..forms.personal import Elsewhere
from ..forms.steps import form_of
from . import credit

LIMIT = 20


@needs("cases.open")
def intake(request: StaffRequest) -> HttpResponse:
    """Find the family that stands at the counter; drafts of this office are beside it."""
    viewer, text = acting(request), request.GET.get("q", "").strip()
    on = localdate(request.at)
    homes: dict[int, dict[str, Any]] = {}
    found = people.search(viewer, text, limit=LIMIT)
    for person in found.persons:
        home = people.household_of(person.pk, on)
        if home is not None and people.households(viewer).filter(pk=home.pk).exists():
            homes.setdefault(home.pk, {"household": home, "hits": []})["hits"].append(person)
    for home in found.households:
        homes.setdefault(home.pk, {"household": home, "hits": []})
    rows = [
        row
        | {
            "members": list(people.members(row["household"], on)),
            "benefits": files.standing(row["household"], on),
        }
        for row in homes.values()
    ]
    drafts = casework.open_cases(viewer).filter(state="draft")[:LIMIT]
    wanted = request.GET.get("workflow", "")
    workflow = next((w for w in workflows() if w.key == wanted and w.service is not None), None)
    context = {"asked": text, "rows": rows, "drafts": drafts, "workflow": workflow}
    return render(request, "office/intake/find.html", context)


@needs("cases.open")
def intake_form(request: StaffRequest, pk: int) -> HttpResponse:
    """Take down an application of a known family; keep it as a draft or hand it in."""
    viewer = acting(request)
    file = subjects.household_file(request, pk)
    household = file.household
    if request.GET.get("workflow") == SUPPORT:
        return redirect(request, reverse("office:support_new", args=[pk]))
    benefit = applying.personal(request.GET.get("workflow", ""))
    if benefit is not None:
        return _personal(request, benefit, file)
    workflow = _asked_for(request)
    case = applying.running(household, workflow.key)
    if case is not None and case.state != workflow.first_state:
        return redirect(request, reverse("office:case", args=[case.pk]))
    members = [row.person for row in file.members]
    grown = [p for p in members if letters.is_adult(p, localdate(request.at))]
    form = Intake(
        request.POST or None,
        members=grown or members,
        unsigned=applying.signers(household, request.at),
        initial=_known(case, household),
    )
    if request.method == "POST" and form.is_valid():
        made = _take_down(request, form, workflow, household)
        if made is not None:
            return redirect(request, reverse("office:case", args=[made.pk]))
    ground, month, facts = files.facts(household, members, viewer, request.at)
    context = {
        "form": form,
        "household": household,
        "workflow": workflow,
        "case": case,
        "matters": applying.matters(household.division_id, localdate(request.at)),
        "members": _members(request, file),
        "benefits": files.standing(household, localdate(request.at)),
        "month": month,
        "facts": facts,
        "ground": ground,
        "viewer": viewer,
        "applicants": {person.pk: person.masked_phone for person in grown},
        "credit": credit.banner(request, members),
    }
    return render(request, "office/intake/form.html", context)


def _members(request: StaffRequest, file: HouseholdFile) -> list[dict[str, Any]]:
    return [
        {"row": row, "person": row.person, "age": subjects.age_of(row.person, request)}
        for row in file.members
    ]


def _personal(request: StaffRequest, benefit: Enrolment, file: HouseholdFile) -> HttpResponse:
    """Take down what one member (or the family of somebody who died) asks for, and hand it in."""
    viewer = acting(request)
    form = PersonIntake(
        request.POST or None,
        persons=applying.candidates(benefit, file),
        members=[row.person for row in file.members if row.person.died_on is None],
        remote=benefit.remote,
        on=localdate(request.at),
        initial={"person": request.GET.get("person", "")},
    )
    if request.method == "POST" and form.is_valid():
        made: list[Case] = []

        def keep() -> None:
            person = form.persons[form.cleaned_data["person"]]
            case = applying.take_down_for(
                benefit, person, by=viewer, at=request.at, **form.answers()
            )
            cases.take(case, applying.FIRST_STEP, by=viewer, at=request.at)
            made.append(case)

        if tried(request, keep, _("申请已提交。"), also=(ValueError,)):
            return redirect(request, reverse("office:case", args=[made[0].pk]))
    context = {
        "form": form,
        "benefit": benefit,
        "household": file.household,
        "members": _members(request, file),
        "matters": applying.matters(file.household.division_id, localdate(request.at)),
        "credit": credit.banner(request, [row.person for row in file.members]),
    }
    return render(request, "office/intake/person.html", context)


def _asked_for(request: StaffRequest) -> Workflow:
    """Return the procedure asked for, the first one by default."""
    offered = applying.offered()
    wanted = request.GET.get("workflow", "")
    return next((workflow for workflow in offered if workflow.key == wanted), offered[0])


def _known(case: Case | None, household: Household) -> dict[str, Any]:
    """Return what the form starts with: the draft's answers, else the head as applicant."""
    data = case.data if case is not None else {}
    applicant = case.person_id if case is not None and case.person_id else household.head_id
    return {"applicant": str(applicant or ""), "reason": "illness", **data}


def _take_down(
    request: StaffRequest, form: Intake, workflow: Workflow, household: Household
) -> Case | None:
    """Keep the draft, then hand it in if asked; None when the draft itself was refused."""
    viewer = acting(request)
    made: list[Case] = []

    def keep() -> None:
        made.append(
            applying.take_down(
                workflow.key,
                household,
                by=viewer,
                at=request.at,
                applicant=form.members[form.cleaned_data["applicant"]],
                data=form.answers(),
                signed=form.signed(),
                kin=form.kin_found(),
                kin_declared=True,
                phone=form.cleaned_data["phone"],
            )
        )

    if not tried(request, keep, also=(ValueError,)):
        return None
    case = made[0]
    if form_of(case, case.definition.step(applying.FIRST_STEP), request).fields:
        tried(request, lambda: None, _("已保存，请填写下面几项后提交。"))
        return case
    if request.POST.get("then") != "submit":
        tried(request, lambda: None, _("草稿已保存，可以随时接着办。"))
        return case
    tried(
        request,
        lambda: cases.take(case, applying.FIRST_STEP, by=viewer, at=request.at),
        _("申请已提交，编号 %(number)s。") % {"number": case.number},
    )
    return case


@needs("cases.open")
def elsewhere(request: StaffRequest) -> HttpResponse:
    """Accept the application of somebody registered elsewhere and pass it to that place (DI-05)."""
    form = Elsewhere(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, made = dict(form.cleaned_data), []

        def act() -> None:
            benefit = data.pop("benefit")
            made.append(enrolment.hand_over(benefit, by=acting(request), at=request.at, **data))

        if tried(request, act, _("已受理，请按期推送。"), also=(ValueError,)):
            return redirect(request, reverse("office:referral", args=[made[0].pk]))
    return render(request, "office/intake/elsewhere.html", {"form": form})


urlpatterns: list[URLPattern] = [
    path("intake/", intake, name="intake"),
    path("intake/elsewhere/", elsewhere, name="elsewhere"),
    path("intake/<int:pk>/", intake_form, name="intake_form"),
]
