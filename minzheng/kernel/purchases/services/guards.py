"""Who may do what with purchases and projects, and what a refusal is."""

from datetime import datetime

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.ledger.choices import Kind
from minzheng.kernel.ledger.declarations import Entry, budget_lines, sources

from ..choices import ENTERED
from ..models.decided import Decided


class PurchaseError(ValueError):
    """Something purchases cannot do; the text is for the person at the screen."""


def need(by: Mandate, capability: str, division: str) -> None:
    """Refuse whom the capability or the place is not his. PurchaseError."""
    if not by.may(capability) or not accounts.covers(by, division):
        raise PurchaseError("您的岗位或辖区不能办理这件事。")


def said(**words: str) -> dict[str, str]:
    """Return the texts trimmed; PurchaseError when one says nothing."""
    trimmed = {name: text.strip() for name, text in words.items()}
    if not all(trimmed.values()):
        raise PurchaseError("请把文号、名称和说明填写完整。")
    return trimmed


def known_money(fund: str, source: str) -> None:
    """Refuse a budget line or a source that is not in the ledger."""
    if fund not in {line.key for line in budget_lines()}:
        raise PurchaseError("请选择资金（预算科目）。")
    if source not in {one.key for one in sources()}:
        raise PurchaseError("请选择资金来源。")


def moved(
    source: str,
    fund: str,
    division: str,
    amount: int,
    *,
    out_of: Kind,
    into: Kind,
    purpose: str = "",
) -> list[Entry]:
    """Return the two entries that move money (fen) of one pot; ``purpose`` marks where it arrives."""
    return [
        Entry(out_of.value, source, fund, division, -amount),
        Entry(into.value, source, fund, division, amount, purpose=purpose),
    ]


def decide(row: Decided, state: str, *, by: Mandate, at: datetime) -> None:
    """Put down who decided what another entered; the caller holds the row. PurchaseError."""
    need(by, "purchases.confirm", row.division_id)
    if row.state != ENTERED:
        raise PurchaseError("这件已经复核过了。")
    if row.entered_by.user_id == by.user_id:
        raise PurchaseError("录入人和复核人不能是同一个人。")
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
