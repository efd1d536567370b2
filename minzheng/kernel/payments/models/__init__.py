"""Tables of payments: runs and bank files, what late standards leave to pay."""

from .runs import BankFile, BankReturn, PaymentLine, PaymentRun
from .standards import BackPayment, Settlement, StandardEffect

__all__ = [
    "BackPayment",
    "BankFile",
    "BankReturn",
    "PaymentLine",
    "PaymentRun",
    "Settlement",
    "StandardEffect",
]
