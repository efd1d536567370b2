"""Files of the lake as bytes: written whole, entered with their checksums, verified when read.

Beside the Parquet files of a data set and month lies ``manifest.jsonl``: a line per file, only
ever added to, the last line of a path counting. It needs no database, so that a worker process
may write and an outsider check.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from minzheng.core import files

LAKE, SEALED, OUTBOX = "lake/deliveries", "deliveries", "outbox"
MANIFEST = "manifest.jsonl"
REJECTS = pl.Schema(
    {
        "line": pl.UInt32(),
        "codes": pl.String(),
        "kept_line": pl.UInt32(),
        "name": pl.String(),
        "pid": pl.String(),
        "has_number": pl.Boolean(),
        "sealed_row": pl.Binary(),
    }
)


class LakeDamaged(RuntimeError):
    """A file of the lake is not what was written; the Chinese text names it."""


def write(frame: pl.DataFrame, home: Path, path: str) -> str:
    """Write a frame whole or not at all; return the SHA-256 of its bytes."""
    with files.whole(home / path, mode=0o700) as partial:
        frame.write_parquet(partial, compression="zstd", compression_level=1)
        digest = digest_of(partial)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
    return digest


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def enter(home: Path, path: str, **told: Any) -> None:
    """Add a line about a file to the manifest beside it; it is on the disk when this returns."""
    manifest = (home / path).with_name(MANIFEST)
    line = json.dumps({"file": PurePosixPath(path).name, **told}, ensure_ascii=False)
    with manifest.open("a+b") as stream:
        # A line that a kill cut short stays alone and is read over.
        torn = stream.tell() and not _ends_with_line(stream.fileno(), stream.tell())
        stream.write(b"\n" * bool(torn) + line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def _ends_with_line(descriptor: int, size: int) -> bool:
    return os.pread(descriptor, 1, size - 1) == b"\n"


def lines(manifest: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a manifest, oldest first; a torn one is left out."""
    if not manifest.is_file():
        return
    for line in manifest.read_bytes().split(b"\n"):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        yield entry


def entered(home: Path, path: str) -> dict[str, Any] | None:
    """Return what the manifest says last of a file; None of one from before there were manifests."""
    file = home / path
    told = [e for e in lines(file.with_name(MANIFEST)) if e["file"] == file.name]
    return told[-1] if told else None


def verified(home: Path, path: str) -> Path:
    """Return where a file lies once its bytes are those that were written.

    Looked at once in a process as long as the file stays as it is. Raises ``LakeDamaged``.
    """
    file = home / path
    try:
        state = file.stat()
    except FileNotFoundError as problem:
        raise LakeDamaged(f"数据湖文件不见了：{path}") from problem
    _verify(str(home), path, state.st_mtime_ns, state.st_size)
    return file


@lru_cache(maxsize=4096)
def _verify(home: str, path: str, _written: int, _size: int) -> None:
    told = entered(Path(home), path)
    if told is not None and told["sha256"] != digest_of(Path(home) / path):
        raise LakeDamaged(f"数据湖文件与登记的校验值不符：{path}")
