"""The clock of a voice: limits per place from the day's parameters, and what cannot be done in words."""

import hashlib
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from minzheng.core.clock import SHANGHAI
from minzheng.core.working_days import calendar
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.determinations import queries as parameters

from ..choices import HELP, LIFE, MANDATORY, URGENT
from ..declarations import OWNER
from ..models import AddressDay

CLOSE = time(23, 59, 59)
TELL, ASK = "tell", "ask"
_PER_DAY = {TELL: "web_told_per_day", ASK: "web_asked_per_day"}


class PetitionError(ValueError):
    """Something the room cannot do; the text is for the person at the screen."""


def value(name: str, division: str, on: date, category: str = "") -> str:
    """Return a parameter of the room in force; empty when nobody set it."""
    row = parameters.value_in_force(OWNER, name, division, on, category)
    return row.value if row is not None else ""


def number(name: str, division: str, on: date, category: str = "") -> int:
    """Return a parameter as a number, that of the category before the general one.

    PetitionError (Chinese) when the place set neither: an unknown limit never becomes zero.
    """
    found = value(name, division, on, category) or value(name, division, on)
    if not found:
        raise PetitionError(f"没有设定诉求办理参数“{name}”，请先录入。")
    return int(found)


def after_working_days(start: datetime, days: int) -> datetime:
    """Return the end of the day that lies so many working days after a moment, whose day is day 0."""
    return end_of(calendar().add_working_days(accounts.day_of(start), days))


def end_of(day: date) -> datetime:
    """Return the last second of a day in Shanghai."""
    return datetime.combine(day, CLOSE, tzinfo=SHANGHAI)


def answer_due(kind: str, urgency: str, division: str, start: datetime) -> datetime:
    """Return until when whoever spoke is owed an answer, counted from a moment.

    What is urgent is answered within hours; a child's report keeps its own longer limit, because
    there the first response is the urgent part.
    """
    on = accounts.day_of(start)
    if urgency in URGENT and kind != MANDATORY:
        return start + timedelta(hours=number("urgent_answer_hours", division, on))
    return after_working_days(start, number("answer_days", division, on, kind))


def response_due(kind: str, urgency: str, division: str, start: datetime) -> datetime | None:
    """Return until when somebody must have responded on the spot, or None where nothing is urgent.

    Danger to life is answered within hours for everybody; a child's report by its risk
    (未成年人保护法 11); another cry for help within the quick response of the place.
    """
    on = accounts.day_of(start)
    if kind == MANDATORY or urgency == LIFE:
        if urgency in URGENT:
            return start + timedelta(hours=number("response_hours", division, on, urgency))
        return after_working_days(start, number("response_days", division, on, urgency))
    if kind == HELP and urgency in URGENT:
        return start + timedelta(hours=number("quick_response_hours", division, on))
    return None


@transaction.atomic
def count_address(address: str, deed: str, division: str, *, at: datetime) -> None:
    """Count one use of an open form by a network address; PetitionError beyond the day's number.

    The address is kept only as a digest that changes with the day.
    """
    on = accounts.day_of(at)
    digest = hashlib.sha256(f"{on.isoformat()} {address}".encode()).hexdigest()[:32]
    row, _made = AddressDay.objects.get_or_create(digest=digest, deed=deed, on=on)
    row = AddressDay.objects.select_for_update().get(pk=row.pk)
    if row.count >= number(_PER_DAY[deed], division, on):
        raise PetitionError("今天在这里提交或查询的次数已满，请明天再来，或者直接拨打服务热线。")
    AddressDay.objects.filter(pk=row.pk).update(count=F("count") + 1)
    AddressDay.objects.filter(on__lt=on).delete()
