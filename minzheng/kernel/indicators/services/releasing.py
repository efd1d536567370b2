"""Figures for the public: drafted by one, approved by another, withdrawn with a reason (公布)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import covers
from minzheng.kernel.audit import services as audit

from ..choices import APPROVED, DRAFT, WITHDRAWN
from ..models import Observation, Release
from .reporting import CHECK, IndicatorError


@transaction.atomic
def release_draft(
    division: str, period: str, *, by: Mandate, at: datetime, indicators: Iterable[str]
) -> Release:
    """Draft what a place publishes of a period: its own figures and those right below it.

    The draft keeps the figures as they stand, without those hidden from the public: what is
    approved is what was drafted, and a figure stated anew later is not told by comparing.
    """
    _may(by, division)
    try:
        months.frequency_of(period)
    except ValueError as problem:
        raise IndicatorError(str(problem)) from problem
    if Release.objects.filter(division=division, period=period).exclude(state=WITHDRAWN).exists():
        raise IndicatorError("这一期已经拟稿或者公布；请先撤回。")
    rows = Observation.objects.filter(
        Q(division=division) | Q(division__parent=division),
        period=period, indicator__in=list(indicators), is_suppressed=False,
    ).order_by("indicator", "division", "dimension", "category")  # fmt: skip
    cells = [list(cell) for cell in rows.values_list(
        "indicator", "division", "dimension", "category", "numerator", "denominator", "pk")]  # fmt: skip
    if not cells:
        raise IndicatorError("这一期没有可以公布的指标值。")
    row = Release.objects.create(division_id=division, period=period, cells=cells, by=by, at=at)
    audit.record("indicators.release.drafted", subject=row, by=by, at=at, period=period, cells=len(cells))  # fmt: skip
    return row


@transaction.atomic
def release_approve(release: Release, *, by: Mandate, at: datetime) -> Release:
    """Publish a draft, as another person than who drafted it."""
    row = _locked(release, DRAFT, by)
    if row.by.user_id == by.user_id:
        raise IndicatorError("拟稿人不能批准自己的公布稿。")
    row.state, row.approved_by, row.approved_at = APPROVED, by, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("indicators.release.approved", subject=row, by=by, at=at, period=row.period)
    return row


@transaction.atomic
def release_withdraw(release: Release, *, reason: str, by: Mandate, at: datetime) -> Release:
    """Take a draft or what was published back, and say why."""
    if not reason.strip():
        raise IndicatorError("请填写撤回理由。")
    row = _locked(release, None, by)
    row.state, row.withdrawn_by, row.withdrawn_at, row.reason = WITHDRAWN, by, at, reason.strip()
    row.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "reason"])
    audit.record("indicators.release.withdrawn", subject=row, by=by, at=at, period=row.period)
    return row


def _may(by: Mandate, division: str) -> None:
    if not by.may(CHECK) or not covers(by, division):
        raise IndicatorError("您不能公布这个地区的指标。")


def _locked(release: Release, state: str | None, by: Mandate) -> Release:
    row = Release.objects.select_for_update().get(pk=release.pk)
    _may(by, row.division_id)
    if row.state == WITHDRAWN or (state and row.state != state):
        raise IndicatorError(f"这份公布稿{row.get_state_display()}，不能再处理。")
    return row
