"""Reads: scenarios a viewer may see, what a change touches, results from the lake and their sums."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from minzheng.core import months
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import RECOGNITION, Benefit, benefits
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.policy import Parameter, ParameterInvalid, ParameterRow, Policy

from . import computing
from .models import Scenario

DECIDED = "assistance.decisions"
SOURCE = "测算"
AT_ONCE = 200_000
PAIR = ["policy", "household", "person"]
Change = Mapping[str, str]


def scenarios(viewer: Mandate) -> QuerySet[Scenario]:
    """Scenarios made in the viewer's divisions, newest first."""
    rows = Scenario.objects.select_related("division", "made_by__user", "made_by__division")
    return accounts.visible(rows, viewer).order_by("-made_at", "-id")


def snapshot_months() -> list[str]:
    """Months whose facts lie in the lake, newest first."""
    folder = determinations.facts_path("2000-01", "households").parent.parent
    found = [path.parent.name for path in folder.glob("*/households.parquet")]
    return sorted(found, reverse=True)


def tryable() -> dict[str, Policy]:
    """Return the policies that can be tried on a whole county: those it determines and that decide a benefit."""
    decided = {benefit.policy for benefit in benefits()}
    return {key: p for key, p in declarations.county_policies().items() if key in decided}


def touched(policies: Collection[str], changes: Sequence[Change]) -> list[str]:
    """Return the keys of every policy a scenario has to work out, in the order of determination.

    Those asked for, and those that borrow a changed value: a rise of the 低保 standard moves every
    policy whose rules read it.
    """
    moved = {(change["policy"], change["parameter"]) for change in changes}
    return [
        key
        for key, policy in tryable().items()
        if key in policies or moved & {(p.policy, p.name) for p in policy.parameters.values()}
    ]


def rows_of(changes: Sequence[Change], on: date) -> list[ParameterRow]:
    """Return changed values as parameter rows that begin on the day judged."""
    return [
        ParameterRow(
            change["policy"], change["parameter"], change["division"], on, None, change["value"],
            change.get("category", ""), SOURCE,
        )
        for change in changes
    ]  # fmt: skip


def problems(changes: Sequence[Change], on: date) -> dict[int, str]:
    """Say what is wrong with changed values, by position; empty when all can be tried.

    The engine's own check: the value fits its unit and does not lie below its guiding value, with
    all other changes in force beside it.
    """
    found = {}
    rows = rows_of(changes, on)
    for position, row in enumerate(rows):
        policy = declarations.policies().get(row.policy)
        if policy is None:
            found[position] = f"没有名为“{row.policy}”的政策。"
            continue
        others = [other for number, other in enumerate(rows) if number != position]
        try:
            for other in others:
                if owner := declarations.policies().get(other.policy):
                    owner.parameters[other.name].parse(other.value)
        except (KeyError, ParameterInvalid):
            others = []  # the other one is reported at its own place
        store = computing.overlaid(determinations.parameter_store(policy), others)
        try:
            store.check(policy, row, divisions.lineage(row.division))
        except ParameterInvalid as problem:
            found[position] = str(problem)
    return found


@dataclass(frozen=True, slots=True)
class Present:
    """One value that may be changed: its parameter, where, and what is in force there today."""

    parameter: Parameter
    division: Division
    category: str
    row: ParameterRow | None

    @property
    def key(self) -> str:
        """Return what a form calls it."""
        p = self.parameter
        return f"{p.policy}|{p.name}|{self.division.code}|{self.category}"


def present_values(policy: Policy, viewer: Mandate, on: date) -> list[Present]:
    """Return each value of a policy in force at the viewer's division, and those set below it."""
    store = determinations.parameter_store(policy)
    below = set(divisions.subtree(viewer.division_id).values_list("code", flat=True))
    own = {
        (row.policy, row.name, row.division, row.category)
        for row in store.rows
        if row.division in below and row.in_force(on)
    }
    places = {d.code: d for d in Division.objects.filter(code__in={k[2] for k in own})}
    lineage = divisions.lineage(viewer.division_id)
    found = []
    for parameter in policy.parameters.values():
        ours = (parameter.policy, parameter.name)
        kinds = {r.category for r in store.rows if (r.policy, r.name) == ours} if parameter.by else {""}  # fmt: skip
        for category in sorted(kinds) or [""]:
            _, row = store.value(policy, parameter.name, lineage, on, category or None)
            found.append(Present(parameter, viewer.division, category, row))
            lower = sorted(k[2] for k in own if (k[0], k[1], k[3]) == (*ours, category))
            for code in lower:
                if code != viewer.division_id:
                    _, there = store.value(policy, parameter.name, [code], on, category or None)
                    found.append(Present(parameter, places[code], category, there))
    return found


def local_versions(policy: Policy) -> dict[str, list[str]]:
    """Return the divisions with rules of their own in a policy, each with the names of the rules."""
    found: dict[str, list[str]] = {}
    for rule in policy.rules.values():
        for version in rule.versions:
            if version.division and rule.label not in found.setdefault(version.division, []):
                found[version.division].append(rule.label)
    return found


def recorded_facts(policies: Collection[str]) -> list[str]:
    """Name the facts these policies take from decisions on record: a what-if does not decide them anew."""
    found = {}
    for key in policies:
        policy = declarations.policy_of(key)
        for rule in policy.rules.values():
            for name in (a for version in rule.versions for a in version.arguments):
                column = COLUMNS.get(name)
                if column is not None and column.source == DECIDED and name not in policy.rules:
                    found[name] = column.label
    return [found[name] for name in sorted(found)]


def benefit_of(policy: str) -> Benefit | None:
    """Return the benefit that a policy decides, if it decides one."""
    return next((benefit for benefit in benefits() if benefit.policy == policy), None)


def paid_as(policy: str) -> str:
    """Return how the benefit of a policy is paid (monthly, once, none): what its sums may be added to."""
    benefit = benefit_of(policy)
    return benefit.paid if benefit else RECOGNITION


def towns() -> dict[str, str]:
    """Return the township of every division at or below one; a division above stands for itself."""
    levels = dict(Division.objects.values_list("code", "level"))
    return {
        code: next((c for c in line if levels.get(c) == Level.TOWN), code)
        for code, line in divisions.lineages().items()
    }


# -- results ------------------------------------------------------------------------------------


def results_path(inputs: str, policy: str) -> Path:
    """Where the rows of one policy lie: under the digest of everything they rest on."""
    return Path(settings.LAKE) / "scenarios" / inputs / f"{policy}.parquet"


def settled_path(inputs: str) -> Path:
    """Where the result of all policies lies, overlaps applied."""
    return Path(settings.LAKE) / "scenarios" / inputs / "settled.parquet"


def results(scenario: Scenario, viewer: Mandate) -> pl.DataFrame | None:
    """Return the rows of a run within the viewer's divisions, with `town`; None before it ran."""
    path = settled_path(scenario.inputs)
    if not scenario.inputs or not path.is_file():
        return None
    codes = list(divisions.subtree(viewer.division_id).values_list("code", flat=True))
    frame = pl.read_parquet(path)
    return frame.filter(pl.col("division").is_in(codes)).with_columns(
        town=pl.col("division").replace(towns())
    )


def still_missing(frame: pl.DataFrame, month: str) -> pl.DataFrame:
    """Add to rows of a result what the month's own determination found missing (`missing`, names)."""
    rows = frame.with_columns(pl.lit(None, pl.List(pl.String)).alias("missing"))
    for key in frame["policy"].unique():
        law = determinations.results(key, month)
        if law is None:
            continue
        unit = declarations.policy_of(key).of
        told = law.filter(outcome="undetermined").select(unit, told="missing").collect()
        rows = rows.join(told.with_columns(policy=pl.lit(key)), on=["policy", unit], how="left")
        rows = rows.with_columns(missing=pl.coalesce("told", "missing")).drop("told")
    return rows


def is_large(month: str) -> bool:
    """Say whether a month's population is too large to be worked out while somebody waits."""
    path = determinations.facts_path(month, "households")
    return int(pl.scan_parquet(path).select(pl.len()).collect().item()) > AT_ONCE


def comparison(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    """Lay the results of two scenarios over each other, one row per unit that one of them knows.

    Columns: policy, household, person, division, and of either side effect and after (fen); a unit
    absent from one side is not concerned there, before or after.
    """
    names = ("effect", "after", "change")
    sides = [
        f.select(*PAIR, "division", *(pl.col(n).alias(f"{n}_{side}") for n in names))
        for side, f in (("a", a), ("b", b))
    ]
    joined = sides[0].join(
        sides[1], on=[*PAIR, "division"], how="full", coalesce=True, nulls_equal=True
    )
    differs = pl.col("effect_a").ne_missing(pl.col("effect_b")) | pl.col("after_a").ne_missing(
        pl.col("after_b")
    )
    return joined.filter(differs).sort(*PAIR)


def judged_on(scenario: Scenario) -> date:
    """Return the day whose law the changed side applies."""
    return scenario.law_on or months.last_day(scenario.month)
