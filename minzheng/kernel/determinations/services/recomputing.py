"""What a holder's amount is without and with a change of standards, from facts already on record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.conf import settings

from minzheng.core import months
from minzheng.kernel.divisions import queries as divisions
from minzheng.policy import ELIGIBLE, UNDETERMINED, FactFrames, ParameterStore, Policy, evaluate

from .. import checks, declarations, facts, queries
from ..choices import ParameterState
from ..models import Determination, ParameterValue, StandardChange
from .batch import county_frames
from .parameters import row_of
from .single import stored_frames


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole fen a month without and with the change; None where it cannot be determined."""

    before: int | None
    after: int | None


class Recomputation:
    """One policy worked out twice on the same stored facts: without a change and with it.

    A draft is taken as if released; for a released change "without" is what it replaced. Nothing
    is gathered anew: only facts that already lie in a determination or in the lake are used.
    """

    def __init__(self, policy_key: str, change: StandardChange) -> None:
        self.policy: Policy = declarations.policy_of(policy_key)
        self.change = change
        self._before, self._after = stores(self.policy, change)
        self._lineages = divisions.lineages()

    def from_determinations(self, ids: Collection[int], month: str) -> dict[int, Amounts]:
        """Return the amounts of recorded determinations as of a month, by determination."""
        rows = list(Determination.objects.filter(pk__in=ids, policy=self.policy.key))
        # One unit may stand on several determinations in time: each is asked by itself.
        found: dict[int, Amounts] = {}
        waiting = {row.pk: row for row in rows}
        while waiting:
            once = {row.snapshot["unit"]: row for row in waiting.values()}
            frames = stored_frames(self.policy, [row.snapshot for row in once.values()])
            amounts = self._both(frames, month)
            for unit, row in once.items():
                found[row.pk] = amounts.get(unit, Amounts(None, None))
                del waiting[row.pk]
        return found

    def from_month(
        self, facts_month: str, units: Collection[int], month: str
    ) -> dict[int, Amounts]:
        """Return the amounts of units as of `month` on the facts gathered for `facts_month`."""
        known = county_frames(facts_month)
        frames = facts.frames_of(self.policy, known)
        key = self.policy.of
        wanted = pl.Series(key, sorted(units), dtype=frames.units.schema[key]).implode()
        units_frame = frames.units.filter(pl.col(key).is_in(wanted))
        persons = frames.persons
        if persons is not None:
            persons = persons.filter(pl.col(key).is_in(wanted))
        return self._both(FactFrames(units_frame, persons), month)

    def _both(self, frames: FactFrames, month: str) -> dict[int, Amounts]:
        if frames.units.is_empty():
            return {}
        before, after = (
            self._amounts(frames, store, month) for store in (self._before, self._after)
        )
        return {unit: Amounts(before.get(unit), after.get(unit)) for unit in before | after}

    def _amounts(
        self, frames: FactFrames, store: ParameterStore, month: str
    ) -> dict[int, int | None]:
        on = months.first_day(month)
        results = evaluate(self.policy, frames, store, on, self._lineages).results
        paid = (
            pl.when(pl.col("outcome") == UNDETERMINED)
            .then(None)
            .when(pl.col("outcome") == ELIGIBLE)
            .then(pl.col("amount"))
            .otherwise(0)
        )
        return dict(results.select(self.policy.of, paid.alias("amount")).iter_rows())


def stores(policy: Policy, change: StandardChange) -> tuple[ParameterStore, ParameterStore]:
    """Return the values without and with a change, as a policy asks for them."""
    owners = {parameter.policy for parameter in policy.parameters.values()}
    released = checks.rows_of(queries.released().filter(policy__in=owners))
    own = [row_of(value) for value in change.values.filter(policy__in=owners)]
    if change.state == ParameterState.RELEASED.value:
        rows = ParameterValue.objects.filter(replaced_by=change, policy__in=owners)
        without = [row for row in released if row not in own] + checks.rows_of(rows)
        return ParameterStore(without), ParameterStore(released)
    new = {checks.key_of(row) for row in own}
    overlaid = [row for row in released if checks.key_of(row) not in new] + own
    return ParameterStore(released), ParameterStore(overlaid)


def touches(policy_key: str, changed: Collection[tuple[str, str]]) -> bool:
    """Say whether a policy asks for one of the parameters (owner and name), its includes counted."""
    policy = declarations.policies().get(policy_key)
    own = policy.parameters.values() if policy else ()
    return any((parameter.policy, parameter.name) in changed for parameter in own)


def gathered_months() -> list[str]:
    """Return the months whose facts lie in the lake, oldest first."""
    folder = settings.LAKE / "facts"
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(p.name for p in found if (p / "households.parquet").is_file())


def nearest_months(month: str, gathered: Sequence[str]) -> list[str]:
    """Return the gathered months in the order in which they are asked: its own, before, after."""
    earlier = [m for m in gathered if m <= month]
    later = [m for m in gathered if m > month]
    return [*earlier[-1:], *later[:1]]


def changed_parameters(change: StandardChange) -> Mapping[tuple[str, str], str]:
    """Return the parameters a change sets, with the earliest month each counts from."""
    found: dict[tuple[str, str], str] = {}
    for policy, name, since in change.values.values_list("policy", "name", "since"):
        # Standards count from the first month that begins on or after their day.
        first = months.month_of(since)
        if since.day > 1:
            first = months.shift_month(first, 1)
        found[policy, name] = min(first, found.get((policy, name), first))
    return found
