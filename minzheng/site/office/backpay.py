"""Who gets what by a change of standards: new amounts, months made up, holders left to a person."""

from typing import Any

from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations.choices import ParameterState
from minzheng.kernel.determinations.models import StandardChange
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.models import BackPayment
from minzheng.kernel.payments.services import Plan

from . import lists

Row = dict[str, Any]


def lines(change: StandardChange, viewer: Mandate) -> list[Row]:
    """Return the lines of a change within the viewer's divisions: what is planned, what is put down."""
    found = _stored(change)
    if change.state != ParameterState.WITHDRAWN.value:
        for plan in payments.plans(change):
            found += _planned(plan)
    inside = viewer.division.path
    return [row for row in found if row.pop("path").startswith(inside)]


def _planned(plan: Plan) -> list[Row]:
    label, later = plan.benefit.label, _("发布后办理")
    new = [
        _line(r.entitlement, label, _("今后每月"), r.month, r.before, r.after, later)
        for r in plan.adjusted
    ]
    gaps = [
        _line(r.entitlement, label, _kind(r.due - r.was), r.month, r.was, r.due, later)
        for r in plan.differences
    ]
    falls = [
        _line(
            r.entitlement,
            label,
            _("待人工核定"),
            r.month,
            r.before,
            r.after,
            _("标准降低，须先听取意见再减发"),
        )
        for r in plan.falls
    ]
    left = [
        _line(row, label, _("待人工核定"), plan.from_month, row.amount, None, why)
        for row, why in plan.unresolved
    ]
    return [*new, *gaps, *falls, *left]  # fmt: skip


def _stored(change: StandardChange) -> list[Row]:
    rows = BackPayment.objects.filter(effect__change=change).select_related(
        "effect", "entitlement__division__parent", "entitlement__household__head"
    )
    found = []
    for gap in rows.prefetch_related("settlements"):
        settled = sum(part.amount for part in gap.settlements.all())
        state = _("已列入发放") if settled >= abs(gap.difference) else _("待列入下次发放")
        label = benefit(gap.benefit).label
        found.append(
            _line(gap.entitlement, label, _kind(gap.difference), gap.month, gap.was, gap.due, state)
        )
    left = {
        item["entitlement"]: (effect, item["reason"])
        for effect in change.effects.all()
        for item in effect.unresolved
    }
    for row in Entitlement.objects.filter(pk__in=left).select_related(
        "division__parent", "household__head"
    ):
        effect, why = left[row.pk]
        label = benefit(effect.benefit).label
        found.append(_line(row, label, _("待人工核定"), effect.from_month, row.amount, None, why))
    return found


def _kind(difference: int) -> str:
    return _("补发") if difference > 0 else _("扣回")


def _line(
    held: Entitlement, label: str, kind: str, month: str, was: int, due: int | None, state: str
) -> Row:
    home = held.household
    return {
        "household": home.pk, "head": home.head.name if home.head else "", "number": home.number,
        "place": lists.place(held.division), "path": held.division.path, "benefit": label, "kind": kind,
        "month": month, "was": was, "due": due, "difference": None if due is None else due - was, "state": state,
    }  # fmt: skip
