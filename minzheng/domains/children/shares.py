"""What others may know of the children provided for."""

from minzheng.kernel.benefits.shares import IDENTITY, recipients_share

SHARES = (
    recipients_share(
        "children.recipients", "孤儿和事实无人抚养儿童", "children.orphan", "children.unattended",
        basis="民发〔2019〕62号；民发〔2020〕125号",
        also=dict.fromkeys(("education", "medical", "health"), IDENTITY),
    ),
)  # fmt: skip
