"""The values that govern a case: nearest division first, on a day; and the days they lead to."""

from datetime import date, timedelta

from django.conf import settings

from minzheng.core.working_days import CITIZEN, OFFICE, ROLL_ALL, WORKING_DAYS, calendar
from minzheng.kernel.accounts.declarations import Role
from minzheng.kernel.cases.declarations import (
    CALENDAR_DAYS,
    TOWNSHIP_POWER_NEEDS_PROVINCE_SINCE,
    Length,
    Step,
)
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.queries import value_in_force
from minzheng.kernel.divisions import queries as divisions

OWNER = "cases"
Owner = str | tuple[str, ...]
COUNTY_DECIDES, TOWNSHIP_DECIDES = "county", "township"
NO_POWER = "省级没有授权乡镇（街道）确认的规定，乡镇无权作出确认决定，应报县级民政部门（社会救助法第四十四条）"


def parameter(owner: Owner, name: str, division: str, on: date) -> ParameterValue:
    """Return the released value in force at ``division`` on ``on``.

    The procedure's own values (``owner`` is its key, or several keys in order) come before the
    general ones of this room; within an owner the nearest ancestor wins, then the latest day.
    LookupError in Chinese when there is none.
    """
    owners = (owner,) if isinstance(owner, str) else owner
    for key in dict.fromkeys((*owners, OWNER)):
        if (row := value_in_force(key, name, division, on)) is not None:
            return row
    raise LookupError(f"没有设置参数“{name}”（{owners[0]}，{on}）")


def length_of(owner: Owner, name: str, division: str, on: date) -> tuple[Length, ParameterValue]:
    """Return a time limit in force, with the row it comes from."""
    row = parameter(owner, name, division, on)
    return Length.parse(row.value, row.unit), row


def flag(owner: Owner, name: str, division: str, on: date) -> bool:
    """Return a yes-or-no value in force; what nobody set is no."""
    try:
        return parameter(owner, name, division, on).value == "是"
    except LookupError:
        return False


def contact(division: str, on: date) -> str:
    """Return the telephone of the office that serves a place, else the one of the whole platform."""
    row = value_in_force("enrolment", "contact", division, on)
    return row.value if row is not None else str(settings.HOTLINE)


def roll_in_force(owner: Owner, division: str, on: date) -> str:
    """Return which last days on a rest day move: ``citizen``, ``all`` or ``none``."""
    return parameter(owner, "publicity_roll", division, on).value


def due_on(length: Length, start: date, *, roll: str, citizen: bool) -> date:
    """Return the last day of a limit that began on ``start``.

    A limit in which the citizen acts or may object rolls by ``roll``; a calendar limit of the
    office that would end on a rest day must be met on the working day before, unless ``all``.
    民法典 201-203.
    """
    if length.unit == CALENDAR_DAYS:
        return start + timedelta(days=length.amount)
    acts = CITIZEN if citizen else OFFICE
    end = calendar().due_on(start, length.amount, length.unit, roll, acts)
    if length.unit == WORKING_DAYS or citizen or roll == ROLL_ALL:
        return end
    return max(start, calendar().previous_working_day(end))


def level_in_force(owner: Owner, division: str, on: date) -> str:
    """Return who confirms: ``county`` or ``township``.

    From 2026-07-01 a township decides only where a province provides for it (社会救助法 44); a
    delegation by the county alone ended the day before.
    """
    chosen = parameter(owner, "confirm_level", division, on).value
    if chosen != TOWNSHIP_DECIDES or on < TOWNSHIP_POWER_NEEDS_PROVINCE_SINCE:
        return chosen
    return TOWNSHIP_DECIDES if _province_delegates(owner, division, on) else COUNTY_DECIDES


def _province_delegates(owner: Owner, division: str, on: date) -> bool:
    """Say whether the province (or the state) lets townships decide; lower rows give no power."""
    lineage = divisions.lineage(division)
    return flag(owner, "township_decides", lineage[-2] if len(lineage) > 1 else division, on)


def roles_in_force(step: Step, owner: Owner, division: str, on: date) -> tuple[Role, ...]:
    """Return the roles that may take ``step`` here on this day."""
    if isinstance(step.by, tuple):
        return step.by
    return tuple(step.by.get(level_in_force(owner, division, on), ()))
