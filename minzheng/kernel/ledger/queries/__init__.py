"""Reads of the ledger: who pays which share, what stands on the accounts, budgets beside spending."""

from .balances import Sums, accounts, balance, balances, lines, postings, total, unbalanced
from .budgets import (
    BudgetRow,
    EarmarkRow,
    budget_state,
    budgets,
    closed_years,
    earmarks,
    monthly_costs,
    supports,
    transfers,
)
from .shares import rules, shares_of, split, split_many

__all__ = [
    "BudgetRow",
    "EarmarkRow",
    "Sums",
    "accounts",
    "balance",
    "balances",
    "budget_state",
    "budgets",
    "closed_years",
    "earmarks",
    "lines",
    "monthly_costs",
    "postings",
    "rules",
    "shares_of",
    "split",
    "split_many",
    "supports",
    "total",
    "transfers",
    "unbalanced",
]
