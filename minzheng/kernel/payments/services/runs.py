"""Writes of payments: build a run, submit it, approve it, send it back."""

from datetime import datetime

from django.db import transaction

from minzheng.core import months
from minzheng.kernel.accounts.declarations import FINANCE, OFFICER, REVIEWER, SYSTEM
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.divisions.models import Division

from .. import checks
from ..choices import LineState, RunKind, RunState
from ..models import PaymentRun
from ..queries.calendar import is_closed
from .standards import apply_waiting


class PaymentError(Exception):
    """A step of a payment run that cannot be taken; the message is for the person at the screen."""


def require(by: Mandate, *roles: str) -> None:
    """Refuse whoever holds none of the roles (PaymentError)."""
    if by.role not in roles:
        raise PaymentError("您的岗位不能办理这一步。")


def locked(run: PaymentRun, *states: RunState) -> PaymentRun:
    """Return the run, locked for this transaction; PaymentError where it is in none of the states."""
    row = PaymentRun.objects.select_for_update().get(pk=run.pk)
    if row.state not in {state.value for state in states}:
        raise PaymentError(f"该批次当前为“{row.get_state_display()}”，不能办理这一步。请刷新页面。")
    return row


def alone(division: str) -> None:
    """Wait until nobody else makes lines for a division; it is held until the transaction ends.

    Two who build the same month at once: the second then finds the first's run. Two runs that would
    issue one failed line again: the second sees that it is taken. Before any lock on a run.
    """
    Division.objects.select_for_update(no_key=True).get(pk=division)


@transaction.atomic
def build_run(
    benefit: str,
    month: str,
    *,
    division: Division,
    by: Mandate,
    at: datetime,
    kind: RunKind = RunKind.REGULAR,
) -> PaymentRun:
    """Make or refresh the draft run of a month from the live register (SA-15: one in, one out).

    A regular run takes every payable entitlement without a live line for the month, and re-issues
    failed lines of earlier runs. Built again, it only follows the register; once submitted it is
    returned unchanged. An extra run takes what has become payable since the regular one was sent,
    and what was held back in months that are closed. PaymentError for a benefit that is a
    recognition only, and for a new run of a closed month.
    """
    require(by, OFFICER.key, SYSTEM.key)
    months.parse_month(month)
    if benefits.benefit(benefit).paid == benefits.RECOGNITION:
        raise PaymentError(f"{benefits.label_of(benefit)}只作认定，不发放资金，没有发放批次。")
    run = _open_run(benefit, month, division=division, by=by, at=at, kind=kind)
    if run.state == RunState.DRAFT.value:
        apply_waiting(benefit, month, by=by, at=at)
    if run.state == RunState.DRAFT.value:
        added, removed = checks.refresh_lines(run)
        if added or removed:
            audit.record(
                "payments.run.built", subject=run, by=by, at=at, added=added, removed=removed
            )
    return run


def has_work(benefit: str, month: str, division: Division) -> bool:
    """Say whether a run of a benefit stands for a month, or one may be made and has whom to pay."""
    if benefits.benefit(benefit).paid == benefits.RECOGNITION:
        return False
    if PaymentRun.objects.filter(benefit=benefit, month=month, division=division).exists():
        return True
    return not is_closed(month, division) and entitlements.payable(benefit, month).exists()


def _open_run(
    benefit: str, month: str, *, division: Division, by: Mandate, at: datetime, kind: RunKind
) -> PaymentRun:
    alone(division.pk)
    key = {"benefit": benefit, "month": month, "division": division, "kind": kind.value}
    latest = PaymentRun.objects.select_for_update().filter(**key).order_by("-sequence").first()
    regular = kind is RunKind.REGULAR
    if latest is not None and (regular or latest.state == RunState.DRAFT.value):
        return latest
    if is_closed(month, division):
        raise PaymentError(f"{month}已经月结，未发的请并入以后月份的补充批次。")
    if not regular and not _regular_is_out(benefit, month, division):
        raise PaymentError("当月发放尚未送银行，新增户请并入当月批次。")
    sequence = 1 if latest is None else latest.sequence + 1
    return PaymentRun.objects.create(**key, sequence=sequence, made_by=by, made_at=at)


def _regular_is_out(benefit: str, month: str, division: Division) -> bool:
    out = (RunState.SENT.value, RunState.RETURNED.value, RunState.CLOSED.value)
    rows = PaymentRun.objects.filter(
        benefit=benefit, month=month, division=division, kind=RunKind.REGULAR.value
    )
    return rows.filter(state__in=out).exists()


@transaction.atomic
def submit(run: PaymentRun, *, by: Mandate, at: datetime) -> PaymentRun:
    """The county officer hands the checked run to the reviewer (first of three people)."""
    require(by, OFFICER.key)
    alone(run.division_id)
    row = locked(run, RunState.DRAFT)
    checks.refresh_lines(row)
    if not row.lines.filter(state=LineState.READY.value).exists():
        raise PaymentError("本批次没有可发放的明细。")
    row.state, row.submitted_by, row.submitted_at = RunState.SUBMITTED.value, by, at
    row.save(update_fields=["state", "submitted_by", "submitted_at"])
    audit.record("payments.run.submitted", subject=row, by=by, at=at)
    return row


@transaction.atomic
def approve(run: PaymentRun, *, by: Mandate, at: datetime) -> PaymentRun:
    """The county reviewer approves; never the person who submitted (four eyes)."""
    require(by, REVIEWER.key)
    row = locked(run, RunState.SUBMITTED)
    if row.submitted_by is not None and row.submitted_by.user_id == by.user_id:
        raise PaymentError("提交人与复核人不能是同一人。")
    row.state, row.approved_by, row.approved_at = RunState.APPROVED.value, by, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("payments.run.approved", subject=row, by=by, at=at)
    return row


@transaction.atomic
def send_back(run: PaymentRun, *, reason: str, by: Mandate, at: datetime) -> PaymentRun:
    """The reviewer or finance returns a run to the officer with a reason."""
    require(by, REVIEWER.key, FINANCE.key)
    if not reason.strip():
        raise PaymentError("请写明退回原因。")
    row = locked(run, RunState.SUBMITTED, RunState.APPROVED)
    row.state = RunState.DRAFT.value
    row.save(update_fields=["state"])
    audit.record("payments.run.sent_back", subject=row, by=by, at=at, reason=reason)
    return row
