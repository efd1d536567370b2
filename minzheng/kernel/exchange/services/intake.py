"""An inbox taken in: each file sealed, cleaned, written to the lake, and recorded last of all."""

import fcntl
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from minzheng.core.months import parse_month, shift_month
from minzheng.core.sealing import seal_file
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import lake, outgoing, reading
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.cleaning import Cleaned, clean
from minzheng.kernel.exchange.declarations import FULL, DataSet, data_sets
from minzheng.kernel.exchange.identities import Identities
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.exchange.sheets import Unreadable

Progress = Callable[[int, int], None]
TABLES = (".xlsx", ".csv", ".txt", ".tsv", ".xls", ".xlsm")
_MONTH_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_年]?(0[1-9]|1[0-2])(?![0-9])")
_SHRUNK = 2


class InboxBusy(RuntimeError):
    """Another process is taking an inbox at this moment."""


@dataclass(frozen=True)
class _Run:
    """What the files of one inbox share."""

    by: Mandate
    at: datetime
    identities: Identities


@dataclass(frozen=True)
class _File:
    """One file and what its name says of it."""

    path: Path
    month: str
    candidates: tuple[DataSet, ...]
    sha256: str
    size: int

    @property
    def is_named(self) -> bool:
        """Whether the name alone says which data set it is."""
        return len(self.candidates) == 1

    def folder(self, data_set: DataSet) -> str:
        """Return where its files lie below a root: data set, month, fingerprint."""
        return f"{data_set.key}/{self.month}/{self.sha256[:32]}"


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
    if not by.may("exchange.take"):
        raise PermissionDenied("本岗位不能接收部门数据。")
    month = parse_month(month)
    if not inbox.is_dir():
        raise ValueError(f"没有这个收件文件夹：{inbox}")
    run = _Run(by, at, Identities(on=timezone.localdate(at), allow_demo=settings.DEMO))
    with _alone():
        lake.sweep(_known_files())
        paths = _tables(inbox)
        deliveries = []
        for done, path in enumerate(paths):
            if progress:
                progress(done, len(paths))
            deliveries.append(_take(_look_at(path, month), run))
        if progress:
            progress(len(paths), len(paths))
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


def _look_at(path: Path, month: str) -> _File:
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    written = _MONTH_IN_NAME.search(path.stem)
    named_month = f"{written[1]}-{written[2]}" if written else month
    return _File(path, named_month, _named(path.stem), sha256, path.stat().st_size)


def _named(stem: str) -> tuple[DataSet, ...]:
    """Return the data set a file name means: ``hr_wages_202610`` or its Chinese name; else all."""
    for data_set in data_sets():
        if re.match(rf"{data_set.partner}_{data_set.short}(?![a-z])", stem.lower()):
            return (data_set,)
    labelled = tuple(d for d in data_sets() if d.label in stem or d.key in stem)
    return labelled if len(labelled) == 1 else data_sets()


def _take(file: _File, run: _Run) -> Delivery:
    before = _taken_before(file)
    if before and before.state != DeliveryState.FAILED:
        return before
    data_set = file.candidates[0] if file.is_named else None
    try:
        data_set, table = reading.read(file.path, file.candidates)
        cleaned = clean(table.rows, data_set, run.identities, table.units)
        _refuse_empty(data_set, table.rows.height, cleaned)
    except (Unreadable, pl.exceptions.PolarsError) as problem:
        text = str(problem) if isinstance(problem, Unreadable) else "文件内容无法解析，请重新导出。"
        return _record_failure(file, data_set, text, before, run)
    return _record_success(file, data_set, table, cleaned, before, run)


def _taken_before(file: _File) -> Delivery | None:
    rows = Delivery.objects.filter(month=file.month, sha256=file.sha256)
    if file.is_named:
        rows = rows.filter(data_set=file.candidates[0].key)
    return rows.order_by("id").first()


def _refuse_empty(data_set: DataSet, rows: int, cleaned: Cleaned) -> None:
    """Nobody on a full list would mean that nobody has anything: that must not pass unseen."""
    if data_set.may_be_empty or cleaned.rows.height:
        return
    if rows:
        raise Unreadable(f"{rows} 行中没有一行合格，整份退回，请对照约定列名和填写要求更正。")
    raise Unreadable("文件只有表头没有数据；本数据集按月报送全量名单，不能为空。")


def _record_failure(
    file: _File, data_set: DataSet | None, problem: str, before: Delivery | None, run: _Run
) -> Delivery:
    if before and before.problem == problem[:500]:
        return before
    sealed = f"{lake.SEALED}/{data_set.key if data_set else 'unknown'}/{file.month}"
    sealed = f"{sealed}/{file.sha256[:32]}.sealed"
    seal_file(file.path, lake.absolute(sealed))
    delivery = before or _begun(file, data_set, run)
    delivery.state, delivery.problem = DeliveryState.FAILED, problem[:500]
    delivery.sealed_file = sealed
    with transaction.atomic():
        delivery.save()
        audit.record(
            "exchange.delivery.failed", subject=delivery, by=run.by, at=run.at, problem=problem
        )
    return delivery


def _begun(file: _File, data_set: DataSet | None, run: _Run) -> Delivery:
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


def _record_success(
    file: _File,
    data_set: DataSet,
    table: reading.Table,
    cleaned: Cleaned,
    before: Delivery | None,
    run: _Run,
) -> Delivery:
    """Write every file whole, then the row that makes them count, in one transaction."""
    folder = file.folder(data_set)
    delivery = before or _begun(file, data_set, run)
    delivery.data_set, delivery.partner = data_set.key, data_set.partner
    delivery.state, delivery.problem = DeliveryState.INGESTED, ""
    delivery.sealed_file = f"{lake.SEALED}/{folder}.sealed"
    seal_file(file.path, lake.absolute(delivery.sealed_file))
    delivery.lake_path = lake.write(cleaned.rows, f"{lake.LAKE}/{folder}.parquet")
    texts = outgoing.delivered_texts(table.rows, cleaned.rejects["line"])
    delivery.rejects_path = lake.write(
        outgoing.sealed_rejects(cleaned, texts), f"{lake.LAKE}/{folder}.rejects.parquet"
    )
    _count(delivery, cleaned)
    delivery.summary = _summary(delivery, table, cleaned)
    if cleaned.rejects.height:
        delivery.workbook_path = outgoing.write_workbook(delivery, cleaned.rejects, texts)
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
            rows=delivery.rows,
            rejected=delivery.rejected,
        )
    return delivery


def _count(delivery: Delivery, cleaned: Cleaned) -> None:
    corrected = cleaned.rows["corrections"].drop_nulls().len()
    delivery.accepted = cleaned.rows.height - corrected
    delivery.corrected = corrected + cleaned.duplicates.height
    delivery.rejected = cleaned.rejects.height
    delivery.rows = delivery.accepted + delivery.corrected + delivery.rejected


def _summary(delivery: Delivery, table: reading.Table, cleaned: Cleaned) -> dict[str, object]:
    notes = list(table.notes)
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
        "corrections": _tally(cleaned.rows["corrections"]),
        "problems": _tally(cleaned.rejects["codes"]),
    }


def _tally(codes: pl.Series) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for text, count in codes.drop_nulls().value_counts().iter_rows():
        counts.update(dict.fromkeys(text.split(","), count))
    return dict(sorted(counts.items()))


def _supersede(delivery: Delivery, run: _Run) -> None:
    """Let the newest full list of a month stand alone."""
    former = Delivery.objects.select_for_update().filter(
        data_set=delivery.data_set, month=delivery.month, state=DeliveryState.INGESTED
    )
    for row in former.exclude(pk=delivery.pk):
        row.state = DeliveryState.SUPERSEDED
        row.save(update_fields=["state"])
        audit.record("exchange.delivery.superseded", subject=row, by=run.by, at=run.at)
