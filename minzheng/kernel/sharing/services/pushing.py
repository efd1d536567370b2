"""What leaves: the granted fields of the people of the granted area, what changed and nothing twice."""

import json
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.sealing import blind_index, digest_sm3, seal, unseal
from minzheng.core.text import mask_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.exchange.partners.fronts import Front
from minzheng.kernel.exchange.partners.replies import Unanswered

from .. import mapping, transport
from ..choices import BatchState, Direction, ExchangeKind, LineState, Mode, Origin
from ..declarations import DIVISION, ROW_KEY, SharedSet, shared_set
from ..models import ENTRY_SEAL, LINE_SEAL, Batch, BatchLine, Entry, HeldRow, Subscription
from ..queries import connection
from .base import SharingRefused, enter, line_to, living, need

Rows = dict[str, dict[str, Any]]
CHUNK = 500
OPEN_STATES = (BatchState.WAITING, BatchState.SENT, BatchState.FAILED)
OUTBOX = "outbox/sharing"


def push(
    subscription: Subscription, *, by: Mandate, at: datetime, full: bool = False,
    again: bool = False, pause: Callable[[float], None] = time.sleep,
) -> Batch | None:  # fmt: skip
    """Send what changed since the partner last accepted; None where nothing did.

    A batch that is still open is sent again under its own number before a new one is made.
    ``full`` sends every row as a full list, ``again`` also those that came back unchanged.
    """
    batch = prepare(subscription, by=by, at=at, full=full, again=again)
    return None if batch is None else send(batch, by=by, at=at, pause=pause)


@transaction.atomic
def prepare(
    subscription: Subscription,
    *,
    by: Mandate,
    at: datetime,
    full: bool = False,
    again: bool = False,
) -> Batch | None:
    """Write the next batch down, or return the one that is still open; None: nothing to send."""
    need(by, "sharing.enter", subscription.division_id)
    row = living(subscription, at)
    if row.direction != Direction.OUT:
        raise SharingRefused("这是获取数据的约定，不能推送。")
    standing = row.batches.filter(state__in=OPEN_STATES).first()
    if standing is not None:
        return standing
    share = shared_set(row.data_set)
    found = rows_for(share, row, at)
    held = dict(row.held.values_list("row_key", "digest"))
    returned = {} if again or full else _returned(row)
    changed = {
        key: told for key, told in found.items()
        if full or (held.get(key) != told["digest"] and returned.get(key) != told["digest"])
    }  # fmt: skip
    gone = [] if full else sorted(held.keys() - found.keys())
    if not changed and not gone and not (full and held):
        return None
    if again:
        _replace(row, found.keys())
    return _written(row, changed, gone, is_full=full, by=by, at=at)


def rows_for(share: SharedSet, subscription: Subscription, at: datetime) -> Rows:
    """Return what a partner may have now: granted and entitled fields of people of the granted area.

    By row key, a pseudonym that says nothing outside this agreement.
    """
    allowed = set(share.consumers.get(subscription.partner, ()))
    fields = [name for name in share.names if name in allowed and name in subscription.fields]
    frame = share.give(localdate(at)) if share.give else entry_frame(share)
    area = set(divisions.subtree(subscription.division_id).values_list("code", flat=True))
    frame = frame.filter(pl.col(DIVISION).is_in(list(area)))
    found: Rows = {}
    for given in frame.iter_rows(named=True):
        data = mapping.outward(share, subscription.partner, given, fields)
        key = blind_index(f"{subscription.pk}:{given[ROW_KEY]}")
        found[key] = {"data": data, "digest": mapping.digest(data), "title": _title(share, given)}
    return found


def entry_frame(share: SharedSet) -> pl.DataFrame:
    """Return our own rows of a local register that have reached the stage at which they leave."""
    rows = Entry.objects.filter(
        data_set=share.key, origin__in=[Origin.OWN, Origin.IMPORTED], stage__gte=share.leaves_at,
        withdrawn_at__isnull=True,
    )  # fmt: skip
    made = [
        {**entry_values(share, row), ROW_KEY: row.row_key, DIVISION: row.division_id}
        for row in rows.iterator(chunk_size=2000)
    ]
    return (
        pl.DataFrame(made, schema_overrides={DIVISION: pl.String}, infer_schema_length=None)
        if made
        else _EMPTY
    )


_EMPTY = pl.DataFrame(schema={ROW_KEY: pl.String, DIVISION: pl.String})


def entry_values(share: SharedSet, row: Entry) -> dict[str, Any]:
    """Return the values of a row of a register, those that are sealed opened."""
    hidden = json.loads(unseal(bytes(row.sealed), ENTRY_SEAL)) if row.sealed else {}
    return mapping.restored(share, row.values, hidden)


def _title(share: SharedSet, row: Mapping[str, Any]) -> str:
    first = str(row.get("name") or row.get(share.names[0]) or "")
    is_person = any(column.kind == "person_id" for column in share.columns)
    return (mask_name(first) if is_person else first)[:120]


def _returned(subscription: Subscription) -> dict[str, str]:
    """Return what came back and was not mended since: it waits for a hand and is not sent again."""
    rows = BatchLine.objects.filter(batch__subscription=subscription, state=LineState.REJECTED)
    return dict(rows.order_by("pk").values_list("row_key", "digest"))


def _replace(subscription: Subscription, keys: Collection[str]) -> None:
    rows = BatchLine.objects.filter(batch__subscription=subscription, state=LineState.REJECTED)
    rows.update(state=LineState.RESENT, sealed=None)


def _written(
    row: Subscription,
    changed: Rows,
    gone: Iterable[str],
    *,
    is_full: bool,
    by: Mandate,
    at: datetime,
) -> Batch:
    lines = [
        BatchLine(
            line=number, row_key=key, digest=told["digest"], title=told["title"],
            sealed=seal(json.dumps(told["data"], ensure_ascii=False), LINE_SEAL),
        )
        for number, (key, told) in enumerate(sorted(changed.items()), start=1)
    ]  # fmt: skip
    lines += [
        BatchLine(line=number, row_key=key, digest="", is_delete=True)
        for number, key in enumerate(gone, start=len(lines) + 1)
    ]
    order = row.batches.count() + 1
    batch = Batch.objects.create(
        number=f"{row.division_id}-{row.pk}-{localdate(at):%Y%m%d}-{order}", subscription=row,
        is_full=is_full, rows=len(lines), made_by=by, made_at=at,
        digest=digest_sm3("".join(f"{x.row_key}{x.is_delete}{x.digest}" for x in lines).encode()),
    )  # fmt: skip
    for one in lines:
        one.batch = batch
    BatchLine.objects.bulk_create(lines, batch_size=CHUNK)
    # What was mended is now under way.
    BatchLine.objects.filter(
        batch__subscription=row, state=LineState.REJECTED, row_key__in=list(changed)[:CHUNK]
    ).update(state=LineState.RESENT, sealed=None)
    audit.record(
        "sharing.prepared", subject=batch, by=by, at=at, partner=row.partner, rows=len(lines)
    )
    return batch


def send(
    batch: Batch, *, by: Mandate, at: datetime, pause: Callable[[float], None] = time.sleep
) -> Batch:
    """Send an open batch by the way of its partner and take its receipts, if they come at once."""
    need(by, "sharing.enter", batch.subscription.division_id)
    subscription = batch.subscription
    way = connection(subscription.partner, subscription.division_id)
    mode = way.mode if way else Mode.MANUAL
    if mode == Mode.HTTP:
        return _post(batch, by=by, at=at, pause=pause)
    if mode == Mode.FILE and way is not None:
        return _drop(batch, way.encoding, by=by, at=at)
    if mode == Mode.TABLE and way is not None:
        return _hand_over(batch, Front(way.address, way.secret_name), by=by, at=at)
    return batch


def content_of(batch: Batch) -> list[dict[str, Any]]:
    """Return the rows of a batch as they go to the partner."""
    return [
        {
            "line": one.line, "key": one.row_key, "op": "delete" if one.is_delete else "upsert",
            "data": json.loads(unseal(bytes(one.sealed), LINE_SEAL)) if one.sealed else {},
        }
        for one in batch.lines.order_by("line").iterator(chunk_size=2000)
    ]  # fmt: skip


def _post(batch: Batch, *, by: Mandate, at: datetime, pause: Callable[[float], None]) -> Batch:
    row = batch.subscription
    document = {
        "batch": batch.number, "set": row.data_set, "mode": "full" if batch.is_full else "increment",
        "count": batch.rows, "digest": batch.digest, "rows": content_of(batch),
    }  # fmt: skip
    try:
        answer = transport.post(line_to(row, pause), f"/{row.data_set}/batches", document)
        receipts = _receipts(answer.content)
    except Unanswered as failed:
        # What was refused for good was not taken; anything else may have been, and keeps its number.
        state = BatchState.FAILED if failed.again else BatchState.REFUSED
        return _failed(batch, str(failed), state, max(len(failed.log), 1), by=by, at=at)
    except SharingRefused as unready:
        return _failed(batch, str(unready), BatchState.FAILED, 0, by=by, at=at)
    return record_receipts(batch, receipts, by=by, at=at, attempts=answer.attempts)


def _receipts(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said against rows, by row key; Unanswered for an answer that says nothing."""
    told = answer.get("receipts")
    if not isinstance(told, list):
        raise Unanswered("对方答复没有回执")
    return {
        str(one["key"]): str(one.get("message") or "未说明原因")[:300]
        for one in told
        if isinstance(one, dict) and "key" in one and not one.get("ok")
    }


@transaction.atomic
def _failed(
    batch: Batch, problem: str, state: str, attempts: int, *, by: Mandate, at: datetime
) -> Batch:
    batch.state, batch.problem = state, problem[:500]
    batch.attempts += attempts
    batch.save()
    enter(
        batch.subscription, at, by, kind=ExchangeKind.PUSH, batch=batch, rows=batch.rows,
        digest=batch.digest, is_ok=False, outcome=f"{problem}（尝试 {attempts} 次）",
    )  # fmt: skip
    audit.record("sharing.failed", subject=batch, by=by, at=at, problem=problem)
    return batch


def folder_of(partner: str) -> Path:
    """Return the folder where files for a partner are laid down."""
    return Path(settings.HOME) / OUTBOX / partner


def file_of(batch: Batch, encoding: str = "utf-8-sig") -> bytes:
    """Return a batch as the table its partner reads, in the names of the partner."""
    rows = content_of(batch)
    names = list(dict.fromkeys(name for row in rows for name in row["data"]))
    mark = {"delete": transport.DELETE, "upsert": transport.UPSERT}
    told = [{transport.KEY: r["key"], transport.MARK: mark[r["op"]], **r["data"]} for r in rows]
    return transport.file_bytes(told, names, encoding)


def _drop(batch: Batch, encoding: str, *, by: Mandate, at: datetime) -> Batch:
    laid = transport.drop(
        folder_of(batch.subscription.partner), batch.number, file_of(batch, encoding), batch.rows,
        is_full=batch.is_full,
    )  # fmt: skip
    return _left(batch, f"已写出文件 {laid.path.name}", laid.digest, by=by, at=at)


def _hand_over(batch: Batch, front: Front, *, by: Mandate, at: datetime) -> Batch:
    """Lay a batch down in the table of its partner, or take the receipts if all of them are there."""
    try:
        is_new = transport.hand_over(front, batch.number, content_of(batch), is_full=batch.is_full)
        told = transport.receipts(front, batch.number)
    except Unanswered as failed:
        state = BatchState.FAILED if failed.again else BatchState.REFUSED
        return _failed(batch, str(failed), state, 1, by=by, at=at)
    if is_new or batch.state != BatchState.SENT:
        batch = _left(batch, f"已写入前置库 {batch.rows} 行", batch.digest, by=by, at=at)
    if told.keys() != set(batch.lines.values_list("row_key", flat=True)):
        return batch
    wrong = {key: message for key, message in told.items() if message}
    return record_receipts(batch, wrong, by=by, at=at)


@transaction.atomic
def _left(batch: Batch, outcome: str, digest: str, *, by: Mandate, at: datetime) -> Batch:
    batch.state, batch.attempts, batch.problem = BatchState.SENT, batch.attempts + 1, ""
    batch.save()
    enter(
        batch.subscription, at, by, kind=ExchangeKind.PUSH, batch=batch, rows=batch.rows,
        digest=digest, is_ok=True, outcome=outcome,
    )  # fmt: skip
    audit.record("sharing.dropped", subject=batch, by=by, at=at, rows=batch.rows)
    return batch


def read_receipts(batch: Batch, content: bytes, *, by: Mandate, at: datetime) -> Batch:
    """Take the receipt file of a partner: a row key and what is wrong with it, or nothing."""
    try:
        rows = transport.table_rows(content)
    except ValueError as fault:
        raise SharingRefused(str(fault)) from fault
    if rows and transport.KEY not in rows[0]:
        raise SharingRefused(f"回执文件没有“{transport.KEY}”列。")
    wrong = {
        row[transport.KEY]: row.get(transport.REASON) or "未说明原因"
        for row in rows
        if row.get(transport.RESULT, "") != transport.TAKEN
    }
    unknown = wrong.keys() - set(batch.lines.values_list("row_key", flat=True))
    if unknown:
        raise SharingRefused("回执文件里有不属于本批次的行。")
    return record_receipts(batch, wrong, by=by, at=at)


@transaction.atomic
def record_receipts(
    batch: Batch, wrong: Mapping[str, str], *, by: Mandate, at: datetime, attempts: int = 0
) -> Batch:
    """Close a batch: what is not named in ``wrong`` was accepted and is what the partner now holds."""
    need(by, "sharing.enter", batch.subscription.division_id)
    batch = Batch.objects.select_for_update().select_related("subscription").get(pk=batch.pk)
    if batch.state not in OPEN_STATES:
        raise SharingRefused("该批次已经有回执。")
    lines = list(batch.lines.all())
    for one in lines:
        is_wrong = one.row_key in wrong
        one.state = LineState.REJECTED if is_wrong else LineState.ACCEPTED
        one.message = wrong.get(one.row_key, "")[:300]
        one.sealed = one.sealed if is_wrong else None
    BatchLine.objects.bulk_update(lines, ["state", "message", "sealed"], batch_size=CHUNK)
    _hold(batch, lines)
    batch.rejected = sum(one.state == LineState.REJECTED for one in lines)
    batch.state = BatchState.PARTLY if batch.rejected else BatchState.DONE
    batch.problem, batch.closed_at, batch.attempts = "", at, batch.attempts + attempts
    batch.save()
    enter(
        batch.subscription, at, by, kind=ExchangeKind.PUSH, batch=batch, rows=batch.rows, rejected=batch.rejected,
        digest=batch.digest, is_ok=True,
        outcome=f"接收 {batch.rows - batch.rejected} 行，退回 {batch.rejected} 行（发送 {batch.attempts} 次）",
    )  # fmt: skip
    audit.record(
        "sharing.pushed", subject=batch, by=by, at=at, rows=batch.rows, rejected=batch.rejected
    )
    return batch


def _hold(batch: Batch, lines: Iterable[BatchLine]) -> None:
    row = batch.subscription
    accepted = [one for one in lines if one.state == LineState.ACCEPTED]
    if batch.is_full:
        row.held.all().delete()
    gone = [one.row_key for one in accepted if one.is_delete]
    for start in range(0, len(gone), CHUNK):
        row.held.filter(row_key__in=gone[start : start + CHUNK]).delete()
    HeldRow.objects.bulk_create(
        [HeldRow(subscription=row, row_key=one.row_key, digest=one.digest) for one in accepted if not one.is_delete],
        batch_size=CHUNK, update_conflicts=True, unique_fields=["subscription", "row_key"], update_fields=["digest"],
    )  # fmt: skip
