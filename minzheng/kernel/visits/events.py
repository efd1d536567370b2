"""What visiting announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minzheng.core.events import Event


@dataclass(frozen=True)
class NeedFound(Event):
    """A visit found something somebody must see to; ``text`` says what, in Chinese."""

    visit: Any
    text: str
    is_urgent: bool
    by: Any
    at: datetime
