"""The end of a year: what is left goes on in the next one, and the old year takes no more postings."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions

from ..choices import CARRIED_OVER, Kind
from ..declarations import Entry, LedgerError
from ..models import ClosedYear, PostingLine
from .budgets import need
from .postings import CLOSE, post


@transaction.atomic
def close_year(division: str, year: int, *, by: Mandate, at: datetime) -> ClosedYear:
    """Carry what stands available, in transit, receivable and in reserve at a place and below into the next year.

    Both years sum to nought in themselves; the budget of the next year starts empty. A year is
    closed once, after it ended. LedgerError.
    """
    need(by, "ledger.enter", division)
    if localdate(at) <= date(year, 12, 31):
        raise LedgerError(f"{year} 年度尚未结束，不能年结")
    # The audit's lock: a posting that came first is seen below, one that comes later sees the close.
    audit.record(
        "ledger.year.closing",
        subject=division,
        subject_key="divisions.division",
        by=by,
        at=at,
        year=year,
    )
    if ClosedYear.objects.filter(division__in=divisions.lineage(division), year=year).exists():
        raise LedgerError(f"{year} 年度已经年结")
    rows = (
        divisions.within(PostingLine.objects.all(), division, "account__division")
        .filter(account__year=year, account__kind__in=CARRIED_OVER)
        .values_list(
            "account__kind", "account__source", "account__fund", "account__benefit", "account__division_id", "purpose"
        )
        .annotate(balance=Sum("amount"))
        .exclude(balance=0)
        .order_by()
    )  # fmt: skip
    posting = None
    entries = [entry for row in rows for entry in _over(row, year)]
    if entries:
        posting = post(
            f"ledger.close:{division}:{year}", CLOSE, entries, on=date(year, 12, 31),
            text=f"{year} 年度结转", by=by, at=at,
        )  # fmt: skip
    row = ClosedYear.objects.create(division_id=division, year=year, posting=posting, by=by, at=at)
    audit.record(
        "ledger.year.closed", subject=row, by=by, at=at, year=year, accounts=len(entries) // 4
    )
    return row


def _over(row: tuple[str, str, str, str, str, str, int], year: int) -> list[Entry]:
    kind, source, fund, benefit, division, purpose, balance = row

    def entry(what: str, amount: int, when: int) -> Entry:
        return Entry(what, source, fund, division, amount, benefit, when, purpose)

    carried = Kind.CARRIED.value
    return [
        entry(kind, -balance, year),
        entry(carried, balance, year),
        entry(carried, -balance, year + 1),
        entry(kind, balance, year + 1),
    ]
