"""Writes of payments: runs from the draft to the bank and back; what a change of standards causes."""

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
    "has_work",
    "plans",
    "read_return",
    "retroactive_lines",
    "send",
    "send_back",
    "submit",
    "touched_benefits",
]
