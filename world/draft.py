"""The county while it is being made: people, means, possessions, and what was planted in them."""

import dataclasses
import datetime
from typing import Any

import numpy as np
import polars as pl

from world import law

KINDS = (
    "missed", "exit_income", "hidden_car", "hidden_business", "hidden_property",
    "hidden_deposit", "amount_change", "dead_recipient", "in_custody", "double_claim",
    "wrong_id", "member_left",
)  # fmt: skip
# Kinds about a benefit that a person holds: planted in `allowances`.
PERSON_KINDS = (
    "elderly.old_age.missed", "elderly.old_age.stop", "disability.living.missed",
    "disability.living.stop", "disability.nursing.missed", "disability.nursing.stop",
)  # fmt: skip
# Kinds whose finding names a person, not only the household.
PERSONAL = frozenset(
    {"dead_recipient", "in_custody", "double_claim", "wrong_id", "member_left", *PERSON_KINDS}
)


@dataclasses.dataclass
class Draft:
    """Everything that is true in the county, before departments write it down."""

    seed: int
    month_end: datetime.date
    households: pl.DataFrame
    people: pl.DataFrame
    recipients: np.ndarray
    columns: dict[str, np.ndarray] = dataclasses.field(default_factory=dict)
    frames: dict[str, pl.DataFrame] = dataclasses.field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    truths: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    decoys: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    sites: dict[tuple[str, bool], np.ndarray] = dataclasses.field(default_factory=dict)
    protected: set[int] = dataclasses.field(default_factory=set)
    former_members: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    entitlement_shift: dict[int, int] = dataclasses.field(default_factory=dict)
    same_name: dict[int, int] = dataclasses.field(default_factory=dict)
    spare_outsiders: list[int] = dataclasses.field(default_factory=list)
    wrongly_registered: list[int] = dataclasses.field(default_factory=list)
    id_styles: dict[int, str] = dataclasses.field(default_factory=dict)
    police_changes: dict[int, str] = dataclasses.field(default_factory=dict)
    stories: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    certificate_until: dict[int, datetime.date] = dataclasses.field(default_factory=dict)
    findings: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    withheld: set[tuple[str, int]] = dataclasses.field(default_factory=set)
    overdue: set[tuple[str, int]] = dataclasses.field(default_factory=set)
    supported: np.ndarray = dataclasses.field(default_factory=lambda: np.array([], dtype=int))
    wards: dict[int, str] = dataclasses.field(default_factory=dict)
    reasons: dict[int, str] = dataclasses.field(default_factory=dict)

    def stream(self, name: str) -> np.random.Generator:
        """Return the random numbers of one chapter: no chapter disturbs another."""
        return np.random.default_rng([self.seed, *name.encode()])

    def day(self, months: int, day: int) -> datetime.date:
        """Return a day of the month that lies ``months`` before (or after) the county's month."""
        index = self.month_end.year * 12 + self.month_end.month - 1 + months
        return datetime.date(index // 12, index % 12 + 1, day)

    def members(self, household: int) -> np.ndarray:
        """Return the persons of one household, the head first."""
        start = self._starts[household]
        return np.arange(start, start + self._sizes[household])

    def index_households(self) -> None:
        """Remember where each household's members begin: people are sorted by household."""
        self._sizes = np.bincount(self.people["household"].to_numpy())
        self._starts = np.cumsum(self._sizes) - self._sizes

    def head(self, household: int) -> int:
        """Return the head of one household."""
        return int(self._starts[household])

    def size(self, household: int) -> int:
        """Return how many live in one household."""
        return int(self._sizes[household])

    def add(self, data_set: str, person: int, **values: Any) -> None:
        """Have one department know one more thing of one person."""
        self.rows.setdefault(data_set, []).append({"person": int(person), **values})

    def plant(self, kind: str, household: int, person: int | None = None) -> None:
        """Write down one truth that the cycle must find."""
        self.truths.append({"kind": kind, "household": household, "person": person})

    def decoy(self, kind: str, household: int, why: str, person: int | None = None) -> None:
        """Write down one thing that only looks like a truth."""
        self.decoys.append({"kind": kind, "household": household, "person": person, "why": why})

    def money_of(self, household: int) -> dict[str, int]:
        """Return the size, income, line and deposit limit of one poor household, in fen."""
        row = self.base.row(household, named=True)
        return {key: int(row[key]) for key in ("size", "income", "line", "lawful", "standard")}

    def means(self) -> pl.DataFrame:
        """Return every household's lawful amount as things stand in the draft."""
        found = law.household_means(self.people.with_columns(
            **{key: pl.Series(values) for key, values in self.columns.items()}
        ))  # fmt: skip
        return pl.DataFrame({"household": np.arange(len(self.households))}).join(
            found, on="household", how="left", maintain_order="left"
        )

    def settle_base(self) -> None:
        """Fix the amounts that were lawful before anything was planted."""
        self.base = self.means()
        self.emptied_accounts = np.zeros(len(self.frames["deposits"]), dtype=bool)
