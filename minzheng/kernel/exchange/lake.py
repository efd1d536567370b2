"""The fact lake: where delivered rows lie as Parquet, and how they are read month by month."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from minzheng.core.files import PARTIAL
from minzheng.core.months import shift_month
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.declarations import INCREMENT, DataSet, data_set, data_sets
from minzheng.kernel.exchange.manifests import (
    LAKE,
    MANIFEST,
    OUTBOX,
    REJECTS,
    SEALED,
    LakeDamaged,
    verified,
)
from minzheng.kernel.exchange.models import Delivery

__all__ = ["LAKE", "OUTBOX", "SEALED", "LakeDamaged"]

# Bytes of Parquet that may stay in memory between two questions about single households.
_SMALL = 4 * 1024 * 1024


def home() -> Path:
    """Return the home folder that paths of deliveries are relative to."""
    return Path(settings.HOME)


def absolute(path: str) -> Path:
    """Return where a path kept in a delivery lies on this machine."""
    return home() / path


def sweep(kept: Iterable[str]) -> list[str]:
    """Remove files of deliveries that no row knows: what a killed run left behind."""
    known = set(kept)
    left = [file for folder in (LAKE, SEALED) for file in absolute(folder).rglob("*")]
    # Workbooks stay for the partner; a half of one holds clear rows and is nobody's.
    left += absolute(OUTBOX).rglob(f"*{PARTIAL}")
    removed = []
    for file in sorted(left):
        path = file.relative_to(home()).as_posix()
        if file.is_file() and path not in known and file.name != MANIFEST:
            file.unlink()
            removed.append(path)
    return removed


def usable(key: str, month: str, at_most_stale: int | None = None) -> list[Delivery]:
    """Return the deliveries that speak for ``month``, oldest first; none when nobody may.

    A full list counts from its own month or, up to ``at_most_stale`` months late (the declared
    number by default), from the latest before it. Of an increment every month up to this one
    counts, provided that a recent one is there: a gap at the end would hide the latest events.
    """
    rows = _ingested(month).filter(data_set=key)
    return _speaking(data_set(key), month, list(rows), at_most_stale)


def usable_by_key(month: str, keys: Sequence[str] = ()) -> dict[str, list[Delivery]]:
    """Return ``usable`` of every data set, or of ``keys``, by one question to the database."""
    wanted = keys or [declared.key for declared in data_sets()]
    found: dict[str, list[Delivery]] = {key: [] for key in wanted}
    for row in _ingested(month).filter(data_set__in=wanted):
        found[row.data_set].append(row)
    return {key: _speaking(data_set(key), month, rows) for key, rows in found.items()}


def _ingested(month: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.INGESTED, month__lte=month).order_by(
        "month", "id"
    )


def _speaking(
    declared: DataSet, month: str, rows: list[Delivery], at_most_stale: int | None = None
) -> list[Delivery]:
    stale = declared.stale_after_months if at_most_stale is None else at_most_stale
    if not rows or rows[-1].month < shift_month(month, -stale):
        return []
    return rows if declared.mode == INCREMENT else rows[-1:]


def scan(key: str, month: str, at_most_stale: int | None = None) -> pl.LazyFrame | None:
    """Return the accepted rows that speak for ``month`` with their ``delivery`` and ``line``.

    None when no usable delivery is there: then nothing is known, which is not the same as none.
    """
    return rows_of(usable(key, month, at_most_stale))


def rows_of(deliveries: Sequence[Delivery]) -> pl.LazyFrame | None:
    """Return the accepted rows of deliveries of one data set; None without any delivery."""
    if not deliveries:
        return None
    frames = [
        _lazily(row.lake_path).with_columns(pl.lit(row.pk, pl.Int64).alias("delivery"))
        for row in deliveries
    ]
    return frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical")


def _lazily(path: str) -> pl.LazyFrame:
    file = verified(home(), path)
    if file.stat().st_size < _SMALL:
        return stored(path).lazy()
    return pl.scan_parquet(file)


def stored(path: str) -> pl.DataFrame:
    """Return a file of the lake; a small one is read once, since its name is its content's."""
    file = verified(home(), path)
    if file.stat().st_size < _SMALL:
        return _remembered(str(file), file.stat().st_mtime_ns)
    return pl.read_parquet(file)


@lru_cache(maxsize=64)
def _remembered(path: str, _written: int) -> pl.DataFrame:
    return pl.read_parquet(path)


def rejects(deliveries: Iterable[Delivery]) -> pl.DataFrame:
    """Return the rejected rows of some deliveries with ``delivery`` and ``data_set``.

    Rows dropped as duplicates are no rejects. What lies in the lake never changes, so the answer
    for the same deliveries is remembered.
    """
    return _rejects_of(
        tuple((row.pk, row.data_set, row.rejects_path) for row in deliveries if row.rejects_path),
        str(home()),
    )


@lru_cache(maxsize=4)
def _rejects_of(files: tuple[tuple[int, str, str], ...], _home: str) -> pl.DataFrame:
    frames = [
        pl.read_parquet(verified(home(), path))
        .filter(pl.col("kept_line").is_null())
        .with_columns(
            pl.lit(pk, pl.Int64).alias("delivery"), pl.lit(key, pl.String).alias("data_set")
        )
        for pk, key, path in files
    ]
    schema = {**REJECTS, "delivery": pl.Int64(), "data_set": pl.String()}
    return pl.concat([pl.DataFrame(schema=schema), *frames])
