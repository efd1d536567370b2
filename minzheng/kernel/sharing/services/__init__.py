"""What is done in the sharing of data: agreed, sent, taken, kept and certified."""

from .base import SharingRefused, door
from .certificates import issue_certificate, revoke_certificate
from .entries import confirm_likeness, move_entry, save_entry, withdraw_entry
from .keeping import delete_expired
from .opening import is_signed, note_check
from .pulling import answer_query, import_table, pull
from .pushing import prepare, push, read_receipts, record_receipts, send
from .subscriptions import ask, connect, decide, withdraw

__all__ = [
    "SharingRefused",
    "answer_query",
    "ask",
    "confirm_likeness",
    "connect",
    "decide",
    "delete_expired",
    "door",
    "import_table",
    "is_signed",
    "issue_certificate",
    "move_entry",
    "note_check",
    "prepare",
    "pull",
    "push",
    "read_receipts",
    "record_receipts",
    "revoke_certificate",
    "save_entry",
    "send",
    "withdraw",
    "withdraw_entry",
]
