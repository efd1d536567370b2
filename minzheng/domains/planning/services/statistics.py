"""Statistical forms: approved, filled, checked, signed and frozen, sent upward, opened again (PL-18).

统计法 17: a form shows its number, maker, approval and validity, and is refused without them;
统计法实施条例 17: filler and head sign. Deadlines and the swing to explain are dated parameters.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from minzheng.core import months
from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import BUREAU_HEAD, HEAD, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

from ..choices import CONFIRMED, FILLED, FILLING, SENT_UP, SIGNED, SUMMED, TYPED
from ..declarations.forms import form_of
from ..models import FormApproval, StatisticsCell, StatisticsReturn, StatisticsSnapshot
from ..queries import statistics as queries
from .guards import PlanningError, decide, need, said, to_decide

# Who signs for a place as its head.
SIGNERS = frozenset({HEAD, REVIEWER, BUREAU_HEAD})


@transaction.atomic
def enter_approval(
    form: str, division: str, *, table_number: str, maker: str, approval_number: str, valid_from: date,
    valid_to: date, by: Mandate, at: datetime,
) -> FormApproval:  # fmt: skip
    """Enter who made a form, under which number it was approved, until when. PlanningError."""
    need(by, "plans.enter", division)
    form_of(form)
    if valid_from > valid_to:
        raise PlanningError("有效期的起止日期颠倒。")
    row = FormApproval.objects.create(
        form=form, division_id=division, valid_from=valid_from, valid_to=valid_to, entered_by=by, entered_at=at,
        **said(table_number=table_number, maker=maker, approval_number=approval_number),
    )  # fmt: skip
    audit.record("planning.form.entered", subject=row, by=by, at=at, form=form)
    return row


@transaction.atomic
def decide_approval(row: FormApproval, *, agreed: bool, by: Mandate, at: datetime) -> FormApproval:
    """Confirm or refuse what another entered about a form. PlanningError."""
    approval = to_decide(row, "批准", by)
    standing = FormApproval.objects.filter(
        form=approval.form, division=approval.division_id, valid_from=approval.valid_from,
        state=CONFIRMED,
    )  # fmt: skip
    if agreed and standing.exists():
        raise PlanningError("同一天起有效的批准已经登记。")
    decide(approval, agreed=agreed, by=by, at=at)
    audit.record("planning.form.decided", subject=approval, by=by, at=at, agreed=agreed)
    return approval


@transaction.atomic
def open_return(
    key: str, division: Division, period: str, *, by: Mandate, at: datetime
) -> StatisticsReturn:
    """Open a form for a place and a period that has ended; the lines of indicators are filled.

    Refused without an approval that is valid at the end of the period (统计法 17). PlanningError.
    """
    need(by, "plans.work", division.code)
    form = form_of(key)
    try:
        fits = months.frequency_of(period) == form.every
    except ValueError as wrong:
        raise PlanningError(str(wrong)) from wrong
    if not fits:
        raise PlanningError(f"“{form.title}”的统计期不对。")
    end = months.period_end(period)
    if end >= accounts.day_of(at):
        raise PlanningError("统计期还没有结束。")
    approval = queries.approval_for(key, division.code, end)
    if approval is None:
        raise PlanningError("这张报表没有在有效期内的批准文号，依法不得填报（统计法第十七条）。")
    due = queries.due_on(form, division, period)
    if due is None:
        raise PlanningError("当地没有规定报送日期，请先在“标准与参数”中设定。")
    if StatisticsReturn.objects.filter(form=key, division=division, period=period).exists():
        raise PlanningError("这一期的报表已经开始填报。")
    row = StatisticsReturn.objects.create(
        form=key, division=division, period=period, approval=approval, due_on=due, opened_by=by,
        opened_at=at,
    )  # fmt: skip
    _compute(row)
    audit.record("planning.return.opened", subject=row, by=by, at=at, form=key, period=period)
    return row


@transaction.atomic
def refresh(report: StatisticsReturn, *, by: Mandate, at: datetime) -> StatisticsReturn:
    """Take the figures of indicators anew while a form is being filled. PlanningError."""
    row = _filling(report, by)
    _compute(row)
    audit.record("planning.return.refreshed", subject=row, by=by, at=at)
    return row


@transaction.atomic
def enter_values(
    report: StatisticsReturn, given: dict[str, tuple[Decimal | None, str, str]], *, by: Mandate, at: datetime
) -> StatisticsReturn:  # fmt: skip
    """Keep what was typed: line → (value, its source, words that explain). PlanningError.

    Lines of indicators take only words; a typed value needs the ledger it comes from (统计法 24).
    """
    row = _filling(report, by)
    form = form_of(row.form)
    cells = {cell.line: cell for cell in row.cells.all()}
    for code, (value, source, explanation) in given.items():
        line = form.line(code)
        cell = cells[code]
        cell.explanation = explanation.strip()
        if line.is_typed:
            _type(cell, value, source.strip(), line.label.strip(), line.digits)
        cell.save(update_fields=["value", "origin", "source", "explanation"])
    audit.record("planning.return.entered", subject=row, by=by, at=at, lines=len(given))
    return row


@transaction.atomic
def add_up(report: StatisticsReturn, *, by: Mandate, at: datetime) -> int:
    """Fill the typed lines with the sums of the signed forms right below; return how many lines.

    A line is filled only when every place below has signed its own. PlanningError.
    """
    row = _filling(report, by)
    filled = 0
    for line in form_of(row.form).lines:
        total = queries.total_below(row, line) if line.is_typed else None
        if total is not None:
            row.cells.filter(line=line.code).update(
                value=total, origin=SUMMED, source="下级已签署报表汇总"
            )
            filled += 1
    if not filled:
        raise PlanningError("下级还没有全部签署这一期报表，不能汇总。")
    audit.record("planning.return.summed", subject=row, by=by, at=at, lines=filled)
    return filled


@transaction.atomic
def finish(report: StatisticsReturn, *, by: Mandate, at: datetime) -> StatisticsReturn:
    """Sign as the filler: every check holds, every swing and gap is explained. PlanningError."""
    row = _filling(report, by)
    blocking = [problem for problem in queries.problems(row) if problem.blocks]
    if blocking:
        raise PlanningError("；".join(problem.text.rstrip("。") for problem in blocking[:5]) + "。")
    row.state, row.filler, row.filled_at = FILLED, by, at
    row.save(update_fields=["state", "filler", "filled_at"])
    audit.record("planning.return.filled", subject=row, by=by, at=at, revision=row.revision)
    return row


@transaction.atomic
def sign(report: StatisticsReturn, *, by: Mandate, at: datetime) -> StatisticsSnapshot:
    """Sign as the head, another person than the filler; the form is frozen bit for bit. PlanningError."""
    row = held(report)
    _signer(row, by)
    if row.state != FILLED or row.filler is None:
        raise PlanningError("填表人签名后才能由负责人签署。")
    if row.filler.user_id == by.user_id:
        raise PlanningError("填表人和负责人不能是同一个人。")
    row.state, row.head, row.signed_at = SIGNED, by, at
    row.save(update_fields=["state", "head", "signed_at"])
    content = json.dumps(_content(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    snapshot = StatisticsSnapshot.objects.create(
        report=row, revision=row.revision, content=content, frozen_by=by, frozen_at=at,
        digest=hashlib.sha256(content.encode()).hexdigest(),
    )  # fmt: skip
    audit.record("planning.return.signed", subject=row, by=by, at=at, digest=snapshot.digest)
    return snapshot


@transaction.atomic
def give_back(report: StatisticsReturn, *, reason: str, by: Mandate, at: datetime) -> StatisticsReturn:  # fmt: skip
    """Give a form that waits for the head's signature back to the filler, with reasons."""
    row = held(report)
    _signer(row, by)
    if row.state != FILLED:
        raise PlanningError("这张报表不在待签署状态。")
    words = said(reason=reason)
    row.state, row.filler, row.filled_at = FILLING, None, None
    row.save(update_fields=["state", "filler", "filled_at"])
    audit.record("planning.return.given_back", subject=row, by=by, at=at, **words)
    return row


@transaction.atomic
def send(report: StatisticsReturn, *, by: Mandate, at: datetime) -> StatisticsReturn:
    """Send a signed form upward. PlanningError."""
    row = held(report)
    _of_place(row, by)
    if row.state != SIGNED:
        raise PlanningError("负责人签署后才能报送。")
    row.state, row.sent_by, row.sent_at = SENT_UP, by, at
    row.save(update_fields=["state", "sent_by", "sent_at"])
    late = accounts.day_of(at) > row.due_on
    audit.record("planning.return.sent", subject=row, by=by, at=at, late=late)
    return row


@transaction.atomic
def reopen(report: StatisticsReturn, *, reason: str, by: Mandate, at: datetime) -> StatisticsReturn:
    """Open a frozen form again with a reason; what was frozen stays, the next is a new revision.

    A signed form is opened by its head or the level above, a sent one by the level that holds
    ``plans.confirm`` over the place. PlanningError.
    """
    row = held(report)
    if row.state == SIGNED and by.role == HEAD and by.division_id == row.division_id:
        need(by, "plans.work", row.division_id)
    else:
        need(by, "plans.confirm", row.division_id)
    if row.state not in (SIGNED, SENT_UP):
        raise PlanningError("只有已签署的报表才需要重开。")
    words = said(reason=reason)
    row.snapshots.filter(revision=row.revision).update(reopened_by=by, reopened_at=at, **words)
    row.state, row.revision = FILLING, row.revision + 1
    row.filler = row.head = row.sent_by = None
    row.filled_at = row.signed_at = row.sent_at = None
    row.save()
    audit.record("planning.return.reopened", subject=row, by=by, at=at, revision=row.revision, **words)  # fmt: skip
    return row


def print_return(report: StatisticsReturn, *, by: Mandate, at: datetime) -> None:
    """Put on record that a form left the screen as a workbook."""
    audit.record("planning.return.printed", subject=report, by=by, at=at, revision=report.revision)


# -- inside -------------------------------------------------------------------------------------


def _of_place(row: StatisticsReturn, by: Mandate) -> None:
    """Refuse whoever does not work at the very place the form is of."""
    if by.division_id != row.division_id or not (by.may("plans.work") or by.may("plans.confirm")):
        raise PlanningError("报表由本单位的人员填报和签署。")


def _filling(report: StatisticsReturn, by: Mandate) -> StatisticsReturn:
    row = held(report)
    _of_place(row, by)
    need(by, "plans.work", row.division_id)
    if row.state != FILLING:
        raise PlanningError("报表已签名，不能再改；确需更正请先退回或重开。")
    return row


def _signer(row: StatisticsReturn, by: Mandate) -> None:
    _of_place(row, by)
    if by.role not in SIGNERS:
        raise PlanningError("报表由单位负责人签署。")


def _compute(row: StatisticsReturn) -> None:
    """Fill the lines of indicators; a line nobody knows stays empty and is never nought."""
    kept = {cell.line: cell for cell in row.cells.all()}
    for line in form_of(row.form).lines:
        cell = kept.get(line.code) or StatisticsCell(report=row, line=line.code, origin=TYPED)
        if not line.is_typed:
            found = queries.value_of(line, row.division_id, row.period)
            cell.value, cell.observation, cell.origin = found.value, found.observation, found.origin
        cell.save()


def _type(cell: StatisticsCell, value: Decimal | None, source: str, label: str, digits: int) -> None:  # fmt: skip
    if value is not None:
        if value < 0 or value != value.quantize(Decimal(1).scaleb(-digits)):
            raise PlanningError(f"{cell.line} {label}应不小于 0，最多 {digits} 位小数。")
        if not source:
            raise PlanningError(f"{cell.line} {label}请写明数据出处（台账或记录）。")
    if (cell.value, cell.source) != (value, source):
        cell.origin = TYPED
    cell.value, cell.source = value, source


def _content(row: StatisticsReturn) -> dict[str, Any]:
    """Return everything the signed form says, values as text."""
    form, approval = form_of(row.form), row.approval
    cells = {cell.line: cell for cell in row.cells.all()}
    assert row.filler is not None and row.head is not None
    return {
        "form": form.key, "title": form.title, "table_number": approval.table_number, "maker": approval.maker,
        "approval_number": approval.approval_number, "valid_to": approval.valid_to.isoformat(),
        "division": row.division_id, "place": row.division.name, "period": row.period, "revision": row.revision,
        "filler": str(row.filler.user), "head": str(row.head.user), "due_on": row.due_on.isoformat(),
        "cells": [
            {
                "line": line.code, "label": line.label, "unit": line.unit, "origin": cells[line.code].origin,
                "value": None if cells[line.code].value is None else f"{cells[line.code].value:.{line.digits}f}",
                "source": cells[line.code].source, "explanation": cells[line.code].explanation,
            }
            for line in form.lines
        ],
    }  # fmt: skip
