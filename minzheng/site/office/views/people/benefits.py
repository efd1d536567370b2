"""What one person receives in his own right, and what is done about it; what our people found of him."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.funeral import services as funeral
from minzheng.domains.funeral.choices import BASIC
from minzheng.domains.funeral.models import WaiverSettlement
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import MONTHLY, benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations import services as findings
from minzheng.kernel.determinations.recorded import value_of
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.declarations import enrolments
from minzheng.kernel.enrolment.models import InsuranceClaim, InsuranceCover
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Person
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ... import casework, files, subjects
from ...doors import acting, found, needs, tried
from ...forms import personal as typed

CHECKED = "elderly.old_age"
AS_SERVICE = frozenset({"elderly.service", "elderly.nursing"})
# The fact tables our own people fill, as the page calls them.
OPEN_TABLES = {
    "elders": "能力评估和养老服务",
    "disabled_persons": "残疾护理需要",
    "children_in_care": "儿童监护和养育",
    "parents_of_children": "儿童父母情形",
    "assisted_persons": "自理能力和救助认定",
}


@needs("people.see")
def person_benefits(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what a person receives in his own right; the look is on record."""
    file = subjects.person_file(request, pk)
    return _page(request, file.person)


def _page(
    request: StaffRequest, person: Person, kept: tuple[str, int, forms.Form] | None = None
) -> HttpResponse:
    viewer, on = acting(request), localdate(request.at)
    rows = benefits.entitlements(viewer).filter(person=person).order_by("valid_to", "-valid_from")
    covers = accounts.visible(InsuranceCover.objects.filter(person=person), viewer)
    context = {
        "person": person,
        "held": [_held(request, row, kept) for row in rows],
        "covers": [_cover(row, viewer.may("cases.take"), kept) for row in covers.order_by("-valid_from")],
        "life": queries.valid_check(person, on),
        "facts": _on_record(request, person),
        "tables": OPEN_TABLES.items(),
        "may_record": viewer.may("cases.take"),
    }  # fmt: skip
    return render(request, "office/people/benefits.html", context)


def _held(
    request: StaffRequest, row: Entitlement, kept: tuple[str, int, forms.Form] | None
) -> dict[str, Any]:
    """Return one entitlement with what may be done about it now."""
    viewer, on = acting(request), localdate(request.at)
    may = viewer.may("cases.open") or viewer.may("cases.take")
    offers: list[tuple[str, str, forms.Form]] = []
    if may and row.valid_to is None:
        if viewer.may("cases.open") and row.benefit in {one.key for one in enrolments()}:
            offers.append(("review", _("复核或停发"), typed.ReviewRequest()))
        if row.benefit == CHECKED:
            offers.append(("life", _("登记生存认证"), typed.LifeProof()))
        if row.benefit in AS_SERVICE:
            offers.append(("mode", _("现金或服务"), typed.Mode()))
            if queries.mode_on(row, on) == "service":
                offers.append(("served", _("登记服务消费"), typed.Served()))
    settled = WaiverSettlement.objects.filter(entitlement=row).first()
    if may and row.benefit == BASIC and settled is None and row.amount:
        offers.append(
            ("settle", _("与服务机构结算"), typed.Facility(facilities=_facilities(request)))
        )
    return {
        "row": row,
        "label": files.benefit_label(row.benefit),
        "monthly": benefit(row.benefit).paid == MONTHLY,
        "is_future": row.valid_from > on,
        "mode": queries.mode_on(row, on) if row.benefit in AS_SERVICE else "",
        "served": list(row.service_spending.order_by("-served_on")[:12]),
        "settled": settled,
        "offers": [_offer(act, row.pk, label, form, kept) for act, label, form in offers],
    }


def _cover(
    row: InsuranceCover, may: bool, kept: tuple[str, int, forms.Form] | None
) -> dict[str, Any]:
    claims = list(row.claims.order_by("-happened_on"))
    open_claim = next((claim for claim in claims if claim.settled_on is None), None)
    offers = []
    if may:
        offers.append(_offer("claim", row.pk, _("报案"), typed.Claim(), kept))
        if open_claim is not None:
            offers.append(
                _offer("settled", open_claim.pk, _("登记理赔结果"), typed.Settled(), kept)
            )
    return {"row": row, "claims": claims, "offers": offers}


def _offer(
    act: str, of: int, label: str, form: forms.Form, kept: tuple[str, int, forms.Form] | None
) -> dict[str, Any]:
    """Return one deed with its form, as it was typed when it was refused a moment ago."""
    same = kept is not None and kept[:2] == (act, of)
    shown = kept[2] if same and kept else form
    shown.auto_id = f"id_{act}_{of}_%s"
    return {"act": act, "of": of, "label": label, "form": shown, "is_open": same}


def _facilities(request: StaffRequest) -> list[tuple[str, str]]:
    """Return the funeral facilities of the county the viewer works in."""
    here = queries.county_of(acting(request).division_id)
    rows = divisions.within(Body.objects.filter(kind__startswith="funeral"), here)
    return [(str(row.pk), row.name) for row in rows.order_by("name")]


def _on_record(request: StaffRequest, person: Person) -> list[dict[str, Any]]:
    rows = determinations.recorded_facts(acting(request), person_id=person.pk)
    rows = rows.filter(withdrawn_at=None)[:60]
    return [
        {
            "row": row,
            "label": COLUMNS[row.column].label,
            "value": casework.fact_text(row.column, value_of(row)),
        }
        for row in rows
        if row.column in COLUMNS
    ]


@require_POST
@needs("cases.take")
def person_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing about a benefit or a cover of a person; a refusal keeps what was typed."""
    person = found(people.people(acting(request)), pk)
    if act not in DEEDS:
        raise Http404
    number = request.POST.get("of", "")
    form = FORMS[act](request)
    if not form.is_valid():
        return _page(request, person, (act, int(number or 0), form))
    made: list[Any] = []
    done = tried(
        request,
        lambda: made.append(DEEDS[act](request, person, number, form.cleaned_data)),
        _("已登记。"),
        also=(ValueError,),
    )
    if not done:
        return _page(request, person, (act, int(number or 0), form))
    if act == "review":
        return redirect(request, reverse("office:case", args=[made[0].pk]))
    return redirect(request, reverse("office:person_benefits", args=[pk]))


def _entitlement(request: StaffRequest, person: Person, number: str) -> Entitlement:
    rows = benefits.entitlements(acting(request)).filter(person=person)
    return found(rows, int(number) if number.isdigit() else 0)


def _review(request: StaffRequest, person: Person, number: str, data: dict[str, Any]) -> Any:
    row = _entitlement(request, person, number)
    return enrolment.open_change(row.benefit, person, by=acting(request), at=request.at, **data)


def _life(request: StaffRequest, person: Person, _number: str, data: dict[str, Any]) -> Any:
    return enrolment.check_life(person, by=acting(request), at=request.at, **data)


def _mode(request: StaffRequest, person: Person, number: str, data: dict[str, Any]) -> Any:
    row = _entitlement(request, person, number)
    return enrolment.choose_mode(row, by=acting(request), at=request.at, **data)


def _served(request: StaffRequest, person: Person, number: str, data: dict[str, Any]) -> Any:
    row = _entitlement(request, person, number)
    return enrolment.spend_on_service(row, by=acting(request), at=request.at, **data)


def _settle(request: StaffRequest, person: Person, number: str, data: dict[str, Any]) -> Any:
    row = _entitlement(request, person, number)
    home = found(Body.objects.all(), data["facility"])
    return funeral.settle(
        row, home, settled_on=data["settled_on"], by=acting(request), at=request.at
    )


def _claim(request: StaffRequest, person: Person, number: str, data: dict[str, Any]) -> Any:
    rows = accounts.visible(InsuranceCover.objects.filter(person=person), acting(request))
    row = found(rows, int(number) if number.isdigit() else 0)
    return enrolment.report_claim(row, by=acting(request), at=request.at, **data)


def _settled(request: StaffRequest, person: Person, number: str, data: dict[str, Any]) -> Any:
    covers = accounts.visible(InsuranceCover.objects.filter(person=person), acting(request))
    rows = InsuranceClaim.objects.filter(cover__in=covers)
    row = found(rows, int(number) if number.isdigit() else 0)
    return enrolment.settle_claim(row, by=acting(request), at=request.at, **data)


DEEDS: dict[str, Callable[[StaffRequest, Person, str, dict[str, Any]], Any]] = {
    "review": _review,
    "life": _life,
    "mode": _mode,
    "served": _served,
    "settle": _settle,
    "claim": _claim,
    "settled": _settled,
}
FORMS: dict[str, Callable[[StaffRequest], forms.Form]] = {
    "review": lambda request: typed.ReviewRequest(request.POST),
    "life": lambda request: typed.LifeProof(request.POST),
    "mode": lambda request: typed.Mode(request.POST),
    "served": lambda request: typed.Served(request.POST),
    "settle": lambda request: typed.Facility(request.POST, facilities=_facilities(request)),
    "claim": lambda request: typed.Claim(request.POST),
    "settled": lambda request: typed.Settled(request.POST),
}


@needs("cases.take")
def person_findings(request: StaffRequest, pk: int, table: str) -> HttpResponse:
    """Record what our people found of a person, one table at a time: assessment, parents, care."""
    viewer, on = acting(request), localdate(request.at)
    person = found(people.people(viewer), pk)
    if table not in OPEN_TABLES:
        raise Http404
    form = typed.Findings(request.POST or None, table=table, on=on)
    if request.method == "POST" and form.is_valid():

        @transaction.atomic
        def keep() -> None:
            for column, value in form.found().items():
                findings.record_fact(
                    column, value, person=person, since=form.cleaned_data["since"],
                    review_on=form.cleaned_data["review_on"], by=viewer, at=request.at,
                )  # fmt: skip

        if tried(request, keep, _("已记录。"), also=(findings.FactError,)):
            return redirect(request, reverse("office:person_benefits", args=[pk]))
    context = {"person": person, "form": form, "label": OPEN_TABLES[table]}
    return render(request, "office/people/findings.html", context)


urlpatterns: list[URLPattern] = [
    path("people/<int:pk>/benefits/", person_benefits, name="person_benefits"),
    path("people/<int:pk>/benefits/<str:act>/", person_act, name="person_act"),
    path("people/<int:pk>/findings/<str:table>/", person_findings, name="person_findings"),
]
