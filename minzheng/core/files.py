"""Files that are whole or not there: written beside their place, named when they are finished."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial"


@contextmanager
def whole(target: Path, *, mode: int = 0o777) -> Iterator[Path]:
    """Give a neighbour of ``target`` to write; it takes the name only after success.

    Missing folders are made with ``mode``. What a failure leaves is removed; what a kill leaves ends
    in ``.partial`` and nobody reads it.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=mode)
    partial = target.with_name(f"{target.name}.{os.getpid()}{PARTIAL}")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
