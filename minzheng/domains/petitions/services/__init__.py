"""Writes: voices taken down, sent, returned, answered and called back; calls, children in danger, conferences."""

from .answering import answer, call_back, respond, take
from .calling import record_call
from .dispatching import (
    ask_more_time,
    ask_return,
    assign,
    decide_more_time,
    decide_return,
    hang,
    join,
    resume,
)
from .limits import ASK, TELL, PetitionError, count_address, value
from .protecting import check_due, hand_to_police, screen
from .receiving import add_word, receive
from .urgent import (
    Asked,
    finish_duty,
    hold_consultation,
    join_case,
    name_them,
    open_urgent_help,
    report_as_need,
)

__all__ = [
    "ASK",
    "TELL",
    "Asked",
    "PetitionError",
    "add_word",
    "answer",
    "ask_more_time",
    "ask_return",
    "assign",
    "call_back",
    "check_due",
    "count_address",
    "decide_more_time",
    "decide_return",
    "finish_duty",
    "hand_to_police",
    "hang",
    "hold_consultation",
    "join",
    "join_case",
    "name_them",
    "open_urgent_help",
    "receive",
    "record_call",
    "report_as_need",
    "respond",
    "resume",
    "screen",
    "take",
    "value",
]
