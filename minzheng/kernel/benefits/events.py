"""What the register of entitlements announces."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from minzheng.core.events import Event


@dataclass(frozen=True)
class EntitlementLowered(Event):
    """From the first of a month a holder is due less than before: `amount` fen a month, 0 when it ended."""

    entitlement_id: int
    since: date
    amount: int
    reason: str
    by: Any
    at: datetime
