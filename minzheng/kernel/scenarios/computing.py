"""Two answers of a policy side by side: what a change does to each household or person, and its sums."""

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from minzheng.policy import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    UNDETERMINED,
    ParameterRow,
    ParameterStore,
    Policy,
)

from . import choices

OUTSIDE = "outside"
EFFECTS = tuple(choices.EFFECTS)


def switched(
    policy: Policy, without: Collection[str], extended: Sequence[tuple[str, str]]
) -> Policy:
    """Return the policy with local versions taken away or carried to another division.

    `without` are the divisions whose versions fall away, `extended` the pairs (from, to). The
    registered policy is left as it is.
    """
    if not without and not extended:
        return policy
    other = copy.copy(policy)
    other.graphs = {}
    other.rules = {
        name: replace(
            rule,
            versions=[
                *(v for v in rule.versions if v.division is None or v.division not in without),
                *(
                    replace(v, division=to)
                    for v in rule.versions
                    for origin, to in extended
                    if v.division == origin
                ),
            ],
        )
        for name, rule in policy.rules.items()
    }
    return other


def overlaid(store: ParameterStore, rows: Sequence[ParameterRow]) -> ParameterStore:
    """Return a store in which further rows stand before those of the same place and day."""
    return ParameterStore([*rows, *store.rows])


@dataclass(frozen=True)
class Population:
    """The gathered facts of a month within some divisions, read as far as somebody asks.

    `homes` (household, division, residence, size) and `members` (person, household) are what rows
    are told apart by.
    """

    households: pl.LazyFrame
    persons: pl.LazyFrame
    homes: pl.DataFrame
    members: pl.DataFrame


def population(
    households: pl.LazyFrame, persons: pl.LazyFrame, codes: Collection[str]
) -> Population:
    """Cut the facts of a month down to the households of some divisions."""
    inside = households.filter(pl.col("division").is_in(list(codes)))
    homes = inside.select("household", "division", "residence").collect()
    people = persons
    if homes.height < households.select(pl.len()).collect().item():
        # A filter and no join: the people stay in the order of their households.
        people = persons.filter(pl.col("household").is_in(homes["household"].implode()))
    members = people.select("person", "household").collect()
    sizes = members.group_by("household").agg(size=pl.len().cast(pl.Int64))
    return Population(inside, people, homes.join(sizes, on="household"), members)


def compared(
    policy: Policy, before: pl.DataFrame, after: pl.DataFrame, known: Population, paid: pl.DataFrame
) -> pl.DataFrame:
    """Lay two answers over each other: one row per unit that qualifies or might, before or after.

    `before` and `after` hold `eligible` (null: undetermined) and `amount` in fen, null where not
    known; `change` is null unless both are known. `paid` gives what each unit receives today:
    household, person, amount.
    """
    key = policy.of
    frame = _sided(before, key, "before").join(_sided(after, key, "after"), on=key)
    frame = frame.with_columns(_effect(_state("before"), _state("after")))
    frame = frame.filter(pl.col("effect") != OUTSIDE)
    if key == "person":
        frame = frame.join(known.members, on="person")
    else:
        frame = frame.with_columns(pl.lit(None, pl.Int64).alias("person"))
    held = paid.group_by(key).agg(paid=pl.col("amount").sum()).drop_nulls(key)
    frame = frame.join(known.homes, on="household").join(held, on=key, how="left")
    return _laid_out(frame.with_columns(policy=pl.lit(policy.key), met=pl.lit("")))


def _laid_out(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of a result, rows in the order of households."""
    return frame.select(
        "policy",
        "household",
        "person",
        "division",
        "residence",
        "size",
        pl.when(pl.col("person").is_null())
        .then("size")
        .otherwise(1)
        .cast(pl.Int64)
        .alias("persons"),
        "before_outcome",
        "before",
        "after_outcome",
        "after",
        (pl.col("after") - pl.col("before")).alias("change"),
        "effect",
        "paid",
        "met",
    ).sort("household", "person")


def settled(rows: pl.DataFrame) -> pl.DataFrame:
    """Work effect and change out anew where overlaps changed an amount; who is out on both sides falls away.

    `rows` are those of `compared`, with what overlaps left as outcome and amount.
    """
    frame = rows.drop("effect", "change").with_columns(_effect(_state("before"), _state("after")))
    return _laid_out(frame.filter(pl.col("effect") != OUTSIDE))


def _sided(answer: pl.DataFrame, key: str, side: str) -> pl.DataFrame:
    outcome = (
        pl.when(pl.col("eligible"))
        .then(pl.lit(ELIGIBLE))
        .when(~pl.col("eligible"))
        .then(pl.lit(NOT_ELIGIBLE))
        .otherwise(pl.lit(UNDETERMINED))
    )
    return answer.select(key, outcome.alias(f"{side}_outcome"), pl.col("amount").alias(side))


def _state(side: str) -> pl.Expr:
    """Return in, out or unknown; who qualifies for a sum nobody can tell is unknown too."""
    outcome = pl.col(f"{side}_outcome")
    return (
        pl.when((outcome == UNDETERMINED) | pl.col(side).is_null())
        .then(pl.lit("unknown"))
        .when(outcome == NOT_ELIGIBLE)
        .then(pl.lit("out"))
        .otherwise(pl.lit("in"))
    )


def _effect(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    lost, found = before == "unknown", after == "unknown"
    return (
        pl.when(lost & found)
        .then(pl.lit(choices.UNDETERMINED))
        .when(lost)
        .then(pl.lit(choices.SETTLED))
        .when(found)
        .then(pl.lit(choices.UNCLEAR))
        .when((before == "out") & (after == "out"))
        .then(pl.lit(OUTSIDE))
        .when(before == "out")
        .then(pl.lit(choices.ENTERS))
        .when(after == "out")
        .then(pl.lit(choices.LEAVES))
        .when(pl.col("after") > pl.col("before"))
        .then(pl.lit(choices.GAINS))
        .when(pl.col("after") < pl.col("before"))
        .then(pl.lit(choices.LOSES))
        .otherwise(pl.lit(choices.UNCHANGED))
        .alias("effect")
    )


def on_roll() -> pl.Expr:
    """Say who receives the benefit today and qualifies under present law: whom a new value reaches at once."""
    return pl.col("paid").is_not_null() & (pl.col("effect") != choices.ENTERS)


def summed(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Sum the rows of `compared` by columns of it: units, households, persons and money by effect.

    Money counts only where both sides are known, so that before + change = after always holds;
    `uncertain` counts the others and `uncertain_before` is what they had. `roll_…` is the part of
    those who receive the benefit today and qualify for it.
    """
    known = pl.col("change").is_not_null()
    uncertain = pl.col("effect").is_in(choices.UNKNOWN)
    held = known & on_roll()
    counts = [
        expression
        for effect in EFFECTS
        for expression in (
            (pl.col("effect") == effect).sum().cast(pl.Int64).alias(effect),
            pl.col("persons").filter(pl.col("effect") == effect).sum().alias(f"{effect}_persons"),
        )
    ]
    sums = [
        *counts,
        *(pl.col(c).filter(known).sum().alias(c) for c in ("before", "after", "change")),
        uncertain.sum().cast(pl.Int64).alias("uncertain"),
        pl.col("before").filter(uncertain).sum().alias("uncertain_before"),
        held.sum().cast(pl.Int64).alias("roll"),
        pl.col("paid").filter(held).sum().alias("roll_paid"),
        pl.col("change").filter(held).sum().alias("roll_change"),
    ]
    if not by:
        return frame.select(sums)
    return frame.group_by(*by).agg(sums).sort(*by, nulls_last=True)
