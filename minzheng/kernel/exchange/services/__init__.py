"""What the room does: take an inbox, show one delivered line, settle a rejected row."""

from minzheng.kernel.exchange.services.intake import InboxBusy, Progress, take_inbox
from minzheng.kernel.exchange.services.lines import ShownLine, settle_reject, show_line

__all__ = ["InboxBusy", "Progress", "ShownLine", "settle_reject", "show_line", "take_inbox"]
