"""What stands on the accounts: balances, postings and their lines, within the viewer's divisions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from minzheng.kernel.accounts import queries as accounts_
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from ..models import Account, Posting, PostingLine


def balance(
    kind: str, *, division: str = "", until: date | None = None, purpose: str | None = None, **filters: Any
) -> int:  # fmt: skip
    """Return what stands on the accounts of a kind in fen, debit above nought.

    ``division`` counts a place and all below it, ``until`` up to a day; further filters are fields
    of the account: source, fund, benefit, year.
    """
    rows = PostingLine.objects.filter(
        account__kind=kind, **{f"account__{name}": value for name, value in filters.items()}
    )
    if division:
        rows = divisions.within(rows, division, "account__division")
    if until is not None:
        rows = rows.filter(posting__on__lte=until)
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    return int(rows.aggregate(all=Sum("amount"))["all"] or 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """The balance (fen) of the accounts that share the fields asked for."""

    fields: tuple[Any, ...]
    amount: int


def balances(viewer: Mandate, by: tuple[str, ...], **filters: Any) -> list[Sums]:
    """Return balances of the viewer's places grouped by fields of the account (kind, source, fund, …)."""
    rows = accounts_.visible(
        PostingLine.objects.filter(
            **{f"account__{name}": value for name, value in filters.items()}
        ),
        viewer,
        "account__division",
    )
    fields = [f"account__{name}" for name in by]
    grouped = rows.order_by(*fields).values_list(*fields).annotate(Sum("amount"))
    return [Sums(tuple(row[:-1]), int(row[-1])) for row in grouped]


def accounts(viewer: Mandate) -> QuerySet[Account]:
    """Return the accounts of the viewer's places with `debits`, `credits` and `balance` in fen."""
    rows = Account.objects.select_related("division").annotate(
        debits=Sum("lines__amount", filter=Q(lines__amount__gt=0), default=0),
        credits=Sum("lines__amount", filter=Q(lines__amount__lt=0), default=0),
        balance=Sum("lines__amount", default=0),
    )
    return accounts_.visible(rows, viewer)


def postings(viewer: Mandate) -> QuerySet[Posting]:
    """Return the postings all of whose lines lie in the viewer's places, with `amount`: what they move."""
    rows = Posting.objects.select_related("division", "by__user").annotate(
        amount=Sum("lines__amount", filter=Q(lines__amount__gt=0), default=0),
        count=Count("lines"),
    )
    return accounts_.visible(rows, viewer)


def lines(viewer: Mandate) -> QuerySet[PostingLine]:
    """Return the lines on accounts of the viewer's places."""
    rows = PostingLine.objects.select_related("account__division", "posting__by__user")
    return accounts_.visible(rows, viewer, "account__division")


def total() -> int:
    """Return the sum of every line there is: nought, always."""
    return int(PostingLine.objects.aggregate(all=Sum("amount"))["all"] or 0)


def unbalanced() -> list[str]:
    """Return the keys of postings that are not sealed or do not sum to nought: none, always."""
    wrong = Posting.objects.annotate(left=Sum("lines__amount", default=0)).filter(
        Q(is_sealed=False) | ~Q(left=0)
    )
    return list(wrong.order_by("key").values_list("key", flat=True))
