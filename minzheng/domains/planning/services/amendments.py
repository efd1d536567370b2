"""Changes of a plan: asked for by one person with the reason, approved by another, both values kept."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions

from ..choices import COMPARATORS, METHODS, TARGET_KINDS
from ..models import Amendment, Plan, Target, YearTarget
from .guards import PlanningError, said
from .plans import need_enter

# What may be changed, and how it is called.
TARGET_FIELDS = {
    "value": "目标值", "upper": "目标上限", "comparator": "要求", "due_on": "完成期限", "base": "基期值",
    "base_year": "基期年", "kind": "属性", "method": "计算方法", "owner": "责任单位",
}  # fmt: skip
PLAN_FIELDS = {"title": "名称", "state": "状态", "period_to": "规划期止", "midterm_year": "中期评估年度", "final_year": "终期评估年度"}  # fmt: skip
YEAR = "year:"
_WORDS = {"comparator": COMPARATORS, "kind": TARGET_KINDS, "method": METHODS}


def label(field: str) -> str:
    """Return the Chinese name of what an amendment changes."""
    if field.startswith(YEAR):
        return f"{field.removeprefix(YEAR)}年目标"
    return TARGET_FIELDS.get(field) or PLAN_FIELDS.get(field) or field


@transaction.atomic
def amend(
    plan: Plan,
    changes: Mapping[str, Any],
    *,
    reason: str,
    by: Mandate,
    at: datetime,
    target: Target | None = None,
    document_no: str = "",
    on: date | None = None,
) -> Amendment:
    """Ask for a change of a plan or of one of its targets; ``year:2026`` names a year's target.

    PlanningError: nothing would change, another change of the same is open, no reason.
    """
    row = held(plan)
    need_enter(by, row.division_id)
    words = said(reason=reason)["reason"]
    subject: Plan | Target = row if target is None else held(target)
    if isinstance(subject, Target) and subject.plan_id != row.pk:
        raise PlanningError("这个指标不属于这个规划。")
    allowed = PLAN_FIELDS if target is None else TARGET_FIELDS
    unknown = [
        one for one in changes if one not in allowed and not (target and one.startswith(YEAR))
    ]
    if unknown:
        raise PlanningError(f"不能调整：{'、'.join(map(label, unknown))}。")
    before = {one: _text(_held_value(subject, one)) for one in changes}
    after = {one: _text(_sound(one, value)) for one, value in changes.items()}
    changed = [one for one in changes if before[one] != after[one]]
    if not changed:
        raise PlanningError("调整前后没有变化。")
    if Amendment.objects.filter(plan=row, target=target, approved_by=None, refusal="").exists():
        raise PlanningError("同一内容已有一项调整等待批准。")
    name = subject.label if isinstance(subject, Target) else subject.title
    made = Amendment.objects.create(
        plan=row, target=target, on=on or accounts.day_of(at),
        subject=f"{name}：{'、'.join(map(label, changed))}"[:200],
        before={one: before[one] for one in changed}, after={one: after[one] for one in changed},
        reason=words, document_no=document_no.strip(), by=by, at=at,
    )  # fmt: skip
    audit.record("planning.amendment.asked", subject=made, by=by, at=at)
    return made


def _held_value(subject: Plan | Target, field: str) -> Any:
    if not field.startswith(YEAR):
        return getattr(subject, field)
    assert isinstance(subject, Target)
    found = subject.years.filter(year=int(field.removeprefix(YEAR))).first()
    return found.value if found else None


def _sound(field: str, value: Any) -> Any:
    if value in (None, "") and field in ("comparator", "method", "due_on", "period_to", "title", "state"):  # fmt: skip
        raise PlanningError(f"“{label(field)}”不能为空。")
    if field in _WORDS and value not in _WORDS[field]:
        raise PlanningError(f"“{label(field)}”不在可选范围内。")
    return value


def _text(value: Any) -> str:
    """Return a value as both sides of an amendment keep it; figures without trailing noughts."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


@transaction.atomic
def approve(amendment: Amendment, *, by: Mandate, at: datetime) -> Amendment:
    """Approve a change that another asked for, and make it. A second click gives what stands.

    PlanningError: one's own, refused before, what it changes is no longer what it was.
    """
    row = _decidable(amendment, by)
    if row.approved_by_id is not None:
        return row
    subject: Plan | Target = held(row.target if row.target is not None else row.plan)
    if any(_text(_held_value(subject, one)) != said_before for one, said_before in row.before.items()):  # fmt: skip
        raise PlanningError("调整前的内容已经变化，请退回后重新提出。")
    for field, text in row.after.items():
        _apply(subject, field, text)
    subject.save()
    row.approved_by, row.approved_at = by, at
    row.save(update_fields=["approved_by", "approved_at"])
    audit.record("planning.amendment.approved", subject=row, by=by, at=at, change=row.subject)
    return row


def _apply(subject: Plan | Target, field: str, text: str) -> None:
    if field.startswith(YEAR):
        assert isinstance(subject, Target)
        year = int(field.removeprefix(YEAR))
        if text:
            YearTarget.objects.update_or_create(target=subject, year=year, defaults={"value": Decimal(text)})  # fmt: skip
        else:
            subject.years.filter(year=year).delete()
        return
    column: Any = type(subject)._meta.get_field(field)
    setattr(subject, field, column.to_python(text) if text else None if column.null else "")


@transaction.atomic
def refuse(amendment: Amendment, *, reason: str, by: Mandate, at: datetime) -> Amendment:
    """Refuse a change, in words. PlanningError."""
    row = _decidable(amendment, by)
    if row.approved_by_id is not None:
        raise PlanningError("这项调整已经批准。")
    if not row.refusal:
        row.refusal = said(reason=reason)["reason"]
        row.save(update_fields=["refusal"])
        audit.record("planning.amendment.refused", subject=row, by=by, at=at)
    return row


def _decidable(amendment: Amendment, by: Mandate) -> Amendment:
    row = held(amendment)
    place = row.plan.division_id
    above = place in divisions.lineage(by.division_id)
    if not by.may("plans.confirm") or not (above or accounts.covers(by, place)):
        raise PlanningError("您的岗位或辖区不能批准规划调整。")
    if row.by.user_id == by.user_id:
        raise PlanningError("提出调整的人不能自己批准。")
    if row.refusal and row.approved_by_id is None:
        raise PlanningError("这项调整已经退回。")
    return row
