"""What the room of determinations announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minzheng.core.events import Event


@dataclass(frozen=True)
class StandardReleased(Event):
    """Standards of one paper took effect in the register; what is paid follows from it."""

    change_id: int
    by: Any
    at: datetime
