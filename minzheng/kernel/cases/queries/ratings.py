"""Ratings as somebody may read them: the rated never learns who rated, the public reads sums only."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.choices import BAD
from minzheng.kernel.cases.declarations import workflows
from minzheng.kernel.cases.models import Appointment, Case, Rating, RatingCall, RatingInvitation
from minzheng.kernel.cases.queries.parameters import parameter
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

FOLLOWS_UP = "ratings.follow"
# The three better levels count as satisfied (国办发〔2019〕51号).
SATISFIED = BAD + 1


@dataclass(frozen=True, slots=True)
class Figures:
    """The ratings of one place or matter: counts, and for the bad ones what was kept in time.

    ``handled`` is how many handlings ended in the time; ``called`` and ``answered`` are those in
    time among the bad ratings whose limit is over or that were dealt with.
    """

    key: str
    label: str
    handled: int = 0
    count: int = 0
    stars: int = 0
    satisfied: int = 0
    bad: int = 0
    call_due: int = 0
    called: int = 0
    answer_due: int = 0
    answered: int = 0

    @property
    def average(self) -> float | None:
        """Return the average level, None without a rating."""
        return self.stars / self.count if self.count else None

    @property
    def satisfied_share(self) -> float | None:
        """Return the share of satisfied ratings in percent, None without a rating."""
        return 100 * self.satisfied / self.count if self.count else None

    @property
    def rated_share(self) -> float | None:
        """Return how many of a hundred handlings were rated, None where nothing was handled."""
        return 100 * self.count / self.handled if self.handled else None

    @property
    def called_share(self) -> float | None:
        """Return the share of bad ratings called back in time, None where none was due."""
        return 100 * self.called / self.call_due if self.call_due else None

    @property
    def answered_share(self) -> float | None:
        """Return the share of bad ratings answered in time, None where none was due."""
        return 100 * self.answered / self.answer_due if self.answer_due else None


def ratings(viewer: Mandate) -> QuerySet[Rating]:
    """Return the ratings of the viewer's divisions, newest first; whose they are is not told here."""
    rows = accounts.visible(Rating.objects.all(), viewer)
    return rows.select_related("division__parent", "call")


def calls(viewer: Mandate) -> QuerySet[RatingCall]:
    """Return the bad ratings the viewer may follow up: never those of matters he handled himself."""
    rows = accounts.visible(RatingCall.objects.all(), viewer, "rating__division")
    if not viewer.may(FOLLOWS_UP):
        return rows.none()
    own = Case.objects.filter(events__by__user=viewer.user_id).values("pk")
    rows = rows.exclude(rating__case__in=own)
    return rows.select_related(
        "rating__case__person",
        "rating__case__household__head",
        "rating__appointment__household__head",
        "rating__appointment__person",
        "rating__division__parent",
        "called_by__user",
        "answered_by__user",
    )


def rating_of(case: Case) -> Rating | None:
    """Return the first rating of a case, None when nobody rated it."""
    return case.ratings.filter(follows=None).select_related("call").first()


def invitation(code: str, on: date) -> RatingInvitation | None:
    """Return the invitation under a code that may still be used on a day."""
    rows = RatingInvitation.objects.filter(code=code.strip().upper(), used_at=None)
    return (
        rows.filter(expires_on__gte=on)
        .select_related("case__division", "appointment__division", "follows")
        .first()
    )


def by_township(viewer: Mandate | None, since: date, until: date, at: datetime) -> list[Figures]:
    """Return the figures of every township, and of the county's own windows, by code (viewer None: everywhere)."""
    towns = Division.objects.filter(level__in=(Level.TOWN, Level.COUNTY))
    names = dict(towns.values_list("code", "name"))
    lines = divisions.lineages()

    def place(code: str) -> str:
        return next((c for c in lines.get(code, ()) if c in names), code)

    return _added(viewer, since, until, at, lambda code, _service: place(code), names.get)


def by_service(
    viewer: Mandate | None,
    since: date,
    until: date,
    at: datetime,
    label: Callable[[str], str | None],
) -> list[Figures]:
    """Return the figures of every matter; ``label`` names a matter by its key."""
    return _added(viewer, since, until, at, lambda _code, service: service, label)


def total(rows: Iterable[Figures]) -> Figures:
    """Add several lines up to one."""
    rows = list(rows)
    names = [one.name for one in fields(Figures) if one.name not in {"key", "label"}]
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return Figures("", "合计", **sums)


def fewest(division: str, on: date) -> int:
    """Return below how many ratings a line is not published."""
    return int(parameter("cases", "rating_fewest", division, on).value)


def _added(
    viewer: Mandate | None,
    since: date,
    until: date,
    at: datetime,
    key_of: Callable[[str, str], str],
    label: Callable[[str], str | None],
) -> list[Figures]:
    """Add the handlings and ratings of a time up by what ``key_of`` says of place and matter."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for code, service, count in _handled(viewer, since, until):
        sums[key_of(code, service)]["handled"] += count
    for row in _given(viewer, since, until):
        sum_of = sums[key_of(row.division_id, row.service)]
        sum_of["count"] += 1
        sum_of["stars"] += row.level
        sum_of["satisfied"] += row.level >= SATISFIED
        if row.is_bad:
            _add_call(sum_of, row.call, localdate(at))
    return [Figures(key, label(key) or key, **sums[key]) for key in sorted(sums)]


def _handled(viewer: Mandate | None, since: date, until: date) -> Iterable[tuple[str, str, int]]:
    """Return place, matter and count of the handlings that ended in the time: what somebody asked for."""
    asked = [flow.key for flow in workflows() if flow.service is not None]
    ended = Case.objects.filter(workflow__in=asked, closed_at__date__range=(since, until))
    came = Appointment.objects.filter(case=None, arrived_at__date__range=(since, until))
    several: tuple[QuerySet[Any], ...] = (ended, came)
    for rows in several:
        mine = rows if viewer is None else accounts.visible(rows, viewer)
        counted = mine.order_by().values_list("division_id", "workflow").annotate(n=Count("pk"))
        yield from counted


def _given(viewer: Mandate | None, since: date, until: date) -> QuerySet[Rating]:
    """Return the first ratings given in a time; the second, after mending, is no new handling."""
    within = Q(at__date__gte=since, at__date__lte=until, follows=None)
    rows = Rating.objects.filter(within) if viewer is None else ratings(viewer).filter(within)
    return rows.select_related("call").defer("words")


def _add_call(sums: dict[str, int], call: RatingCall, on: date) -> None:
    """Count a bad rating: due once dealt with or late, kept when it was in time."""
    sums["bad"] += 1
    for name, done_at, due_on in (
        ("call", call.called_at, call.due_on),
        ("answer", call.answered_at, call.answer_due_on),
    ):
        if done_at is not None or due_on < on:
            sums[f"{name}_due"] += 1
        if done_at is not None and localdate(done_at) <= due_on:
            sums[f"{name}ed"] += 1
