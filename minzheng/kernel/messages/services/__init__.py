"""Messages sent after the change is sure, and the codes that prove a telephone."""

from minzheng.kernel.messages.services.codes import (
    CODES,
    CodeLimits,
    CodeRefused,
    check_code,
    send_code,
)
from minzheng.kernel.messages.services.sending import (
    deliver,
    deliver_pending,
    mark_read,
    send,
)

__all__ = [
    "CODES",
    "CodeLimits",
    "CodeRefused",
    "check_code",
    "deliver",
    "deliver_pending",
    "mark_read",
    "send",
    "send_code",
]
