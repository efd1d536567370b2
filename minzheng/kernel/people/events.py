"""What the register of persons and households announces."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from minzheng.core.events import Event


@dataclass(frozen=True)
class PersonDied(Event):
    """A death was recorded; ``household_id`` is the household the person belonged to, if any."""

    person_id: int
    household_id: int | None
    died_on: date
    by: Any
    at: datetime
