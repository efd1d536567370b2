"""Who is to be visited by when: computed from the rules, the visits on record and who was told to go."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import INSTITUTION, VILLAGE_WORKER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division

from .. import choices
from ..declarations import Due, VisitRule, visit_rules
from ..models import Visit, VisitDuty
from .terms import Terms, Window, window_after, window_of

# How far back a last visit is looked for: two quarters and the holidays of a year before.
LOOK_BACK = timedelta(days=400)
Key = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Somebody who is to be visited under a rule: by when, how often this period, who goes.

    ``worker`` is the key of the mandate that was told to go, None while nobody was; ``duty`` the
    key of that row.
    """

    rule: VisitRule
    household: int
    person: int | None
    division: str
    why: str
    due_on: date
    last_on: date | None
    is_late: bool
    wanted: int = 1
    done: int = 0
    worker: int | None = None
    duty: int | None = None

    @property
    def key(self) -> Key:
        """Return the rule and whom it is about."""
        return self.rule.key, self.household, self.person


class Records:
    """The visits on record in some divisions, found again by household."""

    def __init__(self, codes: Collection[str], first: date, last: date) -> None:
        """Read the visits of the days from ``first`` to ``last``; what was rejected does not count."""
        rows = Visit.objects.filter(
            kind__in=choices.PLANNED_KINDS, household__division__in=codes,
            visited_at__gte=datetime.combine(first, time.min, tzinfo=SHANGHAI),
            visited_at__lt=datetime.combine(last + timedelta(days=1), time.min, tzinfo=SHANGHAI),
        ).exclude(standing=choices.REJECTED)  # fmt: skip
        self._rows: dict[int, list[tuple[int | None, str, str, date]]] = {}
        for household, person, rule, kind, at in rows.order_by("visited_at").values_list(
            "household", "person", "rule", "kind", "visited_at"
        ):
            self._rows.setdefault(household, []).append((person, rule, kind, localdate(at)))

    def days(self, rule: VisitRule, due: Due) -> list[date]:
        """Return the days on which somebody came under a rule, each once.

        A visit to the household reaches every member. A visit under no rule counts where the rule
        asks for no more than that somebody comes.
        """
        wanted = {rule.key, *rule.also, *([""] if rule.kind == choices.CARE else [])}
        found = {
            day: None
            for person, key, kind, day in self._rows.get(due.household, [])
            if key in wanted
            and (key or kind == choices.CARE)
            and (due.person is None or person in (None, due.person))
        }
        return list(found)


def codes_of(viewer: Mandate) -> list[str]:
    """Return the codes of the viewer's divisions."""
    return list(divisions.subtree(viewer.division_id).values_list("code", flat=True))


def subjects(rule: VisitRule, codes: Sequence[str], on: date) -> Iterator[Due]:
    """Yield whom a rule concerns, each once, where the room is switched on."""
    off = accounts.off_divisions(rule.room, on)
    held = [code for code in codes if code not in off]
    seen: set[tuple[int, int | None]] = set()
    for due in rule.whom(held, on) if held else ():
        if (due.household, due.person) not in seen:
            seen.add((due.household, due.person))
            yield due


def due_on(
    rule: VisitRule, terms: Terms, due: Due, days: Sequence[date], on: date
) -> PlanLine | None:
    """Return the line of somebody on a day; None where nothing is wanted there then.

    The next visit is due by the end of its part of the window after the last one; who was never
    visited is due in the window in which he came onto the list.
    """
    now = window_of(rule, terms, due.division, on)
    if now is None:
        return None
    done = sum(now.holds(day) for day in days)
    if done >= now.wanted:
        later = window_after(rule, terms, due.division, now)
        last = later.due(1) if later else now.end
    elif done:
        last = now.due(done + 1)
    else:
        last = _first_missed(rule, terms, due, days, now).due(1)
    return PlanLine(
        rule, due.household, due.person, due.division, due.why, last, days[-1] if days else None,
        last < on, now.wanted, done,
    )  # fmt: skip


def _first_missed(
    rule: VisitRule, terms: Terms, due: Due, days: Sequence[date], now: Window
) -> Window:
    """Return the first window without a visit up to the present one; a round that is over is over."""
    if rule.period == choices.ROUND:
        return now
    set_here = terms.value(rule.every, due.division)
    begins = max(due.since or now.start, set_here[0] if set_here else now.start)
    if days:
        held = window_of(rule, terms, due.division, days[-1])
        found = window_after(rule, terms, due.division, held) if held else None
    else:
        found = window_of(rule, terms, due.division, begins)
    return found if found is not None and found.start < now.start else now


def lines_of(
    rules: Iterable[VisitRule], codes: Sequence[str], on: date, *, all_lines: bool = False
) -> list[PlanLine]:
    """Return the lines of some rules in some divisions; those done for the period only with ``all_lines``."""
    records = Records(codes, on - LOOK_BACK, on)
    terms: dict[str, Terms] = {}
    found = []
    for rule in rules:
        held = terms.setdefault(rule.owner, Terms(rule.owner, on))
        for due in subjects(rule, codes, on):
            line = due_on(rule, held, due, records.days(rule, due), on)
            if line is not None and (all_lines or line.done < line.wanted):
                found.append(line)
    return found


def duties(viewer: Mandate) -> QuerySet[VisitDuty]:
    """Return the running duties to visit in the viewer's divisions."""
    rows = VisitDuty.objects.filter(ended_on=None)
    return accounts.visible(rows, viewer).select_related(
        "household__head", "person", "division__parent", "worker__user"
    )


def plan_lines(viewer: Mandate, on: date, *keys: str, all_lines: bool = False) -> list[PlanLine]:
    """Return the lines of the viewer's divisions by place and household, with who was told to go."""
    codes = codes_of(viewer)
    told: dict[Key, tuple[int | None, int | None]] = {
        (rule, household, person): (worker, pk)
        for rule, household, person, worker, pk in duties(viewer).values_list(
            "rule", "household", "person", "worker", "pk"
        )
    }
    found = [
        _told(line, *told.get(line.key, (None, None)))
        for line in lines_of(visit_rules(*keys), codes, on, all_lines=all_lines)
    ]
    return sorted(found, key=_by_place(codes))


def plan_for(by: Mandate, on: date, *keys: str) -> list[PlanLine]:
    """Return whom a worker is to visit: what is open, by place and household.

    A village worker's list leaves out what somebody else was told to do, an institution's holds
    only what it was told; townships and the county read every line of their divisions.
    """
    found = plan_lines(by, on, *keys)
    if by.role == INSTITUTION.key:
        return [line for line in found if line.worker == by.pk]
    if by.role != VILLAGE_WORKER.key:
        return found
    return [line for line in found if line.worker in (None, by.pk)]


def _told(line: PlanLine, worker: int | None, duty: int | None) -> PlanLine:
    if duty is None:
        return line
    return PlanLine(
        line.rule, line.household, line.person, line.division, line.why, line.due_on, line.last_on,
        line.is_late, line.wanted, line.done, worker, duty,
    )  # fmt: skip


def _by_place(codes: Collection[str]) -> Callable[[PlanLine], tuple[str, int, date, str]]:
    paths = dict(Division.objects.filter(code__in=codes).values_list("code", "path"))
    return lambda line: (paths.get(line.division, ""), line.household, line.due_on, line.rule.key)
