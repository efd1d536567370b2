"""The comparison of a month: every declared kind is judged, and what it finds is kept once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl
from django.db import transaction

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations import services as facts
from minzheng.kernel.determinations.facts import CountyFacts
from minzheng.kernel.exchange import matching
from minzheng.kernel.exchange.facts import department_facts, evidence
from minzheng.kernel.exchange.models import Delivery

from .. import declarations
from ..choices import FindingState
from ..declarations import FOUND, FindingKind, FindingMonth
from ..models import Finding
from . import leads

Progress = Callable[[int, int], None]
BATCH = 1000
EVIDENCE_ROWS = 40
KEPT_ANSWERS = 2
PROOF = ("delivery", "line", "proof_pids")
CHANGING = (
    "outcome_before",
    "outcome_after",
    "amount_before",
    "amount_after",
    "summary",
    "evidence",
    "detail",
    "risk",
)


def month_frames(month: str, division: str) -> FindingMonth:
    """Gather what judges may see of a month: facts and answers from the lake, accepted rows.

    `division` is the county whose parameters count. FileNotFoundError when the month was not
    determined yet.
    """
    known = facts.county_frames(month)
    last = months.shift_month(month, -1)

    @cache
    def mistaken() -> pl.DataFrame:
        return matching.wrong_ids(
            month, known.persons.select("person", "pid", "name").unique("person")
        )

    def earlier(policy: str, other: str) -> pl.DataFrame | None:
        rows = answers.results(policy, other)
        return None if rows is None else rows.collect()

    @cache
    def before() -> pl.DataFrame | None:
        return _persons_of(last, known.persons)

    def redetermine(policy: str, persons: pl.DataFrame) -> pl.DataFrame:
        return facts.evaluate_policy(
            determinations.policy_of(policy),
            CountyFacts(
                month, known.on, known.households.join(persons, on="household", how="semi"), persons
            ),
            on=known.on,
        ).results

    return FindingMonth(
        month=month,
        pay_month=months.shift_month(month, 1),
        on=known.on,
        persons=known.persons,
        households=known.households,
        results=_Answers(month),
        accepted=_accepted_of(month),
        mistaken=mistaken,
        redetermine=redetermine,
        earlier=earlier,
        before=before,
        former=_accepted_of(last),
        parameters=answers.values_in_force("monitoring", division, known.on),
    )


def _accepted_of(month: str) -> Callable[[str], pl.DataFrame | None]:
    """Return what reads the accepted rows of a month's data set, once each."""

    @cache
    def accepted(data_set: str) -> pl.DataFrame | None:
        rows = matching.accepted(data_set, month)
        return None if rows is None else rows.collect()

    return accepted


def _persons_of(month: str, now: pl.DataFrame) -> pl.DataFrame | None:
    """Return the persons of an earlier month as they were gathered, or as departments told of those of now."""
    if month in facts.gathered_months():
        return facts.county_frames(month).persons
    if not Delivery.objects.filter(month=month, state="ingested").exists():
        return None
    return department_facts(month, now.select("person", "pid", "name", "household"))


class _Answers(Mapping[str, pl.DataFrame]):
    """The answers of a month by policy, each read when a judge asks for it.

    Judges of one benefit come one after the other, and all answers of a prefecture at once would
    take several gigabytes: only those asked for last are kept.
    """

    def __init__(self, month: str) -> None:
        """Refuse a month in which a policy was not answered."""
        self._found: dict[str, pl.DataFrame] = {}
        self._waiting: dict[str, pl.LazyFrame] = {}
        for key in determinations.county_policies():
            rows = answers.results(key, month)
            if rows is None:
                raise FileNotFoundError(f"{month} 尚未认定，请先运行月度认定。")
            self._waiting[key] = rows

    def __getitem__(self, key: str) -> pl.DataFrame:
        if key not in self._found:
            while len(self._found) >= KEPT_ANSWERS:
                self._found.pop(next(iter(self._found)))
            self._found[key] = self._waiting[key].collect()
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._waiting)

    def __len__(self) -> int:
        return len(self._waiting)


def find(
    month: str, *, by: Mandate, at: datetime, progress: Progress | None = None
) -> dict[str, int]:
    """Judge a month and keep what is found; the same deliveries again change no row.

    A finding that new data no longer supports is superseded, unless somebody has begun to work on
    its lead. Returns how many rows are new, changed, superseded and unchanged.
    """
    frames = month_frames(month, by.division_id)
    kinds = declarations.finding_kinds()
    rows: list[dict[str, Any]] = []
    for number, kind in enumerate(kinds, start=1):
        rows += _judged(kind, frames)
        if progress:
            progress(number, len(kinds))
    _quote(rows, frames)
    return _keep(month, rows, by=by, at=at)


def _judged(kind: FindingKind, frames: FindingMonth) -> list[dict[str, Any]]:
    """Run one judge and put its rows in the form of a Finding."""
    found = kind.judge(frames)
    missing = FOUND.keys() - set(found.columns)
    if missing:
        raise ValueError(f"比对“{kind.label}”的结果缺少列：{'、'.join(sorted(missing))}")
    found = found.unique(["household", "person"], keep="first", maintain_order=True)
    rows = found.join(
        frames.households.select("household", "division"),
        on="household",
        how="inner",
        suffix="_home",
    )
    if off := accounts.off_divisions(kind.domain, frames.on):
        rows = rows.filter(~pl.col("division").is_in(list(off)))
    return [
        {
            "kind": kind.key,
            "risk": kind.risk,
            "household_id": row["household"],
            "person_id": row["person"],
            "division_id": row["division"],
            "outcome_before": row["outcome_before"] or "",
            "outcome_after": row["outcome_after"] or "",
            "amount_before": row["amount_before"],
            "amount_after": row["amount_after"],
            "summary": row["summary"],
            "detail": {
                name: row[name]
                for name in found.columns
                if name not in {*FOUND, *PROOF, "division"}
            },
            "evidence": _own_proof(kind, row),
            "proof_pids": row.get("proof_pids") or [],
            "key": f"{frames.month}|{kind.key}|{row['household']}|{row['person'] or ''}",
        }
        for row in rows.sort("household", "person").iter_rows(named=True)
    ]


def _own_proof(kind: FindingKind, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Quote the line a judge names itself (columns delivery and line); else none yet."""
    if row.get("delivery") is None:
        return []
    return [
        {
            "data_set": kind.evidence[0],
            "delivery": row["delivery"],
            "line": row["line"],
            "summary": "",
        }
    ]


def _quote(rows: list[dict[str, Any]], frames: FindingMonth) -> None:
    """Put beside each finding the delivered rows that prove it: data set, delivery, line."""
    wanted: dict[tuple[str, str], set[str]] = {}
    pids: dict[str, list[str]] = {}
    homes = {row["household_id"] for row in rows}
    people = frames.persons.filter(
        pl.col("household").is_in(list(homes)), pl.col("pid").is_not_null()
    )
    by_person = dict(people.select("person", "pid").iter_rows())
    by_home = dict(people.group_by("household").agg("pid").iter_rows())
    unproved = [row for row in rows if not row["evidence"]]
    for row in unproved:
        own = by_person.get(row["person_id"])
        pids[row["key"]] = (
            [own] if row["person_id"] and own else list(by_home.get(row["household_id"], []))
        )
        pids[row["key"]] += row["proof_pids"]
        for source in _sources(row["kind"], frames.month):
            wanted.setdefault(source, set()).update(pids[row["key"]])
    quoted = {
        (data_set, month): _by_pid(evidence(data_set, month, sorted(of)))
        for (data_set, month), of in wanted.items()
        if of
    }
    for row in unproved:
        found = [
            quote
            for source in _sources(row["kind"], frames.month)
            for pid in pids[row["key"]]
            for quote in quoted.get(source, {}).get(pid, [])
        ]
        row["evidence"] = found[:EVIDENCE_ROWS]
    for row in rows:
        del row["proof_pids"]


def _sources(key: str, month: str) -> list[tuple[str, str]]:
    """Return which lists of which months prove a kind."""
    kind = declarations.kind_of(key)
    asked = (months.shift_month(month, -1), month) if kind.quotes_before else (month,)
    return [(data_set, one) for data_set in kind.evidence for one in asked]


def _by_pid(rows: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    ordered = rows.sort("delivery", "line")
    for row in ordered.iter_rows(named=True):
        quote: dict[str, Any] = {
            name: row[name] for name in ("data_set", "delivery", "line", "summary") if name in row
        }
        found.setdefault(row["pid"], []).append(quote)
    return found


@dataclass(frozen=True)
class _Change:
    """What a month's rows mean for the rows already kept."""

    new: list[Finding]
    changed: list[Finding]
    vanished: list[Finding]
    returned: list[Finding]
    unchanged: int


@transaction.atomic
def _keep(
    month: str, rows: Iterable[Mapping[str, Any]], *, by: Mandate, at: datetime
) -> dict[str, int]:
    """Make the findings of a month equal to the rows, leaving alone what people work on."""
    change = _compare(month, rows, at=at)
    Finding.objects.bulk_create(change.new, batch_size=BATCH)
    Finding.objects.bulk_update(change.changed, CHANGING, batch_size=200)
    Finding.objects.filter(pk__in=[f.pk for f in change.returned]).update(
        state=FindingState.NEW.value
    )
    Finding.objects.filter(pk__in=[f.pk for f in change.vanished]).update(
        state=FindingState.SUPERSEDED.value
    )
    leads.withdraw(change.vanished, by=by, at=at)
    leads.reopen(change.returned, by=by, at=at)
    counts = {
        "new": len(change.new),
        "changed": len(change.changed),
        "superseded": len(change.vanished),
        "returned": len(change.returned),
        "unchanged": change.unchanged,
    }
    if any(counts[name] for name in ("new", "changed", "superseded", "returned")):
        audit.record(
            "monitoring.findings.compared",
            subject=None,
            subject_key="monitoring.finding",
            by=by,
            at=at,
            month=month,
            **counts,
        )
    return counts


def _compare(month: str, rows: Iterable[Mapping[str, Any]], *, at: datetime) -> _Change:
    kept = {
        finding.key: finding
        for finding in Finding.objects.filter(month=month).select_related("lead")
    }
    change = _Change([], [], [], [], 0)
    seen, unchanged = set(), 0
    for row in rows:
        seen.add(row["key"])
        finding = kept.get(row["key"])
        if finding is None:
            change.new.append(Finding(month=month, found_at=at, **row))
            continue
        if finding.state == FindingState.SUPERSEDED.value:
            change.returned.append(finding)
        if any(getattr(finding, name) != row[name] for name in CHANGING) and leads.untouched(
            finding
        ):
            for name in CHANGING:
                setattr(finding, name, row[name])
            change.changed.append(finding)
        else:
            unchanged += 1
    for key, finding in kept.items():
        if key not in seen and finding.state == FindingState.NEW.value and leads.untouched(finding):
            change.vanished.append(finding)
    return _Change(change.new, change.changed, change.vanished, change.returned, unchanged)
