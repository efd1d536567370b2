"""Local registers: rows entered by hand, checked by the declaration, moved from stage to stage."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from minzheng.core.sealing import blind_index, seal
from minzheng.core.text import mask_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.declarations import PERSON_ID

from .. import mapping
from ..choices import Origin
from ..declarations import SharedSet, shared_set
from ..models import ENTRY_SEAL, Entry
from .base import SharingRefused, need


@transaction.atomic
def save_entry(
    data_set: str, raw: Mapping[str, Any], *, division: Division, by: Mandate, at: datetime,
    entry: Entry | None = None,
) -> Entry:  # fmt: skip
    """Enter or correct a row of a register; SharingRefused tells what is wrong, field by field.

    A row that another system keeps cannot be corrected here; its key cannot be changed.
    """
    need(by, "sharing.enter", division.pk)
    share = shared_set(data_set)
    values, problems = mapping.inward(share, "", raw)
    if problems:
        raise SharingRefused(*problems)
    key = row_key(share, values)
    standing = Entry.objects.select_for_update().filter(data_set=data_set, row_key=key).first()
    if entry is None and standing is not None:
        raise SharingRefused("登记册里已有这一条，请在原记录上更正。")
    if entry is not None and (standing is None or standing.pk != entry.pk):
        raise SharingRefused("主键字段不能更改：撤下原记录后另行登记。")
    if standing is not None and standing.origin == Origin.PULLED:
        raise SharingRefused("该记录来自上级系统，请在原系统更正后重新获取。")
    row = place_entry(
        share, values, division=division, origin=Origin.OWN, by=by, at=at, entry=standing
    )
    verb = "sharing.entry.corrected" if standing else "sharing.entry.made"
    audit.record(verb, subject=row, by=by, at=at, data_set=data_set)
    return row


def row_key(share: SharedSet, values: Mapping[str, Any]) -> str:
    """Return the key of a row of a register: a pseudonym of its key fields."""
    parts = "\x1f".join(str(values.get(name) or "") for name in share.key_fields)
    return blind_index(f"{share.key}:{parts}")


def place_entry(
    share: SharedSet, values: Mapping[str, Any], *, division: Division, origin: str, by: Mandate,
    at: datetime, entry: Entry | None = None,
) -> Entry:  # fmt: skip
    """Write the values of a row, those that identify somebody sealed; asks nothing."""
    plain, hidden = mapping.stored(share, values)
    row = entry or Entry(data_set=share.key, division=division, origin=origin)
    row.row_key, row.values = row_key(share, values), plain
    row.sealed = seal(json.dumps(hidden, ensure_ascii=False), ENTRY_SEAL) if hidden else None
    row.digest = mapping.digest(values)
    row.title = _title(share, values)
    row.changed_by, row.changed_at = by, at
    row.save()
    return row


def _title(share: SharedSet, values: Mapping[str, Any]) -> str:
    told = next((n for n in ("name", "title") if values.get(n)), share.key_fields[0])
    text = str(values.get(told) or "")
    names_somebody = told in share.sensitive or any(c.kind == PERSON_ID for c in share.columns)
    return (mask_name(text) if names_somebody else text)[:120]


@transaction.atomic
def move_entry(entry: Entry, *, stage: int, note: str, by: Mandate, at: datetime) -> Entry:
    """Take a row to another stage, one forward or any back; the last needs a word of how it ended."""
    need(by, "sharing.enter", entry.division_id)
    row = Entry.objects.select_for_update().get(pk=entry.pk)
    stages = shared_set(row.data_set).stages
    if not 0 <= stage < len(stages) or stage == row.stage or stage > row.stage + 1:
        raise SharingRefused("不能这样变更阶段。")
    if stage == len(stages) - 1 and not note.strip():
        raise SharingRefused(f"“{stages[stage]}”须写明结果。")
    row.stage, row.note, row.changed_by, row.changed_at = stage, note.strip()[:300], by, at
    row.save()
    audit.record("sharing.entry.moved", subject=row, by=by, at=at, stage=stages[stage])
    return row


@transaction.atomic
def confirm_likeness(entry: Entry, other: Entry, *, by: Mandate, at: datetime) -> Entry:
    """Say that a row of the counterpart register is the same as ours; both remember it."""
    need(by, "sharing.enter", entry.division_id)
    share = shared_set(entry.data_set)
    if other.data_set != share.counterpart:
        raise SharingRefused("这条记录不在对应的登记册里。")
    row = Entry.objects.select_for_update().get(pk=entry.pk)
    row.matched, row.changed_by, row.changed_at = other, by, at
    row.save()
    Entry.objects.filter(pk=other.pk).update(matched=row)
    audit.record("sharing.entry.matched", subject=row, by=by, at=at, other=other.pk)
    return row


@transaction.atomic
def withdraw_entry(entry: Entry, *, note: str, by: Mandate, at: datetime) -> Entry:
    """Take a row down; the next batch tells its partners to delete it."""
    need(by, "sharing.enter", entry.division_id)
    if not note.strip():
        raise SharingRefused("撤下须写明原因。")
    row = Entry.objects.select_for_update().get(pk=entry.pk)
    if row.withdrawn_at is not None:
        raise SharingRefused("该记录已经撤下。")
    row.withdrawn_at, row.note, row.changed_by, row.changed_at = at, note.strip()[:300], by, at
    row.save()
    audit.record("sharing.entry.withdrawn", subject=row, by=by, at=at)
    return row
