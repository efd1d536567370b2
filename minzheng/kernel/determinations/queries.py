"""Reads: parameter values in force, recorded determinations, results of a month in the lake."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db.models import Q, QuerySet

from minzheng.core.reading import is_reading, kept
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Household
from minzheng.policy import ParameterRow, ParameterStore, Policy

from .choices import ParameterState
from .models import Determination, ParameterValue, RecordedFact, StandardChange
from .recorded import Recordable, recordable

__all__ = ["Recordable", "recordable"]

_COLUMNS = (
    "policy",
    "name",
    "division_id",
    "since",
    "until",
    "value",
    "category",
    "source",
    "document",
)


def released(owner: str = "") -> QuerySet[ParameterValue]:
    """Released values, of one owner or of all."""
    rows = ParameterValue.objects.filter(state=ParameterState.RELEASED.value)
    return rows.filter(policy=owner) if owner else rows


def parameter_store(*policies: Policy) -> ParameterStore:
    """The released values the policies may ask for, those of included policies with them."""
    owners = {parameter.policy for policy in policies for parameter in policy.parameters.values()}
    rows = (
        released()
        .filter(policy__in=owners)
        .order_by("policy", "name", "division_id", "category", "since")
    )
    return ParameterStore([ParameterRow(*row) for row in rows.values_list(*_COLUMNS)])


def value_in_force(
    owner: str, name: str, division: str, on: date, category: str = ""
) -> ParameterValue | None:
    """The released value of the nearest ancestor division on a day, or None.

    Serves deadlines and choices of workflows; rules of policies get theirs through the store.
    """
    lineage = list(divisions.lineage(division))
    if is_reading():
        # A page asks one owner for a dozen values: they come together.
        known = _all_in_force(owner, division, on)
        found = [row for row in known if (row.name, row.category) == (name, category)]
    else:
        rows = _in_force(owner, lineage, on).filter(name=name, category=category)
        found = _begun(rows, on)
    return min(
        found, key=lambda r: (lineage.index(r.division_id), -r.since.toordinal()), default=None
    )


@kept
def _all_in_force(owner: str, division: str, on: date) -> list[ParameterValue]:
    return _begun(_in_force(owner, list(divisions.lineage(division)), on), on)


def _in_force(owner: str, lineage: list[str], on: date) -> QuerySet[ParameterValue]:
    still = Q(until__isnull=True) | Q(until__gt=on)
    return released(owner).filter(still, since__lte=on, division_id__in=lineage)


def _begun(rows: QuerySet[ParameterValue], on: date) -> list[ParameterValue]:
    """Return the rows that began by a day.

    SQLite 3.40 with statistics (ANALYZE) gives later rows too where one index serves a list of places
    and then the day: what the law is on a day is not left to that.
    """
    return [row for row in rows if row.since <= on]


def values_in_force(owner: str, division: str, on: date) -> dict[str, str]:
    """Every value of an owner in force at a division on a day, by name (uncategorised ones)."""
    lineage = list(divisions.lineage(division))
    found = sorted(
        _begun(_in_force(owner, lineage, on).filter(category=""), on),
        key=lambda r: (-lineage.index(r.division_id), r.since),
    )
    return {row.name: row.value for row in found}


def parameter_values(viewer: Mandate, owner: str = "") -> QuerySet[ParameterValue]:
    """Values a viewer may see: his divisions' own and those of every division above him."""
    rows = ParameterValue.objects.select_related("division", "entered_by__user", "checked_by__user")
    rows = rows.filter(policy=owner) if owner else rows
    own = accounts.visible(rows, viewer)
    above = rows.filter(division_id__in=list(divisions.lineage(viewer.division_id)))
    return (own | above).distinct().order_by("policy", "name", "division_id", "category", "-since")


def standard_changes(viewer: Mandate) -> QuerySet[StandardChange]:
    """Changes of standards a viewer may see: his divisions' own and those of every division above."""
    rows = StandardChange.objects.select_related("division", "made_by__user", "released_by__user")
    own = accounts.visible(rows, viewer)
    above = rows.filter(division_id__in=list(divisions.lineage(viewer.division_id)))
    return (own | above).distinct()


def determinations(viewer: Mandate) -> QuerySet[Determination]:
    """Recorded determinations of the viewer's divisions, newest first."""
    rows = Determination.objects.select_related("household", "person", "division")
    return accounts.visible(rows, viewer).order_by("-created_at", "-id")


def latest(
    policy: str, household: Household, *, person_id: int | None = None
) -> Determination | None:
    """The last recorded determination of a household (or of one person of it)."""
    rows = Determination.objects.filter(policy=policy, household=household)
    rows = rows.filter(person_id=person_id) if person_id else rows
    return rows.order_by("-created_at", "-id").first()


def recorded_facts(
    viewer: Mandate, *, household: Household | None = None, person_id: int | None = None
) -> QuerySet[RecordedFact]:
    """Findings on record in the viewer's divisions, withdrawn ones too, the latest first."""
    rows = accounts.visible(
        RecordedFact.objects.select_related("household", "person", "recorded_by__user"), viewer
    )
    rows = rows.filter(household=household) if household else rows
    rows = rows.filter(person=person_id) if person_id else rows
    return rows.order_by("-since", "-pk")


def facts_due(viewer: Mandate, until: date) -> QuerySet[RecordedFact]:
    """Findings in force that must be looked at again by a day: an assessment, a life check."""
    rows = recorded_facts(viewer).filter(withdrawn_at=None, review_on__lte=until)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=until)).order_by("review_on", "pk")


def results_path(policy: str, month: str) -> Path:
    """Where the answers of a month lie in the lake."""
    return Path(settings.LAKE) / "determinations" / policy / f"{month}.parquet"


def facts_path(month: str, table: str) -> Path:
    """Where the facts of a month lie in the lake (`households` or `persons`)."""
    return Path(settings.LAKE) / "facts" / month / f"{table}.parquet"


def results(policy: str, month: str) -> pl.LazyFrame | None:
    """The answers of a month for every household, or None when it was not run."""
    path = results_path(policy, month)
    return pl.scan_parquet(path) if path.is_file() else None


def outcomes(viewer: Mandate, policy: str, month: str) -> Mapping[str, int]:
    """How many households of the viewer's divisions had which outcome in a month."""
    found = results(policy, month)
    if found is None:
        return {}
    seen = found.filter(pl.col("division").is_in(list(_codes(viewer))))
    return dict(seen.group_by("outcome").len().collect().iter_rows())


def data_gaps(viewer: Mandate, policy: str, month: str) -> pl.DataFrame:
    """Households that could not be determined, with what is missing: household, division, missing."""
    found = results(policy, month)
    if found is None:
        return pl.DataFrame(
            schema={"household": pl.Int64, "division": pl.String, "missing": pl.List(pl.String)}
        )
    seen = found.filter(
        pl.col("division").is_in(list(_codes(viewer))), pl.col("outcome") == "undetermined"
    )
    return seen.select("household", "division", "missing").collect()


def _codes(viewer: Mandate) -> Sequence[str]:
    return list(divisions.subtree(viewer.division_id).values_list("code", flat=True))
