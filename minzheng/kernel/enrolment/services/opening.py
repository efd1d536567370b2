"""Open a benefit's cases, keep what was answered, tick what was done."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import COUNTER, StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Membership, Person

from .. import queries
from ..choices import CAUSES
from ..declarations import enrolment


def household_of(person: Person, on: date) -> Household:
    """Return the household a person belongs to, or belonged to last; StepRefused without one."""
    present = people.household_of(person.pk, on)
    if present is not None:
        return present
    last = (
        Membership.objects.filter(person=person)
        .select_related("household__division")
        .order_by("-valid_to", "-pk")
        .first()
    )
    if last is None:
        raise StepRefused(f"{person.name}没有家庭登记，请先登记家庭")
    return last.household


def open_application(
    benefit: str,
    person: Person,
    *,
    by: Mandate,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    channel: str = COUNTER,
    applied_on: date | None = None,
) -> Case:
    """Open a person's application for a benefit; ``data`` may name the payee and the handler.

    StepRefused (Chinese) when one is running, the person is out of reach or has no household; also
    when help after a death is asked for somebody alive, or the other way round.
    """
    row = enrolment(benefit)
    on = applied_on or localdate(at)
    if row.after_death and person.died_on is None:
        raise StepRefused(f"{person.name}没有死亡登记，不能申请{row.label}")
    if not row.after_death and person.died_on is not None:
        raise StepRefused(f"{person.name}已登记死亡，不能申请{row.label}")
    return cases.open_case(
        row.application, household=household_of(person, on), person=person, by=by, at=at,
        data=data, channel=channel, applied_on=on,
    )  # fmt: skip


def open_change(
    benefit: str, person: Person, *, cause: str, by: Mandate, at: datetime, text: str = ""
) -> Case:
    """Open the review of what a person receives, for one of the named causes."""
    if cause not in CAUSES:
        raise StepRefused("请选择变更原因")
    row = enrolment(benefit)
    held = queries.current(person, benefit)
    if held is None:
        raise StepRefused(f"{person.name}没有在享{row.label}")
    return cases.open_case(
        row.change, household=held.household, person=person, by=by, at=at,
        data={"cause": cause, "reported": text},
    )  # fmt: skip


def record_answers(
    case: Case, answers: Mapping[str, Any], *, by: Mandate, at: datetime
) -> dict[str, Any]:
    """Keep answered facts with a case; ValueError (Chinese) for what is no fact or does not fit.

    Values are written as the fact table holds them (money in fen, days as ISO text).
    """
    kept = {**case.data.get("facts", {}), **{k: _plain(k, v) for k, v in answers.items()}}
    cases.amend_data(case, by=by, at=at, facts=kept)
    return kept


def _plain(name: str, value: Any) -> Any:
    if name not in COLUMNS:
        raise ValueError(f"没有名为“{name}”的事实。")
    column = COLUMNS[name]
    if value is None:
        return None
    if column.choices and value not in column.choices:
        raise ValueError(f"“{column.label}”没有“{value}”这一项。")
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def tick(case: Case, items: Iterable[str], *, by: Mandate, at: datetime) -> Case:
    """Tick items of the checklist in force as done; what was ticked stays with who and when."""
    known = {row.name for row in queries.checklist(case.workflow, case.division_id, localdate(at))}
    done = dict(case.data.get("checked", {}))
    fresh = [name for name in items if name in known and name not in done]
    if not fresh:
        return case
    done |= {name: {"by": str(by.user), "at": at.isoformat()} for name in fresh}
    cases.amend_data(case, by=by, at=at, checked=done)
    audit.record("enrolment.checklist.ticked", subject=case, by=by, at=at, items=sorted(fresh))
    return case
