"""Files of the register that may be one person's, found by the linkage; nothing is merged here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.utils import timezone

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.exchange.linkage import candidates, model, records
from minzheng.kernel.exchange.linkage.bands import bands
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.choices import IdStatus
from minzheng.kernel.people.models import Person

# Files without a valid number are few: newborns, the unidentified, old papers.
MOST_FILES = 500


@dataclass(frozen=True)
class Duplicate:
    """Two files that may be one person's: the one to keep, the one to drop, and why."""

    keep: Person
    drop: Person
    probability: float
    reasons: list[dict[str, Any]]


def duplicates(viewer: Mandate, *, at: datetime) -> list[Duplicate]:
    """Return pairs of files that may be one person's, likest first; both within reach.

    Two files with different valid numbers are two persons and never a pair.
    """
    unnumbered = people.people(viewer).exclude(id_status=IdStatus.VALID).order_by("-pk")
    files = {row.pk: row for row in unnumbered[:MOST_FILES]}
    if not files:
        return []
    described = records.frame([candidates.registered(row) for row in files.values()])
    limits = bands(timezone.localdate(at))
    scored = candidates.compare(described, limits.share, to_others=True)
    if scored.is_empty():
        return []
    likely = scored.filter(pl.col("probability") >= limits.review_from)
    others = people.people(viewer).filter(pk__in=likely["person"].to_list())
    known = {row.pk: row for row in others} | files
    weighed = model.people_model()
    found: dict[frozenset[int], Duplicate] = {}
    for row in likely.iter_rows(named=True):
        first, second = known.get(row["person"]), known[int(row["key_l"])]
        if first is not None:
            pair = frozenset((first.pk, second.pk))
            found.setdefault(pair, _pair(first, second, row, weighed))
    return sorted(found.values(), key=lambda pair: -pair.probability)


def _pair(first: Person, second: Person, row: dict[str, Any], weighed: model.Model) -> Duplicate:
    """Keep the file with the valid number, of two without one the older."""
    keep, drop = (first, second)
    if first.id_status != IdStatus.VALID and first.pk > second.pk:
        keep, drop = second, first
    return Duplicate(keep, drop, row["probability"], weighed.reasons(row))


def likeness(first: Person, second: Person, *, at: datetime) -> Duplicate | None:
    """Return how alike two files are; None for two different valid numbers: they are two persons."""
    left, right = (records.frame([candidates.registered(row)]) for row in (second, first))
    keys = pl.DataFrame({"key_l": left["key"], "key_r": right["key"]})
    pairs = model.paired(keys, left, right)
    if pairs.is_empty():
        return None
    weighed = model.people_model()
    share = bands(timezone.localdate(at)).share
    prior = min(0.5, share / candidates.register_size())
    row = weighed.score(pairs, prior).row(0, named=True)
    return Duplicate(first, second, row["probability"], weighed.reasons(row))
