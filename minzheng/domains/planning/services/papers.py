"""Official papers as .docx in the layout of GB/T 9704-2012: page, grid, fonts, levels, page numbers, 版记."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

BODY, HEADING, SECOND, TITLE, DIGITS = "仿宋", "黑体", "楷体", "方正小标宋简体", "宋体"
# What a machine without the office fonts may know instead.
ALTERNATIVES = {BODY: "仿宋_GB2312", HEADING: "SimHei", SECOND: "楷体_GB2312", TITLE: "宋体", DIGITS: "SimSun"}  # fmt: skip
# Sizes in points: 2号, 3号, 4号, 小四 for tables; the issuer at the head is larger than the title.
SIZE_TITLE, SIZE, SIZE_SMALL, SIZE_TABLE, SIZE_HEAD = 22.0, 16.0, 14.0, 12.0, 36.0
# 22 lines in 225 mm and 28 characters in 156 mm (GB/T 9704-2012 5.2.3): 28 of 16 pt are wider by 2 mm,
# so each stands a quarter of a point closer to the next. A grid of characters would say the same to
# Word alone; other programs lay a character wider than its cell into two.
LINE, CLOSER = 28.95, -0.25
TWIPS = 20
# How many points of text a line of the 版记 holds, how high it is, its lines in eighths of a point:
# 0.35 mm first and last, 0.25 mm between.
IMPRINT_WIDE, IMPRINT_LINE = 400, 24.0
THICK, THIN = 8, 6
BOX = (Path(__file__).parents[1] / "templates_docx" / "imprint.xml").read_text(encoding="utf-8")
RED = RGBColor(0xE6, 0x00, 0x12)
BLACK = RGBColor(0, 0, 0)
CENTER, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True)
class Piece:
    """Words of a paragraph; ``link`` leads to what they were read from."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph: ``level`` 0 is text, 1 is 一、in 黑体, 2 is （一）in 楷体."""

    pieces: Sequence[Piece]
    level: int = 0


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows of pieces, how wide each column is in millimetres."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Piece]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Sheet:
    """What a paper says. A paper with a number bears the red head, one that is issued the 版记."""

    title: str
    blocks: Sequence[Line | Grid]
    mark: str = ""
    issuer: str = ""
    number: str = ""
    signed: str = ""
    dated_on: date | None = None
    copies: str = ""
    printer: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def built(sheet: Sheet) -> bytes:
    """Return a paper as the bytes of a .docx."""
    paper = _page()
    if sheet.mark:
        _line(paper, [Piece(sheet.mark)], font=HEADING)
    if sheet.number and sheet.issuer:
        _head(paper, sheet)
    _line(paper, [Piece(sheet.title)], font=TITLE, size=SIZE_TITLE, align=CENTER, spacing=35)
    _line(paper, [Piece("")])
    for block in sheet.blocks:
        if isinstance(block, Grid):
            _grid(paper, block)
        else:
            _line(paper, block.pieces, font={1: HEADING, 2: SECOND}.get(block.level, BODY), indent=True, keep=bool(block.level))  # fmt: skip
    if sheet.signed and sheet.dated_on:
        _signature(paper, sheet.signed, sheet.dated_on)
    for note in sheet.notes:
        _line(paper, [Piece(f"（{note}）")], indent=True)
    if sheet.printer and sheet.dated_on:
        _imprint(paper, sheet, sheet.dated_on)
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def official_day(day: date) -> str:
    """Return a day as official papers write it, without leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


# -- the page -----------------------------------------------------------------------------------


def _page() -> Paper:
    """Return an empty A4 page: 37 mm above, 28 mm left, a type area of 156 × 225 mm, the grid."""
    paper: Paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The number stands 7 mm below the type area: 35 − 7 − the height of its line (14 pt = 4.9 mm).
    section.footer_distance, section.header_distance = Mm(23), Mm(15)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no public way
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE * TWIPS)))
    style: Any = paper.styles["Normal"]
    style.font.size = Pt(SIZE)
    properties = style.element.get_or_add_rPr()
    _fonts(properties, BODY)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(round(CLOSER * TWIPS)))
    properties.find(qn("w:sz")).addprevious(closer)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    paper.settings.odd_and_even_pages_header_footer = True
    _numbered(section.footer.paragraphs[0], RIGHT)
    _numbered(section.even_page_footer.paragraphs[0], LEFT)
    _name_alternatives(paper)
    return paper


def _numbered(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """Write the page number between dashes, one character in from the outer edge, 4号宋体."""
    paragraph.alignment = side
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(SIZE_SMALL)
    if side == RIGHT:
        form.right_indent = Pt(SIZE_SMALL)
    else:
        form.left_indent = Pt(SIZE_SMALL)
    for text, kind in (("– ", ""), ("", "begin"), ("PAGE", "code"), ("", "end"), (" –", "")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(SIZE_SMALL)
        _fonts(run._element.get_or_add_rPr(), DIGITS)  # noqa: SLF001
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.text = text
            run._element.append(code)  # noqa: SLF001
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)  # noqa: SLF001


def _fonts(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), name)


def _name_alternatives(paper: Paper) -> None:
    part: Any = next(r.target_part for r in paper.part.rels.values() if "fontTable" in r.reltype)
    addition = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in ALTERNATIVES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", addition.encode() + b"</w:fonts>")  # noqa: SLF001


# -- paragraphs ---------------------------------------------------------------------------------


def _line(
    paper: Any, pieces: Iterable[Piece], *, font: str = BODY, size: float = SIZE,
    align: WD_ALIGN_PARAGRAPH | None = None, indent: bool = False, spacing: float = 0, keep: bool = False,
    colour: RGBColor | None = None,
) -> Paragraph:  # fmt: skip
    """Add one paragraph; text begins two characters in."""
    paragraph: Paragraph = paper.add_paragraph()
    _write(paragraph, pieces, font, size, colour)
    form = paragraph.paragraph_format
    if align is not None:
        paragraph.alignment = align
    if indent:
        form.first_line_indent = Pt(size * 2)
        # Word counts the indent in characters when both are there; the number is in hundredths.
        paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), "200")  # noqa: SLF001
    if spacing:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
    form.keep_with_next = keep or None
    return paragraph


def _write(
    paragraph: Paragraph, pieces: Iterable[Piece], font: str, size: float, colour: RGBColor | None = None
) -> None:  # fmt: skip
    for piece in pieces:
        run = paragraph.add_run(piece.text)
        run.font.size, run.font.color.rgb = Pt(size), colour or BLACK
        _fonts(run._element.get_or_add_rPr(), font)  # noqa: SLF001
        if piece.link:
            related = paragraph.part.relate_to(piece.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)  # fmt: skip
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), related)
            paragraph._p.append(link)  # noqa: SLF001
            link.append(run._element)  # noqa: SLF001


def _head(paper: Paper, sheet: Sheet) -> None:
    """Write issuer in red 35 mm below the upper edge of the type area, number, red line across."""
    # The text of a 36 pt line begins a little below its upper edge: 96 pt are 33.9 mm.
    issuer = _line(paper, [Piece(sheet.issuer)], font=TITLE, size=SIZE_HEAD, align=CENTER, spacing=44, colour=RED)  # fmt: skip
    issuer.paragraph_format.space_before = Pt(96)
    _line(paper, [Piece("")])
    _line(paper, [Piece("")])
    number = _line(paper, [Piece(sheet.number)], align=CENTER)
    # The line stands 4 mm (11 pt) below the number.
    _border(number._p.get_or_add_pPr(), "bottom", size=12, space=11, colour="E60012")  # noqa: SLF001
    _line(paper, [Piece("")])
    _line(paper, [Piece("")])


def _border(
    properties: Any, side: str, *, size: int, space: int = 0, colour: str = "000000"
) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
        edge.set(qn(f"w:{name}"), str(value))
    borders.append(edge)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _signature(paper: Paper, signed: str, day: date) -> None:
    """Write who issued it and the day, two lines below the text, the day four characters in."""
    _line(paper, [Piece("")])
    dated = official_day(day)
    name = _line(paper, [Piece(signed)], align=RIGHT)
    # The name stands centred over the day: its right edge shifts by half the difference in length.
    difference = (_wide(dated) - _wide(signed)) / 2
    name.paragraph_format.right_indent = Pt(SIZE * max(0.0, 4 + difference))
    line = _line(paper, [Piece(dated)], align=RIGHT)
    line.paragraph_format.right_indent = Pt(SIZE * 4)
    name.paragraph_format.keep_with_next = True


def _wide(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


# -- tables -------------------------------------------------------------------------------------


def _grid(paper: Paper, grid: Grid) -> None:
    """Add a table in 小四; its head repeats on every page and no row is cut."""
    _line(paper, [Piece(grid.title)], font=HEADING, size=SIZE_SMALL, align=CENTER, keep=True)
    table = paper.add_table(rows=1, cols=len(grid.heads))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, grid.heads, strict=True):
        _cell(cell, [Piece(head)], HEADING, CENTER)
    _row_property(table.rows[0], "w:tblHeader")
    for row in grid.rows:
        line = table.add_row()
        _row_property(line, "w:cantSplit")
        for place, (cell, piece) in enumerate(zip(line.cells, row, strict=True)):
            _cell(cell, [piece], BODY, LEFT if place == len(row) - 1 or place == 1 else CENTER)
    _widths(table, grid.widths)
    _line(paper, [Piece("")])


def _cell(cell: _Cell, pieces: Sequence[Piece], font: str, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(18)
    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(free, "w:spacing", "w:ind", "w:jc", "w:rPr")  # noqa: SLF001
    _write(paragraph, pieces, font, SIZE_TABLE)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _widths(table: Table, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for row in table.rows:
            row.cells[place].width = Mm(width)


def _imprint(paper: Paper, sheet: Sheet, day: date) -> None:
    """Add the 版记 at the foot of the last page: thick lines outside, a thin one between, 4号仿宋.

    Its lines stand in a box that ends with the type area; what does not fit above it goes to the next
    page, and the box with it.
    """
    lines = [f"抄送：{sheet.copies}。"] if sheet.copies else []
    lines.append(f"{sheet.printer}\t{official_day(day)}印发")
    # A long list of receivers takes several lines; the foot must hold them all.
    heights = [1 + int(_wide(text) * SIZE_SMALL / IMPRINT_WIDE) for text in lines]
    anchor = _line(paper, [], spacing=1)
    box = _box(anchor, Pt(sum(heights) * IMPRINT_LINE))
    for place, text in enumerate(lines):
        # One character stays free at either end; an indent would shorten the lines as well.
        line = _line(paper, [Piece(f"\u3000{text}")], size=SIZE_SMALL, spacing=IMPRINT_LINE)
        edge = Mm(156) - Pt(SIZE_SMALL)
        line.paragraph_format.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
        is_last = place == len(lines) - 1
        sides = ([("top", THICK)] if place == 0 else []) + [("bottom", THICK if is_last else THIN)]
        _edges(line, sides)
        box.append(line._p)  # noqa: SLF001


def _edges(line: Paragraph, sides: Iterable[tuple[str, int]]) -> None:
    borders = OxmlElement("w:pBdr")
    for side, size in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", 0), ("color", "000000")):
            edge.set(qn(f"w:{name}"), str(value))
        borders.append(edge)
    properties: Any = line._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _box(anchor: Paragraph, height: int) -> Any:
    """Hang a box of the width of the type area on a paragraph, ending with the type area of its page."""
    top = Mm(37 + 225) - height
    run: Any = parse_xml(BOX.format(left=Mm(28), top=top, wide=Mm(156), high=height))
    anchor._p.append(run)  # noqa: SLF001
    return run.find(f".//{qn('w:txbxContent')}")
