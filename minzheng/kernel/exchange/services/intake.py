"""An inbox taken in: each file sealed, cleaned, written to the lake, and recorded last of all."""

import fcntl
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeGuard

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from minzheng.core.months import parse_month, shift_month
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import lake, manifests
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.declarations import FULL, DataSet, data_sets
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.exchange.preparing import Prepared, Rules, Task, Written, prepared

Progress = Callable[[int, int], None]
TABLES = (".xlsx", ".csv", ".txt", ".tsv", ".xls", ".xlsm")
_MONTH_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_年]?(0[1-9]|1[0-2])(?![0-9])")
_SHRUNK = 2


class InboxBusy(RuntimeError):
    """Another process is taking an inbox at this moment."""


@dataclass(frozen=True)
class _Run:
    """Who takes the files of one inbox, and when."""

    by: Mandate
    at: datetime


def take_inbox(
    inbox: Path, month: str, *, by: Mandate, at: datetime, progress: Progress | None = None
) -> list[Delivery]:
    """Take in every table that lies in a folder and return its deliveries, in order of name.

    A file whose name carries another month is a delivery of that month. The same file again
    changes nothing; another file of a full list takes the place of the former. A file of no use
    becomes a failed delivery with a Chinese reason and the others go on. Killed half-way and
    run again, it ends as if never killed. Raises PermissionDenied, ValueError (no such folder or
    month) and InboxBusy.
    """
    if not (by.may("exchange.take") or by.may("exchange.deliver")):
        raise PermissionDenied("本岗位不能接收部门数据。")
    month = parse_month(month)
    if not inbox.is_dir():
        raise ValueError(f"没有这个收件文件夹：{inbox}")
    run = _Run(by, at)
    rules = Rules(lake.home(), timezone.localdate(at), settings.DEMO)
    with _alone():
        lake.sweep(_known_files())
        tasks = [_look_at(path, month) for path in _tables(inbox)]
        known = {task.path: _taken_before(task) for task in tasks}
        fresh = [task for task in tasks if not _is_taken(known[task.path])]
        answers = prepared(fresh, rules)
        deliveries = []
        for done, task in enumerate(tasks):
            if progress:
                progress(done, len(tasks))
            before = known[task.path]
            if before is None or not _is_taken(before):
                # A copy of a file may have been taken a moment ago.
                answer, before = next(answers), _taken_before(task)
                before = before if _is_taken(before) else _recorded(task, answer, before, run)
            deliveries.append(before)
        if progress:
            progress(len(tasks), len(tasks))
    return deliveries


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process take an inbox at a time; the lock goes with the process that holds it."""
    lock = lake.absolute("lake/.intake.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise InboxBusy("另一个进程正在接收数据，请稍后再试。") from problem
        yield


def _known_files() -> Iterator[str]:
    for paths in Delivery.objects.values_list("sealed_file", "lake_path", "rejects_path"):
        yield from paths


def _tables(inbox: Path) -> list[Path]:
    """Return what may be a delivery: tables, and anything whose name says it is one."""
    return [
        path
        for path in sorted(inbox.iterdir())
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith((".", "~$"))
        and (path.suffix.lower() in TABLES or len(_named(path.stem)) == 1)
    ]


def _look_at(path: Path, month: str) -> Task:
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    written = _MONTH_IN_NAME.search(path.stem)
    named_month = f"{written[1]}-{written[2]}" if written else month
    return Task(path, named_month, _named(path.stem), sha256, path.stat().st_size)


def _named(stem: str) -> tuple[DataSet, ...]:
    """Return the data set a file name means: ``hr_wages_202610`` or its Chinese name; else all."""
    for data_set in data_sets():
        if re.match(rf"{data_set.partner}_{data_set.short}(?![a-z])", stem.lower()):
            return (data_set,)
    labelled = tuple(d for d in data_sets() if d.label in stem or d.key in stem)
    return labelled if len(labelled) == 1 else data_sets()


def _taken_before(file: Task) -> Delivery | None:
    rows = Delivery.objects.filter(month=file.month, sha256=file.sha256)
    if file.is_named:
        rows = rows.filter(data_set=file.candidates[0].key)
    return rows.order_by("id").first()


def _is_taken(before: Delivery | None) -> TypeGuard[Delivery]:
    return before is not None and before.state != DeliveryState.FAILED


def _recorded(file: Task, answer: Prepared, before: Delivery | None, run: _Run) -> Delivery:
    if answer.problem:
        return _record_failure(file, answer, before, run)
    return _record_success(file, answer, before, run)


def _record_failure(file: Task, answer: Prepared, before: Delivery | None, run: _Run) -> Delivery:
    if before and before.problem == answer.problem[:500]:
        return before
    delivery = before or _begun(file, answer.data_set, run)
    delivery.state, delivery.problem = DeliveryState.FAILED, answer.problem[:500]
    delivery.sealed_file = answer.sealed_file
    with transaction.atomic():
        delivery.save()
        audit.record(
            "exchange.delivery.failed",
            subject=delivery,
            by=run.by,
            at=run.at,
            problem=answer.problem,
        )
    return delivery


def _begun(file: Task, data_set: DataSet | None, run: _Run) -> Delivery:
    return Delivery(
        data_set=data_set.key if data_set else "",
        partner=data_set.partner if data_set else "",
        division_id=run.by.division_id,
        month=file.month,
        file_name=file.path.name[:255],
        sha256=file.sha256,
        size=file.size,
        received_at=run.at,
        received_by=run.by,
    )


def _record_success(file: Task, answer: Prepared, before: Delivery | None, run: _Run) -> Delivery:
    """Enter the written files, then write the row that makes them count, in one transaction."""
    data_set = answer.data_set
    assert data_set is not None and answer.rows is not None and answer.rejects is not None
    delivery = before or _begun(file, data_set, run)
    delivery.data_set, delivery.partner = data_set.key, data_set.partner
    delivery.state, delivery.problem = DeliveryState.INGESTED, ""
    delivery.sealed_file, delivery.workbook_path = answer.sealed_file, answer.workbook
    delivery.lake_path, delivery.rejects_path = answer.rows.path, answer.rejects.path
    delivery.accepted, delivery.corrected = answer.accepted, answer.corrected
    delivery.rejected = answer.rejected
    delivery.rows = answer.accepted + answer.corrected + answer.rejected
    delivery.summary = _summary(delivery, answer)
    for part in (answer.rows, answer.rejects):
        _enter(file, part)
    with transaction.atomic():
        if data_set.mode == FULL:
            _supersede(delivery, run)
        delivery.save()
        audit.record(
            "exchange.delivery.received",
            subject=delivery,
            by=run.by,
            at=run.at,
            data_set=data_set.key,
            month=file.month,
            sha256=file.sha256,
            lake_sha256=answer.rows.sha256,
            rows=delivery.rows,
            rejected=delivery.rejected,
        )
    return delivery


def _enter(file: Task, part: Written) -> None:
    told = asdict(part)
    path = told.pop("path")
    manifests.enter(lake.home(), path, delivered_sha256=file.sha256, **told)


def _summary(delivery: Delivery, answer: Prepared) -> dict[str, object]:
    notes = list(answer.notes)
    former = (
        Delivery.objects.filter(
            data_set=delivery.data_set,
            month=shift_month(delivery.month, -1),
            state=DeliveryState.INGESTED,
        )
        .order_by("-id")
        .first()
    )
    if former and delivery.declaration.mode == FULL and delivery.rows * _SHRUNK < former.rows:
        notes.append(f"行数不到上月（{former.rows} 行）的一半，请核实是否报全")
    return {
        "notes": notes,
        "corrections": dict(answer.corrections),
        "problems": dict(answer.problems),
    }


def _supersede(delivery: Delivery, run: _Run) -> None:
    """Let the newest full list of a month stand alone."""
    former = Delivery.objects.select_for_update().filter(
        data_set=delivery.data_set, month=delivery.month, state=DeliveryState.INGESTED
    )
    for row in former.exclude(pk=delivery.pk):
        row.state = DeliveryState.SUPERSEDED
        row.save(update_fields=["state"])
        audit.record("exchange.delivery.superseded", subject=row, by=run.by, at=run.at)
