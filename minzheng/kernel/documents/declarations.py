"""The papers the house can make: one template each, and what its text needs."""

from dataclasses import dataclass
from pathlib import Path

from minzheng.core.registry import Registry

FOLDER = Path(__file__).parent / "templates_docx"

# 行政复议法第二十条, 行政诉讼法第四十六条: every adverse decision names these terms.
RECONSIDERATION_DAYS = 60
LAWSUIT_MONTHS = 6


@dataclass(frozen=True)
class PaperTemplate:
    """A .docx with the fields it must be given; ``adverse`` papers must name the remedy."""

    key: str
    label: str
    fields: tuple[str, ...]
    adverse: bool = False
    folder: Path = FOLDER

    @property
    def path(self) -> Path:
        """Return where the template lies."""
        return self.folder / f"{self.key}.docx"


paper_templates: Registry[PaperTemplate] = Registry("文书模板")


def declare_paper(template: PaperTemplate) -> PaperTemplate:
    """Add a template to the register."""
    return paper_templates.add(template.key, template)


_ADDRESSEE = ("issuer", "number", "applicant", "address_line", "dated_on")
REFUSAL = declare_paper(
    PaperTemplate(
        "refusal",
        "不予确认告知书",
        (*_ADDRESSEE, "benefit", "applied_on", "reasons", "basis", "review_body", "court"),
        adverse=True,
    )
)
CONFIRMATION = declare_paper(
    PaperTemplate(
        "confirmation",
        "确认通知书",
        (*_ADDRESSEE, "benefit", "applied_on", "members", "amount", "pay_from", "basis", "duties"),
    )
)
HEARING = declare_paper(
    PaperTemplate(
        "hearing",
        "听取意见告知书",
        (*_ADDRESSEE, "benefit", "intended", "reasons", "basis", "due_on", "contact"),
    )
)
REDUCTION = declare_paper(
    PaperTemplate(
        "reduction",
        "停发（减发）决定书",
        (
            *_ADDRESSEE,
            "benefit",
            "decision",
            "amount_before",
            "amount_after",
            "effective_month",
            "heard",
            "reasons",
            "basis",
            "review_body",
            "court",
        ),
        adverse=True,
    )
)
PUBLIC_LIST = declare_paper(
    PaperTemplate(
        "public_list",
        "公示表",
        ("issuer", "title", "place", "posted_on", "until_on", "rows", "complaint_phone"),
    )
)
VERIFICATION_REPORT = declare_paper(
    PaperTemplate(
        "verification_report",
        "居民家庭经济状况核对报告",
        (
            "issuer",
            "number",
            "applicant",
            "purpose",
            "month",
            "returned_on",
            "valid_to",
            "members",
            "totals",
            "limits",
            "gaps",
            "conclusion",
            "digest",
        ),
    )
)
