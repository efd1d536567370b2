"""The county from a seed and a size: who lives there, what is on record, and what is true."""

import dataclasses
import datetime
from typing import Any

import numpy as np
import polars as pl

from world import allowances, means, names, numbers, plants, population, records, sites, stories
from world.draft import PERSON_KINDS, PERSONAL, Draft


@dataclasses.dataclass(frozen=True)
class County:
    """A county at the end of one month: the register's view, the departments', and the truth."""

    seed: int
    month: str
    month_end: datetime.date
    households: pl.DataFrame
    persons: pl.DataFrame
    memberships: pl.DataFrame
    entitlements: pl.DataFrame
    allowances: pl.DataFrame
    findings: pl.DataFrame
    records: dict[str, pl.DataFrame]
    protected: np.ndarray
    id_styles: dict[int, str]
    truths: list[dict[str, Any]]
    decoys: list[dict[str, Any]]
    stories: list[dict[str, Any]]
    # What the warnings of `world.warnings` need: the lists of the month before, and what must be warned of.
    before: dict[str, pl.DataFrame] = dataclasses.field(default_factory=dict)
    warnings: list[dict[str, Any]] = dataclasses.field(default_factory=list)


_FINDINGS = {"person": pl.Int64, "column": pl.String, "value": pl.Object, "since": pl.Date}


def make(households: int, *, seed: int, month: str) -> County:
    """Return the county of ``households`` registered households at the end of ``month``."""
    draft = _people(households, seed, _month_end(month))
    _means(draft)
    plants.plant_all(draft)
    _protect(draft)
    allowances.plant_all(draft, households)
    _names(draft)
    stories.tell(draft)
    return _county(draft, month)


def _month_end(month: str) -> datetime.date:
    year, number = (int(part) for part in month.split("-"))
    following = datetime.date(year + number // 12, number % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def _people(count: int, seed: int, month_end: datetime.date) -> Draft:
    empty = pl.DataFrame()
    draft = Draft(seed, month_end, empty, empty, np.array([], dtype=int))
    draft.households = population.households(draft.stream("households"), count)
    draft.people = population.people(draft.stream("people"), draft.households, month_end)
    draft.index_households()
    draft.recipients = sites.choose_recipients(draft, count)
    sites.choose_sites(draft, count)
    heads = draft.people.filter((pl.col("place") == 0) & ~pl.col("is_known"))
    # A namesake or a former member is of an age to work, and lives alone.
    alone = pl.col("age").is_between(24, 58) & pl.col("template").is_in(["single"])
    draft.spare_outsiders = heads.filter(alone)["household"].to_list()
    return draft


def _means(draft: Draft) -> None:
    poor_households = np.zeros(len(draft.households), dtype=bool)
    poor_households[draft.recipients] = True
    for is_truth in (True, False):
        poor_households[draft.sites["missed", is_truth]] = True
    poor_households[draft.supported] = True
    poor = poor_households[draft.people["household"].to_numpy()]
    rng, count = draft.stream("means"), len(draft.people)
    frail = means.frailties(rng, draft.people, poor)
    money = means.incomes(rng, draft.people, poor)
    draft.columns = {c: frail[c].to_numpy(writable=True) for c in frail.columns}
    draft.columns |= {c: money[c].to_numpy(writable=True) for c in money.columns}
    draft.columns |= {
        "poor": poor, "is_dead": np.zeros(count, bool), "in_custody": np.zeros(count, bool)
    }  # fmt: skip
    draft.frames = {
        "deposits": means.deposits(rng, draft.people, poor),
        "vehicles": means.vehicles(rng, draft.people, poor),
        "properties": means.properties(rng, draft.people, poor),
        "businesses": means.businesses(rng, draft.people, money["business_income"].to_numpy()),
    }
    draft.settle_base()


def _protect(draft: Draft) -> None:
    """No row of a planted household is beyond repair: what was planted can be found."""
    chosen = np.concatenate(list(draft.sites.values()))
    mine = draft.people.filter(pl.col("household").is_in(chosen.tolist()))["person"]
    draft.protected.update(mine.to_list())


def _names(draft: Draft) -> None:
    """Give the protected names that nobody else bears, and namesakes theirs."""
    name = draft.people["name"].to_numpy().astype(object)
    who = np.array(sorted(draft.protected))
    surname = np.array([n[0] for n in name[who]], dtype=object)
    name[who] = names.reserved_names(draft.stream("reserved"), surname)
    for other, person in draft.same_name.items():
        name[other] = name[person]
    draft.people = draft.people.with_columns(name=pl.Series(name.astype(str)))


def _register_ids(draft: Draft) -> pl.Series:
    """Return the numbers the bureau holds: right, but for the planted wrong ones."""
    wrong = np.array(sorted(draft.wrongly_registered), dtype=int)
    theirs = draft.people[wrong]
    # Places 900 to 999 of a day are given to nobody: the number is sound and belongs to no one.
    other = 900 + theirs["sequence"].to_numpy() % 100
    ids = draft.people["id_no"].to_numpy().astype(object)
    ids[wrong] = numbers.resident_numbers(theirs["birth_on"], other).to_numpy()
    return pl.Series(ids.astype(str))


def _entitlements(draft: Draft) -> pl.DataFrame:
    rng = draft.stream("entitlements")
    base = draft.base[draft.recipients]
    shift = pl.Series([draft.entitlement_shift.get(int(h), 0) for h in draft.recipients])
    months = rng.integers(2, 30, len(base))
    return base.select(
        "household",
        amount=pl.col("lawful") + shift,
        valid_from=pl.Series([draft.day(-int(m), 1) for m in months]),
    )


def _memberships(draft: Draft, people: pl.DataFrame) -> pl.DataFrame:
    rng = draft.stream("memberships")
    known = people.filter("is_known")
    years = rng.integers(3, 25, len(known))
    now = known.select(
        "household", "person",
        pl.col("relation").replace({"grown": "child"}),
        (pl.col("relation").is_in(["child"]) & (pl.col("age") >= 18)).not_()
        .alias("can_live_independently"),
        pl.Series("years_together", years).clip(1, 40),
        pl.lit(None, pl.Date).alias("valid_to"),
    )  # fmt: skip
    former = pl.DataFrame(draft.former_members, schema=["household", "person"], orient="row")
    then = former.with_columns(
        relation=pl.lit("child"), can_live_independently=pl.lit(value=True),
        years_together=pl.lit(5, pl.Int64), valid_to=pl.lit(draft.day(-80, 15)),
    )  # fmt: skip
    return pl.concat([now, then.cast({"household": pl.Int64, "person": pl.Int64})])


def _county(draft: Draft, month: str) -> County:
    people = draft.people.with_columns(register_id=_register_ids(draft))
    after = draft.means()["lawful"]
    number = draft.households["number"]
    ids = people["register_id"]
    due = allowances.lawful(draft)

    def named(row: dict[str, Any]) -> dict[str, Any]:
        # A finding of the household names no person; only these kinds do.
        personal = row["kind"] in PERSONAL and row["person"] is not None
        # The draft's arithmetic knows income only; a possession over the limit leaves nothing due.
        owns = row["kind"].startswith("hidden_") and "why" not in row
        owns |= row.get("why") in {"存款超限", "有汽车"}
        amount = 0 if owns else after[row["household"]]
        if row["kind"] in PERSON_KINDS:
            amount = due[row["kind"].rpartition(".")[0]][row["person"]]
        return row | {
            "household": number[row["household"]],
            "person": ids[row["person"]] if personal else None,
            "lawful_amount": None if amount is None else int(amount),
        }

    former = [person for _, person in draft.former_members]
    known = people.filter(pl.col("is_known") | pl.col("person").is_in(former))
    return County(
        seed=draft.seed,
        month=month,
        month_end=draft.month_end,
        households=draft.households.filter("is_known"),
        persons=known,
        memberships=_memberships(draft, people),
        entitlements=_entitlements(draft),
        allowances=allowances.held(draft),
        findings=pl.DataFrame(draft.findings, schema=_FINDINGS, orient="row"),
        records=records.every(draft),
        protected=np.array(sorted(draft.protected)),
        id_styles=draft.id_styles,
        truths=[named(row) for row in draft.truths],
        decoys=[named(row) for row in draft.decoys],
        stories=[row | {"household": number[row["household"]]} for row in draft.stories],
    )
