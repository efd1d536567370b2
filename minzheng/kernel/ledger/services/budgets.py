"""Budgets and shares: dated, on a document, never overwritten."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from ..declarations import WHOLE, LedgerError, budget_lines, purposes, sources
from ..models import Budget, ShareRule


def need(by: Mandate, capability: str, *divisions: str) -> None:
    """Refuse whom the capability or one of the places is not his."""
    if not by.may(capability) or not all(accounts.covers(by, code) for code in divisions):
        raise PermissionDenied("您的岗位或辖区不能办理这笔资金")


def known(fund: str, *keys: str) -> None:
    """Refuse a fund or a source nobody declared."""
    if fund not in {one.key for one in budget_lines()}:
        raise LedgerError(f"没有这样的资金：{fund}")
    if strange := set(keys) - {one.key for one in sources()}:
        raise LedgerError(f"没有这样的资金来源：{'、'.join(sorted(strange))}")


def papered(document: str) -> str:
    """Return the document's number; money without one is refused."""
    if not document.strip():
        raise LedgerError("请填写文号")
    return document.strip()


@transaction.atomic
def set_budget(
    fund: str,
    source: str,
    division: str,
    year: int,
    amount: int,
    *,
    document: str,
    by: Mandate,
    at: datetime,
    purpose: str = "",
) -> Budget:
    """Enter the budget (fen) of a fund, source, place and year; a later one replaces it as a new version.

    ``purpose`` budgets a use of the fund on its own: staff pay under work funds. LedgerError.
    """
    need(by, "ledger.enter", division)
    known(fund, source)
    if amount < 0:
        raise LedgerError("预算不能为负数")
    if purpose and purpose not in {one.key for one in purposes(fund)}:
        raise LedgerError(f"这项资金没有这样的用途：{purpose}")
    same = Budget.objects.select_for_update().filter(
        fund=fund, purpose=purpose, source=source, division_id=division, year=year
    )
    version = max(same.values_list("version", flat=True), default=0) + 1
    row = Budget.objects.create(
        fund=fund, purpose=purpose, source=source, division_id=division, year=year, version=version, amount=amount,
        document=papered(document), by=by, at=at,
    )  # fmt: skip
    audit.record("ledger.budget.set", subject=row, by=by, at=at, amount=amount, version=version)
    return row


@transaction.atomic
def set_shares(
    fund: str,
    division: str,
    since: date,
    shares: Mapping[str, int],
    *,
    document: str,
    by: Mandate,
    at: datetime,
) -> ShareRule:
    """Say which source pays how many parts of ten thousand of a fund from a day on; 10,000 in all.

    A rule stands as it was entered: another one needs another day. LedgerError.
    """
    need(by, "ledger.enter", division)
    known(fund, *shares)
    if any(part < 0 for part in shares.values()) or sum(shares.values()) != WHOLE:
        raise LedgerError("各级负担比例之和应为 100%")
    if ShareRule.objects.filter(fund=fund, division_id=division, since=since).exists():
        raise LedgerError("这一天起的负担比例已经录入，不能改写；请另定执行日期")
    parts = [[source.key, shares[source.key]] for source in sources() if shares.get(source.key)]
    row = ShareRule.objects.create(
        fund=fund, division_id=division, since=since, shares=parts, document=papered(document), by=by, at=at
    )  # fmt: skip
    audit.record("ledger.shares.set", subject=row, by=by, at=at, fund=fund, since=since)
    return row
