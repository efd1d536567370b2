"""What every delivered table is: cells of text with line numbers, or of no use at all."""

from typing import Protocol

import polars as pl

HEAD_LINES = 10
# A workbook unpacks to ten times its size and more; honest ones stay far below these bounds.
MOST_BYTES = 1024**3
CHUNK = 1 << 22
BROKEN_QUOTES, BAD_ENCODING = "broken_quotes", "bad_encoding"


class Unreadable(ValueError):
    """The file as a whole is of no use; the text says why, in Chinese, for its sender."""


class Sheet(Protocol):
    """One table of cells: its first lines, and its body as columns ``line c0 c1 … broken``."""

    number: int
    head: list[list[str]]
    notes: tuple[str, ...]

    def body(self, header_row: int) -> pl.DataFrame:
        """Return every line below ``header_row`` (counted from 0) as text."""
