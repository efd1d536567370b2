"""An orphan who grows up: a plan in time, each need passed to the department that meets it (CH-19)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.months import add_months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import queries as rules
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import ANSWERED, RETURNED
from minzheng.kernel.cases.declarations import StepRefused, condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people.models import Person

from .choices import ADULTHOOD, NEEDS

ORPHAN = "children.orphan"
# Another room's procedure is met by its key alone.
RELIEF = "assistance.temporary.application"
OF_AGE = 18


def growing_up(viewer: Mandate, on: date, ahead: int) -> list[Entitlement]:
    """Return the viewer's orphans paid on a day who come of age within so many months, without a plan."""
    born = add_months(on, ahead - 12 * OF_AGE)
    planned = Case.objects.filter(workflow=ADULTHOOD).values("person")
    rows = benefits.entitlements(viewer).filter(
        benefits.in_force(on), benefit=ORPHAN, person__birth_on__lte=born
    )
    return list(rows.exclude(person__in=planned).select_related("person", "household"))


@transaction.atomic
def open_plans(*, by: Mandate, at: datetime) -> int:
    """Open the plan of every orphan who comes of age soon; returns how many."""
    on = localdate(at)
    opened = 0
    for row in growing_up(by, on, _ahead(by.division_id, on)):
        cases.open_case(ADULTHOOD, household=row.household, person=row.person, by=by, at=at)
        opened += 1
    return opened


def _ahead(division: str, on: date) -> int:
    return int(rules.parameter(ADULTHOOD, "plan_ahead_months", division, on).value)


def write_plan(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Keep which help the orphan needs; StepRefused for a need nobody knows, or none said."""
    needs = data.get("needs", [])
    if unknown := [need for need in needs if need not in NEEDS]:
        raise StepRefused(f"没有“{'、'.join(unknown)}”这项需要")
    if not needs and not str(data.get("story", "")).strip():
        raise StepRefused("请选择需要，或者说明为什么不需要")


def refer_needs(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Pass each need to its department; the answers come back to the case."""
    for need in case.data.get("needs", []):
        matter, department = NEEDS[need]
        cases.refer(
            case.household, matter=matter, department=department, person=_person(case),
            text=case.data.get("story") or "孤儿即将成年，请予衔接", case=case, by=by, at=at,
        )  # fmt: skip


def _person(case: Case) -> Person:
    if case.person is None:
        raise StepRefused("办件没有关联儿童")
    return case.person


@condition("相关部门均已答复")
def all_answered(case: Case, at: datetime) -> tuple[bool, str]:
    """A plan is done when every department has said what it does."""
    waiting = case.referrals.exclude(state__in=(ANSWERED, RETURNED))
    names = "、".join(waiting.values_list("department", flat=True))
    return not names, f"尚未答复：{names}"


# -- a disabled child in need where no help of its own is set (CH-18) ------------------------------


@condition("当地没有设残疾儿童临时帮助金")
def relief_is_due(case: Case, at: datetime) -> tuple[bool, str]:
    """Hold where the child is disabled and in need, and only a sum is not set at the place."""
    due = case.data.get("rules", {}).get("relief_due") is True
    return due, "只有持证、生活严重困难而当地没有设帮助金的，才转临时救助"


def ask_for_relief(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Open the family's application for temporary relief with what is known; nobody applies twice.

    StepRefused when the family has no home on record or such an application is running already.
    """
    child = _person(case)
    told = {
        "relief_type": "emergency",
        "hardship_cause": "other",
        "living_difficult": True,
        "story": f"残疾儿童{child.name}家庭生活困难，由办件{case.number}转来",
    }
    opened = cases.open_case(
        RELIEF, household=case.household, by=by, at=at, data=told, because=case
    )
    case.data = {**case.data, "relief_case": opened.pk}
    case.save(update_fields=["data"])
