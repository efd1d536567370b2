"""The fact lake: where delivered rows lie as Parquet, and how they are read month by month."""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl
from django.conf import settings

from minzheng.core.months import shift_month
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.declarations import INCREMENT, data_set
from minzheng.kernel.exchange.models import Delivery

LAKE, SEALED, OUTBOX = "lake/deliveries", "deliveries", "outbox"
PARTIAL = ".partial"
# Bytes of Parquet that may stay in memory between two questions about single households.
_SMALL = 4 * 1024 * 1024
REJECTS = pl.Schema(
    {
        "line": pl.UInt32(),
        "codes": pl.String(),
        "kept_line": pl.UInt32(),
        "name": pl.String(),
        "pid": pl.String(),
        "sealed_id": pl.Binary(),
        "sealed_row": pl.Binary(),
    }
)


def home() -> Path:
    """Return the home folder that paths of deliveries are relative to."""
    return Path(settings.HOME)


def absolute(path: str) -> Path:
    """Return where a path kept in a delivery lies on this machine."""
    return home() / path


def write(frame: pl.DataFrame, path: str) -> str:
    """Write a frame whole or not at all and return its path."""
    target = absolute(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f"{target.name}.{os.getpid()}{PARTIAL}")
    try:
        frame.write_parquet(partial, compression="zstd", compression_level=1)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return path


def sweep(kept: Iterable[str]) -> list[str]:
    """Remove files of deliveries that no row knows: what a killed run left behind."""
    known = set(kept)
    removed = []
    for folder in (LAKE, SEALED):
        for file in sorted(absolute(folder).rglob("*")):
            path = file.relative_to(home()).as_posix()
            if file.is_file() and path not in known:
                file.unlink()
                removed.append(path)
    return removed


def usable(key: str, month: str, at_most_stale: int | None = None) -> list[Delivery]:
    """Return the deliveries that speak for ``month``, oldest first; none when nobody may.

    A full list counts from its own month or, up to ``at_most_stale`` months late (the declared
    number by default), from the latest before it. Of an increment every month up to this one
    counts, provided that a recent one is there: a gap at the end would hide the latest events.
    """
    declared = data_set(key)
    stale = declared.stale_after_months if at_most_stale is None else at_most_stale
    rows = Delivery.objects.filter(
        data_set=key, state=DeliveryState.INGESTED, month__lte=month
    ).order_by("month", "id")
    deliveries = list(rows)
    if not deliveries or deliveries[-1].month < shift_month(month, -stale):
        return []
    if declared.mode == INCREMENT:
        return deliveries
    return [row for row in deliveries if row.month == deliveries[-1].month][-1:]


def scan(key: str, month: str, at_most_stale: int | None = None) -> pl.LazyFrame | None:
    """Return the accepted rows that speak for ``month`` with their ``delivery`` and ``line``.

    None when no usable delivery is there: then nothing is known, which is not the same as none.
    """
    deliveries = usable(key, month, at_most_stale)
    if not deliveries:
        return None
    return pl.concat(
        [
            stored(row.lake_path).lazy().with_columns(pl.lit(row.pk, pl.Int64).alias("delivery"))
            if absolute(row.lake_path).stat().st_size < _SMALL
            else pl.scan_parquet(absolute(row.lake_path)).with_columns(
                pl.lit(row.pk, pl.Int64).alias("delivery")
            )
            for row in deliveries
        ],
        how="vertical",
    )


def stored(path: str) -> pl.DataFrame:
    """Return a file of the lake; a small one is read once, since its name is its content's."""
    file = absolute(path)
    if file.stat().st_size < _SMALL:
        return _remembered(str(file), file.stat().st_mtime_ns)
    return pl.read_parquet(file)


@lru_cache(maxsize=64)
def _remembered(path: str, _written: int) -> pl.DataFrame:
    return pl.read_parquet(path)


def rejects(deliveries: Iterable[Delivery]) -> pl.DataFrame:
    """Return the rejected rows of some deliveries with ``delivery``; duplicates are none."""
    frames = [
        stored(row.rejects_path)
        .filter(pl.col("kept_line").is_null())
        .with_columns(pl.lit(row.pk, pl.Int64).alias("delivery"))
        for row in deliveries
        if row.rejects_path
    ]
    return pl.concat([pl.DataFrame(schema={**REJECTS, "delivery": pl.Int64()}), *frames])
