"""The papers of social assistance beside the general ones."""

from pathlib import Path

from minzheng.kernel.documents.declarations import PaperTemplate, declare_paper

FOLDER = Path(__file__).parent / "templates_docx"
_ADDRESSEE = ("issuer", "number", "applicant", "address_line", "dated_on")

RELIEF_DECISION = declare_paper(
    PaperTemplate(
        "relief_decision",
        "临时救助决定书",
        (*_ADDRESSEE, "applied_on", "cause", "amount", "parts", "decided_by", "basis"),
        folder=FOLDER,
    )
)
CARE_AGREEMENT = declare_paper(
    PaperTemplate(
        "care_agreement",
        "特困人员照料护理协议",
        (*_ADDRESSEE, "provider", "relation", "duties", "valid_to"),
        folder=FOLDER,
    )
)
RECOGNITION = declare_paper(
    PaperTemplate(
        "recognition",
        "困难家庭认定通知书",
        (*_ADDRESSEE, "benefit", "applied_on", "members", "valid_to", "basis"),
        folder=FOLDER,
    )
)
RECOGNISED_FAMILY = declare_paper(
    PaperTemplate(
        "recognised_family",
        "救助对象身份认定证明",
        (*_ADDRESSEE, "department", "matter", "members", "recognised_as", "since"),
        folder=FOLDER,
    )
)
