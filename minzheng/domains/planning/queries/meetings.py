"""Reads of mechanisms, meetings, what they gave out, and whether the year's special meeting was held."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from ..choices import GOVERNMENT, OPEN, PARTY_COMMITTEE, SPECIAL_MEETING, TRACKING
from ..models import Mechanism, Meeting, Task
from .judging import kept

PER_YEAR = "special_meetings_per_year"
CATEGORIES = {
    Level.PREFECTURE.value: "prefecture",
    Level.COUNTY.value: "county",
    Level.TOWN.value: "town",
}


def mechanisms(viewer: Mandate) -> QuerySet[Mechanism]:
    """Mechanisms of the viewer's divisions, with how often they met and when last."""
    if not viewer.may("plans.see"):
        return Mechanism.objects.none()
    rows = Mechanism.objects.select_related("division", "by__user").annotate(
        met=Count("meetings"), met_last=Max("meetings__held_on")
    )
    return accounts.visible(rows, viewer)


def meetings(viewer: Mandate) -> QuerySet[Meeting]:
    """Meetings of the viewer's divisions, with how much was given out and how much of it is open."""
    if not viewer.may("plans.see"):
        return Meeting.objects.none()
    rows = Meeting.objects.select_related("division", "mechanism", "by__user", "minutes").annotate(
        given=Count("assigned"), still=Count("assigned", filter=Q(assigned__task__state=OPEN))
    )
    return accounts.visible(rows, viewer)


def given_out(viewer: Mandate) -> QuerySet[Task]:
    """Tasks given out at meetings in the viewer's divisions, with how often they were pressed."""
    if not viewer.may("plans.see"):
        return Task.objects.none()
    rows = Task.objects.filter(assigned_at__isnull=False).select_related(
        "division", "owner__user", "assigned_at__meeting", "assigned_at__issue"
    )
    rows = rows.annotate(pressed=Count("presses", distinct=True), pressed_last=Max("presses__on"))
    return accounts.visible(rows, viewer)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The state of what meetings gave out, as a weekly meeting reads it on a day."""

    since: date
    on: date
    open: int
    late: int
    assigned: int
    closed: int


def dispatch(viewer: Mandate, since: date, on: date) -> Dispatch:
    """Count what is open and late on a day, and what was given out and closed since a day."""
    told = (
        given_out(viewer)
        .order_by()
        .aggregate(
            open=Count("pk", filter=Q(state=OPEN), distinct=True),
            late=Count("pk", filter=Q(state=OPEN, due_on__lt=on), distinct=True),
            assigned=Count(
                "pk", filter=Q(assigned_at__meeting__held_on__range=(since, on)), distinct=True
            ),
            closed=Count("pk", filter=Q(done_on__range=(since, on)), distinct=True),
        )
    )
    return Dispatch(since, on, **told)


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """Whether a place held the special meetings of a year: how many it must, how many it held."""

    division: Division
    year: int
    wanted: int | None
    source: str
    held: int
    is_over: bool

    @property
    def outcome(self) -> str:
        """Return ``met``, ``failed`` (the year is over), ``due`` or ``unknown`` (no number is set)."""
        return kept(self.wanted, self.held, is_over=self.is_over, missed="failed")


def special_meetings(viewer: Mandate, year: int) -> QuerySet[Meeting]:
    """Special meetings of party committee or government in a year that decided something."""
    rows = meetings(viewer).filter(
        kind=SPECIAL_MEETING, convener__in=(PARTY_COMMITTEE, GOVERNMENT), held_on__year=year
    )
    return rows.filter(issues__isnull=False).distinct()


def yearly_rule(viewer: Mandate, year: int, on: date) -> list[YearlyRule]:
    """Return for each place of the viewer down to the townships whether it met in a year (PL-14).

    What a place must hold is the dated parameter of its nearest ancestor at the end of that year.
    """
    last = date(year, 12, 31)
    rows = special_meetings(viewer, year).order_by().values_list("division", "pk")
    held = [code for code, _pk in rows]
    places = divisions.subtree(viewer.division_id).filter(
        level__in=CATEGORIES, valid_from__lte=last, valid_to=None
    )
    found = []
    for place in places.order_by("level", "path"):
        value = parameters.value_in_force(
            TRACKING, PER_YEAR, place.code, last, CATEGORIES[place.level]
        )
        found.append(
            YearlyRule(
                place, year, int(value.value) if value else None, value.source if value else "",
                held.count(place.code), on > last,
            )
        )  # fmt: skip
    return found
