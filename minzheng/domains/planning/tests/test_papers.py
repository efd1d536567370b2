"""Official papers: the page, grid, fonts, levels, page numbers and 版记 of GB/T 9704-2012, in the XML."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ..services.papers import Grid, Line, Piece, Sheet, built, official_day

SHEET = Sheet(
    title="《会宁县民政事业规划》实施中期评估报告",
    blocks=[
        Line([Piece("一、主要目标指标完成情况")], level=1),
        Line([Piece("（一）总体情况")], level=2),
        Line([Piece("规划共列"), Piece("3", "https://x.test/f/1/"), Piece("项指标。")]),
        Grid("完成情况表", ("序号", "指标"), [[Piece("1"), Piece("护理型床位占比")]], (10, 60)),
    ],
    issuer="会宁县民政局文件", number="会民发〔2026〕8号", signed="会宁县民政局", dated_on=date(2026, 3, 5),
    copies="县政府办公室", printer="会宁县民政局办公室",
)  # fmt: skip


@pytest.fixture(scope="module")
def content():
    return built(SHEET)


@pytest.fixture(scope="module")
def paper(content):
    return Document(io.BytesIO(content))


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return ElementTree.fromstring(book.read(name))


def line(paper, text):
    return next(p for p in paper.paragraphs if text in p.text)


def font(run):
    return run._element.rPr.rFonts.get(qn("w:eastAsia"))


def test_page_is_a4_with_a_type_area_of_156_by_225_millimetres(paper):
    page = paper.sections[0]
    wide, high = page.page_width, page.page_height
    area = (
        wide - page.left_margin - page.right_margin,
        high - page.top_margin - page.bottom_margin,
    )
    found = (wide, high, page.top_margin, page.left_margin, *area)
    assert [round(length / Mm(1)) for length in found] == [210, 297, 37, 28, 156, 225]


def test_page_holds_22_lines_of_28_characters(content, paper):
    grid = part(content, "word/document.xml").find(f".//{qn('w:docGrid')}")
    assert int(225 / 25.4 * 72 / (int(grid.get(qn("w:linePitch"))) / 20)) == 22
    closer = paper.styles["Normal"].element.rPr.find(qn("w:spacing"))
    assert int(156 / 25.4 * 72 / (16 + int(closer.get(qn("w:val"))) / 20)) == 28


def test_text_is_size_three_fangsong_with_fixed_lines_and_two_characters_in(paper):
    text = line(paper, "规划共列")
    assert (text.runs[0].font.size, font(text.runs[0])) == (Pt(16), "仿宋")
    assert text.paragraph_format.first_line_indent == Pt(32)
    assert paper.styles["Normal"].paragraph_format.line_spacing == Pt(28.95)


def test_title_and_levels_bear_their_fonts(paper):
    title = line(paper, "实施中期评估报告").runs[0]
    assert (title.font.size, font(title)) == (Pt(22), "方正小标宋简体")
    assert font(line(paper, "一、").runs[0]) == "黑体"
    assert font(line(paper, "（一）").runs[0]) == "楷体"


def test_page_number_stands_outside_between_dashes(content, paper):
    assert part(content, "word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    odd, even = paper.sections[0].footer.paragraphs[0], paper.sections[0].even_page_footer.paragraphs[0]  # fmt: skip
    assert (odd.alignment, even.alignment) == (2, 0)
    assert (odd.paragraph_format.right_indent, even.paragraph_format.left_indent) == (Pt(14), Pt(14))  # fmt: skip
    assert [run.text for run in odd.runs if run.text] == ["– ", " –"]
    assert {run.font.size for run in odd.runs} == {Pt(14)}
    assert odd._p.find(f".//{qn('w:instrText')}").text == "PAGE"


def test_head_is_red_with_the_number_and_a_red_line_below(paper):
    issuer, number = line(paper, "会宁县民政局文件"), line(paper, "〔2026〕8号")
    assert str(issuer.runs[0].font.color.rgb) == "E60012"
    edge = number._p.pPr.find(f"{qn('w:pBdr')}/{qn('w:bottom')}")
    assert (edge.get(qn("w:color")), edge.get(qn("w:space"))) == ("E60012", "11")


def test_signature_ends_four_characters_in_and_the_day_has_no_leading_nought(paper):
    assert official_day(date(2026, 3, 5)) == "2026年3月5日"
    assert line(paper, "2026年3月5日").paragraph_format.right_indent == Pt(64)


def test_imprint_ends_with_the_type_area_between_thick_lines(content):
    space = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    box = part(content, "word/document.xml").find(f".//{space}anchor")
    top = int(box.find(f"{space}positionV/{space}posOffset").text)
    assert top + int(box.find(f"{space}extent").get("cy")) == Mm(262)
    lines = box.findall(f".//{qn('w:txbxContent')}/{qn('w:p')}")
    assert ["".join(one.itertext()) for one in lines] == [
        "\u3000抄送：县政府办公室。", "\u3000会宁县民政局办公室2026年3月5日印发",
    ]  # fmt: skip
    edges = [{e.tag: int(e.get(qn("w:sz"))) for e in one.find(f".//{qn('w:pBdr')}")} for one in lines]  # fmt: skip
    assert edges == [{qn("w:top"): 8, qn("w:bottom"): 6}, {qn("w:bottom"): 8}]
    assert {size.get(qn("w:val")) for size in box.iter(qn("w:sz"))} == {"28"}


def test_figure_is_a_link_to_its_page(content, paper):
    link = part(content, "word/document.xml").find(f".//{qn('w:hyperlink')}")
    assert "".join(link.itertext()) == "3"
    assert paper.part.rels[link.get(qn("r:id"))].target_ref == "https://x.test/f/1/"


def test_sheet_without_number_bears_no_red_head():
    plain = Document(io.BytesIO(built(Sheet("标题", [], issuer="某局"))))
    assert plain.paragraphs[0].text == "标题"
    assert not plain.tables
