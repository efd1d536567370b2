"""The paper of an evaluation report: its sections, the table of targets, where each figure comes from."""

from django.conf import settings

from minzheng.core import months

from ..choices import ON_TARGETS, SEALED, STATUSES, TARGET_KINDS
from ..models import EvaluationReport, ReportFigure
from ..queries import reports
from ..queries.report_words import NUMERALS
from ..queries.reports import Section, TargetLine
from . import papers
from .papers import Grid, Line, Piece, Sheet

HEADS = ("序号", "指标", "属性", "基期值", "目标值", "完成值", "状态")
# Characters of 22 pt that stand in one line.
LONGEST_TITLE = 20
WIDTHS = (13.0, 42.0, 18.0, 19.0, 20.0, 26.0, 18.0)


def paper(report: EvaluationReport, address: str = "") -> bytes:
    """Return a report as .docx; ``address`` is the page of a figure with ``{}`` for its number.

    With an address every figure of the paper leads to the page that shows what it was read from.
    """
    issued = report.state == SEALED
    blocks: list[Line | Grid] = []
    for section in reports.sections(report):
        blocks += _section(report, section, address)
    day = report.confirmed_at.date() if report.confirmed_at else report.at.date()
    return papers.built(
        Sheet(
            title=_broken(report.title),
            blocks=blocks,
            mark=_mark(report),
            issuer=report.issuer if issued else "",
            number=report.document_no if issued else "",
            signed=report.issuer if issued else "",
            dated_on=day,
            copies=report.copies if issued else "",
            printer=report.issuer if issued else "",
        )
    )


def _broken(title: str) -> str:
    """Break a title too long for one line after the name of the plan, not within a word."""
    return title.replace("》实施", "》\n实施", 1) if len(title) > LONGEST_TITLE else title


def _mark(report: EvaluationReport) -> str:
    """Return what stands above the title: that it is a draft, that the data is invented."""
    marks = ["演示数据，不具有法律效力"] if settings.DEMO else []
    if report.state != SEALED:
        marks.append(f"第{report.number}稿，未定稿")
    return f"（{'；'.join(marks)}）" if marks else ""


def _section(report: EvaluationReport, section: Section, address: str) -> list[Line | Grid]:
    blocks: list[Line | Grid] = []
    if section.number:
        blocks.append(Line([Piece(f"{section.numeral}、{section.title}")], level=1))
    for paragraph in section.paragraphs:
        pieces = [Piece(part.text, _link(part.figure, address)) for part in paragraph.parts]
        level = 2 if pieces and pieces[0].text.startswith("（") and _is_head(pieces) else 0
        blocks.append(Line(pieces, level=level))
    if section.key == ON_TARGETS:
        listed, dated = reports.target_lines(report)
        if listed:
            blocks.append(_grid("规划主要指标完成情况表", listed, address))
        if dated:
            blocks.append(_grid("规划正文定期目标完成情况表", dated, address))
    return blocks


def _is_head(pieces: list[Piece]) -> bool:
    """Say whether a line is a heading （一）… of its own: short and without a full stop."""
    text = "".join(piece.text for piece in pieces)
    return text[1:2] in NUMERALS and "）" in text[:5] and not text.endswith("。")


def _grid(title: str, lines: list[TargetLine], address: str) -> Grid:
    return Grid(title, HEADS, [_row(line, address) for line in lines], WIDTHS)


def _row(line: TargetLine, address: str) -> list[Piece]:
    reached, target = line.reached, line.reached.target
    period = f"\n（{months.period_label(reached.period)}）" if reached.period else ""
    return [
        Piece(str(line.number)),
        Piece(reached.name),
        Piece(TARGET_KINDS[target.kind] if target else ""),
        Piece(line.base.text, _link(line.base, address)),
        Piece(line.goal.text, _link(line.goal, address)),
        Piece(f"{reached.text}{period}", _link(reached, address)),
        Piece(STATUSES.get(reached.status, "")),
    ]


def _link(figure: ReportFigure | None, address: str) -> str:
    return address.format(figure.pk) if figure is not None and address else ""
