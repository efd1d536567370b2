"""What the tree of divisions announces."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from minzheng.core.events import Event


@dataclass(frozen=True)
class DivisionMerged(Event):
    """A division was dissolved into another; its records move there."""

    from_code: str
    into_code: str
    on: date
    by: Any
    at: datetime
