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


def recheck_on(division: str, decided_on: date, *, irregular: bool) -> date:
    """Return the day by which a family is re-checked (低保57号 art. 31): a year, or half a year.

    `irregular`: income is irregular and somebody can work.
    """
    name = "recheck_months_working" if irregular else "recheck_months"
    return months.add_months(decided_on, whole(name, division, decided_on))
