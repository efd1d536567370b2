"""Reads: what is known of an applicant, what still has to be asked, what the policy would say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from minzheng.facts import COLUMNS
from minzheng.facts.schema import Column
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import facts
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.declarations import policy_of
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.services import evaluate_policy
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification.queries import latest_month

from .choices import CASH
from .declarations import FIRST_MONTH, Enrolment, enrolment_of
from .models import InsuranceCover, LifeCheck, ServiceSpending, SpendingMode

CHECK = "check_"


@dataclass(frozen=True)
class Trial:
    """What the policy says of a case on what is known so far; nothing is recorded."""

    outcome: str
    amount: int | None
    missing: list[str]
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def questions(self) -> list[Column]:
        """Return the facts nobody knows that would settle the answer."""
        return [COLUMNS[name] for name in self.missing if name in COLUMNS]

    @property
    def first_month(self) -> date | None:
        """Return the first day of the month the policy itself pays from, where it has such a rule."""
        day = self.rules.get(FIRST_MONTH)
        return day.replace(day=1) if isinstance(day, date) else None


def row_of(case: Case) -> Enrolment:
    """Return the benefit's row of a case; StepRefused for a procedure of another kind."""
    found = enrolment_of(case.workflow)
    if found is None:
        raise StepRefused(f"“{case.definition.label}”不是待遇办理流程")
    return found


def holder_of(case: Case) -> tuple[Household, Person]:
    """Return the household and the person a case is about."""
    if case.household is None or case.person is None:
        raise StepRefused("办件须写明家庭和本人")
    return case.household, case.person


def day_of_facts(case: Case, on: date) -> date:
    """Return the day whose register and law count: the day asked, or the last day of a life."""
    person = case.person
    if row_of(case).after_death and person is not None and person.died_on is not None:
        return person.died_on - timedelta(days=1)
    return on


def given(case: Case, known: facts.CountyFacts, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the case adds to the registers: its own certainties and what was answered.

    What somebody delivered or recorded stays; only an unknown is filled by what the procedure itself
    makes certain (the place of registration, whether the file says dead, the day of application).
    """
    _household, person = holder_of(case)
    found = {**_certain(case, known), **answers}
    homes = {k: v for k, v in found.items() if COLUMNS[k].grain == "household"}
    own = {k: v for k, v in found.items() if k not in homes}
    return {"household": homes, "persons": {person.pk: own} if own else {}}


def _certain(case: Case, known: facts.CountyFacts) -> dict[str, Any]:
    _household, person = holder_of(case)
    rows = known.persons.filter(known.persons["person"] == person.pk).to_dicts()
    present = rows[0] if rows else {}
    sure: dict[str, Any] = {
        "registered_here": county_of(person.division_id) == county_of(case.division_id),
        "is_dead": person.died_on is not None,
    }
    if person.died_on is not None:
        sure["died_on"] = person.died_on
    if (column := row_of(case).applied_fact) and case.workflow == row_of(case).application:
        sure[column] = case.applied_on
    return {k: v for k, v in sure.items() if present.get(k) is None}


def county_of(division: str) -> str:
    """Return the code of the county a division lies in, or its own where there is none above."""
    lineage = list(divisions.lineage(division))
    found = Division.objects.filter(code__in=lineage, level=Level.COUNTY).values_list(
        "code", flat=True
    )
    return found.first() or division


def answers_of(case: Case) -> dict[str, Any]:
    """Return what was answered so far, each in the type of its fact."""
    return {k: _typed(k, v) for k, v in case.data.get("facts", {}).items() if v not in (None, "")}


def _typed(name: str, value: Any) -> Any:
    is_day = COLUMNS[name].kind == "day" and isinstance(value, str)
    return date.fromisoformat(value) if is_day else value


def gathered(case: Case, on: date) -> tuple[str, date, facts.CountyFacts]:
    """Return the month of deliveries, the day and the facts known of the household of a case."""
    household, person = holder_of(case)
    day = day_of_facts(case, on)
    month = latest_month(day)
    known = facts.county_facts(month, day, [household.pk])
    if known.persons.filter(known.persons["person"] == person.pk).is_empty():
        raise StepRefused(f"{person.name}在{day}不是该家庭成员，请先核对家庭登记")
    return month, day, known


def trial(case: Case, on: date, answers: Mapping[str, Any] | None = None) -> Trial:
    """Ask the policy without recording anything; ``answers`` stand over those of the case."""
    _household, person = holder_of(case)
    _month, day, known = gathered(case, on)
    told = {**answers_of(case), **(answers or {})}
    known = facts.with_given(known, given(case, known, told))
    row = evaluate_policy(policy_of(row_of(case).key), known, on=day).one(person.pk)
    return Trial(row["outcome"], row["amount"], list(row["missing"] or ()), row)


def setting(name: str, workflow: str, division: str, on: date) -> str:
    """Return a choice in force for a procedure, else the general one; StepRefused when unset."""
    try:
        return str(cases.parameter((workflow, "enrolment"), name, division, on).value)
    except LookupError as missing:
        raise StepRefused(str(missing.args[0])) from missing


def checklist(workflow: str, division: str, on: date) -> list[ParameterValue]:
    """Return the items in force of a procedure's checklist at a place on a day, in their order.

    An item is a parameter named ``check_…`` whose value is its text; a place adds, replaces or ends
    items by dated rows of its own.
    """
    names = determinations.released(workflow).filter(name__startswith=CHECK)
    keys = sorted(set(names.values_list("name", flat=True)))
    found = [determinations.value_in_force(workflow, key, division, on) for key in keys]
    return [row for row in found if row is not None and row.value]


def current(person: Person, benefit: str) -> Entitlement | None:
    """Return the entitlement of a person that has not ended."""
    rows = Entitlement.objects.filter(benefit=benefit, person=person, valid_to__isnull=True)
    return rows.select_related("household", "person").first()


def held(viewer: Mandate, benefit: str, day: date) -> QuerySet[Entitlement]:
    """Return who holds a benefit on a day in the viewer's divisions, with the person."""
    rows = benefits.entitlements(viewer).filter(benefits.in_force(day), benefit=benefit)
    return rows.select_related("person__division", "household", "division__parent", "payee")


def receives(*rooms: str) -> Callable[[Person, Household | None, date], bool]:
    """Return the question whether a person, or the family as a whole, draws a benefit of these rooms on a day."""
    named = reduce(or_, (Q(benefit__startswith=f"{room}.") for room in rooms))

    def asked(person: Person, household: Household | None, on: date) -> bool:
        own = Q(person=person)
        if household is not None:
            own |= Q(household=household, person=None)
        return Entitlement.objects.filter(benefits.in_force(on), named, own).exists()

    return asked


def life_checks_due(viewer: Mandate, benefit: str, day: date) -> QuerySet[Entitlement]:
    """Return the recipients whose confirmation of life has run out, or was never given."""
    checked = LifeCheck.objects.filter(checked_on__lte=day, valid_to__gt=day).values("person")
    return held(viewer, benefit, day).exclude(person__in=checked)


def valid_check(person: Person, day: date) -> LifeCheck | None:
    """Return the confirmation of life in force on a day."""
    rows = LifeCheck.objects.filter(person=person, checked_on__lte=day, valid_to__gt=day)
    return rows.order_by("-valid_to").first()


def mode_on(entitlement: Entitlement, day: date) -> str:
    """Return how an allowance is drawn on a day: money unless services were chosen."""
    row = SpendingMode.objects.in_force(day).filter(entitlement=entitlement).first()
    return row.mode if row else CASH


def spent(entitlement: Entitlement, month: str) -> int:
    """Return what was spent on services from an allowance in a month, in fen."""
    rows = ServiceSpending.objects.filter(entitlement=entitlement, month=month)
    return sum(rows.values_list("amount", flat=True))


def insured(viewer: Mandate, scheme: str, day: date) -> QuerySet[InsuranceCover]:
    """Return who is insured under a scheme on a day in the viewer's divisions."""
    rows = accounts.visible(InsuranceCover.objects.in_force(day), viewer).filter(scheme=scheme)
    return rows.select_related("person__division", "division__parent")
