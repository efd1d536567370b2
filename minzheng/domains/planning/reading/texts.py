"""Files and pasted words as numbered lines: .docx with its tables, .txt in any usual encoding."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph as DocxParagraph

from minzheng.core.text import half_width

from .faults import PlanRefused

MAX_CHARACTERS = 300_000
# A paragraph longer than any real one is cut, so that no text can keep the reader busy for hours.
MAX_PASSAGE = 3_000
ENCODINGS = ("utf-8-sig", "gb18030")
# Quotes of scanners and Western keyboards; a full stop of a list number stays.
_WRAP = 26
_STARTS = re.compile(
    r"\s*(?:-\s|[—一]{1,2}[\u4e00-\u9fff]{2}|第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]+[、是]|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}\s*[.、．]|专栏|[\"“]?十[三四五]五)"
)
_ENDS = ("。", "；", ";", "：", ":", "!", "！", "?", "？")


@dataclass(frozen=True)
class Line:
    """One line or one row of a table, numbered from 1 as in the source."""

    number: int
    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A paragraph, put together again where the source broke it; every character knows its line."""

    text: str
    starts: tuple[tuple[int, int], ...]

    def line_at(self, offset: int) -> int:
        """Return the number of the source line that holds the character at ``offset``."""
        found = self.starts[0][1]
        for begin, number in self.starts:
            if begin > offset:
                break
            found = number
        return found


def lines_of(content: bytes, file_name: str) -> list[Line]:
    """Return the lines of a document that passed the door; PlanRefused when it cannot be read."""
    if file_name.lower().endswith(".docx"):
        return _word_lines(content)
    return plain_lines(decoded(content))


def decoded(content: bytes) -> str:
    """Return the text of a .txt file; PlanRefused when it is empty, too long or no text at all."""
    if not content.strip():
        raise PlanRefused(_("文件是空的，请选择有内容的文件。"))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _sound(content.decode("utf-16", "replace"))
    if b"\x00" in content:
        raise PlanRefused(_("这不是文本文件，请上传 .docx 或 .txt，或把正文粘贴进来。"))
    for encoding in ENCODINGS:
        try:
            return _sound(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise PlanRefused(_("文本的编码无法识别，请另存为 UTF-8 后上传。"))


def _sound(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise PlanRefused(_("正文超过 30 万字，请只上传规划正文。"))
    return text


def plain_lines(text: str) -> list[Line]:
    """Return the lines of a text, empty ones included; a row of a table has tabs."""
    return [
        Line(number, line.strip(), _cells(line.split("\t")) if "\t" in line.strip() else ())
        for number, line in enumerate(text.splitlines(), start=1)
    ]


def _cells(parts: list[str]) -> tuple[str, ...]:
    cells = tuple(part.strip() for part in parts)
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _word_lines(content: bytes) -> list[Line]:
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as broken:  # whatever python-docx meets inside a damaged file
        raise PlanRefused(
            _("Word 文件已损坏，打不开；请另存后重试，或把正文粘贴进来。")
        ) from broken
    lines: list[Line] = []
    for block in document.element.body.iterchildren():
        if block.tag == qn("w:p"):
            lines.append(Line(len(lines) + 1, DocxParagraph(block, document).text.strip()))
            # Word breaks no line by itself: a paragraph is a paragraph.
            lines.append(Line(len(lines) + 1, ""))
        elif block.tag == qn("w:tbl"):
            for row in Table(block, document).rows:
                cells = tuple(cell.text.strip() for cell in row.cells)
                lines.append(Line(len(lines) + 1, "\t".join(cells), cells))
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise PlanRefused(_("正文超过 30 万字，请只上传规划正文。"))
    if not any(line.text for line in lines):
        raise PlanRefused(_("文件里没有文字；扫描件请先识别为文字。"))
    return lines


def passages(lines: list[Line]) -> list[Passage]:
    """Return the paragraphs; lines that a scanner broke in mid-sentence are joined again."""
    found: list[list[Line]] = []
    for line in lines:
        if not line.text or line.cells:
            found.append([])
        elif found and found[-1] and _goes_on(found[-1][-1].text, line.text):
            found[-1].append(line)
        else:
            found.append([line])
    return [piece for parts in found if parts for piece in _pieces(_joined(parts))]


def _goes_on(before: str, after: str) -> bool:
    return len(before) >= _WRAP and not before.endswith(_ENDS) and not _STARTS.match(after)


def _joined(parts: list[Line]) -> Passage:
    text, starts = "", []
    for part in parts:
        starts.append((len(text), part.number))
        text += plain(part.text)
    return Passage(text, tuple(starts))


def _pieces(passage: Passage) -> Iterator[Passage]:
    text, done = passage.text, 0
    while len(text) - done > MAX_PASSAGE:
        stop = text.rfind("。", done, done + MAX_PASSAGE) + 1 or done + MAX_PASSAGE
        yield Passage(text[done:stop], _moved(passage, done))
        done = stop
    yield Passage(text[done:], _moved(passage, done))


def _moved(passage: Passage, done: int) -> tuple[tuple[int, int], ...]:
    later = [(begin - done, number) for begin, number in passage.starts if begin > done]
    return ((0, passage.line_at(done)), *later)


def plain(text: str) -> str:
    """Return a text with half-width digits and signs, and no space where Chinese needs none."""
    text = half_width(text).replace("％", "%").replace("㎡", "平方米").replace("m²", "平方米")
    text = re.sub(r"\bm2\b|(?<=\d )m2|(?<=\d)m2", "平方米", text)
    return re.sub(r"(?<=[^\sA-Za-z])\s+(?=[^\sA-Za-z])", "", text).strip()
