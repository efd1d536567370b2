"""One delivered line shown to an officer, and one rejected row settled; both leave a trace."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.core.sealing import unseal_chunks
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import lake, queries, reading
from minzheng.kernel.exchange.models import Delivery, SettledReject


@dataclass(frozen=True)
class ShownLine:
    """A line as it was delivered: where it stands, and each declared column with its text."""

    place: str
    cells: tuple[tuple[str, str], ...]


def show_line(
    delivery: Delivery, line: int, *, by: Mandate, at: datetime, reason: str
) -> ShownLine:
    """Open the sealed file and return one line of it; the look is recorded first.

    Raises PermissionDenied when ``by`` may not see personal data of this delivery, ValueError
    without a reason or when the file has no such line.
    """
    if not by.may("people.reveal") or not queries.deliveries(by).filter(pk=delivery.pk).exists():
        raise PermissionDenied("本岗位不能查看报送原件。")
    if not reason.strip():
        raise ValueError("查看报送原件须填写理由。")
    with transaction.atomic():
        audit.record(
            "exchange.line.shown", subject=delivery, by=by, at=at, line=line, reason=reason.strip()
        )
    declared = delivery.declaration
    with _unsealed(lake.absolute(delivery.sealed_file)) as path:
        _data_set, table = reading.read(path, (declared,))
    rows = table.rows.filter(pl.col("line") == line)
    if rows.is_empty():
        raise ValueError(f"文件中没有{reading.place(line)}的数据。")
    row = rows.row(0, named=True)
    cells = tuple((column.label, row[column.name] or "") for column in declared.columns)
    return ShownLine(reading.place(line), cells)


@contextmanager
def _unsealed(sealed: Path) -> Iterator[Path]:
    """Give the clear file a path in memory only: it never touches a disk."""
    handle = os.memfd_create("delivery")
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.writelines(unseal_chunks(sealed))
        yield Path(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def settle_reject(
    delivery: Delivery, line: int, *, by: Mandate, at: datetime, note: str
) -> SettledReject:
    """Record that the person of a rejected row was found out, so that namesakes are free of doubt.

    ``note`` says on what ground. Settling twice returns the first record. Raises PermissionDenied
    and ValueError (no note, or no such rejected row).
    """
    if not by.may("exchange.take") or not queries.deliveries(by).filter(pk=delivery.pk).exists():
        raise PermissionDenied("本岗位不能核实退回行。")
    if not note.strip():
        raise ValueError("请填写核实依据。")
    if lake.rejects([delivery]).filter(pl.col("line") == line).is_empty():
        raise ValueError(f"{reading.place(line)}不是退回行。")
    with transaction.atomic():
        settled, is_new = SettledReject.objects.get_or_create(
            delivery=delivery,
            line=line,
            defaults={"note": note.strip()[:300], "settled_by": by, "settled_at": at},
        )
        if is_new:
            audit.record(
                "exchange.reject.settled", subject=delivery, by=by, at=at, line=line, note=note
            )
    return settled
