"""Making two files of one person one, and taking that back to the row."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.db import transaction

from minzheng.core.models import once
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.choices import IdStatus, Sex
from minzheng.kernel.people.declarations import person_references
from minzheng.kernel.people.models import Membership, MergeRecord, Person
from minzheng.kernel.people.permissions import need, need_reach

# Filled from the dropped file where the kept one has nothing; each group goes together.
_GROUPS: Final = (
    ("birth_on",),
    ("died_on",),
    ("phone", "phone_index"),
    ("account_number", "account_index", "bank_name", "account_name"),
    ("address",),
    ("ethnicity",),
)
_EMPTY: Final = ("", None)
MERGED: Final = "档案合并"


class MergeRefused(ValueError):
    """The two files cannot be made one; the text is Chinese."""


@transaction.atomic
def merge(keep: Person, drop: Person, *, by: Mandate, at: datetime, reason: str) -> MergeRecord:
    """Move everything that hangs on ``drop`` to ``keep``; ``drop`` stays as a pointer.

    Every column declared with ``declare_person_reference`` moves; the record keeps the row ids,
    so that ``unmerge`` restores exactly them. Of two present memberships the dropped file's ends.
    Raises ``MergeRefused`` for two valid numbers (two persons), a file merged already, or rows
    that would contradict each other.
    """
    need(by, "people.merge")
    if not reason.strip():
        raise MergeRefused("合并档案须写明理由。")
    rows = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=[keep.pk, drop.pk])}
    if len(rows) != 2:
        raise MergeRefused("须选择两份不同的档案。")
    kept, dropped = rows[keep.pk], rows[drop.pk]
    _check(kept, dropped, by)
    trace: dict[str, Any] = {
        "closed": _close_second_membership(kept, dropped, day_of(at)),
        "filled": _fill(kept, dropped),
    }
    with once(MergeRefused("两份档案的业务记录互相冲突，请先处理后再合并。")):
        trace["moved"] = _move(dropped.pk, kept.pk)
    dropped.merged_into = kept
    dropped.save(update_fields=["merged_into"])
    record = MergeRecord.objects.create(
        kept=kept, dropped=dropped, trace=trace, reason=reason.strip(), merged_at=at, merged_by=by
    )
    audit.record("people.merged", subject=kept, by=by, at=at, dropped=dropped.pk, reason=reason)
    return record


@transaction.atomic
def unmerge(record: MergeRecord, *, by: Mandate, at: datetime, reason: str) -> Person:
    """Give the dropped file back the rows the merge took from it; returns that file.

    Rows made since stay with the kept file. Raises ``MergeRefused`` if it was undone already.
    """
    need(by, "people.merge")
    record = MergeRecord.objects.select_for_update().get(pk=record.pk)
    if record.undone_at is not None:
        raise MergeRefused("该合并已撤销。")
    need_reach(by, record.kept)
    dropped = record.dropped
    dropped.merged_into = None
    dropped.save(update_fields=["merged_into"])
    for key, ids in record.trace["moved"].items():
        label, _, field = key.rpartition(".")
        rows = apps.get_model(label)._base_manager.filter(pk__in=ids, **{field: record.kept})
        rows.update(**{field: dropped.pk})
    _empty(record.kept, dropped, record.trace["filled"])
    for pk in record.trace["closed"]:
        Membership.objects.filter(pk=pk).update(valid_to=None, left_reason="")
    record.undone_at, record.undone_by = at, by
    record.save(update_fields=["undone_at", "undone_by"])
    audit.record(
        "people.unmerged", subject=record.kept, by=by, at=at, restored=dropped.pk, reason=reason
    )
    return dropped


def _check(kept: Person, dropped: Person, by: Mandate) -> None:
    need_reach(by, kept)
    need_reach(by, dropped)
    if kept.merged_into_id or dropped.merged_into_id:
        raise MergeRefused("其中一份档案已并入其他档案。")
    if dropped.id_status == IdStatus.VALID:
        if kept.id_status == IdStatus.VALID:
            raise MergeRefused("两份档案的公民身份号码都有效且不同，不是同一人。")
        raise MergeRefused("请保留公民身份号码有效的那份档案。")


def _close_second_membership(kept: Person, dropped: Person, today: date) -> list[int]:
    """End the dropped file's present membership where the kept one has one too."""
    if not Membership.objects.filter(person=kept, valid_to__isnull=True).exists():
        return []
    row = Membership.objects.filter(person=dropped, valid_to__isnull=True).first()
    if row is None:
        return []
    row.valid_to = max(today, row.valid_from + timedelta(days=1))
    row.left_reason = MERGED
    row.save(update_fields=["valid_to", "left_reason"])
    return [row.pk]


def _fill(kept: Person, dropped: Person) -> list[str]:
    """Fill the kept file's empty fields from the dropped one; return the fields filled."""
    filled: list[str] = []
    for group in _GROUPS:
        if getattr(kept, group[0]) in _EMPTY and getattr(dropped, group[0]) not in _EMPTY:
            for name in group:
                setattr(kept, name, getattr(dropped, name))
            filled += group
    if kept.sex == Sex.UNKNOWN and dropped.sex != Sex.UNKNOWN:
        kept.sex = dropped.sex
        filled.append("sex")
    if filled:
        kept.save(update_fields=filled)
    return filled


def _empty(kept: Person, dropped: Person, filled: list[str]) -> None:
    """Empty again what the merge filled, unless somebody has changed it since."""
    undone = [name for name in filled if getattr(kept, name) == getattr(dropped, name)]
    for name in undone:
        field = Person._meta.get_field(name)
        setattr(kept, name, None if field.null else field.get_default())  # type: ignore[union-attr]
    if undone:
        kept.save(update_fields=undone)


def _move(source: int, target: int) -> dict[str, list[int]]:
    """Move every declared reference; rows that would repeat one of the target's stay behind."""
    moved: dict[str, list[int]] = {}
    for label, field in person_references():
        rows = apps.get_model(label)._base_manager.filter(**{field: source})
        ids = [pk for pk in rows.values_list("pk", flat=True) if not _repeats(label, pk, target)]
        if ids:
            rows.filter(pk__in=ids).update(**{field: target})
            moved[f"{label}.{field}"] = ids
    return moved


def _repeats(label: str, pk: int, target: int) -> bool:
    """Say whether a tie or flag would double one of the kept person, or tie him to himself."""
    if label not in {"people.Kinship", "people.PersonFlag"}:
        return False
    model = apps.get_model(label)
    row = model._base_manager.get(pk=pk)
    present = model._base_manager.filter(valid_to__isnull=True, kind=row.kind)
    if label == "people.PersonFlag":
        return row.valid_to is None and present.filter(person_id=target).exists()
    if target in (row.person_id, row.relative_id):
        return True
    return row.valid_to is None and (
        present.filter(person_id=target, relative_id=row.relative_id).exists()
        or present.filter(person_id=row.person_id, relative_id=target).exists()
    )
