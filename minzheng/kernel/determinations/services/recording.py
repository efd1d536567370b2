"""Findings of our own people put on record: checked against their column, dated, never edited."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minzheng.facts import COLUMNS
from minzheng.facts.schema import Column
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Household, Membership, Person

from .. import recorded
from ..models import RecordedFact

CAPABILITIES = ("visits.record", "cases.take")
WHOLE = {"money": "金额须为以分为单位的整数", "whole": "须为整数", "percent": "须为整数"}


class FactError(Exception):
    """A finding that cannot be recorded; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a finding rests on: the case, the visit, the paper, and a word about it."""

    case_id: int | None = None
    visit_id: int | None = None
    document: Document | None = None
    note: str = ""


@transaction.atomic
def record_fact(
    column: str,
    value: Any,
    *,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    household: Household | None = None,
    since: date,
    until: date | None = None,
    review_on: date | None = None,
    source: Source | None = None,
) -> RecordedFact:
    """Record what was found about a person or a household, in force from `since` to before `until`.

    `value` is as the fact table holds it: whole fen, a whole number, True or False, the code of a
    choice, a date. A person's household is found by itself. The same finding of the same day again
    gives the row that stands (a double click). FactError (Chinese) for an unknown or foreign
    column, a value of another kind, a period that runs backwards, a day in the future, somebody
    outside the mandate's divisions, or another finding of the same day, which must be withdrawn.
    """
    declared = _column(column)
    home = _home(declared, person, household, since)
    if not any(by.may(c) for c in CAPABILITIES) or not accounts.covers(by, home.division_id):
        raise FactError("您的岗位或辖区不能记录该对象的情况。")
    if until is not None and until <= since:
        raise FactError("终止日须晚于起始日。")
    if since > accounts.day_of(at):
        raise FactError("起始日不能晚于今天。")
    kept = _stored(declared, value)
    Household.objects.select_for_update().get(pk=home.pk)
    whose = {"person": person} if person else {"person": None, "household": home}
    standing = RecordedFact.objects.filter(
        column=column, since=since, withdrawn_at=None, **whose
    ).last()
    if standing is not None:
        if recorded.value_of(standing) == value and standing.until == until:
            return standing
        raise FactError(f"“{declared.label}”在 {since:%Y-%m-%d} 已有记录，请先撤回原记录。")
    told = source or Source()
    row = RecordedFact.objects.create(
        household=home, person=person, division=home.division, column=column, since=since, until=until,
        review_on=review_on, case_id=told.case_id, visit_id=told.visit_id, document=told.document,
        note=told.note.strip()[:300], recorded_by=by, recorded_at=at, **kept,
    )  # fmt: skip
    audit.record("determinations.fact.recorded", subject=row, by=by, at=at, column=column)
    return row


@transaction.atomic
def withdraw_fact(fact: RecordedFact, *, reason: str, by: Mandate, at: datetime) -> RecordedFact:
    """Take a mistaken finding back with its reason; it counts for no day any more and stays on record."""
    row = RecordedFact.objects.select_for_update().get(pk=fact.pk)
    if not any(by.may(c) for c in CAPABILITIES) or not accounts.covers(by, row.division_id):
        raise FactError("您的岗位或辖区不能撤回该记录。")
    if row.withdrawn_at is not None:
        raise FactError("该记录已撤回。")
    if not reason.strip():
        raise FactError("请写明撤回原因。")
    row.withdrawn_by, row.withdrawn_at, row.withdraw_reason = by, at, reason.strip()[:300]
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdraw_reason"])
    audit.record("determinations.fact.withdrawn", subject=row, by=by, at=at, column=row.column)
    return row


def _column(name: str) -> Column:
    declared = COLUMNS.get(name)
    if declared is None:
        raise FactError(f"没有名为“{name}”的项目。")
    if not recorded.may_be_recorded(declared):
        raise FactError(f"“{declared.label}”由登记、部门数据、待遇或办件提供，不能另行记录。")
    return declared


def _home(
    declared: Column, person: Person | None, household: Household | None, since: date
) -> Household:
    """Return the household the finding belongs to; a person's is the one lived in, else the last."""
    if declared.grain == "household":
        if household is None or person is not None:
            raise FactError(f"“{declared.label}”须记录在家庭名下。")
        return household
    if person is None:
        raise FactError(f"“{declared.label}”须记录在个人名下。")
    rows = Membership.objects.filter(person=person).select_related("household")
    if household is not None:
        rows = rows.filter(household=household)
    found = rows.in_force(since).last() or rows.order_by("valid_from").last()
    if found is None:
        raise FactError("该人员没有所属家庭，请先建立家庭档案。")
    home: Household = found.household
    return home


def _stored(declared: Column, value: Any) -> dict[str, Any]:
    """Return the fields that hold a value; FactError when it is not of the column's kind."""
    kind, label = declared.kind, declared.label
    if kind == "flag":
        if not isinstance(value, bool):
            raise FactError(f"“{label}”须填写是或否。")
        return {"number": int(value)}
    if kind in WHOLE:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise FactError(f"“{label}”{WHOLE[kind]}，且不小于零。")
        return {"number": value}
    if kind == "day":
        if not isinstance(value, date) or isinstance(value, datetime):
            raise FactError(f"“{label}”须填写日期。")
        return {"day": value}
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise FactError(f"“{label}”须填写不超过二百字的文字。")
    if declared.choices and value not in declared.choices:
        raise FactError(f"“{label}”须为：{'、'.join(declared.choices.values())}。")
    return {"text": value}
