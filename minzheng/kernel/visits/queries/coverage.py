"""How far visiting is done: by rule and village for a month, by worker, and where villages have gaps."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from minzheng.core import months
from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level

from .. import choices
from ..declarations import VisitRule, village_check, visit_rules
from ..models import CareActivity, Visit
from .plans import LOOK_BACK, Records, codes_of, subjects
from .terms import Terms, Window, windows_in


@dataclass(slots=True)
class Coverage:
    """How far one rule is done in one village in a month.

    ``listed`` whom it concerns, ``reached`` who was visited at all, ``covered`` who was visited as
    often as wanted, ``wanted`` and ``made`` visits.
    """

    rule: VisitRule
    division: str
    listed: int = 0
    reached: int = 0
    covered: int = 0
    wanted: int = 0
    made: int = 0

    @property
    def missed(self) -> int:
        """Return how many were not visited as often as wanted."""
        return self.listed - self.covered

    def add(self, other: "Coverage") -> None:
        """Count another village's figures in."""
        self.listed += other.listed
        self.reached += other.reached
        self.covered += other.covered
        self.wanted += other.wanted
        self.made += other.made


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One person or household of a rule in a month: what was wanted and what was made."""

    rule: VisitRule
    household: int
    person: int | None
    division: str
    why: str
    wanted: int
    made: int
    last_on: date | None

    @property
    def is_covered(self) -> bool:
        """Say whether the visits of the month are complete."""
        return self.made >= self.wanted


def rate(covered: int, listed: int) -> str:
    """Return a share in per cent with two places, as it is reported (97.99%); a dash for nobody."""
    if not listed:
        return "—"
    # Truncated, never rounded up: 99.999 % is not 100 %.
    hundredths = covered * 10000 // listed if covered < listed else 10000
    nearest = round(covered * 10000 / listed)
    shown = hundredths if nearest == 10000 > hundredths else nearest
    return f"{shown // 100}.{shown % 100:02d}%"


def coverage_lines(viewer: Mandate, month: str, on: date, *keys: str) -> list[CoverageLine]:
    """Return everybody the rules concerned in a month with the visits wanted and made there.

    The list is that of the month's last day, of ``on`` while the month runs.
    """
    day = min(months.last_day(month), on)
    codes = codes_of(viewer)
    records = Records(codes, day - LOOK_BACK, months.last_day(month))
    terms: dict[str, Terms] = {}
    found = []
    for rule in visit_rules(*keys):
        held = terms.setdefault(rule.owner, Terms(rule.owner, day))
        spans: dict[str, list[Window]] = {}
        for due in subjects(rule, codes, day):
            if due.division not in spans:
                spans[due.division] = windows_in(rule, held, due.division, month)
            # What began after the whole window asked nothing of it.
            windows = [w for w in spans[due.division] if due.since is None or due.since <= w.end]
            if not windows:
                continue
            days = records.days(rule, due)
            made = sum(min(w.wanted, sum(map(w.holds, days))) for w in windows)
            found.append(
                CoverageLine(
                    rule, due.household, due.person, due.division, due.why,
                    sum(w.wanted for w in windows), made, days[-1] if days else None,
                )
            )  # fmt: skip
    return found


def coverage(viewer: Mandate, month: str, on: date, *keys: str) -> list[Coverage]:
    """Return the figures of a month by rule and village, in that order."""
    return summed(coverage_lines(viewer, month, on, *keys))


def summed(lines: Iterable[CoverageLine]) -> list[Coverage]:
    """Count lines by rule and village."""
    found: dict[tuple[str, str], Coverage] = {}
    for line in lines:
        row = found.setdefault((line.rule.key, line.division), Coverage(line.rule, line.division))
        row.add(
            Coverage(
                line.rule, line.division, 1, int(line.made > 0), int(line.is_covered), line.wanted,
                line.made,
            )
        )  # fmt: skip
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class WorkerMonth:
    """What one member of staff visited in a month."""

    mandate: Mandate
    visits: int
    households: int
    suspicious: int
    late: int


def work_done(viewer: Mandate, month: str) -> list[WorkerMonth]:
    """Return by worker how many visits were recorded for a month, the most first."""
    start, end = (
        datetime.combine(months.first_day(one), time.min, tzinfo=SHANGHAI)
        for one in (month, months.shift_month(month, 1))
    )
    rows = accounts.visible(
        Visit.objects.filter(
            kind__in=choices.PLANNED_KINDS, visited_at__gte=start, visited_at__lt=end
        ),
        viewer,
    )
    visits, odd, late = Counter[int](), Counter[int](), Counter[int]()
    homes: dict[int, set[int]] = {}
    for by, home, standing, at, recorded in rows.values_list(
        "by", "household", "standing", "visited_at", "recorded_at"
    ):
        visits[by] += 1
        homes.setdefault(by, set()).add(home)
        odd[by] += standing in (choices.SUSPICIOUS, choices.REJECTED)
        late[by] += recorded - at > timedelta(days=1)
    people = Mandate.objects.select_related("user", "division").in_bulk(list(visits))
    return [
        WorkerMonth(people[pk], count, len(homes[pk]), odd[pk], late[pk])
        for pk, count in visits.most_common()
    ]


@dataclass(frozen=True, slots=True)
class VillageGaps:
    """What a village has left undone for children: nobody unregistered, unvisited, without activity."""

    code: str
    name: str
    town: str
    listed: int
    unregistered: int
    unvisited: int
    activities: int

    @property
    def is_whole(self) -> bool:
        """Say whether the village has no gap (CH-44)."""
        return not self.unregistered and not self.unvisited and self.activities > 0


def villages_with_gaps(viewer: Mandate, month: str, on: date) -> list[VillageGaps]:
    """Return for each village of the viewer who is not registered, not visited, and its activities.

    The quarter of the month counts: who was not visited and what was held in it so far.
    """
    check = village_check("children")
    codes = codes_of(viewer)
    lines = coverage_lines(viewer, month, on, *check.rules)
    listed, unvisited = Counter[str](), Counter[str]()
    for line in lines:
        listed[line.division] += 1
        unvisited[line.division] += line.made == 0
    missing = Counter(due.division for due in check.unregistered(codes, on))
    quarter = months.period_of(months.first_day(month), months.QUARTER)
    held = Counter(
        accounts.visible(CareActivity.objects.all(), viewer)
        .filter(held_on__range=(months.period_start(quarter), months.period_end(quarter)))
        .values_list("division", flat=True)
    )
    villages = divisions.subtree(viewer.division_id).filter(
        level=Level.VILLAGE.value, valid_to=None
    )
    return [
        VillageGaps(
            village.code, village.name, village.parent.name if village.parent else "",
            listed[village.code], missing[village.code], unvisited[village.code],
            held[village.code],
        )
        for village in villages.select_related("parent").order_by("path")
    ]  # fmt: skip
