"""The prose of our own README files as HTML: headings, lists, tables, bold and code; all else is text."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

MARKED = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`")


def html(text: str, *, heading: int = 3) -> SafeString:
    """Turn the prose into HTML, every character of it escaped; the title line is left out."""
    lines = text.splitlines()
    if lines and lines[0].startswith("# "):
        lines = lines[1:]
    return mark_safe("".join(_blocks(lines, heading)))  # noqa: S308 - built by format_html only


def _blocks(lines: Iterable[str], heading: int) -> Iterator[str]:
    kept: list[str] = []
    kind = ""
    for line in [*lines, ""]:
        found = _kind(line)
        if kept and found != kind:
            yield _block(kind, kept, heading)
            kept = []
        kind = found
        if line.strip():
            kept.append(line.strip())


def _kind(line: str) -> str:
    text = line.strip()
    for start, kind in (("#", "heading"), ("- ", "list"), ("|", "table")):
        if text.startswith(start):
            return kind
    return "text" if text else ""


def _block(kind: str, lines: list[str], heading: int) -> SafeString:
    if kind == "heading":
        return format_html_join(
            "", f"<h{heading}>{{}}</h{heading}>", ((inline(line.lstrip("# ")),) for line in lines)
        )
    if kind == "list":
        items = format_html_join("", "<li>{}</li>", ((inline(line[2:]),) for line in lines))
        return format_html("<ul>{}</ul>", items)
    if kind == "table":
        return _table(lines)
    return format_html("<p>{}</p>", inline("".join(lines)))


def _table(lines: list[str]) -> SafeString:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    head, *body = [
        format_html_join("", f"<{tag}>{{}}</{tag}>", ((inline(cell),) for cell in row))
        for tag, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
    ]
    inner = format_html_join("", "<tr>{}</tr>", ((row,) for row in body))
    return format_html(
        '<table class="ui-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, inner
    )


def inline(text: str) -> SafeString:
    """Turn one line into HTML: bold and code, everything else escaped."""
    made, end = SafeString(), 0
    for found in MARKED.finditer(text):
        tag = "b" if found["bold"] else "code"
        made += format_html("{}", text[end : found.start()])
        made += format_html(f"<{tag}>{{}}</{tag}>", found["bold"] or found["code"])
        end = found.end()
    return made + format_html("{}", text[end:])
