"""Take what a phone sends: each operation once, every value kept, whatever order it comes in."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.offline import choices
from minzheng.kernel.offline.declarations import canonical
from minzheng.kernel.offline.models import Device, FieldVersion, Receipt, Record
from minzheng.kernel.offline.services.records import (
    MOST_VALUE,
    Answer,
    NotYours,
    OfflineRefused,
    Operation,
    Order,
    record_of,
)
from minzheng.kernel.offline.services.settling import notice
from minzheng.kernel.offline.services.submitting import hand_in


def take(
    device: Device, said: Iterable[Mapping[str, Any]], *, by: Mandate, at: datetime
) -> list[Answer]:
    """Take the operations of one phone and answer each.

    An operation that came before gets the answer it got then. Values are kept together in one
    transaction, every handing-in has its own: a phone that loses the answer sends all of it again
    and nothing happens twice. An operation that cannot be read is refused without harm to the others.
    """
    answers: list[Answer] = []
    operations: list[Operation] = []
    for one in said:
        try:
            operations.append(Operation.read(one))
        except OfflineRefused as wrong:
            answers += [Answer(op, choices.REFUSED, str(wrong)) for op in _number(one)]
    operations.sort(key=lambda one: one.counter)
    for is_submit, group in groupby(operations, lambda one: one.type == choices.SUBMIT):
        if is_submit:
            answers += [hand_in(device, one, by=by, at=at) for one in group]
        else:
            answers += _keep(device, list(group), by=by, at=at)
    return answers


def _number(said: object) -> Iterator[UUID]:
    """Yield the number of an operation that could not be read, if it has one."""
    try:
        yield UUID(str(said["op"]))  # type: ignore[index]
    except (KeyError, ValueError, TypeError):
        return


@transaction.atomic
def _keep(
    device: Device, operations: list[Operation], *, by: Mandate, at: datetime
) -> list[Answer]:
    """Keep values and beginnings of records, all or none."""
    held(device)
    order = Order()
    numbers = [one.op for one in operations]
    answers = {
        row.op: Answer(row.op, row.state, row.text or "")
        for row in Receipt.objects.filter(op__in=numbers)
    }
    taken = _Taken(device, order, by, at)
    for one in operations:
        if one.op not in answers:
            answers[one.op] = taken.take(one)
    taken.finish()
    order.keep()
    return [answers[number] for number in dict.fromkeys(numbers)]


class _Taken:
    """The values of one batch, with what was known of their records before."""

    def __init__(self, device: Device, order: Order, by: Mandate, at: datetime) -> None:
        self.device, self.order, self.by, self.at = device, order, by, at
        self.records: dict[UUID, Record] = {}
        # record → field → number of a version → the versions it was written over.
        self.known: dict[UUID, dict[str, dict[str, list[str]]]] = {}
        self.versions: list[FieldVersion] = []
        self.receipts: list[Receipt] = []

    def take(self, one: Operation) -> Answer:
        """Take one operation; only what is out of reach now gets no receipt."""
        try:
            record = self._record(one)
            if one.type == choices.SET:
                self._set(record, one)
        except NotYours as reason:
            return Answer(one.op, choices.WAITING, str(reason))
        except OfflineRefused as reason:
            return self._answered(one, None, choices.REFUSED, str(reason))
        return self._answered(one, record, choices.KEPT)

    def _record(self, one: Operation) -> Record:
        record = record_of(one.record, device=self.device, order=self.order, by=self.by, at=self.at)
        if record.pk not in self.known:
            fields: dict[str, dict[str, list[str]]] = {}
            rows = FieldVersion.objects.filter(record=record)
            for number, field, bases in rows.values_list("id", "field", "bases"):
                fields.setdefault(field, {})[str(number)] = bases
            self.records[record.pk], self.known[record.pk] = record, fields
        return self.records[record.pk]

    def _set(self, record: Record, one: Operation) -> None:
        value = canonical(one.value)
        if len(value) > MOST_VALUE:
            raise OfflineRefused("内容过长，不能接收。")
        self.known[record.pk].setdefault(one.field, {})[str(one.op)] = list(one.bases)
        self.versions.append(
            FieldVersion(
                id=one.op, record=record, field=one.field, value=value, bases=list(one.bases),
                device=self.device, by=self.by, counter=one.counter, typed_at=one.at or self.at,
                received_at=self.at, sequence=self.order.next(),
            )
        )  # fmt: skip

    def _answered(
        self, one: Operation, record: Record | None, state: str, text: str = ""
    ) -> Answer:
        self.receipts.append(
            Receipt(
                op=one.op, device=self.device, record=record, state=state, text=text or None, at=self.at
            )
        )  # fmt: skip
        return Answer(one.op, state, text)

    def finish(self) -> None:
        """Write versions and receipts, mark which values stand, and notice what differs."""
        FieldVersion.objects.bulk_create(self.versions)
        Receipt.objects.bulk_create(self.receipts)
        touched = {(row.record_id, row.field) for row in self.versions}
        replaced: set[str] = set()
        for record, field in touched:
            replaced |= {base for bases in self.known[record][field].values() for base in bases}
        rows = FieldVersion.objects.filter(record__in={record for record, _field in touched})
        for record, field in touched:
            replaced_here = replaced & set(self.known[record][field])
            rows.filter(record=record, field=field, pk__in=replaced_here).update(is_head=False)
        for record, field in sorted(touched, key=str):
            notice(self.records[record], field, order=self.order, at=self.at)
        if self.receipts:
            audit.record(
                "offline.taken", subject=self.device, by=self.by, at=self.at,
                operations=len(self.receipts), records=sorted(str(one) for one in self.records),
            )  # fmt: skip
