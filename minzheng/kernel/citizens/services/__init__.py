"""What a citizen does: becomes known, takes his seat, acts for others, signs with a code."""

from minzheng.kernel.citizens.services.codes import ask_code, confirm_code
from minzheng.kernel.citizens.services.delegating import (
    DelegationRefused,
    ask_delegation,
    confirm_delegation,
    note_acting,
    refuse_delegation,
    withdraw_delegation,
)
from minzheng.kernel.citizens.services.reading import set_type
from minzheng.kernel.citizens.services.recognising import (
    NotRecognised,
    recognise,
    remember,
    seat,
    sign_out,
)
from minzheng.kernel.citizens.services.telling import set_texting, tell

__all__ = [
    "DelegationRefused",
    "NotRecognised",
    "ask_code",
    "ask_delegation",
    "confirm_code",
    "confirm_delegation",
    "note_acting",
    "recognise",
    "refuse_delegation",
    "remember",
    "seat",
    "set_texting",
    "set_type",
    "sign_out",
    "tell",
    "withdraw_delegation",
]
