"""What can be done with phones and records: register, empty, take, hand in, keep files, settle."""

from minzheng.kernel.offline.services.devices import order_wipe, register, wiped
from minzheng.kernel.offline.services.files import FileNote, keep_file
from minzheng.kernel.offline.services.records import (
    Answer,
    Header,
    NotYours,
    OfflineRefused,
    Operation,
)
from minzheng.kernel.offline.services.settling import resolve, settle_late
from minzheng.kernel.offline.services.taking import take

__all__ = [
    "Answer",
    "FileNote",
    "Header",
    "NotYours",
    "OfflineRefused",
    "Operation",
    "keep_file",
    "order_wipe",
    "register",
    "resolve",
    "settle_late",
    "take",
    "wiped",
]
