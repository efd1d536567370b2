"""Build the .docx templates of payments (run after changing a text here)."""

from pathlib import Path

from django.core.management.base import BaseCommand
from docx.document import Document as Paper

from minzheng.kernel.documents.management.commands.build_paper_templates import (
    CENTER,
    REMEDY,
    RIGHT,
    TITLE,
    a4,
    letter,
    line,
    table,
)
from minzheng.kernel.payments.declarations import FOLDER, MONEY_STATEMENT, RECOVERY_NOTICE

LINES = (
    "经核查，您（家庭）领取的{{ benefit }}存在多发，共计{{ amount }}元，明细附后。",
    "多发原因：{{ cause }}（{{ reason }}）。",
    "作出本决定前已听取您的意见：{{ heard }}。",
    "依据{{ basis }}，决定追缴上述款项：{{ how }}。",
    "对本决定有异议的，可以向本机关陈述申辩，说明理由并提供材料。",
    REMEDY,
)


class Command(BaseCommand):
    """Write every template to the folder of the room."""

    help = "Build the .docx templates of payments"

    def add_arguments(self, parser):
        """Allow another folder, so that a test can build beside the shipped ones."""
        parser.add_argument("--to", type=Path, default=FOLDER)

    def handle(self, *args, **options):
        """Build the decision on a recovery with its list of months."""
        folder: Path = options["to"]
        folder.mkdir(parents=True, exist_ok=True)
        paper = letter("追缴决定书", LINES)
        table(
            paper, ("月份", "已发（元）", "应发（元）", "多发（元）"), "months", "row",
            ("row.month", "row.paid", "row.due", "row.amount"),
        )  # fmt: skip
        paper.save(str(folder / f"{RECOVERY_NOTICE.key}.docx"))
        statement().save(str(folder / f"{MONEY_STATEMENT.key}.docx"))


def statement() -> Paper:
    """Return the statement of a person or a family: totals by benefit, then every movement."""
    paper = a4()
    line(paper, "{{ applicant }}资金明细", align=CENTER, font=TITLE, size=22)
    line(
        paper, "所属月份：{{ first }}至{{ last }}　累计到账：{{ arrived }}元", align=CENTER, size=14
    )
    table(
        paper, ("待遇", "已到账（元）", "在途、暂缓（元）", "失败未重发（元）"), "totals", "sum",
        ("sum.benefit", "sum.arrived", "sum.waiting", "sum.failed"),
    )  # fmt: skip
    line(paper, "")
    table(
        paper, ("月份", "待遇", "类别", "金额（元）", "状态", "到账日", "说明"), "rows", "row",
        ("row.month", "row.benefit", "row.kind", "row.amount", "row.state", "row.on", "row.note"),
    )  # fmt: skip
    line(paper, "追缴扣回已从当笔金额中减去；退回的款项以负数列示。", size=12)
    line(paper, "{{ issuer }}（盖章）", align=RIGHT)
    line(paper, "{{ dated_on }}", align=RIGHT)
    return paper
