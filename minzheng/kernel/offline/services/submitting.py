"""Hand a record in: exactly once, exactly what the worker saw, or a reason in plain words."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.offline import choices
from minzheng.kernel.offline.declarations import KINDS, Attachment, Submission
from minzheng.kernel.offline.models import Blob, Device, FieldVersion, Receipt, Record
from minzheng.kernel.offline.services.records import (
    Answer,
    NotYours,
    OfflineRefused,
    Operation,
    Order,
    record_of,
)
from minzheng.kernel.offline.services.settling import disputed

log = logging.getLogger(__name__)
BROKEN = "平台处理时出错，内容已保存，请稍后再次提交；仍不成功请联系乡镇。"


class _NotYet(Exception):
    """Something the record needs has not arrived; the text is Chinese."""


@transaction.atomic
def hand_in(device: Device, one: Operation, *, by: Mandate, at: datetime) -> Answer:
    """Hand a record in and answer; the same operation again gets the same answer.

    A record somebody handed in before stays as it is. What the room refuses leaves no trace but the
    receipt, and the record can be written again.
    """
    held(device)
    order = Order()
    known = Receipt.objects.filter(op=one.op).first()
    if known is not None:
        return Answer(one.op, known.state, known.text or "")
    record = None
    try:
        record = held(record_of(one.record, device=device, order=order, by=by, at=at))
        if record.state != choices.SUBMITTED:
            _submit(record, one, order=order, by=by, at=at)
        answer = Answer(one.op, choices.SUBMITTED)
    except (NotYours, _NotYet) as reason:
        order.keep()
        return Answer(one.op, choices.WAITING, str(reason))
    except OfflineRefused as reason:
        answer = Answer(one.op, choices.REFUSED, str(reason))
        if record is not None:
            _refuse(record, answer.text, order)
    order.keep()
    Receipt.objects.create(
        op=one.op, device=device, record=record, state=answer.state, text=answer.text or None, at=at
    )
    audit.record(
        f"offline.{answer.state}", subject=record or device, by=by, at=at, device=str(device.pk)
    )
    return answer


def _refuse(record: Record, text: str, order: Order) -> None:
    record.state, record.refusal = choices.REFUSED, text
    record.sequence = order.next()
    record.save(update_fields=["state", "refusal", "sequence"])


def _submit(record: Record, one: Operation, *, order: Order, by: Mandate, at: datetime) -> None:
    heads = _seen_heads(record, one)
    submission = _submission(record, heads, by=by, at=at)
    kind = KINDS.get(record.kind)
    try:
        with transaction.atomic():
            outcome = kind.receive(submission)
    except kind.refusals as refusal:
        reasons = getattr(refusal, "reasons", None) or [str(refusal)]
        raise OfflineRefused("；".join(reasons)) from refusal
    except DatabaseError:
        raise
    except Exception as fault:  # one record's fault must not hold up all others of the phone
        log.exception("offline record %s", record.pk)
        raise OfflineRefused(BROKEN) from fault
    record.state, record.refusal, record.submitted_at = choices.SUBMITTED, None, at
    record.handed_in = [row.number for row in heads]
    record.outcome_key = outcome._meta.label_lower if outcome is not None else ""
    record.outcome_id = str(outcome.pk) if outcome is not None else ""
    record.sequence = order.next()
    record.save()


def _seen_heads(record: Record, one: Operation) -> list[FieldVersion]:
    """Return the values that stand, if they are those the worker saw when he handed it in."""
    known = {str(pk) for pk in record.versions.values_list("pk", flat=True)}
    if not set(one.heads) <= known:
        raise _NotYet("部分内容尚未到达平台，将自动补传。")
    heads = list(record.versions.filter(is_head=True))
    if {row.number for row in heads} != set(one.heads):
        raise OfflineRefused("另一台设备上有新的填写，请核对后再次提交。")
    if disputed(heads):
        raise OfflineRefused("有的项目有两份不同的填写，请先核对选定，再提交。")
    return heads


def _submission(
    record: Record, heads: Sequence[FieldVersion], *, by: Mandate, at: datetime
) -> Submission:
    """Return what the room receives; OfflineRefused names every faulty answer."""
    kind = KINDS.get(record.kind)
    form = kind.form(record.form)
    if form is None:
        raise OfflineRefused("这张表单已停用，请更新后重新填写。")
    said: dict[str, Any] = {}
    files: list[Attachment] = []
    for row in sorted(heads, key=lambda row: row.sequence):
        name, value = row.field.partition("#")[0], row.said
        if isinstance(value, dict) and value.get("sha256"):
            files.append(_attachment(record, name, value))
            said.setdefault(name, []).append(value["sha256"])
        elif "#" not in row.field:
            said[name] = value
    kept, wrong = form.cleaned(said)
    if wrong:
        raise OfflineRefused("；".join(wrong.values()))
    return Submission(
        receipt=str(record.pk), kind=record.kind, form=record.form, rule=record.rule,
        household=record.household, person=record.person, case=record.case,
        division=record.division, answers=kept, said=said, files=files,
        began_at=record.began_at, by=by, at=at,
    )  # fmt: skip


def _attachment(record: Record, name: str, value: dict[str, Any]) -> Attachment:
    blob = Blob.objects.filter(record=record, sha256=value["sha256"]).first()
    if blob is None:
        raise _NotYet("照片或录音尚未上传完，将自动补传。")
    if blob.document is None:
        raise OfflineRefused(f"{blob.refusal}，请删去后重新拍摄或录制")
    meta = {key: told for key, told in value.items() if key != "sha256"}
    return Attachment(field=name, document=blob.document, sha256=blob.sha256, meta=meta)
