"""Tables of the ledger: the books, budgets and shares, support of providers."""

from .books import Account, ClosedYear, Posting, PostingLine
from .budgets import Budget, ProviderSupport, ShareRule, Transfer

__all__ = [
    "Account",
    "Budget",
    "ClosedYear",
    "Posting",
    "PostingLine",
    "ProviderSupport",
    "ShareRule",
    "Transfer",
]
