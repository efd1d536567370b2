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
    "care_agreement": (
        "特困人员照料护理协议",
        (
            (
                "根据《中华人民共和国社会救助法》和《国务院关于进一步健全特困人员救助供养制度的意见》，"
                "{{ issuer }}（甲方）委托{{ provider }}（乙方，与供养对象的关系：{{ relation }}）"
                "照料分散供养的特困人员{{ applicant }}（丙方）。"
            ),
            "一、照料护理内容：{{ duties }}",
            "二、协议期限：自{{ dated_on }}起至{{ valid_to }}止。",
            "三、甲方定期探访，乙方不履行照料责任的，甲方可以解除协议，另行安排照料。",
            "甲方（盖章）：　　　　乙方（签名）：　　　　丙方或其监护人（签名）：",
        ),
    ),
    "recognition": (
        "困难家庭认定通知书",
        (
            (
                "您家庭于{{ applied_on }}提出的{{ benefit }}申请，经审核予以认定，家庭人口{{ members }}人，"
                "有效期至{{ valid_to }}。有效期内，医疗、教育、住房、就业等救助不再重复核对家庭经济状况。"
            ),
            "依据：{{ basis }}。",
        ),
    ),
    "recognised_family": (
        "救助对象身份认定证明",
        (
            "{{ department }}：",
            (
                "兹证明{{ applicant }}家庭（{{ address_line }}，共{{ members }}人）现为{{ recognised_as }}，"
                "自{{ since }}起在册。该家庭现向你单位申请{{ matter }}。"
            ),
            (
                "根据《中华人民共和国社会救助法》第四十二条，认定结果在各社会救助管理部门之间共享互认，"
                "可不再重复核对其家庭经济状况。"
            ),
            "本证明自出具之日起三个月内有效，认定情况变化的以最新认定为准。",
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
