"""The rows of every overlaps.csv: which benefits do not stand beside each other, where, since when (不可兼得)."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from . import declarations

EXCLUSIVE = "exclusive"
HIGHER = "higher"
DIFFERENCE = "difference"
RELEASED = "none"
RULES = {
    EXCLUSIVE: "不可兼得",
    HIGHER: "择高享受",
    DIFFERENCE: "补差发放",
    RELEASED: "可以同时享受",
}
FILE = "overlaps.csv"
COLUMNS = ("benefit", "other", "rule", "division", "since", "until", "clause", "source")
PREFERS = "prefers"  # may be left out where no row needs it


class OverlapInvalid(ValueError):
    """A row of an overlaps.csv that cannot be used; the message says file, line and what to do."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How two benefits of one person stand to each other, at a division, over a period.

    `exclusive`: one of the two; `prefers` names the one the law puts first, empty leaves the choice
    to the person. `higher`: only the higher is paid; `prefers` names the one kept when they are
    equal. `difference`: `benefit` is paid as far as it exceeds `other`. `none`: a place releases
    what a division above it forbids. `until` is the first day no longer in force.
    """

    benefit: str
    other: str
    rule: str
    prefers: str
    division: str
    since: date
    until: date | None
    clause: str
    source: str = ""
    place: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The two benefits, whichever way round."""
        return frozenset((self.benefit, self.other))

    def in_force(self, day: date) -> bool:
        """Say whether the row holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


Matrix = Mapping[frozenset[str], Overlap]


class OverlapTable:
    """All declared rows; asked for one place and day it gives the matrix that holds there."""

    def __init__(self, rows: Iterable[Overlap] = ()) -> None:
        """Start with some rows (tests bring their own); files are added with `declare`."""
        self._files: dict[Path, tuple[Overlap, ...]] = {Path(): tuple(rows)}

    def declare(self, path: Path) -> None:
        """Add the rows of a file; the same file again replaces them. Raises OverlapInvalid."""
        self._files[path] = tuple(_read(path))

    def rows(self) -> list[Overlap]:
        """Return every row of every file."""
        return [row for path in sorted(self._files) for row in self._files[path]]

    def benefits(self) -> frozenset[str]:
        """Return the benefits that some row names."""
        return frozenset().union(*(row.pair for row in self.rows()))

    def partners(self, benefit: str) -> frozenset[str]:
        """Return the benefits that some row, anywhere, sets against one."""
        return frozenset().union(*(r.pair for r in self.rows() if benefit in r.pair)) - {benefit}

    def connected(self, benefit: str) -> frozenset[str]:
        """Return every benefit that some chain of rows, anywhere, leads to from one, itself with them."""
        found = {benefit}
        while more := {key for row in self.rows() if row.pair & found for key in row.pair} - found:
            found |= more
        return frozenset(found)

    def matrix(self, lineage: Sequence[str], day: date) -> Matrix:
        """Return the rows in force for a division: the nearest division wins, then the latest `since`."""
        found: dict[frozenset[str], tuple[tuple[int, int], Overlap]] = {}
        places = {division: number for number, division in enumerate(lineage)}
        for row in self.rows():
            if row.division in places and row.in_force(day):
                rank = (places[row.division], -row.since.toordinal())
                if row.pair not in found or rank < found[row.pair][0]:
                    found[row.pair] = (rank, row)
        return {pair: row for pair, (_, row) in found.items() if row.rule != RELEASED}

    def problems(self, known: Collection[str]) -> list[str]:
        """Say in Chinese what is wrong across files; empty when all is well."""
        rows = self.rows()
        found = [
            f"{row.place}：没有名为“{key}”的待遇。请核对待遇代码，或先在该业务的 domain.py 中声明。"
            for row in rows
            for key in (row.benefit, row.other)
            if key not in known
        ]
        seen: dict[tuple[frozenset[str], str, date], Overlap] = {}
        for row in rows:
            first = seen.setdefault((row.pair, row.division, row.since), row)
            if first is not row:
                found.append(
                    f"{row.place}：与{first.place}规定了同一地区、同一起始日的同两项待遇。请只保留一行。"
                )
        return found + _circles(rows)


def _circles(rows: Iterable[Overlap]) -> list[str]:
    """Find benefits that the law would put first in a circle: then nobody could say which stands."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for row in rows:
        if row.rule == EXCLUSIVE and row.prefers:
            (second,) = row.pair - {row.prefers}
            order.add(second, row.prefers)
    try:
        order.prepare()
    except CycleError as error:
        return [f"待遇的优先次序成了循环：{' → '.join(error.args[1])}。请改正 prefers 一列。"]
    return []


def _read(path: Path) -> Iterator[Overlap]:
    where = f"{path.parent.name}/{path.name}"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if lacking:
            raise OverlapInvalid(
                f"{where}：表头缺少 {'、'.join(lacking)}。请写作 {','.join(COLUMNS)}。"
            )
        for number, row in enumerate(reader, start=2):
            yield _overlap(
                {k: (row.get(k) or "").strip() for k in (*COLUMNS, PREFERS)},
                f"{where} 第{number}行",
            )


def _overlap(row: Mapping[str, str], place: str) -> Overlap:
    def refuse(what: str) -> OverlapInvalid:
        return OverlapInvalid(f"{place}：{what}")

    one, other, rule, prefers = row["benefit"], row["other"], row["rule"], row["prefers"]
    if rule not in RULES:
        raise refuse(f"规则“{rule}”不认识。请写其中之一：{'、'.join(RULES)}。")
    if one == other:
        raise refuse(f"待遇“{one}”与它自己比较。请在 other 一列写另一项待遇。")
    if prefers and (prefers not in (one, other) or rule not in (EXCLUSIVE, HIGHER)):
        raise refuse(
            f"prefers 写作“{prefers}”。请写两项待遇之一；只有 exclusive 和 higher 可以填写。"
        )
    if not row["division"].isdigit():
        raise refuse(f"区划代码“{row['division']}”不是数字。全国适用的写 000000。")
    if not row["clause"]:
        raise refuse("没有写依据。请在 clause 一列写明文件和条款。")
    since, until = _day(row["since"], refuse), None
    if row["until"]:
        until = _day(row["until"], refuse)
        if until <= since:
            raise refuse("终止日不晚于起始日。until 是不再适用的第一天，请改正。")
    return Overlap(
        one, other, rule, prefers, row["division"], since, until, row["clause"], row["source"], place
    )  # fmt: skip


def _day(text: str, refuse: Callable[[str], OverlapInvalid]) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(f"“{text}”不是日期。请写作 2026-01-01。") from None


_table = OverlapTable()


def declare_overlaps(path: Path) -> None:
    """Add the rows of the overlaps.csv beside a policy. Raises OverlapInvalid with file and line."""
    _table.declare(path)


def overlaps() -> OverlapTable:
    """Return the table of all rooms."""
    return _table


def check_overlaps() -> None:
    """Raise OverlapInvalid when a row names a benefit nobody declared; asked when all rooms are open."""
    problems = _table.problems([benefit.key for benefit in declarations.benefits()])
    if problems:
        raise OverlapInvalid("\n".join(problems))
