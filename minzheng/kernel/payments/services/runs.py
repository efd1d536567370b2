"""Writes of payments: build a run, submit, approve, send, read the bank's return, close."""

from datetime import datetime

from django.db import transaction

from minzheng.core import months, sealing
from minzheng.kernel.accounts.declarations import FINANCE, OFFICER, REVIEWER, SYSTEM
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.divisions.models import Division

from .. import checks, files
from ..banks.formats import Answer
from ..choices import LineState, RunKind, RunState
from ..models import BankFile, BankReturn, PaymentLine, PaymentRun
from . import repayments
from .standards import apply_waiting


class PaymentError(Exception):
    """A step of a payment run that cannot be taken; the message is for the person at the screen."""


def _require(by: Mandate, *roles: str) -> None:
    if by.role not in roles:
        raise PaymentError("您的岗位不能办理这一步。")


def _locked(run: PaymentRun, *states: RunState) -> PaymentRun:
    row = PaymentRun.objects.select_for_update().get(pk=run.pk)
    if row.state not in {state.value for state in states}:
        raise PaymentError(f"该批次当前为“{row.get_state_display()}”，不能办理这一步。请刷新页面。")
    return row


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
    returned unchanged. An extra run takes what has become payable since the regular one was sent.
    PaymentError for a benefit that is a recognition only.
    """
    _require(by, OFFICER.key, SYSTEM.key)
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


def has_work(benefit: str, month: str) -> bool:
    """Say whether anybody is to be paid a benefit in a month, or a run of it already stands."""
    if benefits.benefit(benefit).paid == benefits.RECOGNITION:
        return False
    return (
        entitlements.payable(benefit, month).exists()
        or PaymentRun.objects.filter(benefit=benefit, month=month).exists()
    )


def _open_run(
    benefit: str, month: str, *, division: Division, by: Mandate, at: datetime, kind: RunKind
) -> PaymentRun:
    # Two who build the same month at once: the second waits here and then finds the first's run.
    Division.objects.select_for_update(no_key=True).get(pk=division.pk)
    key = {"benefit": benefit, "month": month, "division": division, "kind": kind.value}
    latest = PaymentRun.objects.select_for_update().filter(**key).order_by("-sequence").first()
    regular = kind is RunKind.REGULAR
    if latest is not None and (regular or latest.state == RunState.DRAFT.value):
        return latest
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
    _require(by, OFFICER.key)
    row = _locked(run, RunState.DRAFT)
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
    _require(by, REVIEWER.key)
    row = _locked(run, RunState.SUBMITTED)
    if row.submitted_by is not None and row.submitted_by.user_id == by.user_id:
        raise PaymentError("提交人与复核人不能是同一人。")
    row.state, row.approved_by, row.approved_at = RunState.APPROVED.value, by, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("payments.run.approved", subject=row, by=by, at=at)
    return row


@transaction.atomic
def send_back(run: PaymentRun, *, reason: str, by: Mandate, at: datetime) -> PaymentRun:
    """The reviewer or finance returns a run to the officer with a reason."""
    _require(by, REVIEWER.key, FINANCE.key)
    if not reason.strip():
        raise PaymentError("请写明退回原因。")
    row = _locked(run, RunState.SUBMITTED, RunState.APPROVED)
    row.state = RunState.DRAFT.value
    row.save(update_fields=["state"])
    audit.record("payments.run.sent_back", subject=row, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def send(run: PaymentRun, *, by: Mandate, at: datetime) -> list[BankFile]:
    """Finance checks once more, seals the lines and makes the bank files.

    Lines that fail the check at sealing time (a death that came in since) are held back, not paid.
    """
    _require(by, FINANCE.key)
    row = _locked(run, RunState.APPROVED)
    if by.user_id in {
        row.submitted_by and row.submitted_by.user_id,
        row.approved_by and row.approved_by.user_id,
    }:
        raise PaymentError("发送人不能是提交人或复核人。")
    checks.hold_back(row)
    lines = list(row.lines.select_for_update().filter(state=LineState.READY.value).order_by("id"))
    if not lines:
        raise PaymentError("复核后没有可发放的明细。")
    made = files.write(row, lines, at=at)
    # A re-issue whose account is still bad leaves this run, so that the next one takes it up.
    row.lines.filter(state=LineState.BLOCKED.value, reissue_of__isnull=False).delete()
    row.lines.filter(state=LineState.READY.value).update(state=LineState.SENT.value)
    row.state, row.sent_by, row.sent_at, row.seal = (
        RunState.SENT.value,
        by,
        at,
        files.seal_of(lines),
    )
    row.save(update_fields=["state", "sent_by", "sent_at", "seal"])
    audit.record("payments.run.sent", subject=row, by=by, at=at, lines=len(lines), seal=row.seal)
    return made


@transaction.atomic
def read_return(
    file: BankFile, *, file_name: str, content: bytes, by: Mandate, at: datetime
) -> BankReturn:
    """Read a bank's return: each line becomes paid or failed once; the same bytes change nothing.

    Unknown serials, differing amounts and contradicting answers are listed as problems, never applied.
    """
    _require(by, FINANCE.key, SYSTEM.key)
    digest = sealing.digest_sm3(content)
    run = PaymentRun.objects.select_for_update().get(pk=file.run_id)
    known = BankReturn.objects.filter(file=file, digest=digest).first()
    if known is not None:
        return known
    answers, problems = files.read_answers(file, content)
    lines = {files.serial(line): line for line in run.lines.select_for_update()}
    settled = [
        line for answer in answers if (line := _settle(answer, lines, problems, at)) is not None
    ]
    PaymentLine.objects.bulk_update(
        settled, ["state", "failure_code", "failure_text", "settled_on"], batch_size=500
    )
    paid = sum(line.state == LineState.PAID.value for line in settled)
    row = BankReturn.objects.create(
        file=file,
        file_name=file_name,
        digest=digest,
        sha256=files.digest_of(content)[1],
        read_at=at,
        paid=paid,
        failed=len(settled) - paid,
        problems=problems,
    )
    # What the paid lines held back of recoveries counts from now on.
    repayments.book_held(run, by=by, at=at)
    if (
        run.state == RunState.SENT.value
        and not run.lines.filter(state=LineState.SENT.value).exists()
    ):
        run.state = RunState.RETURNED.value
        run.save(update_fields=["state"])
    audit.record(
        "payments.return.read",
        subject=run,
        by=by,
        at=at,
        paid=paid,
        failed=row.failed,
        problems=len(problems),
    )
    return row


def _settle(
    answer: Answer, lines: dict[str, PaymentLine], problems: list[str], at: datetime
) -> PaymentLine | None:
    line = lines.get(answer.serial)
    if line is None:
        problems.append(f"流水号{answer.serial}不在本批次中。")
        return None
    if answer.amount != line.amount:
        problems.append(f"流水号{answer.serial}金额与送盘不符，请与银行核对。")
        return None
    state = LineState.PAID.value if answer.paid else LineState.FAILED.value
    if line.state != LineState.SENT.value:
        if line.state != state:
            problems.append(f"流水号{answer.serial}前后两次回盘结果不一致，请与银行核对。")
        return None
    line.state = state
    line.failure_code, line.failure_text = ("", "") if answer.paid else (answer.code, answer.text)
    line.settled_on = at.date() if answer.paid else None
    return line


@transaction.atomic
def close(run: PaymentRun, *, by: Mandate, at: datetime) -> PaymentRun:
    """Close a fully answered run; failed lines wait for their re-issue in the next one."""
    _require(by, FINANCE.key)
    row = _locked(run, RunState.RETURNED)
    row.state, row.closed_at = RunState.CLOSED.value, at
    row.save(update_fields=["state", "closed_at"])
    audit.record("payments.run.closed", subject=row, by=by, at=at)
    return row
