"""Published standards held against the law: which checks concern a place, and what they say there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from minzheng.kernel.divisions import queries as divisions
from minzheng.policy import Parameter, ParameterRow
from minzheng.policy.legality import (
    WHOLE,
    Comparison,
    FigureMissing,
    Figures,
    Judge,
    Judgement,
    LegalityCheck,
    at_least,
    judge,
)

from . import declarations
from .choices import ParameterState
from .models import ParameterValue

COLUMNS = (
    "policy", "name", "division_id", "since", "until", "value", "category", "source", "document",
)  # fmt: skip
# The owner of the rows by which a place makes a check binding ("block") or a remark ("flag").
SEVERITY = "legality"
FEN_PER_YUAN = 100


def rows_of(values: QuerySet[ParameterValue]) -> list[ParameterRow]:
    """Return stored values as rows of the engine."""
    return [ParameterRow(*row) for row in values.values_list(*COLUMNS)]


class Book:
    """Values by parameter, place and category: which row holds at a place on a day."""

    def __init__(self, rows: Iterable[ParameterRow]) -> None:
        self._rows: dict[tuple[str, str], list[ParameterRow]] = {}
        for row in rows:
            self._rows.setdefault((row.policy, row.name), []).append(row)
        for same in self._rows.values():
            same.sort(key=lambda row: row.since, reverse=True)

    def row(
        self, owner: str, name: str, lineage: Sequence[str], on: date, category: str = ""
    ) -> ParameterRow | None:
        """Return the row in force: nearest division, there the category before all, then the latest."""
        rows = [r for r in self._rows.get((owner, name), ()) if r.in_force(on)]
        for division in lineage:
            for wanted in dict.fromkeys((category, "")):
                found = next(
                    (r for r in rows if r.division == division and r.category == wanted), None
                )
                if found is not None:
                    return found
        return None

    def categories(self, owner: str, name: str, lineage: Sequence[str]) -> list[str]:
        """Return the categories a parameter has values for along a lineage."""
        rows = self._rows.get((owner, name), ())
        return sorted({r.category for r in rows if r.division in lineage}) or [""]

    def first_year(self, owner: str, name: str, lineage: Sequence[str]) -> int | None:
        """Return the year of the first value along a lineage."""
        rows = self._rows.get((owner, name), ())
        return min((r.since.year for r in rows if r.division in lineage), default=None)


def book(drafts: Iterable[ParameterRow] = ()) -> Book:
    """Return the released values as they would stand with `drafts` released too."""
    over = list(drafts)
    new = {key_of(row) for row in over}
    released = rows_of(ParameterValue.objects.filter(state=ParameterState.RELEASED.value))
    return Book([*(row for row in released if key_of(row) not in new), *over])


def key_of(row: ParameterRow) -> tuple[str, str, str, str, date]:
    return (row.policy, row.name, row.division, row.category, row.since)


def all_checks() -> list[LegalityCheck]:
    """Return the declared checks, and one for every parameter with a guiding value as its floor."""
    return [*declarations.legality_checks(), *_floors()]


def _floors() -> list[LegalityCheck]:
    return [
        LegalityCheck(
            f"{p.policy}.{p.name}.floor",
            f"{p.label}不低于指导标准或最低标准",
            p.basis,
            (f"{p.policy}.{p.name}", f"{p.policy}.{p.floor}"),
            _from(p, at_least(f"{p.policy}.{p.name}", f"{p.policy}.{p.floor}")),
            categories=(),
        )
        for p in declarations.declared_parameters()
        if p.floor is not None
    ]


def _from(parameter: Parameter, compare: Judge) -> Judge:
    """Let a floor hold from the day the law says; nobody has to set a guiding value."""

    def floor(figures: Figures) -> Comparison | None:
        if parameter.floor_since is not None and figures.at < parameter.floor_since:
            return None
        owner, name = parameter.policy, parameter.floor or ""
        if figures.look(owner, name, figures.category, figures.at) is None:
            return None
        return compare(figures)

    return floor


def judgements(
    division: str,
    on: date,
    *,
    drafts: Iterable[ParameterRow] = (),
    touching: Iterable[tuple[str, str]] | None = None,
    standing: Book | None = None,
) -> list[Judgement]:
    """Judge the standards at a place on a day, as they would stand with `drafts` released.

    `touching` narrows to checks about these parameters. A check about a parameter that has no
    value at the place says nothing: there is no standard to judge.
    """
    values = standing or book(drafts)
    lineage = divisions.lineage(division)
    wanted = None if touching is None else {f"{owner}.{name}" for owner, name in touching}
    found = []
    for check in all_checks():
        if wanted is not None and wanted.isdisjoint(check.of):
            continue
        owner, _, name = check.of[0].rpartition(".")
        for category in check.categories or values.categories(owner, name, lineage):
            if values.row(owner, name, lineage, on, category) is None:
                continue
            found.append(_judged(check, values, lineage, on, category))
    return found


@dataclass(frozen=True, slots=True)
class Growth:
    """What a standard would be if it grew as the law has it grow by itself (自然增长)."""

    policy: str
    name: str
    category: str
    present: ParameterRow
    percent: Fraction | None
    proposed: int | None
    missing: str = ""


def natural_growth(division: str, on: date, *, standing: Book | None = None) -> list[Growth]:
    """Propose the standards of the next step: today's, grown by last year's pace, up to the whole yuan.

    Where the pace is not known nothing is proposed, and what is missing is named.
    """
    values = standing or book()
    lineage = divisions.lineage(division)
    found = []
    for check in all_checks():
        owner, _, name = check.of[0].rpartition(".")
        declared = declarations.declared_parameter(owner, name)
        if check.pace is None or declared is None:
            continue
        for category in check.categories or values.categories(owner, name, lineage):
            present = values.row(owner, name, lineage, on, category)
            if present is None:
                continue
            try:
                pace = check.pace(_figures(values, lineage, on, category))
            except FigureMissing as gap:
                found.append(Growth(owner, name, category, present, None, None, str(gap)))
                continue
            grown = declared.parse(present.value) * (1 + max(pace, Fraction(0)) / WHOLE)
            proposed = -(-grown // FEN_PER_YUAN) * FEN_PER_YUAN
            found.append(Growth(owner, name, category, present, pace, int(proposed)))
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """A standard year by year at a place: the value in force at each year's end, and its mean growth."""

    parameter: Parameter
    category: str
    years: Mapping[int, int]

    @property
    def span(self) -> int:
        """How many years lie between the first and the last value."""
        return max(self.years) - min(self.years) if self.years else 0

    @property
    def mean_growth(self) -> float | None:
        """The average yearly growth as a share (0.05 is 5 %); None without two years or from nought."""
        if not self.span or not self.years[min(self.years)]:
            return None
        return float(
            (self.years[max(self.years)] / self.years[min(self.years)]) ** (1 / self.span) - 1
        )


def courses(
    division: str, on: date, *, first: int | None = None, last: int | None = None
) -> list[Course]:
    """Return the yearly history of every monthly standard in yuan with values along the place's lineage.

    Only years from `first` to `last`, the year of `on` unless given; a standard that was nought all
    the time is none.
    """
    values, lineage = book(), divisions.lineage(division)
    found = []
    for parameter in declarations.declared_parameters():
        if parameter.kind != "money" or "月" not in parameter.unit:
            continue
        for category in values.categories(parameter.policy, parameter.name, lineage):
            years = _years(values, parameter, lineage, on, category)
            kept = {y: v for y, v in years.items() if (first or y) <= y <= (last or y)}
            if any(kept.values()):
                found.append(Course(parameter, category, kept))
    return found


def _years(
    values: Book, parameter: Parameter, lineage: Sequence[str], on: date, category: str
) -> dict[int, int]:
    begin = values.first_year(parameter.policy, parameter.name, lineage)
    found = {}
    for year in range(begin or on.year, on.year + 1):
        day = min(date(year, 12, 31), on)
        row = values.row(parameter.policy, parameter.name, lineage, day, category)
        if row is not None and row.value.strip():
            found[year] = parameter.parse(row.value)
    return found


def _figures(values: Book, lineage: Sequence[str], on: date, category: str) -> Figures:
    return Figures(
        lambda owner, name, wanted, day: values.row(owner, name, lineage, day, wanted),
        declarations.declared_parameter,
        on,
        category,
    )


def _judged(
    check: LegalityCheck, values: Book, lineage: Sequence[str], on: date, category: str
) -> Judgement:
    figures = _figures(values, lineage, on, category)
    set_here = values.row(SEVERITY, check.key, lineage, on)
    return judge(check, figures, lineage[0], set_here.value if set_here else "")
