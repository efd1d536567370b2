"""The moment now, in Shanghai; only the doors (site, world, commands) may look at it."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = "MINZHENG_TODAY"


def now() -> datetime:
    """Return the present moment; ``MINZHENG_TODAY=YYYY-MM-DD`` fixes the day, not the hour."""
    moment = datetime.now(SHANGHAI)
    fixed = os.environ.get(TODAY)
    if not fixed:
        return moment
    return datetime.combine(date.fromisoformat(fixed), moment.timetz())


def at_noon(day: date) -> datetime:
    """Return noon of ``day``: the moment stamped on work that belongs to a day only."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
