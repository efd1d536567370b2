"""Rejected rows linked to persons, and what officers decide about the doubtful ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import lake, queries
from minzheng.kernel.exchange.choices import COUNTING, MatchState
from minzheng.kernel.exchange.linkage import candidates, model, records, rows
from minzheng.kernel.exchange.linkage.bands import Bands, bands
from minzheng.kernel.exchange.models import Delivery, RowMatch

DECIDED = (MatchState.SAME, MatchState.OTHER, MatchState.UNSURE)
# At the counter a one in twenty chance is worth a look, a list longer than a screen is not.
LEAST_LIKELY, MOST_SHOWN = 0.05, 8
_BATCH = 1000


class MatchRefused(ValueError):
    """A match cannot be decided this way; the text is Chinese."""


def link_rows(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Match what came for ``month`` without a sound number; returns how many rows per state.

    Rows looked at before stay as they are, so that it may be run again at any time. What an
    officer decided about the same words of an earlier delivery is taken over. Raises
    PermissionDenied.
    """
    if not by.may("exchange.take"):
        raise PermissionDenied("本岗位不能比对部门数据。")
    deliveries = [row for some in lake.usable_by_key(month).values() for row in some]
    fresh = _unseen(rows.left_over(deliveries), deliveries)
    if not fresh.is_empty():
        _link(fresh, {row.pk: row for row in deliveries}, by, at)
    states = RowMatch.objects.filter(delivery__in=deliveries).values_list("state", flat=True)
    counts = dict.fromkeys(MatchState.values, 0)
    for state in states:
        counts[state] += 1
    return counts


def _unseen(left: pl.DataFrame, deliveries: list[Delivery]) -> pl.DataFrame:
    seen = RowMatch.objects.filter(delivery__in=deliveries).values_list("delivery", "line")
    done = pl.DataFrame(list(seen), schema={"delivery": pl.Int64, "line": pl.UInt32}, orient="row")
    return left.join(done.unique(), on=["delivery", "line"], how="anti")


def _link(
    fresh: pl.DataFrame, deliveries: Mapping[int, Delivery], by: Mandate, at: datetime
) -> None:
    limits = bands(timezone.localdate(at))
    described = rows.described(fresh)
    scored = candidates.compare(described, limits.share)
    if scored.is_empty():
        return
    prints = {row["key"]: rows.fingerprint(row) for row in described.iter_rows(named=True)}
    known = _remembered({text for text in prints.values() if text})
    weighed = model.people_model()
    made: list[RowMatch] = []
    for row in scored.filter(pl.col("probability") >= limits.review_from).iter_rows(named=True):
        delivery, line = (int(part) for part in row["key_l"].split(":"))
        match = RowMatch(
            delivery=deliveries[delivery],
            line=line,
            person_id=row["person"],
            probability=row["probability"],
            reasons=weighed.reasons(row),
            fingerprint=prints[row["key_l"]],
            made_at=at,
        )
        _settle(match, known.get((match.fingerprint, match.person_id)), limits)
        made.append(match)
    with transaction.atomic():
        RowMatch.objects.bulk_create(made, batch_size=_BATCH, ignore_conflicts=True)
        for pk, counts in _tally(made).items():
            audit.record("exchange.rows.linked", subject=deliveries[pk], by=by, at=at, **counts)


def _tally(made: list[RowMatch]) -> dict[int, dict[str, Any]]:
    """Return per delivery how many rows count by themselves and how many wait for people."""
    counts: dict[int, dict[str, Any]] = {}
    for match in made:
        row = counts.setdefault(match.delivery_id, {"automatic": 0, "waiting": 0, "remembered": 0})
        key = match.state if match.state in row else "remembered"
        row[key] += 1
    return counts


def _remembered(prints: set[str]) -> dict[tuple[str, int], RowMatch]:
    """Return the latest decision about the same words and the same person."""
    decided = RowMatch.objects.filter(fingerprint__in=prints, state__in=DECIDED)
    rows_known = decided.exclude(fingerprint="").order_by("decided_at", "id")
    return {(row.fingerprint, row.person_id): row for row in rows_known}


def _settle(match: RowMatch, before: RowMatch | None, limits: Bands) -> None:
    """Take over an earlier decision, count what is proven, leave the rest to people."""
    if before is not None:
        match.state, match.decided_by, match.decided_at = (
            before.state, before.decided_by, before.decided_at
        )  # fmt: skip
        match.note = f"沿用 {before.delivery} 的认定"[:300]
    elif limits.is_automatic(match.probability):
        match.state = MatchState.AUTOMATIC


@transaction.atomic
def decide_match(
    match: RowMatch, state: str, *, by: Mandate, at: datetime, note: str = ""
) -> RowMatch:
    """Say that a row is about this person (``same``), about another, or that nobody can tell.

    ``waiting`` takes a decision back. Raises PermissionDenied and MatchRefused (another person
    holds the row already).
    """
    if not by.may("exchange.take") or not queries.matches(by).filter(pk=match.pk).exists():
        raise PermissionDenied("本岗位不能认定比对结果。")
    if state not in {*DECIDED, MatchState.WAITING}:
        raise MatchRefused("请选择是本人、是他人或无法认定。")
    row = RowMatch.objects.select_for_update().get(pk=match.pk)
    rivals = RowMatch.objects.filter(delivery=row.delivery, line=row.line, state__in=COUNTING)
    if state == MatchState.SAME and rivals.exclude(pk=row.pk).exists():
        raise MatchRefused("这一行已认定为另一人，请先撤销那一项认定。")
    former, row.state, row.note = row.state, state, note.strip()[:300]
    is_open = state == MatchState.WAITING
    row.decided_by, row.decided_at = (None, None) if is_open else (by, at)
    row.save(update_fields=["state", "note", "decided_by", "decided_at"])
    audit.record(
        "exchange.match.reopened" if is_open else "exchange.match.decided",
        subject=row.delivery, by=by, at=at,
        line=row.line, person=row.person_id, former=former, state=state, note=row.note,
    )  # fmt: skip
    return row


@dataclass(frozen=True)
class Lookalike:
    """A registered person who may be the one at the counter, and why."""

    person: int
    probability: float
    reasons: list[dict[str, Any]]


def lookalikes(said: Mapping[str, Any], *, by: Mandate, at: datetime) -> list[Lookalike]:
    """Return who of the register a new person may be, likest first; nothing is written.

    ``said``: name, birth (YYYYMMDD), sex, phone (its blind index), town, place, number. Raises
    PermissionDenied. The caller shows files only where its viewer may see them.
    """
    if not by.may("people.see"):
        raise PermissionDenied("本岗位不能查看人员档案。")
    share = bands(timezone.localdate(at)).share
    scored = candidates.compare(records.frame([records.record("new", **said)]), share)
    if scored.is_empty():
        return []
    likely = scored.filter(pl.col("probability") >= LEAST_LIKELY).head(MOST_SHOWN)
    weighed = model.people_model()
    return [
        Lookalike(row["person"], row["probability"], weighed.reasons(row))
        for row in likely.iter_rows(named=True)
    ]
