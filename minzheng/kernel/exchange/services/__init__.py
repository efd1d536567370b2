"""What the room does: take an inbox, show a line, settle a reject, set a link, match rows."""

from minzheng.kernel.exchange.services.duplicates import Duplicate, duplicates, likeness
from minzheng.kernel.exchange.services.intake import InboxBusy, Progress, take_inbox
from minzheng.kernel.exchange.services.lines import ShownLine, settle_reject, show_line
from minzheng.kernel.exchange.services.linking import (
    Lookalike,
    MatchRefused,
    decide_match,
    link_rows,
    lookalikes,
)
from minzheng.kernel.exchange.services.links import set_link
from minzheng.kernel.exchange.services.proposals import LIMITS, decide_link, propose_link

__all__ = [
    "LIMITS",
    "Duplicate",
    "InboxBusy",
    "Lookalike",
    "MatchRefused",
    "Progress",
    "ShownLine",
    "decide_link",
    "decide_match",
    "duplicates",
    "likeness",
    "link_rows",
    "lookalikes",
    "propose_link",
    "set_link",
    "settle_reject",
    "show_line",
    "take_inbox",
]
