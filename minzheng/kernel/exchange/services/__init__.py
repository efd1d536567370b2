"""What the room does: take an inbox, show one delivered line, settle a reject, set a link."""

from minzheng.kernel.exchange.services.intake import InboxBusy, Progress, take_inbox
from minzheng.kernel.exchange.services.lines import ShownLine, settle_reject, show_line
from minzheng.kernel.exchange.services.links import set_link

__all__ = [
    "InboxBusy",
    "Progress",
    "ShownLine",
    "set_link",
    "settle_reject",
    "show_line",
    "take_inbox",
]
