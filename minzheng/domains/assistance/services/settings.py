"""The dated local choices of the room: who confirms, how many are sampled, when re-checks fall due."""

from datetime import date

from minzheng.core import months
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.determinations import queries as parameters

OWNER = "assistance"


def text(name: str, division: str, on: date) -> str:
    """Return a setting in force at a division on a day; StepRefused names one nobody has entered."""
    row = parameters.value_in_force(OWNER, name, division, on)
    if row is None:
        raise StepRefused(f"本地没有设定“{name}”，请先在参数中录入")
    return str(row.value)


def whole(name: str, division: str, on: date) -> int:
    """Return a whole-number setting in force."""
    return int(text(name, division, on))


def yes(name: str, division: str, on: date) -> bool:
    """Return a yes-or-no setting in force."""
    return text(name, division, on) == "是"


def recheck_interval(division: str, on: date, *, irregular: bool = False) -> int:
    """Return after how many months a family is re-checked.

    A year, half a year where income is irregular and somebody can work (低保57号 art. 31), or more
    often where the place re-checks everybody several times a year (灵武: twice).
    """
    lawful = whole("recheck_months_working" if irregular else "recheck_months", division, on)
    return min(lawful, 12 // whole("rechecks_per_year", division, on))


def recheck_on(division: str, decided_on: date, *, irregular: bool) -> date:
    """Return the day by which a family confirmed or re-checked on a day is re-checked next."""
    return months.add_months(
        decided_on, recheck_interval(division, decided_on, irregular=irregular)
    )
