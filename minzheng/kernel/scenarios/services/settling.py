"""What of the tried answers is payable where benefits meet: the calculation of grants and payments.

Only households in which two benefits meet that the law sets against each other are looked at. What
is not tried counts as it is held: a recorded decision. A benefit held beside a tried one that is
paid otherwise after the change (the top-up of a child whose family gets more 低保) is shown too.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.declarations import MONTHLY, RECOGNITION, Benefit
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.facts import CountyFacts, frames_of
from minzheng.kernel.divisions import queries as divisions
from minzheng.policy import ELIGIBLE, NOT_ELIGIBLE, evaluate

from .. import computing, queries
from ..models import Scenario
from .sides import Side, paid_on

# What a claim is worked out from beside its amount: the part others deduct, who shares it.
EXTRAS = {"basic": pl.Int64, "heads": pl.Int64}


def tried_benefits(keys: Collection[str]) -> dict[str, Benefit]:
    """Return by policy the benefits overlaps are settled for; what is paid once is left to its case."""
    found = {key: queries.benefit_of(key) for key in keys}
    return {k: b for k, b in found.items() if b is not None and b.paid in (MONTHLY, RECOGNITION)}


def settle(scenario: Scenario, rows: pl.DataFrame, sides: Sequence[Side]) -> pl.DataFrame:
    """Lower the amounts of a result as overlaps have it, before and after; add what that moves elsewhere.

    `rows` are those of `computing.compared` for all policies of the run.
    """
    ours = tried_benefits(rows["policy"].unique())
    tried = rows.filter(pl.col("policy").is_in(list(ours))).with_columns(
        benefit=pl.col("policy").replace_strict({k: b.key for k, b in ours.items()}, return_dtype=pl.String),
        claim=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
    )  # fmt: skip
    day = paid_on(scenario)
    others = entitlements.connected([b.key for b in ours.values()])
    beside = entitlements.live_among(others, day)
    met = [tried.select("household", "benefit"), _pairs(beside)]
    homes = sorted({*entitlements.contested(pl.concat(met))} & {*tried["household"]})
    if not homes:
        return rows
    known = _facts(scenario, homes)
    tried = tried.filter(pl.col("household").is_in(homes))
    members = known.persons.select("household", member="person").unique()
    found = []
    for side, name in zip(sides, ("before", "after"), strict=True):
        answers = _claims(tried, name, ours, side, known)
        settled = entitlements.settle_answers(
            answers, members, beside=beside, held_on=day, law_on=side.on
        )
        found.append(settled.rows_by_key("claim", named=True, unique=True))
    lowered = _lowered(tried, *found)
    moved = _moved(tried, beside, *found)
    untouched = rows.join(tried, on=queries.PAIR, how="anti", nulls_equal=True)
    return computing.settled(pl.concat([untouched, lowered, moved], how="diagonal"))


def _pairs(beside: Any) -> pl.DataFrame:
    pairs = list(beside.order_by().values_list("household_id", "benefit").distinct())
    return pl.DataFrame(pairs, schema={"household": pl.Int64, "benefit": pl.String}, orient="row")


def _facts(scenario: Scenario, homes: Sequence[int]) -> CountyFacts:
    wanted = pl.col("household").is_in(list(homes))
    households, persons = (
        pl.scan_parquet(determinations.facts_path(scenario.month, table)).filter(wanted).collect()
        for table in ("households", "persons")
    )
    return CountyFacts(scenario.month, months.last_day(scenario.month), households, persons)


def _claims(
    tried: pl.DataFrame, name: str, ours: Mapping[str, Benefit], side: Side, known: CountyFacts
) -> pl.DataFrame:
    """Return the answers of one side that are sure, with what each amount is made of."""
    sure = tried.filter(
        pl.col(f"{name}_outcome") == ELIGIBLE, pl.col(name).is_not_null()
    ).with_columns(amount=pl.col(name), **{n: pl.lit(None, k) for n, k in EXTRAS.items()})
    pieces = []
    for policy in side.policies:
        mine, benefit = sure.filter(policy=policy.key), ours.get(policy.key)
        if benefit is not None and (benefit.basic or benefit.heads) and not mine.is_empty():
            lineages = divisions.lineages()
            law = evaluate(policy, frames_of(policy, known), side.store, side.on, lineages).results
            unit = policy.of
            extra = {n: getattr(benefit, n) for n in EXTRAS if getattr(benefit, n)}
            told = law.select(unit, **{n: pl.col(rule).cast(pl.Int64) for n, rule in extra.items()})
            mine = mine.drop(list(extra)).join(told, on=unit, how="left")
        pieces.append(mine.select(sorted(sure.columns)))
    return pl.concat([sure.clear().select(sorted(sure.columns)), *pieces])


def _lowered(
    tried: pl.DataFrame, before: Mapping[int, Any], after: Mapping[int, Any]
) -> pl.DataFrame:
    """Write what is payable into the rows of the tried policies."""
    rows = []
    for row in tried.iter_rows(named=True):
        for name, found in (("before", before), ("after", after)):
            settled = found.get(row["claim"])
            if settled is not None:
                row |= {name: settled["payable"], f"{name}_outcome": _standing(settled)}
                row["met"] = entitlements.reason_lowered(settled) or row["met"]
        rows.append(row)
    return pl.DataFrame(rows, schema=tried.schema).drop("claim", "benefit")


def _standing(settled: Mapping[str, Any]) -> str:
    return NOT_ELIGIBLE if settled["stands"] is False else ELIGIBLE


def _moved(
    tried: pl.DataFrame, beside: Any, before: Mapping[int, Any], after: Mapping[int, Any]
) -> pl.DataFrame:
    """Return rows of benefits that are not tried and yet paid otherwise after the change."""
    homes = {row["household"]: row for row in tried.iter_rows(named=True)}
    rows = []
    columns = ("pk", "benefit", "household_id", "person_id", "amount")
    for pk, key, household, person, amount in beside.order_by("pk").values_list(*columns):
        then, now = before.get(-pk), after.get(-pk)
        if then is None or now is None:
            continue
        if (then["payable"], then["stands"]) == (now["payable"], now["stands"]):
            continue
        home = homes[household]
        rows.append({
            **{name: home[name] for name in ("household", "division", "residence", "size")},
            "policy": benefits.benefit(key).policy, "person": person, "paid": amount,
            "before": then["payable"], "before_outcome": _standing(then),
            "after": now["payable"], "after_outcome": _standing(now),
            "met": entitlements.reason_lowered(now) or entitlements.reason_lowered(then),
        })  # fmt: skip
    return pl.DataFrame(rows, schema={k: v for k, v in tried.schema.items() if k not in ("claim", "benefit")})  # fmt: skip
