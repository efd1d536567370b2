"""Tables of payments: runs and bank files, what late standards leave to pay."""

from .audits import AuditFinding, AuditItem, AuditSample
from .recovery import Recovery, RecoveryLine, Repayment, WriteOff
from .releases import FundRelease
from .runs import BankFile, BankReturn, MonthClosing, PaymentLine, PaymentRun
from .standards import BackPayment, Settlement, StandardEffect

__all__ = [
    "AuditFinding",
    "AuditItem",
    "AuditSample",
    "BackPayment",
    "BankFile",
    "BankReturn",
    "FundRelease",
    "MonthClosing",
    "PaymentLine",
    "PaymentRun",
    "Recovery",
    "RecoveryLine",
    "Repayment",
    "Settlement",
    "StandardEffect",
    "WriteOff",
]
