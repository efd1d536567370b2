"""Writes of payments: runs from the draft to the bank and back; what a change of standards causes."""

from .returns import collect, hand_over, receive_return
from .runs import (
    PaymentError,
    approve,
    build_run,
    close,
    has_work,
    read_return,
    send,
    send_back,
    submit,
)
from .standards import (
    Difference,
    NewAmount,
    Plan,
    apply_waiting,
    plans,
    retroactive_lines,
    touched_benefits,
)

__all__ = [
    "Difference",
    "NewAmount",
    "PaymentError",
    "Plan",
    "apply_waiting",
    "approve",
    "build_run",
    "close",
    "collect",
    "hand_over",
    "has_work",
    "plans",
    "read_return",
    "receive_return",
    "retroactive_lines",
    "send",
    "send_back",
    "submit",
    "touched_benefits",
]
