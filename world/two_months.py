"""The lists of two months while warnings are planted in them, and who may still carry one."""

import datetime
import random
from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from world import numbers
from world.county import County

# The lists that stand for the month before as well; event lists only tell their own month.
STOCKS = (
    "hr.wages", "hr.pensions", "market.businesses", "housing.properties", "transport.vehicles",
    "bank.deposits", "disability.certificates", "medical.expenses", "education.students",
    "justice.custody", "agriculture.rural", "hr.unemployment",
)  # fmt: skip
# Families whose leads the demo's people work on.
_BUSY = frozenset({"couple_never_applied", "car_in_the_yard", "long_name", "two_counties", "died_in_the_month", "moved_away"})  # fmt: skip
_SURNAMES = ("欧阳", "上官", "司徒", "诸葛", "夏侯", "东方", "皇甫", "尉迟")
_GIVEN = "禾岚岱岩峪峻川沛沁泓洵浔涵淞渝湛溪滢潭澍"


class Plan:
    """The lists of both months while warnings are planted, and who may still carry one."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.rng = random.Random(f"{county.seed}:warnings")
        self.now = dict(county.records)
        self.before = {key: county.records[key] for key in STOCKS}
        self.told: list[dict[str, Any]] = []
        self.strangers = 0
        number = dict(county.households.select("household", "number").iter_rows())
        busy = {s["household"] for s in county.stories if s["key"] in _BUSY}
        wrong = {r["household"] for r in county.truths if r["kind"] == "wrong_id"}
        paid = {number[h] for h in county.entitlements["household"]}
        self.kind_of = {r["household"]: r["kind"] + (" decoy" if "why" in r else "")
                        for r in (*county.truths, *county.decoys) if r["household"] in paid - wrong}  # fmt: skip
        members = county.memberships.filter(pl.col("valid_to").is_null()).select(
            "household", "person"
        )
        people = county.persons.drop("household").join(members, on="person", how="inner")
        people = people.with_columns(number=pl.col("household").replace_strict(number))
        self.people = people.filter(pl.col("number").is_in(list(self.kind_of)))
        self.receiving = people.filter(pl.col("number").is_in(list(paid)))
        marked = {r["person"] for r in (*county.truths, *county.decoys) if r["person"]}
        calm = ~pl.col("register_id").is_in(list(marked)) & ~pl.col("person").is_in(list(county.id_styles))  # fmt: skip
        free = [h for h in self.kind_of if h not in busy]
        self.hosts = self.people.filter(calm, pl.col("number").is_in(free))
        self.used: set[str] = set()

    def has(self, key: str, condition: pl.Expr | None = None) -> pl.Series:
        """Return who stands on a list of the month."""
        rows = self.now[key]
        return (rows if condition is None else rows.filter(condition))["person"].unique()

    def pick(self, rows: pl.DataFrame, count: int) -> list[dict[str, Any]]:
        """Choose people of families that carry no warning yet, one of each."""
        chosen = []
        order = rows.sort("person").to_dicts()
        self.rng.shuffle(order)
        for row in order:
            if row["number"] not in self.used and len(chosen) < count:
                self.used.add(row["number"])
                chosen.append(row)
        return chosen

    def of_kind(self, *kinds: str) -> pl.DataFrame:
        """Return the members of idle families that carry a truth of these kinds."""
        busy = {s["household"] for s in self.county.stories if s["key"] in _BUSY}
        wanted = [h for h, kind in self.kind_of.items() if kind in kinds and h not in busy]
        return self.people.filter(pl.col("number").is_in(wanted))

    def edit(self, key: str, persons: Iterable[int], **values: pl.Expr) -> None:
        """Change columns of some people's rows in the month before."""
        mine = pl.col("person").is_in(list(persons))
        self.before[key] = self.before[key].with_columns(
            pl.when(mine).then(value).otherwise(pl.col(name)).alias(name) for name, value in values.items()
        )  # fmt: skip

    def drop(self, key: str, persons: Iterable[int]) -> None:
        """Take some people's rows out of the month before."""
        self.before[key] = self.before[key].filter(~pl.col("person").is_in(list(persons)))

    def append(
        self, lists: dict[str, pl.DataFrame], key: str, row: dict[str, Any], **values: Any
    ) -> None:
        """Put one more row about somebody on a list."""
        frame = lists.get(key)
        told = {"person": row["person"], "id_no": row["id_no"], "name": row["name"], **values}
        if frame is None:
            lists[key] = pl.DataFrame([told])
        else:
            extra = pl.DataFrame([told], schema={k: frame.schema[k] for k in told})
            lists[key] = pl.concat([frame, extra], how="diagonal")

    def warn(self, kind: str, row: dict[str, Any], *, of_household: bool = False) -> None:
        """Write down what must be warned of."""
        person = None if of_household else row["register_id"]
        self.told.append({"kind": f"warning.{kind}", "household": row["number"], "person": person})

    def day(self, day: int) -> datetime.date:
        """Return a day of the county's month."""
        return self.county.month_end.replace(day=day)

    def stranger(self, host: dict[str, Any], age: int, sex: str) -> dict[str, Any]:
        """Return somebody who stands in nobody's register, with a name that nobody bears."""
        n = self.strangers
        self.strangers += 1
        born = self.county.month_end.replace(
            year=self.county.month_end.year - age, month=3, day=1 + n % 28
        )
        sequence = np.array([860 + 2 * (n % 19) + (sex == "M")])
        surname = _SURNAMES[n % len(_SURNAMES)]
        given = _GIVEN[n % len(_GIVEN)] + _GIVEN[(n // len(_GIVEN) + 7) % len(_GIVEN)]
        return {**host, "id_no": numbers.resident_numbers(pl.Series([born]), sequence)[0],
                "name": surname + given, "birth_on": born, "sex": sex}  # fmt: skip
