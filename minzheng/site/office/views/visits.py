"""Visits: the list, recording one, reading one."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core.forms import PHOTO, SIGNATURE, SOUND
from minzheng.core.money import format_yuan
from minzheng.domains.assistance.services import rechecks
from minzheng.facts import COLUMNS
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case, Task
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring import services as leads
from minzheng.kernel.monitoring.choices import Action, LeadState
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people import queries as people
from minzheng.kernel.visits import choices, queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.declarations import visit_rules
from minzheng.kernel.visits.models import Visit
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import subjects
from ..desk import RECHECKED
from ..doors import acting, found, needs, tried
from ..forms.visits import VisitRecord
from .people.lists import in_place, places
from .purchases.entering import tabs
from .visiting.shared import TABS, standing

PURPOSES = {
    choices.SURVEY: "入户调查",
    choices.COUNTY_CHECK: "县级入户核查",
    choices.LEAD_CHECK: "线索核查",
}


@needs("cases.see")
def visit_list(request: StaffRequest) -> HttpResponseBase:
    """List the visits of the viewer's divisions, newest first."""
    table = Table(
        "visits",
        "走访",
        [
            Column("household", "家庭", "household.head.name", href=lambda row: reverse("office:visit", args=[row.pk])),
            Column("kind", "类型", "get_kind_display"),
            Column("visited_at", "走访时间", kind="datetime", order_by="visited_at"),
            Column("by", "走访人", lambda row: "、".join(str(m.user) for m in (row.by, row.second_visitor) if m)),
            Column("conclusion", "结论", wide=True),
            Column("recorded", "记录", _promptness, kind="badge"),
            Column("standing", "核验", standing, kind="badge", wide=True),
        ],
        queryset=queries.visits(acting(request)),
        filters=[
            Filter("kind", "类型", kind="choice", choices=list(choices.KINDS.items())),
            Filter("visited_at__date", "日期", kind="date"),
            Filter("division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()),
        ],
        order="-visited_at",
        empty="还没有走访记录。",
    )  # fmt: skip
    return tables.respond(request, table, template="office/list.html", tabs=tabs(TABS, "visits"))


def _promptness(visit: Any) -> Badge:
    """Say whether a visit was written down on its day."""
    same = localdate(visit.recorded_at) == localdate(visit.visited_at)
    return Badge("当日记录", "good") if same else Badge("补记", "due")


@needs("cases.see")
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one visit: who went, what was seen, which figures count from then on."""
    row = found(queries.visits(acting(request)), pk)
    facts = [
        {
            "name": fact.person.name if fact.person else _("全家"),
            "label": COLUMNS[fact.column].label,
            "text": fact.text or _figure(fact.column, fact.number),
            "since": fact.valid_from,
        }
        for fact in row.facts.select_related("person")
    ]
    context = {
        "visit": row, "facts": facts, "findings": [*row.findings.items(), *_answered(row)],
        "standing": standing(row),
    }  # fmt: skip
    return render(request, "office/visits/visit.html", context)


def _answered(row: Visit) -> list[tuple[str, str]]:
    """Return what the rule's form asked with the answers in words; photographs stand elsewhere."""
    rule = next(iter(visit_rules(row.rule)), None) if row.rule else None
    found_words = []
    for item in rule.form.items if rule else ():
        said = row.answers.get(item.key)
        if said is None or item.kind in {PHOTO, SIGNATURE, SOUND}:
            continue
        words = dict(item.options)
        parts = said if isinstance(said, list) else [said]
        plain = ["是" if one is True else "否" if one is False else words.get(one, str(one)) for one in parts]  # fmt: skip
        found_words.append((item.label, "、".join(plain)))
    return found_words


def _figure(column: str, number: int | None) -> str:
    declared = COLUMNS[column]
    if number is None:
        return ""
    return (
        f"{format_yuan(number)} {declared.unit}"
        if declared.kind == "money"
        else f"{number} {declared.unit}"
    )


@needs("visits.record")
def visit_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a visit to a household, for a case or a lead when one is named."""
    viewer = acting(request)
    household = subjects.household(request, pk)
    case, lead, recheck = _case(request, pk), _lead(request, pk), _recheck(request)
    members = [row.person for row in people.members(household, localdate(request.at))]
    form = VisitRecord(
        request.POST or None,
        colleagues=subjects.colleagues(viewer, household.division_id, request),
        members=members,
        at=request.at,
        recheck=recheck is not None,
        initial={"kind": choices.SURVEY if recheck else _kind(request, case, lead)},
    )
    if request.method == "POST" and form.is_valid():
        answers, opened = form.answers(), []

        def act() -> None:
            made = visits.record_visit(
                household,
                by=viewer,
                at=request.at,
                case=case,
                purpose=PURPOSES.get(answers["kind"], choices.KINDS[answers["kind"]]),
                place=household.division.name,
                receipt_id=_receipt(request),
                **answers,
            )
            if lead is not None and lead.state in {
                LeadState.VERIFYING.value,
                LeadState.CASE_OPENED.value,
            }:
                leads.record_measure(
                    lead, action=Action.VISITED.value, note=answers["conclusion"], by=viewer,
                    at=request.at, visit=made,
                )  # fmt: skip

            if recheck is not None:
                changed = form.cleaned_data["is_changed"]
                opened.append(
                    rechecks.record_recheck(
                        recheck, visit=made, is_changed=changed, by=viewer, at=request.at
                    )
                )

        if tried(request, lambda: _together(act), _("走访已记录。")):
            return redirect(request, _back(pk, next(iter(opened), None) or case, lead))
    context = {
        "form": form,
        "household": household,
        "case": case,
        "lead": lead,
        "recheck": recheck,
        "back": _back(pk, case, lead),
        "receipt": request.POST.get("receipt") or f"{viewer.pk}-{request.at.timestamp():.6f}",
    }
    return render(request, "office/visits/record.html", context)


@needs("visits.record")
def recheck(request: StaffRequest, pk: int) -> HttpResponse:
    """Go from the task of a periodic re-check to the visit that answers it."""
    task = found(casework.open_tasks(acting(request)).filter(subject_key=RECHECKED), pk)
    entitlement = found(benefits.entitlements(acting(request)), task.subject_id)
    url = reverse("office:visit_new", args=[entitlement.household_id])
    return redirect(request, f"{url}?recheck={task.pk}")


@transaction.atomic
def _together(act: Callable[[], None]) -> None:
    """Keep a visit and what follows from it both, or neither."""
    act()


def _recheck(request: StaffRequest) -> Task | None:
    number = request.GET.get("recheck", "")
    if not number.isdigit():
        return None
    rows = casework.open_tasks(acting(request)).filter(subject_key=RECHECKED)
    return found(rows, int(number))


def _receipt(request: StaffRequest) -> str | None:
    """Return the mark of this form: the same form sent twice is one visit."""
    return request.POST.get("receipt", "")[:64] or None


def _case(request: StaffRequest, household: int) -> Case | None:
    number = request.GET.get("case", "")
    if not number.isdigit():
        return None
    return found(casework.cases(acting(request)).filter(household=household), int(number))


def _lead(request: StaffRequest, household: int) -> Lead | None:
    number = request.GET.get("lead", "")
    if not number.isdigit():
        return None
    return found(monitoring.leads(acting(request)).filter(household=household), int(number))


def _kind(request: StaffRequest, case: Case | None, lead: Lead | None) -> str:
    """Return the kind of visit that fits who comes and why."""
    if case is not None:
        at_county = acting(request).duty.level == "county"
        return choices.COUNTY_CHECK if at_county else choices.SURVEY
    return choices.LEAD_CHECK if lead is not None else choices.CARE


def _back(household: int, case: Case | None, lead: Lead | None) -> str:
    if case is not None:
        return reverse("office:case", args=[case.pk])
    if lead is not None:
        return reverse("office:lead", args=[lead.pk])
    return reverse("office:household", args=[household])


urlpatterns: list[URLPattern] = [
    path("visits/", visit_list, name="visits"),
    path("visits/<int:pk>/", visit, name="visit"),
    path("rechecks/<int:pk>/", recheck, name="recheck"),
    path("households/<int:pk>/visit/", visit_new, name="visit_new"),
]
