"""Build the .docx templates of the house's papers (run after changing a text here)."""

from io import BytesIO
from pathlib import Path

from django.core.management.base import BaseCommand
from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from minzheng.kernel.documents.declarations import FOLDER

BODY, HEADING, TITLE = "仿宋", "黑体", "方正小标宋简体"
# Names a machine without the office fonts may know instead.
ALTERNATIVES = {BODY: "FangSong", HEADING: "SimHei", TITLE: "宋体"}
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT

REMEDY = (
    "如不服本决定，可以自收到本文书之日起{{ reconsideration_days }}日内向{{ review_body }}"
    "申请行政复议；也可以自收到本文书之日起{{ lawsuit_months }}个月内依法向{{ court }}"
    "提起行政诉讼。"
)

# `you` says whom a decision is about: a person (您) or a family (您家庭).
LETTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "refusal": (
        "不予确认告知书",
        (
            (
                "{{ you|default('您（家庭）') }}于{{ applied_on }}提出的{{ benefit }}申请，经调查核实、审核，"
                "决定不予确认。理由如下："
            ),
            "{%p for reason in reasons %}",
            "{{ loop.index }}. {{ reason }}",
            "{%p endfor %}",
            "依据：{{ basis }}。",
            REMEDY,
        ),
    ),
    "confirmation": (
        "确认通知书",
        (
            (
                "{{ you|default('您家庭') }}于{{ applied_on }}提出的{{ benefit }}申请，经审核确认，"
                "自{{ pay_from }}起享受{{ benefit }}，保障人口{{ members }}人，每月{{ amount }}元。"
            ),
            "依据：{{ basis }}。",
            "{{ duties }}",
        ),
    ),
    "hearing": (
        "听取意见告知书",
        (
            "经核查，拟对{{ you|default('您家庭') }}享受的{{ benefit }}作出如下决定：{{ intended }}。理由如下：",
            "{%p for reason in reasons %}",
            "{{ loop.index }}. {{ reason }}",
            "{%p endfor %}",
            "依据：{{ basis }}。",
            (
                "作出决定前，请您于{{ due_on }}前提出意见，并可提供证明材料；"
                "也可以书面表示放弃陈述。逾期未提出的，视为没有意见。联系方式：{{ contact }}。"
            ),
        ),
    ),
    "reduction": (
        "{{ decision }}决定书",
        (
            (
                "{{ you|default('您家庭') }}享受的{{ benefit }}，自{{ effective_month }}起由每月{{ amount_before }}元"
                "调整为每月{{ amount_after }}元。理由如下："
            ),
            "{%p for reason in reasons %}",
            "{{ loop.index }}. {{ reason }}",
            "{%p endfor %}",
            "作出本决定前已听取您的意见：{{ heard }}。",
            "依据：{{ basis }}。",
            REMEDY,
        ),
    ),
}


class Command(BaseCommand):
    """Write every template to the folder of the room."""

    help = "Build the .docx templates of the house's papers"

    def add_arguments(self, parser):
        """Allow another folder, so that a test can build beside the shipped ones."""
        parser.add_argument("--to", type=Path, default=FOLDER)

    def handle(self, *args, **options):
        """Build the letters, the public list and the verification report."""
        folder: Path = options["to"]
        folder.mkdir(parents=True, exist_ok=True)
        papers = {key: letter(title, lines) for key, (title, lines) in LETTERS.items()}
        papers["public_list"] = public_list()
        papers["verification_report"] = verification_report()
        for key, paper in papers.items():
            stream = BytesIO()
            paper.save(stream)
            (folder / f"{key}.docx").write_bytes(stream.getvalue())


def a4() -> Paper:
    """Return an empty A4 page with the margins of GB/T 9704-2012 and Chinese fonts."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = paper.styles["Normal"]
    style.font.size = Pt(16)
    _fonts(style.element.get_or_add_rPr(), BODY)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(28.95)
    style.paragraph_format.space_after = Pt(0)
    _name_alternatives(paper)
    line(paper, "{%p if demo %}")
    line(paper, "（演示数据，不具有法律效力）", align=CENTER, font=HEADING)
    line(paper, "{%p endif %}")
    return paper


def line(
    paper: Paper,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    font: str = BODY,
    size: float = 16,
    indent: bool = False,
) -> Paragraph:
    """Add one paragraph of text in one font."""
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _fonts(run._element.get_or_add_rPr(), font)  # noqa: SLF001 - python-docx has no public way
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    return paragraph


def letter(title: str, lines: tuple[str, ...]) -> Paper:
    """Return a letter: issuer, number, title, addressee, text, issuer and date."""
    paper = a4()
    line(paper, "{{ issuer }}", align=CENTER, font=TITLE, size=22)
    line(paper, title, align=CENTER, font=TITLE, size=22)
    line(paper, "编号：{{ number }}", align=RIGHT)
    line(paper, "{{ applicant }}：")
    line(paper, "（住址：{{ address_line }}）")
    for text in lines:
        line(paper, text, indent=not text.startswith("{%p"))
    line(paper, "")
    line(paper, "{{ issuer }}", align=RIGHT)
    line(paper, "{{ dated_on }}", align=RIGHT)
    line(paper, "（盖章）", align=RIGHT)
    return paper


def public_list() -> Paper:
    """Return the list that is posted in a village: masked names only."""
    paper = a4()
    line(paper, "{{ title }}", align=CENTER, font=TITLE, size=22)
    line(
        paper,
        "公示地点：{{ place }}　公示时间：{{ posted_on }}至{{ until_on }}",
        align=CENTER,
        size=14,
    )
    table(
        paper,
        ("序号", "申请人", "村（社区）", "保障人口", "类别", "月金额（元）"),
        "rows",
        "row",
        ("loop.index", "row.applicant", "row.village", "row.members", "row.benefit", "row.amount"),
    )
    line(
        paper,
        "对以上内容有异议的，请于公示期内向{{ issuer }}反映。监督电话：{{ complaint_phone }}。",
        indent=True,
    )
    line(paper, "{{ issuer }}", align=RIGHT)
    line(paper, "{{ posted_on }}", align=RIGHT)
    return paper


def verification_report() -> Paper:
    """Return the report on a family's means: members, items with source, limits exceeded."""
    paper = a4()
    line(paper, "居民家庭经济状况核对报告", align=CENTER, font=TITLE, size=22)
    line(paper, "编号：{{ number }}", align=RIGHT, size=14)
    line(
        paper,
        "申请人：{{ applicant }}　核对事由：{{ purpose }}　数据月份：{{ month }}",
        size=14,
    )
    line(paper, "一、家庭成员及核对结果", font=HEADING)
    line(paper, "{%p for member in members %}")
    line(paper, "{{ member.name }}（{{ member.relation }}，{{ member.id_masked }}）", size=14)
    table(
        paper,
        ("项目", "申报", "核对结果", "来源", "数据日期"),
        "member.entries",
        "item",
        ("item.label", "item.declared", "item.found", "item.source", "item.date"),
    )
    line(paper, "{%p endfor %}")
    line(paper, "二、收入与财产", font=HEADING)
    line(paper, "{%p for total in totals %}")
    line(paper, "{{ total.label }}：{{ total.display }}", size=14, indent=True)
    line(paper, "{%p endfor %}")
    line(paper, "三、超过规定标准的项目", font=HEADING)
    line(paper, "{%p for limit in limits %}")
    line(paper, "{{ limit }}", size=14, indent=True)
    line(paper, "{%p endfor %}")
    line(paper, "四、未取得数据的项目", font=HEADING)
    line(paper, "{%p for gap in gaps %}")
    line(paper, "{{ gap }}", size=14, indent=True)
    line(paper, "{%p endfor %}")
    line(paper, "五、核对结论", font=HEADING)
    line(paper, "{{ conclusion }}", indent=True)
    line(
        paper,
        "本报告仅用于社会救助审核确认，有效期至{{ valid_to }}（不含）。证据摘要：{{ digest }}",
        size=12,
    )
    line(paper, "{{ issuer }}（核对专用章）", align=RIGHT)
    line(paper, "{{ returned_on }}", align=RIGHT)
    return paper


def table(
    paper: Paper, heads: tuple[str, ...], rows: str, row: str, cells: tuple[str, ...]
) -> None:
    """Add a table whose body repeats once for each of ``rows``."""
    grid = paper.add_table(rows=4, cols=len(heads))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        _cell(cell, head, HEADING)
    _cell(grid.rows[1].cells[0], f"{{%tr for {row} in {rows} %}}", BODY)
    for cell, name in zip(grid.rows[2].cells, cells, strict=True):
        _cell(cell, f"{{{{ {name} }}}}", BODY)
    _cell(grid.rows[3].cells[0], "{%tr endfor %}", BODY)


def _cell(cell, text: str, font: str) -> None:
    """Write one table cell in 12 pt."""
    run = cell.paragraphs[0].add_run(text)
    run.font.size = Pt(12)
    _fonts(run._element.get_or_add_rPr(), font)  # noqa: SLF001 - python-docx has no public way


def _fonts(properties, name: str) -> None:
    """Name the font for Chinese and Latin text alike."""
    fonts = properties.get_or_add_rFonts()
    for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), name)


def _name_alternatives(paper: Paper) -> None:
    """Write the fall-back names into the font table of the document."""
    part = next(r.target_part for r in paper.part.rels.values() if "fontTable" in r.reltype)
    addition = b"".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'.encode()
        for name, other in ALTERNATIVES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", addition + b"</w:fonts>")  # noqa: SLF001
