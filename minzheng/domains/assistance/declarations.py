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
