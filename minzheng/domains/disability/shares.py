"""What others may know of those who draw the two subsidies."""

from minzheng.kernel.benefits.shares import IDENTITY, recipients_share

SHARES = (
    recipients_share(
        "disability.recipients", "残疾人两项补贴对象", "disability.living", "disability.nursing",
        basis="国发〔2015〕52号；民发〔2021〕70号",
        also=dict.fromkeys(("disability", "medical", "hr"), IDENTITY),
    ),
)  # fmt: skip
