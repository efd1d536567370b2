"""Reading an exported workbook as a person would: the rows beneath the heads."""

import io
from typing import Any

import openpyxl


def rows_of(answer: Any, first_head: str) -> list[dict[str, Any]]:
    """Return the rows of an answered workbook, by head; ``first_head`` names the first column."""
    content = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    start = next(number for number, line in enumerate(lines) if line and line[0] == first_head)
    heads = lines[start]
    return [
        dict(zip(heads, line, strict=False))
        for line in lines[start + 1 :]
        if any(cell is not None for cell in line)
    ]
