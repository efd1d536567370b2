"""What others may know of those whose funeral fees were waived."""

from minzheng.kernel.benefits.shares import recipients_share

SHARES = (
    recipients_share(
        "funeral.recipients", "惠民殡葬对象", "funeral.basic", "funeral.eco_burial",
        basis="殡葬管理条例（2026年）第五条", also={},
    ),
)  # fmt: skip
