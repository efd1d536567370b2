"""Writes of the ledger: postings and their reversal, appropriations, transfers, budgets, year's end."""

from ..declarations import LedgerError
from .budgets import set_budget, set_shares
from .money import appropriate, ask_transfer, decide_transfer, spend
from .postings import post, reverse
from .supports import record_support
from .years import close_year

__all__ = [
    "LedgerError",
    "appropriate",
    "ask_transfer",
    "close_year",
    "decide_transfer",
    "post",
    "record_support",
    "reverse",
    "set_budget",
    "set_shares",
    "spend",
]
