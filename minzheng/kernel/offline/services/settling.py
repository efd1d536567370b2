"""Two values of one field: noticed when they come, settled by a person, both kept for ever."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.offline import choices
from minzheng.kernel.offline.declarations import KINDS, differ
from minzheng.kernel.offline.models import Conflict, FieldVersion, Record
from minzheng.kernel.offline.services.records import OfflineRefused, Order


def disputed(heads: Iterable[FieldVersion]) -> list[str]:
    """Return the fields whose standing values tell different things."""
    fields: dict[str, list[FieldVersion]] = {}
    for row in heads:
        fields.setdefault(row.field, []).append(row)
    return sorted(field for field, rows in fields.items() if differ(rows))


def notice(record: Record, field: str, *, order: Order, at: datetime) -> None:
    """Open a conflict where standing values differ, close it where they no longer do."""
    heads = list(FieldVersion.objects.filter(record=record, field=field, is_head=True))
    if record.state == choices.SUBMITTED:
        _notice_late(record, field, heads, order=order, at=at)
        return
    rows = Conflict.objects.filter(
        record=record, field=field, kind=choices.BESIDE, resolved_at=None
    )
    if differ(heads):
        if not rows.exists():
            Conflict.objects.create(record=record, field=field, kind=choices.BESIDE, found_at=at)
    else:
        # The version that settles it tells who did.
        rows.update(resolved_at=at, resolved_by=max(heads, key=lambda row: row.sequence).by)


def _notice_late(
    record: Record, field: str, heads: list[FieldVersion], *, order: Order, at: datetime
) -> None:
    """Show what changed after a record was handed in; what was handed in stays."""
    rows = FieldVersion.objects.filter(record=record, field=field, pk__in=record.handed_in)
    told = {row.value for row in rows}
    if all(row.value in told for row in heads):
        return
    Conflict.objects.get_or_create(
        record=record, field=field, kind=choices.LATE, resolved_at=None, defaults={"found_at": at}
    )
    if not record.is_late:
        record.is_late = True
        record.sequence = order.next()
        record.save(update_fields=["is_late", "sequence"])


@transaction.atomic
def resolve(
    conflict: Conflict, *, version: FieldVersion, by: Mandate, at: datetime
) -> FieldVersion:
    """Let one of two values hold: a new version written over all that stand, so both stay on record.

    OfflineRefused when it was settled meanwhile or the version no longer stands; PermissionDenied
    outside the mandate.
    """
    row, record = _open(conflict, by=by)
    order = Order()
    heads = list(record.versions.filter(field=row.field, is_head=True))
    chosen = next((head for head in heads if head.pk == version.pk), None)
    if row.kind != choices.BESIDE or chosen is None:
        raise OfflineRefused("内容又有变化，请重新核对。")
    fresh = FieldVersion.objects.create(
        id=uuid.uuid4(), record=record, field=row.field, value=chosen.value,
        bases=[head.number for head in heads], by=by, typed_at=at, received_at=at,
        sequence=order.next(),
    )  # fmt: skip
    FieldVersion.objects.filter(pk__in=[head.pk for head in heads]).update(is_head=False)
    order.keep()
    _close(row, "", by=by, at=at)
    return fresh


@transaction.atomic
def settle_late(conflict: Conflict, *, note: str, by: Mandate, at: datetime) -> None:
    """Say what was done about a change that came after its record had been handed in.

    The record stays as handed in; what must follow (a correction of the visit, a further visit) is
    done where it belongs, and told here. OfflineRefused without a note, or when it was settled.
    """
    row, _record = _open(conflict, by=by)
    if row.kind != choices.LATE or not note.strip():
        raise OfflineRefused("请说明如何处理了这项修改。")
    _close(row, note.strip()[:200], by=by, at=at)


def _open(conflict: Conflict, *, by: Mandate) -> tuple[Conflict, Record]:
    row = held(conflict)
    record = held(row.record)
    if not by.may(KINDS.get(record.kind).may) or not accounts.covers(by, record.division_id):
        raise PermissionDenied("该记录不属于您的岗位或辖区")
    if row.resolved_at is not None:
        raise OfflineRefused("这项冲突已处理。")
    return row, record


def _close(row: Conflict, note: str, *, by: Mandate, at: datetime) -> None:
    row.resolved_at, row.resolved_by, row.note = at, by, note
    row.save(update_fields=["resolved_at", "resolved_by", "note"])
    audit.record(
        "offline.conflict.resolved", subject=row, by=by, at=at,
        record=str(row.record_id), field=row.field,
    )  # fmt: skip
