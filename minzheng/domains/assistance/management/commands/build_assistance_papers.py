"""Build the .docx templates of social assistance (run after changing a text here)."""

from io import BytesIO
from pathlib import Path

from django.core.management.base import BaseCommand

from minzheng.domains.assistance.declarations import FOLDER
from minzheng.kernel.documents.management.commands.build_paper_templates import letter

LETTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "relief_decision": (
        "临时救助决定书",
        (
            (
                "您（家庭）因{{ cause }}于{{ applied_on }}申请临时救助。经审核，由{{ decided_by }}"
                "决定给予临时救助金共{{ amount }}元，分{{ parts|length }}期发放："
            ),
            "{%p for part in parts %}",
            "第{{ part.sequence }}期：{{ part.on }}，{{ part.amount }}元。",
            "{%p endfor %}",
            "依据：{{ basis }}。",
        ),
    ),
}


class Command(BaseCommand):
    """Write every template to the folder of the room."""

    help = "Build the .docx templates of social assistance"

    def add_arguments(self, parser):
        """Allow another folder, so that a test can build beside the shipped ones."""
        parser.add_argument("--to", type=Path, default=FOLDER)

    def handle(self, *args, **options):
        """Build the letters."""
        folder: Path = options["to"]
        folder.mkdir(parents=True, exist_ok=True)
        for key, (title, lines) in LETTERS.items():
            stream = BytesIO()
            letter(title, lines).save(stream)
            (folder / f"{key}.docx").write_bytes(stream.getvalue())
