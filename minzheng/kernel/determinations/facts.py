"""How facts of a month are put together for policies: register, departments, rooms, our findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from minzheng import facts
from minzheng.facts.schema import DTYPES
from minzheng.kernel.exchange.facts import department_facts
from minzheng.kernel.people.facts import register_households, register_persons
from minzheng.policy import FactFrames, Policy

from . import recorded
from .declarations import asked_facts, fact_providers

# What the register alone decides: kept beside the facts for joins and screens, no law asks for it.
IDENTITY = {"pid": pl.String, "name": pl.String}
# What only a decision, a statement or a visit of ours can put on record: our own books are
# complete, so nothing written there is none. Never what another department would have to tell.
RECORDED = {
    "edge_family": False,
    "applied_as": "household",
    "support_received": 0,
    "support_paid": 0,
    "is_adopted": False,
    "child_scheme_choice": "none",
    "in_central_care": False,
    "in_home_care_project": False,
    "other_living_money": 0,
    "other_nursing_money": 0,
}
# What the engine needs beside the facts a policy asks for.
KEYS = ("household", "person", "division")


@dataclass(frozen=True)
class CountyFacts:
    """The facts of a month: one row per household, one per member of a household.

    The columns of `households` and `persons` are always there, those of the further tables where
    anybody knows them; an absent column is unknown for everybody. `told` names in Chinese which
    room gave a column.
    """

    month: str
    on: date
    households: pl.DataFrame
    persons: pl.DataFrame
    told: Mapping[str, str] = field(default_factory=dict)


def county_facts(month: str, on: date, households: Sequence[int] | None = None) -> CountyFacts:
    """Gather what is known of every household, or of the named ones, for a month as it was `on` a day.

    The same steps serve the county and one household: the register says who belongs together, the
    deliveries of the month say what departments know, rooms add what their books hold, and what our
    own people found and recorded stands over all of it. A column that nobody filled is null:
    unknown, never zero.
    """
    register = register_persons(on, households)
    homes = register_households(on, households)
    people = register.join(homes.select("household"), on="household", how="semi")
    people = _with_departments(people, month)
    told: dict[str, str] = {}
    for provider in fact_providers():
        rows = provider.give(month, on, people)
        key = "person" if "person" in rows.columns else "household"
        if key == "person":
            people = overlay(people, rows, key)
        else:
            homes = overlay(homes, rows, key)
        if provider.label:
            told |= {name: provider.label for name in rows.columns if name != key}
    people = overlay(people, recorded.of_persons(on, people), "person")
    homes = overlay(homes, recorded.of_households(on, homes), "household")
    return CountyFacts(month, on, _shaped(homes, "households"), _shaped(people, "persons"), told)


def _with_departments(people: pl.DataFrame, month: str) -> pl.DataFrame:
    known = department_facts(
        month, people.select("person", "pid", "name", "household").unique("person")
    )
    return overlay(people, known, "person")


def overlay(base: pl.DataFrame, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Lay rows over a frame: what they know wins, what they do not know leaves the base as it was."""
    columns = [c for c in rows.columns if c != key]
    if not columns:
        return base
    if rows[key].is_duplicated().any():
        raise ValueError(f"事实来源对同一{key}给出多行")
    joined = base.join(rows, on=key, how="left", suffix="__new")
    both = [c for c in columns if c in base.columns]
    return joined.with_columns(pl.coalesce(f"{c}__new", c).alias(c) for c in both).drop(
        f"{c}__new" for c in both
    )


def _shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Give every column of the fact table its place and type; what nobody filled is null."""
    grain = facts.TABLES[table].grain
    columns = dict(facts.TABLES[table].columns)
    further = {n: c for n, c in facts.COLUMNS.items() if n in frame.columns or n in RECORDED}
    columns |= {n: c for n, c in further.items() if c.grain == grain or n in frame.columns}
    present = {
        name: pl.col(name).cast(DTYPES[column.kind])
        if name in frame.columns
        else pl.lit(None, DTYPES[column.kind])
        for name, column in columns.items()
    }
    for name, value in RECORDED.items():
        if name in present:
            present[name] = present[name].fill_null(value)
    carried = [c for c in frame.columns if c not in columns and c in IDENTITY]
    return frame.select(*(e.alias(n) for n, e in present.items()), *carried)


def with_given(known: CountyFacts, given: Mapping[str, Any] | None) -> CountyFacts:
    """Let a case's own findings stand over the registers.

    `given` is {"household": {column: value}, "persons": {person id: {column: value}}}, values as
    the fact table holds them (money in fen). An unknown column or person raises ValueError.
    """
    if not given:
        return known
    homes, people = known.households, known.persons
    for column, value in given.get("household", {}).items():
        homes = homes.with_columns(pl.lit(value, _dtype(homes, column)).alias(column))
    for person, values in given.get("persons", {}).items():
        if people.filter(pl.col("person") == int(person)).is_empty():
            raise ValueError(f"人员 {person} 不是该家庭成员，不能填写其情况。")
        for column, value in values.items():
            kind = _dtype(people, column)
            if column not in people.columns:
                people = people.with_columns(pl.lit(None, kind).alias(column))
            people = people.with_columns(
                pl.when(pl.col("person") == int(person))
                .then(pl.lit(value, kind))
                .otherwise(pl.col(column))
                .alias(column)
            )
    return replace(known, households=homes, persons=people)


def _dtype(frame: pl.DataFrame, column: str) -> pl.DataType:
    if column in frame.schema:
        return frame.schema[column]
    if column in facts.COLUMNS:
        return DTYPES[facts.COLUMNS[column].kind]
    raise ValueError(f"没有名为“{column}”的事实。")


def frames_of(policy: Policy, known: CountyFacts) -> FactFrames:
    """Cut the facts of a month to the shape a policy asks for: by household or by person.

    Only what the policy may ask for goes along: a county has more than a hundred columns.
    """
    asked = {*KEYS, *asked_facts(policy)}
    homes = known.households.select(c for c in known.households.columns if c in asked)
    own = [c for c in known.persons.columns if c in asked and c not in {"division", "residence"}]
    people = known.persons.select(own)
    if policy.of == "household":
        return FactFrames(homes, people)
    return FactFrames(people.join(homes, on="household", how="inner"), None)
