"""Writes of payments: runs from the draft to the bank and back; what a change of standards causes."""

from .closing import close, close_month
from .returns import collect, hand_over, hand_over_waiting
from .runs import (
    PaymentError,
    approve,
    build_run,
    has_work,
    send_back,
    submit,
)
from .sending import read_return, send
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
    "close_month",
    "collect",
    "hand_over",
    "hand_over_waiting",
    "has_work",
    "plans",
    "read_return",
    "retroactive_lines",
    "send",
    "send_back",
    "submit",
    "touched_benefits",
]
