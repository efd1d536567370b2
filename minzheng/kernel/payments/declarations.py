"""The papers and the message that tell people of their money, and the law a recovery rests on; no Django."""

from datetime import date
from pathlib import Path

from minzheng.kernel.benefits.declarations import RELIEF
from minzheng.kernel.documents.declarations import PaperTemplate, declare_paper
from minzheng.kernel.messages.declarations import declare_message

FOLDER = Path(__file__).parent / "templates_docx"
# From this day on the 社会救助法 stands where the 社会救助暂行办法 stood.
ASSISTANCE_LAW = date(2026, 7, 1)

RECOVERY_NOTICE = declare_paper(
    PaperTemplate(
        "recovery_notice",
        "追缴决定书",
        (
            "issuer", "number", "applicant", "address_line", "dated_on", "benefit", "amount", "months", "cause",
            "reason", "heard", "basis", "how", "review_body", "court",
        ),
        adverse=True,
        folder=FOLDER,
    )
)  # fmt: skip
MONEY_STATEMENT = declare_paper(
    PaperTemplate(
        "money_statement",
        "资金明细",
        ("issuer", "applicant", "dated_on", "first", "last", "arrived", "totals", "rows"),
        folder=FOLDER,
    )
)
RECOVERY_DECIDED = declare_message(
    "payments.recovery",
    "追缴决定",
    "{applicant}，{benefit}多发{amount}元，已作出追缴决定，请于{pay_by}前退回或按约定分期扣回。"
    "有异议可向{issuer}陈述申辩。",
    sms="{issuer}对发给您家的款项作出了追缴决定，金额和理由见决定书，请于{pay_by}前退回或按约定分期扣回。",
)
MONEY_ARRIVED = declare_message(
    "payments.arrived",
    "款项到账",
    "{applicant}，{benefit}（{month}）已发到您登记的账户。",
    sms="您有一笔款项已发到登记的账户，明细请看“我的待遇”。没有收到请打{phone}。",
)

_CIVIL = "《中华人民共和国民法典》第九百八十五条"
_ACTS = {
    "fraud": ("《社会救助暂行办法》第六十八条", "《中华人民共和国社会救助法》第七十三条"),
    "kept": (_CIVIL, "《中华人民共和国社会救助法》第七十四条"),
    "unreported": (
        f"《社会救助暂行办法》第十三条、{_CIVIL}",
        f"《中华人民共和国社会救助法》第四十六条、第四十七条，{_CIVIL}",
    ),
}


def basis_of(cause: str, fund: str, on: date) -> str:
    """Return the provisions a decision of a day quotes, by the cause of the overpayment and the fund.

    Relief follows the assistance law (arts. 73, 74, 46; before it 暂行办法 art. 68); what other funds
    paid, and what the office paid by mistake, is returned as money without ground (民法典 art. 985).
    """
    if fund != RELIEF.key or cause not in _ACTS:
        return _CIVIL
    return _ACTS[cause][on >= ASSISTANCE_LAW]
